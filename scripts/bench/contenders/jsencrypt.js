// jsencrypt: one RSA encryption with PKCS #1 v1.5 padding of a short card, which is all it can do.
import { JSEncrypt } from 'jsencrypt';

export async function prepare({ keys, short }) {
  const imported = (key) => {
    const box = new JSEncrypt();
    box.setPublicKey(key.pem);
    return box;
  };
  const box = imported(keys[0]);
  let nth = 0;
  return { once: () => box.encrypt(short), each: () => imported(keys[nth++ % keys.length]).encrypt(short) };
}
