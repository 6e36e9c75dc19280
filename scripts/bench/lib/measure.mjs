// The measurements themselves. Each gives plain numbers; what they mean is decided elsewhere.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sizesOf } from '../../lib/sizes.mjs';
import { COLD, CONTENDERS, FORMS, addressOfModule } from './bundles.mjs';
import { freshPage } from './stage.mjs';

const runFile = promisify(execFile);

/** Warm encryption in one page: µs per call for `"<contender> once"` and `"<contender> each"`. */
export async function warmInChromium(stage, material, options) {
  const { page, context } = await freshPage(stage);
  const paths = Object.fromEntries(Object.entries(CONTENDERS).map(([name, file]) => [name, `/contenders/${file}.js`]));
  const samples = await page.evaluate(async ({ paths, material, options }) => {
    const { raceContenders } = await import('/pages/warm.js');
    const modules = Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, () => import(path)]));
    return raceContenders(modules, material, options);
  }, { paths, material, options });
  await context.close();
  return samples;
}

/** The same in a Node of its own with default flags. */
export async function warmInNode(folder, material, options) {
  const program = fileURLToPath(new URL('../node-warm.mjs', import.meta.url));
  const running = runFile(process.execPath, [program, folder], { maxBuffer: 1 << 27 });
  running.child.stdin.end(JSON.stringify({ contenders: CONTENDERS, material, options }));
  return JSON.parse((await running).stdout);
}

/** From the page's script start to the first envelope, a fresh context for each try: milliseconds by way; `room` is '' or FAR's path. */
export async function cold(stage, folder, { tries, room = '', told = () => {} }) {
  const names = Object.keys(COLD);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  // The build that every browser runs is what a page can preload without knowing the browser.
  const module = room + addressOfModule(folder, 'seal');
  for (let nth = 0; nth < tries; nth += 1) {
    for (const name of [...names.slice(nth % names.length), ...names.slice(0, nth % names.length)]) {
      const { file, isPreloaded } = COLD[name];
      samples[name].push(await coldOnce(stage, name, { path: `${room}/contenders/${file}.js`, ...(isPreloaded && { module }) }));
    }
    told(nth + 1);
  }
  return samples;
}

async function coldOnce(stage, name, asked) {
  const { took, length, isIsolated, problem } = await stage.aside(`/pages/cold.html?${new URLSearchParams(asked)}`);
  if (problem || !length || !isIsolated) throw new Error(`${name} made no envelope in a fresh page: ${problem ?? 'nothing came out, or its clock is too coarse'}`);
  return took;
}

/** What a shopper downloads for each: `{ [name]: { raw, gzip, brotli, requests } }`, taken from the network. */
export async function downloads(stage, material) {
  const session = { sessionId: 'bench', encryptionKey: material.keys[0].spki, expiresAt: material.expiresAt };
  const encrypting = {};
  for (const [name, file] of Object.entries(CONTENDERS)) {
    encrypting[name] = await downloadOf(stage, `/contenders/${file}.js`, async ([path, given]) => (await (await import(path)).prepare(given)).once(), material);
  }
  const forms = {};
  for (const [name, file] of Object.entries(FORMS)) {
    const use = async ([path, given]) => {
      const module = await import(path);
      await (module.mount ? module.mount(document.body, given.session) : (await module.prepare(given)).once());
    };
    forms[name] = await downloadOf(stage, `/forms/${file}.js`, use, { ...material, session });
  }
  return { encrypting, forms };
}

async function downloadOf(stage, path, use, given) {
  const { page, context } = await freshPage(stage);
  const bodies = [];
  page.on('response', (response) => bodies.push(response.body()));
  await page.evaluate(use, [path, given]);
  const sizes = (await Promise.all(bodies)).map((body) => sizesOf(body));
  await context.close();
  const sum = (key) => sizes.reduce((total, size) => total + size[key], 0);
  return { raw: sum('raw'), gzip: sum('gzip'), brotli: sum('brotli'), requests: sizes.length };
}

/** Keystrokes, in µs: `{ [name]: { mean, keys, shown, told } }`. */
export async function keystrokes(stage, material, rounds) {
  const { page, context } = await freshPage(stage);
  const session = { sessionId: 'bench', encryptionKey: material.keys[0].spki, expiresAt: material.expiresAt };
  const typed = await page.evaluate(async ([given, count]) => (await import('/pages/keys.js')).type(given, count), [session, rounds]);
  await context.close();
  return typed;
}

/** The module's memory in pages: `{ loaded, first, many }`. */
export async function memoryPages(stage, material, cards) {
  const { page, context } = await freshPage(stage);
  const pages = await page.evaluate(async ([given, count]) => (await import('/pages/memory.js')).pagesAfter(given, count), [material, cards]);
  await context.close();
  return pages;
}
