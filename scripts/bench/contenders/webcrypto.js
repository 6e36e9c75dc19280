// Bare WebCrypto: one RSA-OAEP of a short card, no envelope around it. The floor of what a page can do.
const { subtle } = globalThis.crypto;
const oaep = { name: 'RSA-OAEP', hash: 'SHA-256' };

export async function prepare({ keys, short }) {
  const imported = (key) => subtle.importKey('spki', Uint8Array.from(atob(key.spki), (letter) => letter.charCodeAt(0)), oaep, false, ['encrypt']);
  const seal = (key) => subtle.encrypt(oaep, key, new TextEncoder().encode(short));
  const key = await imported(keys[0]);
  let nth = 0;
  return { once: () => seal(key), each: async () => seal(await imported(keys[nth++ % keys.length])) };
}
