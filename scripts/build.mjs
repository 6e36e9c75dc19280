// npm run build: makes the npm package `cardseal` in target/npm/cardseal/ and its tarball beside it.
// cargo decides what Rust has to compile; the rest is skipped while nothing that it reads has changed.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cargoArtifacts } from './lib/cargo.mjs';
import { npmFolder, packagePaths, template } from './lib/package.mjs';
import { Stop, ask, must, root, runMain, say, since, steps } from './lib/run.mjs';
import { printSizes } from './lib/sizes.mjs';
import { hashOf, isFresh, writeStamp } from './lib/stamp.mjs';
import { needCompilers, needNodeModules, needWasmBindgen, needWasmToolchain } from './lib/tools.mjs';

const licences = ['LICENSE-APACHE', 'LICENSE-MIT'];

// Only what Rust's own baseline for wasm32 uses. `--all-features` would write encodings that Node 20 refuses.
const WASM_OPT = [
  '-Oz', '--mvp-features', '--enable-bulk-memory', '--enable-bulk-memory-opt', '--enable-call-indirect-overlong',
  '--enable-nontrapping-float-to-int', '--enable-sign-ext', '--enable-mutable-globals', '--enable-reference-types',
  '--enable-multivalue', '--strip-debug', '--strip-producers', '--strip-target-features',
];

/** Builds the package where it is out of date. `step` prints one line for each of the `buildSteps`. */
export async function buildPackage(step) {
  if (!existsSync(join(template, 'package.json'))) throw new Stop('pkg-template/package.json is missing: the checkout is incomplete.');
  step('wasm module: cargo build, profile `wasm`');
  const wasm = await compileWasm(needWasmToolchain());
  step('npm package: wasm-bindgen, wasm-opt, npm pack');
  await needWasmBindgen();
  await needNodeModules();
  const { folder, tarball } = packagePaths();
  const stamp = join(npmFolder, '.stamp');
  const inputs = [wasm, template, ...licences.map((name) => join(root, name)), join(root, 'package-lock.json')];
  const hash = hashOf([...inputs, fileURLToPath(import.meta.url)]);
  if (isFresh(stamp, hash) && existsSync(tarball)) return say('nothing changed since the last build');
  rmSync(npmFolder, { recursive: true, force: true });
  await assemble(wasm, folder);
  const packed = ask('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', npmFolder], { cwd: folder, inheritErrors: true });
  if (packed === null || !existsSync(tarball)) throw new Stop(`npm pack left no ${tarball}.`);
  say(`packed ${tarball}`);
  writeStamp(stamp, hash);
}

/** How many steps `buildPackage` announces. */
export const buildSteps = 2;

async function compileWasm(toolchain) {
  const start = performance.now();
  const env = { ...process.env, RUSTUP_TOOLCHAIN: toolchain, RUSTFLAGS: [process.env.RUSTFLAGS, ...remappings()].filter(Boolean).join(' ') };
  const args = ['build', '-p', 'cardseal-wasm', '--lib', '--target', 'wasm32-unknown-unknown', '--profile', 'wasm', '--locked'];
  const wasm = (await cargoArtifacts(args, { env })).find((path) => path.endsWith('cardseal_wasm.wasm'));
  if (!wasm) throw new Stop('cargo made no cardseal_wasm.wasm.');
  say(`compiled in ${since(start)}`);
  return wasm;
}

// Panic texts name source files. Without the machine's own folders in them, every machine builds the same bytes.
function remappings() {
  const cargoHome = process.env.CARGO_HOME || join(homedir(), '.cargo');
  const sources = join(cargoHome, 'registry', 'src');
  const registries = existsSync(sources) ? readdirSync(sources).map((name) => [join(sources, name), 'crates']) : [];
  return [[root, '.'], ...registries].map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
}

async function assemble(wasm, folder) {
  mkdirSync(folder, { recursive: true });
  cpSync(template, folder, { recursive: true });
  for (const name of licences) cpSync(join(root, name), join(folder, name));
  const out = join(folder, 'wasm');
  await must('wasm-bindgen', ['--target', 'web', '--no-typescript', '--omit-default-module-path', '--experimental-reset-state-function', '--out-dir', out, '--out-name', 'cardseal', wasm]);
  const module = join(out, 'cardseal_bg.wasm');
  await must(process.execPath, [join(root, 'node_modules', 'binaryen', 'bin', 'wasm-opt'), ...WASM_OPT, '-o', module, module]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    const step = steps(1 + buildSteps);
    step('tools');
    await needCompilers();
    await buildPackage(step);
    await printSizes(packagePaths());
  });
}
