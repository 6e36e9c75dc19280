// Both one-file builds on a server, by their exported names, where nothing can be fetched or read.
import { CardsealError, init, sealCard } from 'cardseal/inline';
import * as alone from 'cardseal/seal/inline';

globalThis.fetch = () => {
  throw new Error('something was fetched');
};
const { session, card } = JSON.parse(process.argv[2]);
await Promise.all([init(), alone.init()]);
let code;
try {
  sealCard({ ...session, encryptionKey: 'no key' }, card, {});
} catch (error) {
  code = error instanceof CardsealError && error.code;
}
console.log(JSON.stringify({ envelopes: [sealCard(session, card, {}), alone.sealCard(session, card, {})], code, names: Object.keys(alone).sort() }));
