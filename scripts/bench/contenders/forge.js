// node-forge, only the parts that it needs: one RSA-OAEP of a short card.
import forge from 'node-forge/lib/forge.js';
import 'node-forge/lib/pki.js';
import 'node-forge/lib/rsa.js';
import 'node-forge/lib/sha256.js';

export async function prepare({ keys, short }) {
  const imported = (key) => forge.pki.publicKeyFromPem(key.pem);
  const seal = (key) => forge.util.encode64(key.encrypt(short, 'RSA-OAEP', { md: forge.md.sha256.create(), mgf1: { md: forge.md.sha256.create() } }));
  const key = imported(keys[0]);
  let nth = 0;
  return { once: () => seal(key), each: () => seal(imported(keys[nth++ % keys.length])) };
}
