// The gateway's published scheme ("Card Encryption") written with a browser's WebCrypto. Its RSA-OAEP has one hash for
// both of its uses and an empty label. Keys are base64 of DER (SubjectPublicKeyInfo, PKCS#8).
const OAEP = { name: 'RSA-OAEP', hash: 'SHA-256' };
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const textOf = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(''));

// Reading a private key takes longer than all the rest: once for each key.
const privateKeys = new Map();

/** Answers `{ publicKey, plaintext }` with `{ encryptedCard }`, `{ privateKey, encryptedCard }` with `{ plaintext }` or `{ refused: true }`. */
window.answer = async (requests) => {
  const answers = [];
  for (const request of requests) answers.push(await ('publicKey' in request ? seal(request) : open(request)));
  return answers;
};

async function seal({ publicKey, plaintext }) {
  const wrapping = await crypto.subtle.importKey('spki', bytesOf(publicKey), OAEP, false, ['encrypt']);
  const contentKey = crypto.getRandomValues(new Uint8Array(32));
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const key = await crypto.subtle.importKey('raw', contentKey, 'AES-GCM', false, ['encrypt']);
  const parts = {
    encryptedKey: textOf(await crypto.subtle.encrypt(OAEP, wrapping, contentKey)),
    nonce: textOf(nonce),
    ciphertext: textOf(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, new TextEncoder().encode(plaintext))),
  };
  return { encryptedCard: btoa(JSON.stringify(parts)) };
}

async function open({ privateKey, encryptedCard }) {
  const wrapping = await privateKeyOf(privateKey);
  const { encryptedKey, nonce, ciphertext } = JSON.parse(atob(encryptedCard));
  try {
    const contentKey = await crypto.subtle.decrypt(OAEP, wrapping, bytesOf(encryptedKey));
    const key = await crypto.subtle.importKey('raw', contentKey, 'AES-GCM', false, ['decrypt']);
    const plaintext = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytesOf(nonce) }, key, bytesOf(ciphertext));
    return { plaintext: new TextDecoder('utf-8', { fatal: true }).decode(plaintext) };
  } catch (error) {
    if (error.name !== 'OperationError') throw error;
    return { refused: true };
  }
}

async function privateKeyOf(text) {
  if (!privateKeys.has(text)) privateKeys.set(text, await crypto.subtle.importKey('pkcs8', bytesOf(text), OAEP, false, ['decrypt']));
  return privateKeys.get(text);
}

document.documentElement.dataset.ready = 'yes';
