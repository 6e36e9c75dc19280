import { SecureCardField, init, sealCard } from 'cardseal';

await init();
window.seal = (session, card) => sealCard(session, card, {});
window.mount = (session) => {
  const field = new SecureCardField(session);
  field.mount(document.getElementById('card'));
  return document.querySelectorAll('#card input').length;
};
window.sealInWorker = (session, card) => new Promise((resolve, reject) => {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => reject(new Error(message));
  worker.postMessage({ session, card });
});
document.documentElement.dataset.ready = 'yes';
