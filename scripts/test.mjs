// npm test: every check of the project, in order, with a summary. `npm test -- rust wasm` runs those parts alone.
//
//   lint     cargo fmt, clippy, the direction of dependencies, the files and scripts themselves, cargo doc
//   rust     cargo test: unit, integration, vectors, documentation examples
//   package  the packed npm package in consumer projects: Node, bundlers, plain page, TypeScript
//   interop  envelopes to and from Node's crypto, Python's cryptography, the JDK and Chromium's WebCrypto
//   supply   what is shipped: licences, SBOM, no private-key code, the same bytes from two clean builds, verify
//   controls builds that are bad on purpose, which the tests of memory, of vectors and of references have to catch
//   browser  the whole story in a real browser: shop, checkout, sandbox
import { buildPackage } from './build.mjs';
import { cargoProgram } from './lib/cargo.mjs';
import { check, nodeSuite, runPart, suite } from './lib/parts.mjs';
import { buildProduct } from './lib/product.mjs';
import { countCargo, printSummary } from './lib/report.mjs';
import { Stop, runMain, say, since } from './lib/run.mjs';
import * as tools from './lib/tools.mjs';

const node = process.execPath;

const PARTS = {
  lint: {
    prepare: tools.needRustComponents,
    checks: [
      check('cargo fmt', 'cargo', ['fmt', '--all', '--check']),
      check('cargo clippy', 'cargo', ['clippy', '--workspace', '--all-targets', '--locked', '--', '-D', 'warnings']),
      check('cargo clippy, the modules', node, ['scripts/check-module.mjs']),
      check('dependency direction', node, ['scripts/check-layers.mjs']),
      check('files', node, ['scripts/check-files.mjs']),
      nodeSuite('scripts', 'scripts/tests'),
      check('cargo doc', 'cargo', ['doc', '--workspace', '--no-deps', '--locked'], { RUSTDOCFLAGS: '-D warnings' }),
    ],
  },
  rust: { checks: [suite('cargo test', countCargo, () => ({ command: 'cargo', args: ['test', '--workspace', '--no-fail-fast', '--locked'] }))] },
  package: { prepare: preparePackage, checks: [nodeSuite('package in consumer projects', 'tests/package')] },
  interop: { prepare: prepareInterop, checks: [nodeSuite('interop', 'tests/interop')] },
  supply: {
    prepare: prepareSupply,
    checks: [
      check('cargo deny', node, ['scripts/supply/deny.mjs']),
      nodeSuite('supply chain', 'tests/supply'),
      check('two clean builds, the same bytes', node, ['scripts/supply/reproduce.mjs']),
    ],
  },
  controls: { prepare: preparePackage, checks: [nodeSuite('bad builds are caught', 'tests/controls')] },
  browser: { prepare: prepareBrowser, checks: [nodeSuite('whole story in Chromium', 'tests/browser')] },
};

await runMain(async (chosen) => {
  const names = chosen.length > 0 ? chosen : Object.keys(PARTS);
  const unknown = names.find((name) => !(name in PARTS));
  if (unknown) throw new Stop(`there is no part '${unknown}'; the parts are ${Object.keys(PARTS).join(', ')}.`);
  const start = performance.now();
  await tools.needCompilers();
  const results = [];
  for (const name of names) results.push(...(await runPart(name, PARTS[name])));
  const failures = printSummary(results, since(start));
  if (failures > 0) process.exitCode = 1;
});

async function preparePackage() {
  await buildPackage(say);
  await needBrowser();
}

async function prepareSupply() {
  await buildPackage(say);
  await tools.needCargoDeny();
}

async function prepareInterop() {
  await buildPackage(say);
  for (const [crate, example] of [['cardseal-card', 'seal_random'], ['cardseal-sandbox', 'open_envelopes']]) {
    await cargoProgram(example, ['build', '-p', crate, '--example', example, '--locked']);
  }
  process.env.CARDSEAL_PYTHON = await tools.needPython();
  process.env.CARDSEAL_JAVA = await tools.needJava();
  await needBrowser();
}

async function prepareBrowser() {
  const { sandbox, checkout } = await buildProduct(say);
  process.env.CARDSEAL_SANDBOX_PROGRAM = sandbox;
  process.env.CARDSEAL_CHECKOUT_PROGRAM = checkout;
  await needBrowser();
}

async function needBrowser() {
  const found = await tools.needChromium();
  process.env.CARDSEAL_CHROMIUM = found.chromium;
  return found;
}
