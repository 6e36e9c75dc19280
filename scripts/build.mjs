// npm run build: makes the npm package `cardseal` in target/npm/cardseal/ and its tarball beside it.
// cargo decides what Rust has to compile; the rest is skipped while nothing that it reads has changed.
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeInline } from './lib/inline.mjs';
import { npmFolder, packagePaths, template } from './lib/package.mjs';
import { Stop, ask, must, root, runMain, say, steps } from './lib/run.mjs';
import { printSizes } from './lib/sizes.mjs';
import { hashOf, isFresh, writeStamp } from './lib/stamp.mjs';
import { minifyStyle } from './lib/style.mjs';
import { needCompilers, needNodeModules, needWasmToolchain } from './lib/tools.mjs';
import { compileModules } from './lib/wasm.mjs';
import { writeInventory } from './supply/integrity.mjs';
import { writeSbom } from './supply/sbom.mjs';

const licences = ['LICENSE-APACHE', 'LICENSE-MIT'];
const makers = ['build.mjs', 'lib/inline.mjs', 'lib/inline', 'lib/style.mjs', 'supply/integrity.mjs', 'supply/sbom.mjs'].map((name) => join(root, 'scripts', name));

// Only what Rust's own baseline for wasm32 and vectors use. `--all-features` would write encodings that Node 20 refuses.
// What is repeated compresses better than a local that remembers it, and functions that differ in a number better as one.
const WASM_OPT = [
  '--skip-pass=local-cse', '--merge-similar-functions', '-Oz', '--converge', '--mvp-features', '--enable-bulk-memory', '--enable-bulk-memory-opt', '--enable-call-indirect-overlong',
  '--enable-nontrapping-float-to-int', '--enable-sign-ext', '--enable-mutable-globals', '--enable-reference-types',
  '--enable-multivalue', '--enable-simd', '--strip-debug', '--strip-producers', '--strip-target-features',
];

/** Builds the package where it is out of date. `step` prints one line for each of the `buildSteps`. */
export async function buildPackage(step) {
  if (!existsSync(join(template, 'package.json'))) throw new Stop('pkg-template/package.json is missing: the checkout is incomplete.');
  step('wasm modules: cargo build, profile `wasm`');
  const toolchain = needWasmToolchain();
  const modules = await compileModules(toolchain, join(npmFolder, 'modules'));
  step('npm package: wasm-opt, one-file builds, inventory, npm pack, SBOM');
  await needNodeModules();
  const { folder, tarball, sbom } = packagePaths();
  const stamp = join(npmFolder, '.stamp');
  const inputs = [...modules, template, ...licences.map((name) => join(root, name)), join(root, 'package-lock.json')];
  const hash = hashOf([...inputs, join(root, 'Cargo.lock'), ...makers]);
  if (isFresh(stamp, hash) && [tarball, sbom].every(existsSync)) return say('nothing changed since the last build');
  for (const path of [folder, tarball]) rmSync(path, { recursive: true, force: true });
  await assemble(modules, folder);
  await minifyStyle(folder);
  await writeInline(folder);
  writeInventory(folder);
  const packed = ask('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', npmFolder], { cwd: folder, inheritErrors: true });
  if (packed === null || !existsSync(tarball)) throw new Stop(`npm pack left no ${tarball}.`);
  say(`packed ${tarball}`);
  writeSbom(toolchain);
  writeStamp(stamp, hash);
}

/** How many steps `buildPackage` announces. */
export const buildSteps = 2;

async function assemble(modules, folder) {
  mkdirSync(folder, { recursive: true });
  cpSync(template, folder, { recursive: true });
  for (const name of licences) cpSync(join(root, name), join(folder, name));
  const out = join(folder, 'wasm');
  mkdirSync(out);
  for (const module of modules) {
    const relaxed = module.endsWith('-fused.wasm') ? ['--enable-relaxed-simd'] : [];
    await must(process.execPath, [join(root, 'node_modules', 'binaryen', 'bin', 'wasm-opt'), ...WASM_OPT, ...relaxed, '-o', join(out, basename(module)), module]);
  }
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
