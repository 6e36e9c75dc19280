// The rules of a payment session: its key encrypts one card, and not when the session is about to end. Nothing inside an
// envelope marks its time, so a second one for the same session would be a second card for the same payment.
import { CardsealError } from './error.js';

// How much of a session must be left, in milliseconds: the envelope has to reach the gateway in time.
const MARGIN = 30_000;

/** Reads a session key as a server hands it over; the module judges the key itself. */
export function sessionKeyOf(given) {
  const { sessionId, encryptionKey, expiresAt } = given ?? {};
  if (typeof sessionId !== 'string' || !sessionId || typeof encryptionKey !== 'string') {
    throw new CardsealError('session_key_invalid', 'needs sessionId, encryptionKey, expiresAt');
  }
  const end = typeof expiresAt === 'string' || typeof expiresAt === 'number' || expiresAt instanceof Date ? +new Date(expiresAt) : NaN;
  if (isNaN(end)) throw new CardsealError('expires_at_invalid');
  return { sessionId, encryptionKey, end };
}

/** Has the module take the key of a session that a card may be encrypted for now. */
export function useKey(block, { encryptionKey, end, isUsed }) {
  if (isUsed) throw new CardsealError('already_encrypted');
  block.useKey(encryptionKey);
  if (Date.now() > end - MARGIN) throw new CardsealError('session_expired');
}
