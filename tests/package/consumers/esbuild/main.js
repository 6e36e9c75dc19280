import { SecureCardField, init, sealCard } from 'cardseal';
// The `file` loader copies the module and gives its new name.
import wasm from 'cardseal/cardseal.wasm';

await init({ module: new URL(wasm, import.meta.url) });
window.seal = (session, card) => sealCard(session, card, {});
window.mount = (session) => {
  const field = new SecureCardField(session);
  field.mount(document.getElementById('card'));
  return document.querySelectorAll('#card input').length;
};
window.sealInWorker = (session, card) => new Promise((resolve, reject) => {
  const worker = new Worker('worker.js', { type: 'module' });
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => reject(new Error(message));
  worker.postMessage({ session, card });
});
document.documentElement.dataset.ready = 'yes';
