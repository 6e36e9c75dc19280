// The one test card of these tests, and the check of its envelope with Node's own crypto.
import assert from 'node:assert/strict';
import { keyPair, open } from '../../interop/lib/node-peer.mjs';

const { publicKey, privateKey } = keyPair(2048);

/** What `sealCard` takes. */
export const card = { number: '4440000112290002', expiryMonth: '01', expiryYear: '39', cvc: '123', nameOnCard: 'TEST BUYER' };

/** A session with a throw-away key, good for the usual fifteen minutes unless other members are given. */
export const session = (other) => ({ sessionId: 'session-1', encryptionKey: publicKey, expiresAt: new Date(Date.now() + 15 * 60_000).toISOString(), ...other });

/** Opens the envelope and compares what is inside with the card, or with another one. */
export function assertHoldsTheCard(encryptedCard, expected = card) {
  assert.deepEqual(JSON.parse(open(privateKey, encryptedCard)).card, expected);
}
