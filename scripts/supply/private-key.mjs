// Asserts that the module in the page holds no code for private keys and none that decrypts: nothing there could leak
// by RUSTSEC-2023-0071 or its like. Shown by the names of all functions that the module can reach, before inlining.
import { fileURLToPath } from 'node:url';
import { Stop, runMain } from '../lib/run.mjs';
import { needCompilers, needWasmToolchain } from '../lib/tools.mjs';
import { functionsOfPackage } from './lib/names.mjs';

const FORBIDDEN = [
  ['decryption', /decrypt|unwrap_key|decipher/i],
  ['a private key', /RsaPrivateKey|private_?key|SecretKey|SigningKey|DecryptingKey|pkcs8|sec1/i],
  ['a private RSA operation', /\b(?:un)?blind|crt_|precompute|recover_primes|oaep_unpad|pkcs1v15_unpad|\d(?:un)?blind(?:ed)?(?:\d|17h)/i],
  ['a crate with private-key code', /_ZN(?:\d+_\$LT\$)?(?:3rsa|5pkcs1|5pkcs8|4ring|6aws_lc|7openssl|14num_bigint_dig)/],
];
// Fewer functions than any real build has: the names were not read.
const FEWEST = 300;

/** What is wrong with a module's functions: one sentence for each kind, with examples. */
export function problemsOf(names) {
  if (names.length < FEWEST) return [`only ${names.length} functions have names: this is not the whole module`];
  return FORBIDDEN.flatMap(([what, pattern]) => {
    const found = names.filter((name) => pattern.test(name));
    return found.length > 0 ? [`${what}: ${found.length} functions, such as ${found[0]}`] : [];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    await needCompilers();
    const names = await functionsOfPackage(needWasmToolchain());
    const problems = problemsOf(names);
    if (problems.length > 0) throw new Stop(`the module links what it must not:\n  ${problems.join('\n  ')}`);
    console.log(`no private-key code and nothing that decrypts among ${names.length} functions`);
  });
}
