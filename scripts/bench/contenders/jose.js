// jose: a JWE (RFC 7516) of the same plaintext, RSA-OAEP-256 and A256GCM.
import { CompactEncrypt, importSPKI } from 'jose';

const header = { alg: 'RSA-OAEP-256', enc: 'A256GCM' };

export async function prepare({ keys, card, deviceInformations, metadata }) {
  const imported = (key) => importSPKI(key.pem, header.alg);
  const seal = (key) => {
    const plaintext = new TextEncoder().encode(JSON.stringify({ card, deviceInformations, metadata }));
    return new CompactEncrypt(plaintext).setProtectedHeader(header).encrypt(key);
  };
  const key = await imported(keys[0]);
  let nth = 0;
  return { once: () => seal(key), each: async () => seal(await imported(keys[nth++ % keys.length])) };
}
