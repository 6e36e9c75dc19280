import { SecureCardField, init, sealCard } from './node_modules/cardseal/inline.js';

await init({ locale: 'id' });
window.seal = (session, card) => sealCard(session, card, {});
window.mount = (session) => {
  new SecureCardField(session, { locale: 'id' }).mount(document.getElementById('card'));
  return document.querySelector('#card label').textContent;
};
window.sealInWorker = (session, card) => new Promise((resolve, reject) => {
  const worker = new Worker('worker.js', { type: 'module' });
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => reject(new Error(message));
  worker.postMessage({ session, card });
});
document.documentElement.dataset.ready = 'yes';
