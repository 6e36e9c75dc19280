import { init, sealCard } from 'cardseal';

self.onmessage = async ({ data: { session, card } }) => {
  await init();
  self.postMessage(sealCard(session, card, {}));
};
