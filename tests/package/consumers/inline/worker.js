import { init, sealCard } from './node_modules/cardseal/seal-inline.js';

self.onmessage = async ({ data: { session, card } }) => {
  await init();
  self.postMessage(sealCard(session, card, {}));
};
