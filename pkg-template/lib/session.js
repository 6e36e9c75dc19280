import { CardsealError } from './error.js';

/** Reads a session key as a server hands it over; the module judges the key itself. */
export function sessionKeyOf(given) {
  const { sessionId, encryptionKey, expiresAt } = given ?? {};
  if (typeof sessionId !== 'string' || sessionId === '' || typeof encryptionKey !== 'string') {
    throw new CardsealError('session_key_invalid', 'a session key is {sessionId, encryptionKey, expiresAt}');
  }
  const moment = typeof expiresAt === 'string' || typeof expiresAt === 'number' || expiresAt instanceof Date;
  return { sessionId, encryptionKey, expiresAt: moment ? new Date(expiresAt).getTime() : NaN };
}
