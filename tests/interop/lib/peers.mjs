// The other programs of these tests: a browser's page, and those that are spoken to in JSON lines over stdin and stdout.
import { spawn } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { cargoProgram } from '../../../scripts/lib/cargo.mjs';
import { entryOf, packagePaths } from '../../../scripts/lib/package.mjs';
import { root } from '../../../scripts/lib/run.mjs';
import { openPage } from '../../package/lib/browser.mjs';

/** Python's `cryptography`: a list of requests to a list of answers; see peer.py. */
export const python = (requests) => converse(programOf('CARDSEAL_PYTHON'), [beside('../peer.py')], requests);

/** The JDK's own providers: the same, with `spec: 'default'` for what they take without parameters; see Peer.java. */
export async function java(requests) {
  const coded = requests.map(({ plaintext, ...request }) => (plaintext === undefined ? request : { ...request, plaintext: base64(plaintext) }));
  const answers = await converse(programOf('CARDSEAL_JAVA'), [beside('../Peer.java')], coded);
  return answers.map(({ plaintext, ...answer }) => (plaintext === undefined ? answer : { ...answer, plaintext: text(plaintext) }));
}

/** WebCrypto in Chromium: the same; see page/peer.js. */
export async function webCrypto(requests) {
  const { page, problems, close } = await openPage(beside('../page'));
  try {
    const answers = await page.evaluate((asked) => window.answer(asked), requests);
    if (problems.length > 0) throw new Error(problems.join('\n'));
    return answers;
  } finally {
    await close();
  }
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

const beside = (path) => fileURLToPath(new URL(path, import.meta.url));
const base64 = (plaintext) => Buffer.from(plaintext).toString('base64');
const text = (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(bytes, 'base64'));

function programOf(name) {
  const program = process.env[name];
  if (!program) throw new Error(`${name} is not set: run these tests with \`npm test -- interop\``);
  return program;
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
