// Encrypts one card in Node: the session comes in and the envelope goes out as JSON.
import { init, sealCard } from 'cardseal';

const { session, card } = JSON.parse(process.argv[2]);
await init();
console.log(JSON.stringify({ encryptedCard: sealCard(session, card, {}) }));
