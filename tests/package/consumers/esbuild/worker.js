import { init, sealCard } from 'cardseal';
// The `file` loader copies the module and gives its new name.
import wasm from 'cardseal/cardseal.wasm';

self.onmessage = async ({ data: { session, card } }) => {
  await init({ module: new URL(wasm, import.meta.url) });
  self.postMessage(sealCard(session, card, {}));
};
