import { CardsealError } from './error.js';

/** Reads a session key as a server hands it over; the module judges the key itself. */
export function sessionKeyOf(given) {
  const { sessionId, encryptionKey, expiresAt } = given ?? {};
  if (typeof sessionId !== 'string' || !sessionId || typeof encryptionKey !== 'string') {
    throw new CardsealError('session_key_invalid', 'needs sessionId, encryptionKey, expiresAt');
  }
  const isMoment = typeof expiresAt === 'string' || typeof expiresAt === 'number' || expiresAt instanceof Date;
  return { sessionId, encryptionKey, expiresAt: isMoment ? +new Date(expiresAt) : NaN };
}

// One byte more than is taken, so that a longer text is refused as too long.
const KEY = 16 * 1024 + 1;

/** Puts a key into the block and gives its length. */
export const putKey = (block, key) => block.put(key, KEY);
