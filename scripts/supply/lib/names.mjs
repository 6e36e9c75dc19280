// The functions of a WebAssembly module by name. A shipped module has neither its names nor, after inlining, all of its
// functions, so the same sources are built once more, unoptimized and with every name: what can be reached is all there.
import { copyFileSync, cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cargoArtifacts } from '../../lib/cargo.mjs';
import { Stop, ask, root } from '../../lib/run.mjs';

// No optimization joins or drops a function that is called; the linker alone removes what nothing reaches.
const PROFILE = ['inherits="release"', 'opt-level=0', 'lto="off"', 'strip="none"', 'panic="abort"', 'codegen-units=16'];
const profile = ['--profile', 'names', ...PROFILE.flatMap((line) => ['--config', `profile.names.${line}`])];
const target = ['--target', 'wasm32-unknown-unknown'];

/** Builds the modules of the package with their names; gives the names of all functions in any of them. */
export async function functionsOfPackage(toolchain) {
  const names = new Set();
  for (const features of flavours()) {
    const args = ['build', '-p', 'cardseal-wasm', '--lib', '--locked', `--features=${features}`, ...target, ...profile];
    for (const name of functionNames(await built(args, toolchain, 'cardseal_wasm.wasm'))) names.add(name);
  }
  return [...names];
}

// The module with its default features, which hold all that others leave out, and with each feature that replaces a part.
function flavours() {
  const { packages } = JSON.parse(ask('cargo', ['metadata', '--no-deps', '--format-version', '1', '--locked']));
  const { features } = packages.find(({ name }) => name === 'cardseal-wasm');
  const further = Object.keys(features).filter((name) => name !== 'default' && !features.default?.includes(name) && !name.includes('test'));
  return ['', ...further];
}

/** The same of a fixture: a project of its own, with the versions of the workspace's lock file. */
export async function namedFixture(folder, file, toolchain) {
  const copy = join(root, 'target', 'supply', 'fixture');
  rmSync(copy, { recursive: true, force: true });
  cpSync(folder, copy, { recursive: true });
  copyFileSync(join(root, 'Cargo.lock'), join(copy, 'Cargo.lock'));
  return built(['build', '--manifest-path', join(copy, 'Cargo.toml'), ...target, ...profile], toolchain, file);
}

async function built(args, toolchain, file) {
  // Vectors are in every module, as they are in the shipped ones.
  const env = { ...process.env, RUSTUP_TOOLCHAIN: toolchain, RUSTFLAGS: [process.env.RUSTFLAGS, '-Ctarget-feature=+simd128'].filter(Boolean).join(' ') };
  const path = (await cargoArtifacts(args, { env })).find((each) => each.endsWith(file));
  if (!path) throw new Stop(`cargo made no ${file}.`);
  return new Uint8Array(readFileSync(path));
}

/** The names in a module's `name` section (WebAssembly, appendix "Custom Sections"), as the linker wrote them. */
export function functionNames(bytes) {
  const section = nameSection(bytes);
  while (!section.done()) {
    const kind = section.byte();
    const length = section.number();
    if (kind === FUNCTIONS) return Array.from({ length: section.number() }, () => (section.number(), section.text()));
    section.skip(length);
  }
  throw new Stop('the module names no function.');
}

// Found by hand: the engine of this machine may not know every instruction that the module is made of.
function nameSection(bytes) {
  const module = readerOf(bytes);
  if (module.rest(4).toString() !== '0,97,115,109') throw new Stop('this is no WebAssembly module.');
  module.skip(4);
  while (!module.done()) {
    const kind = module.byte();
    const section = readerOf(module.rest(module.number()));
    if (kind === 0 && section.text() === 'name') return section;
  }
  throw new Stop('the module was built without names.');
}

const FUNCTIONS = 1;

/** The crates that functions come from, by both of Rust's ways to write a symbol. */
export function cratesOf(names) {
  return [...new Set(names.flatMap(crateOf))].sort();
}

// Legacy symbols are lengths and words; a word for an implementation begins with the type in brackets. In the others
// (RFC 2603) a crate is `Cs…_`, a length and its name.
function crateOf(name) {
  const modern = /^_R.*?Cs[0-9A-Za-z]*_(\d+)_?(\w+)/.exec(name);
  if (modern) return [modern[2].slice(0, Number(modern[1]))];
  const legacy = /^_ZN(\d+)(.+)$/.exec(name);
  if (!legacy) return [];
  const word = legacy[2].slice(0, Number(legacy[1]));
  if (!word.startsWith('_$')) return [word];
  const path = /^_\$LT\$(?:\$RF\$|mut\$u20\$)*([a-z_][a-z0-9_]*)\.\./.exec(word)?.[1];
  return path ? [path] : [];
}

function readerOf(bytes) {
  let at = 0;
  const decoder = new TextDecoder();
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  return {
    number,
    byte: () => bytes[at++],
    skip: (length) => (at += length),
    rest: (length) => bytes.subarray(at, (at += length)),
    done: () => at >= bytes.length,
    text: () => {
      const length = number();
      return decoder.decode(bytes.subarray(at, (at += length)));
    },
  };
}
