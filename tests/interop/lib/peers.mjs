// The other programs of these tests, each spoken to in JSON lines over stdin and stdout.
import { spawn } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { cargoProgram } from '../../../scripts/lib/cargo.mjs';
import { entryOf, packagePaths } from '../../../scripts/lib/package.mjs';
import { root } from '../../../scripts/lib/run.mjs';

/** Python's `cryptography`: a list of requests to a list of answers; see peer.py. */
export function python(requests) {
  const program = process.env.CARDSEAL_PYTHON;
  if (!program) throw new Error('CARDSEAL_PYTHON is not set: run these tests with `npm test -- interop`');
  return converse(program, [fileURLToPath(new URL('../peer.py', import.meta.url))], requests);
}

/** The sandbox's decryptor: `{ privateKey, encryptedCard }` to `{ plaintext }` or `{ refused: true }`. */
export async function sandbox(requests) {
  const args = ['build', '-p', 'cardseal-sandbox', '--example', 'open_envelopes', '--locked'];
  return converse(await cargoProgram('open_envelopes', args), [], requests);
}

/** The Rust core: `count` random cards of its own making, as `{ encryptedCard, plaintext }`. */
export async function rust(publicKey, count) {
  const args = ['build', '-p', 'cardseal-card', '--example', 'seal_random', '--locked'];
  const made = await converse(await cargoProgram('seal_random', args), [publicKey, String(count)], []);
  return made.map(({ encryptedCard, plaintext }) => ({ encryptedCard, plaintext: JSON.stringify(plaintext) }));
}

/** The built npm package, initialised, in this process. */
export async function npmPackage() {
  const module = await import(pathToFileURL(entryOf(packagePaths().folder)).href);
  await module.init();
  return module;
}

function converse(program, args, requests) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) return reject(new Error(`${program} ended with ${code}`));
      const lines = Buffer.concat(chunks).toString('utf8').split('\n').filter(Boolean);
      return resolve(lines.map((line) => JSON.parse(line)));
    });
    child.stdin.on('error', reject);
    child.stdin.end(requests.map((request) => `${JSON.stringify(request)}\n`).join(''));
  });
}
