// The gateway's published scheme ("Card Encryption") written once more with nothing but Node's own crypto.
import { constants, createCipheriv, createDecipheriv, createPublicKey, generateKeyPairSync, privateDecrypt, publicEncrypt, randomBytes } from 'node:crypto';

/** A throw-away RSA key pair, both halves as base64 of DER. */
export function keyPair(bits) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: bits,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
  return { bits, publicKey: publicKey.toString('base64'), privateKey: privateKey.toString('base64') };
}

/** Makes an `encryptedCard`; `oaepHash` and `padding` are for envelopes that must be refused. */
export function seal(publicKey, plaintext, { oaepHash = 'sha256', padding = constants.RSA_PKCS1_OAEP_PADDING } = {}) {
  const contentKey = randomBytes(32);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', contentKey, nonce);
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  const hash = padding === constants.RSA_PKCS1_OAEP_PADDING ? { oaepHash } : {};
  const encryptedKey = publicEncrypt({ key, padding, ...hash }, contentKey);
  return pack({ encryptedKey, nonce, ciphertext });
}

/** Opens an `encryptedCard` strictly and gives its plaintext; throws where anything is off. */
export function open(privateKey, encryptedCard) {
  const { encryptedKey, nonce, ciphertext } = unpack(encryptedCard);
  const key = { key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8', padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
  const decipher = createDecipheriv('aes-256-gcm', privateDecrypt(key, encryptedKey), nonce, { authTagLength: 16 });
  decipher.setAuthTag(ciphertext.subarray(-16));
  const bytes = Buffer.concat([decipher.update(ciphertext.subarray(0, -16)), decipher.final()]);
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

/** The three byte strings of an `encryptedCard`, each in canonical, padded base64. */
export function unpack(encryptedCard) {
  const parts = JSON.parse(strictBase64(encryptedCard).toString('utf8'));
  const names = Object.keys(parts).join();
  if (names !== 'encryptedKey,nonce,ciphertext') throw new Error(`unexpected members: ${names}`);
  return Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strictBase64(text)]));
}

/** The reverse of `unpack`. */
export function pack({ encryptedKey, nonce, ciphertext }) {
  const text = (bytes) => Buffer.from(bytes).toString('base64');
  const parts = { encryptedKey: text(encryptedKey), nonce: text(nonce), ciphertext: text(ciphertext) };
  return Buffer.from(JSON.stringify(parts)).toString('base64');
}

function strictBase64(text) {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new Error('not canonical base64');
  return bytes;
}
