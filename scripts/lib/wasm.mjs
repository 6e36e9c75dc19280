// The wasm modules of the package: which there are, and how cargo compiles them.
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { cargoArtifacts } from './cargo.mjs';
import { Stop, ask, root, say, since } from './run.mjs';

/** Each module with the features of its crate: with or without form fields, for either kind of multiplication. */
export const MODULES = {
  cardseal: ['fields'],
  'cardseal-fused': ['fields', 'fused'],
  seal: [],
  'seal-fused': ['fused'],
};

const TARGET = 'wasm32-unknown-unknown';

// A stack of 28 KiB holds the numbers of the longest key. Everything else has its place when the module is linked, so
// its two pages of memory are never more.
const LINK = ['-Ctarget-feature=+simd128', '-Clink-arg=-zstack-size=28672', '-Clink-arg=--initial-memory=131072', '-Clink-arg=--max-memory=131072'];

// The standard library without panic texts, built along: that saves 5 KB of what a shopper downloads. A panic is a
// trap then as well, and the package answers both alike. These options are not stable yet, hence `RUSTC_BOOTSTRAP`.
const SMALL = {
  flags: ['-Zunstable-options', '-Cpanic=immediate-abort', '-Zlocation-detail=none'],
  args: ['-Zbuild-std=std,panic_abort', '-Zbuild-std-features=optimize_for_size', '-Zpanic-immediate-abort'],
  env: { RUSTC_BOOTSTRAP: '1', CARGO_PROFILE_WASM_PANIC: 'immediate-abort' },
};
const PLAIN = { flags: [], args: [], env: {} };

// Beside the modules, how they were built.
const WAY = 'way.txt';

/** Whether the modules in a folder were built with a standard library as it comes, and are larger for that. */
export function isPlain(folder) {
  return readFileSync(join(folder, WAY), 'utf8') === 'plain';
}

/** Compiles the modules into a folder and gives their paths. */
export async function compileModules(toolchain, folder, modules = MODULES) {
  const start = performance.now();
  mkdirSync(folder, { recursive: true });
  const way = hasSource(toolchain) ? SMALL : PLAIN;
  if (way === PLAIN) say('the source of the standard library is missing (`rustup component add rust-src`): the modules get 5 KB larger than published ones');
  writeFileSync(join(folder, WAY), way === SMALL ? 'small' : 'plain');
  const paths = [];
  for (const [name, features] of Object.entries(modules)) {
    const path = join(folder, `${name}.wasm`);
    copyFileSync(await compile(toolchain, features, way), path);
    paths.push(path);
  }
  say(`compiled in ${since(start)}`);
  return paths;
}

async function compile(toolchain, features, { flags, args, env }) {
  const rustflags = [process.env.RUSTFLAGS, ...flags, ...LINK, ...remappings()].filter(Boolean).join(' ');
  const build = ['build', '-p', 'cardseal-wasm', '--lib', '--target', TARGET, '--profile', 'wasm', '--locked', '--no-default-features', `--features=${features}`];
  const made = await cargoArtifacts([...build, ...args], { env: { ...process.env, ...env, RUSTUP_TOOLCHAIN: toolchain, RUSTFLAGS: rustflags } });
  const wasm = made.find((path) => path.endsWith('cardseal_wasm.wasm'));
  if (!wasm) throw new Stop('cargo made no cardseal_wasm.wasm.');
  return wasm;
}

function hasSource(toolchain) {
  const sysroot = ask('rustup', ['run', toolchain, 'rustc', '--print', 'sysroot']);
  return sysroot !== null && existsSync(join(sysroot, 'lib', 'rustlib', 'src', 'rust', 'library', 'Cargo.lock'));
}

// Texts may name source files. Without the machine's own folders in them, every machine builds the same bytes.
function remappings() {
  const cargoHome = process.env.CARGO_HOME || join(homedir(), '.cargo');
  const sources = join(cargoHome, 'registry', 'src');
  const registries = existsSync(sources) ? readdirSync(sources).map((name) => [join(sources, name), 'crates']) : [];
  return [[root, '.'], ...registries].map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
}
