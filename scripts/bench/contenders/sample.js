// The gateway's documented steps with nothing but WebCrypto: generateKey, exportKey, encrypt, importKey, encrypt.
const { subtle } = globalThis.crypto;
const oaep = { name: 'RSA-OAEP', hash: 'SHA-256' };

const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
const base64Of = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));

export async function prepare({ keys, card, deviceInformations, metadata }) {
  const imported = (key) => subtle.importKey('spki', bytesOf(key.spki), oaep, false, ['encrypt']);
  const seal = async (rsaKey) => {
    const contentKey = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']);
    const raw = await subtle.exportKey('raw', contentKey);
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const plaintext = new TextEncoder().encode(JSON.stringify({ card, deviceInformations, metadata }));
    const ciphertext = await subtle.encrypt({ name: 'AES-GCM', iv: nonce }, contentKey, plaintext);
    const encryptedKey = await subtle.encrypt({ name: 'RSA-OAEP' }, await rsaKey(), raw);
    return btoa(JSON.stringify({ encryptedKey: base64Of(encryptedKey), nonce: base64Of(nonce), ciphertext: base64Of(ciphertext) }));
  };
  const key = await imported(keys[0]);
  let nth = 0;
  return { once: () => seal(() => key), each: () => seal(() => imported(keys[nth++ % keys.length])) };
}
