// Encryption without a document: for workers, servers and fields of your own.
import { CardsealError } from './lib/error.js';
import { guarded, wasm } from './lib/module.js';
import { sessionKeyOf } from './lib/session.js';

export { CardsealError } from './lib/error.js';
export { init } from './lib/module.js';

/** Encrypts a card for one session; returns the `encryptedCard` string. */
export function sealCard(sessionKey, card, context = {}) {
  const { encryptionKey, expiresAt } = sessionKeyOf(sessionKey);
  if (typeof card !== 'object' || card === null) throw new CardsealError('card_invalid', 'the card is not an object');
  return guarded(() => wasm.sealCard(encryptionKey, expiresAt, card, context?.deviceInformations, context?.metadata));
}
