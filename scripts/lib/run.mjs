// Child processes and progress lines, shared by every script here. No dependency outside Node.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Something that the user has to change. Its message is one plain sentence, printed without a stack. */
export class Stop extends Error {}

/** Counts steps: `steps(4)('build the package')` prints `[1/4] build the package`. */
export function steps(total) {
  let done = 0;
  return (title) => console.log(`\n[${++done}/${total}] ${title}`);
}

/** One indented line below a step. */
export const say = (text) => console.log(`      ${text}`);

/** Seconds since `start` (from `performance.now()`), for people. */
export function since(start) {
  const seconds = (performance.now() - start) / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/**
 * Runs a command, shows all it prints, and resolves with `{ code, output }`.
 * `output` is what it printed, for the counts in its closing lines.
 */
export function run(command, args, { cwd = root, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    for (const [from, to] of [[child.stdout, process.stdout], [child.stderr, process.stderr]]) {
      from.on('data', (chunk) => {
        chunks.push(chunk);
        to.write(chunk);
      });
    }
    child.on('error', (cause) => reject(new Stop(`${command} cannot be run: ${cause.message}`)));
    child.on('close', (code, signal) => resolve({ code: code ?? signal, output: Buffer.concat(chunks).toString() }));
  });
}

/** Like `run`, but on the user's own terminal (progress bars, colours), and stops when the command fails. */
export async function must(command, args, options = {}) {
  const { cwd = root, env = process.env } = options;
  const code = await new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', (cause) => reject(new Stop(`${command} cannot be run: ${cause.message}`)));
    child.on('close', (status, signal) => resolve(status ?? signal));
  });
  if (code !== 0) throw new Stop(`\`${[command, ...args].join(' ')}\` failed (${code}); its own message is above.`);
}

/** What a short command prints on stdout, trimmed; `null` where it is missing or fails. */
export function ask(command, args, { cwd = root, env = process.env, inheritErrors = false } = {}) {
  const stdio = ['ignore', 'pipe', inheritErrors ? 'inherit' : 'ignore'];
  const { status, stdout } = spawnSync(command, args, { cwd, env, stdio, encoding: 'utf8', maxBuffer: 1 << 28 });
  return status === 0 ? stdout.trim() : null;
}

/** The full path of a program on PATH, or `null`. */
export function which(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here: the next folder.
    }
  }
  return null;
}

/** Puts a folder first on PATH, for this process and for all it starts. */
export function addToPath(folder) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  if (folders[0] !== folder) process.env.PATH = [folder, ...folders.filter((each) => each !== folder)].join(delimiter);
}

/** Runs a script's `main`, and turns a `Stop` into one sentence and exit code 1. */
export async function runMain(main) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Stop ? `\nerror: ${error.message}` : error);
    process.exitCode = 1;
  }
}
