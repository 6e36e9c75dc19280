// What every contender gets: the same keys and the same 500-byte card, and proof that each really encrypts.
import assert from 'node:assert/strict';
import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { open } from '../../../tests/interop/lib/node-peer.mjs';

// More keys than anybody would keep in a cache, so that "another key" is one that has to be imported.
const KEYS = 24;
const PLAINTEXT = 500;

const card = { number: '4440000112290002', expiryMonth: '01', expiryYear: '39', cvc: '123', nameOnCard: 'TEST BUYER' };

/** `{ material, privateKeys }`: what the contenders get, and what opens it. */
export function makeMaterial() {
  const pairs = Array.from({ length: KEYS }, () => generateKeyPairSync('rsa', { modulusLength: 2048 }));
  const keys = pairs.map(({ publicKey }) => ({
    spki: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    pem: publicKey.export({ type: 'spki', format: 'pem' }),
  }));
  const deviceInformations = { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36', country: 'ID', browserWidth: '1280' };
  const bare = JSON.stringify({ card, deviceInformations, metadata: { note: '' } }).length;
  const metadata = { note: 'x'.repeat(PLAINTEXT - bare) };
  const expiresAt = new Date(Date.now() + 12 * 3_600_000).toISOString();
  const short = JSON.stringify({ ...card, sessionId: '0'.repeat(50) }).padEnd(176);
  return { material: { keys, card, deviceInformations, metadata, expiresAt, short }, privateKeys: pairs.map(({ privateKey }) => privateKey) };
}

/** Opens what each contender makes, with the same key and with the next one; throws where one does not hold the card. */
export async function proveContenders(folder, contenders, { material, privateKeys }) {
  const { compactDecrypt } = await import('jose');
  const whole = { card: material.card, deviceInformations: material.deviceInformations, metadata: material.metadata };
  const openers = {
    envelope: (key, sealed) => JSON.parse(open(key.export({ type: 'pkcs8', format: 'der' }).toString('base64'), sealed)),
    jwe: async (key, sealed) => JSON.parse(new TextDecoder().decode((await compactDecrypt(sealed, key)).plaintext)),
    oaep: (key, sealed) => privateDecrypt({ key, oaepHash: 'sha256', padding: constants.RSA_PKCS1_OAEP_PADDING }, buffer(sealed)).toString(),
    v15: (key, sealed) => rawV15(key, buffer(sealed)),
  };
  const kinds = { ours: 'envelope', 'ours-inline': 'envelope', sample: 'envelope', jose: 'jwe', webcrypto: 'oaep', forge: 'oaep', jsencrypt: 'v15' };
  for (const [name, file] of Object.entries(contenders)) {
    const { prepare } = await import(pathToFileURL(join(folder, 'node', `${file}.js`)).href);
    const { once, each } = await prepare(material);
    const expected = ['envelope', 'jwe'].includes(kinds[file]) ? whole : material.short;
    for (const [key, sealed] of [[privateKeys[0], await once()], [privateKeys[0], await each()], [privateKeys[1], await each()]]) {
      assert.deepEqual(await openers[kinds[file]](key, sealed), expected, `${name} does not hold the card`);
    }
  }
}

const buffer = (sealed) => (typeof sealed === 'string' ? Buffer.from(sealed, 'base64') : Buffer.from(sealed));

// Node no longer opens PKCS #1 v1.5 by itself, so its padding is taken off here (RFC 8017, 7.2.2).
function rawV15(key, sealed) {
  const block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, sealed);
  assert.deepEqual([...block.subarray(0, 2)], [0, 2]);
  return block.subarray(block.indexOf(0, 2) + 1).toString();
}
