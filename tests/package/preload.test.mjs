// Hints of a page: with them nothing is fetched one after another, and nothing twice.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { chromium } from 'playwright-core';
import { packagePaths } from '../../scripts/lib/package.mjs';
import { root } from '../../scripts/lib/run.mjs';
import { inventoryOf } from '../../scripts/supply/integrity.mjs';

const { folder } = packagePaths();
const shop = join(root, 'www', 'public');
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm', '.css': 'text/css', '.svg': 'image/svg+xml' };
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; script-src 'self' 'wasm-unsafe-eval'; require-trusted-types-for 'script'; trusted-types 'none'";
const WASM = '/vendor/cardseal/wasm/cardseal.wasm';

const checkout = readFileSync(join(shop, 'checkout.html'), 'utf8');
const hintsOf = (html, rel) => [...html.matchAll(new RegExp(`<link rel="${rel}" href="([^"]+)"`, 'g'))].map(([, href]) => href);

/** A script and all that it imports, directly or not, as addresses; what is imported only on demand is left out. */
function graphOf(path, known = new Set()) {
  if (known.has(path)) return known;
  known.add(path);
  const file = path.startsWith('/vendor/cardseal/') ? join(folder, path.slice('/vendor/cardseal/'.length)) : join(shop, path);
  for (const [, name] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^;'"=]*['"]([^'"]+)['"];?$/gm)) {
    graphOf(name.startsWith('/') ? name : join(dirname(path), name), known);
  }
  return known;
}

describe('a page with hints', () => {
  let stage;
  before(async () => {
    stage = await startStage();
  });
  after(async () => {
    await stage?.close();
  });

  it("those of the demo shop's checkout name all that it loads, and each file is there", () => {
    const needed = new Set([...graphOf('/js/checkout.js'), ...graphOf('/js/card-step.js')]);
    needed.delete('/js/checkout.js');
    assert.deepEqual(hintsOf(checkout, 'modulepreload').sort(), [...needed].sort());
    assert.deepEqual(hintsOf(checkout, 'preload'), [WASM]);
    assert.ok(existsSync(join(folder, 'wasm', 'cardseal.wasm')));
  });

  it('asks for everything at once: scripts that are held back hold nothing else back', async () => {
    // The three from which all others would be found are not answered before those have been asked for.
    const roots = ['/js/checkout.js', '/js/card-step.js', '/vendor/cardseal/index.js'];
    const all = [...hintsOf(checkout, 'modulepreload'), WASM];
    const { asked, complaints } = await stage.visit(checkout, { hold: roots, until: all });
    for (const path of all) assert.deepEqual([path, asked.filter((each) => each === path).length], [path, 1]);
    assert.ok(!asked.some((path) => path.endsWith('-fused.wasm')), 'the file that was not preloaded');
    assert.deepEqual(complaints, []);
  });

  const { integrity } = inventoryOf(folder).files.find(({ path }) => path === 'wasm/cardseal.wasm');
  const page = (hint, options) => `<!doctype html><meta charset="utf-8"><link rel="preload" href="${WASM}" as="fetch" type="application/wasm" crossorigin${hint}><script type="module" src="/run.js?${encodeURIComponent(JSON.stringify(options))}"></script>`;
  const ways = {
    'the address': page('', { module: WASM }),
    'the hash of the preloaded file': page(` integrity="${integrity}"`, { integrity }),
    'both': page(` integrity="${integrity}"`, { module: WASM, integrity }),
  };
  for (const [way, html] of Object.entries(ways)) {
    it(`the preloaded module is taken where the page gives ${way}`, async () => {
      const { asked, state } = await stage.visit(html, { wait: true });
      assert.deepEqual([state, asked.filter((path) => path.endsWith('.wasm'))], ['ready', [WASM]]);
    });
  }

  it('an address with the hash of another file is refused', async () => {
    const { state } = await stage.visit(page('', { module: WASM, integrity: `sha384-${'A'.repeat(64)}` }), { wait: true });
    assert.equal(state, 'init_failed');
  });
});

const RUN = `import { init } from '/vendor/cardseal/index.js';
const options = JSON.parse(decodeURIComponent(new URL(import.meta.url).search.slice(1)));
document.documentElement.dataset.state = await init(options).then(() => 'ready', ({ code }) => code);`;

/** `visit(html, { hold, until, wait })` opens a page and gives what it asked for, its state and the browser's complaints. */
async function startStage() {
  let serving = null;
  const server = createServer((request, response) => serving(request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ executablePath: process.env.CARDSEAL_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  return {
    async visit(html, { hold = [], until = [], wait = false }) {
      const asked = [];
      const held = [];
      serving = ({ url }, response) => {
        const path = normalize(new URL(url, 'http://host').pathname);
        asked.push(path);
        const reply = () => answer(path, html, response);
        if (hold.includes(path)) held.push(reply);
        else reply();
        if (until.every((each) => asked.includes(each))) held.splice(0).forEach((each) => each());
      };
      const page = await (await browser.newContext()).newPage();
      const complaints = [];
      page.on('console', (message) => /preload/.test(message.text()) && complaints.push(message.text()));
      page.on('pageerror', ({ message }) => complaints.push(message));
      await page.goto(`http://127.0.0.1:${server.address().port}/page.html`);
      if (wait) await page.waitForSelector('html[data-state]', { state: 'attached' });
      const state = await page.evaluate(() => document.documentElement.dataset.state);
      // The browser has asked for the module by the time that the same module, loaded again, is there.
      if (!wait) await page.evaluate(async () => (await import('/js/card-step.js')).loadSeal());
      await page.context().close();
      return { asked, state, complaints };
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

function answer(path, html, response) {
  response.setHeader('content-security-policy', POLICY);
  response.setHeader('content-type', TYPES[extname(path)] ?? 'text/plain');
  response.setHeader('cache-control', 'no-store');
  if (path === '/page.html') return response.end(html);
  if (path === '/run.js') return response.end(RUN);
  const file = path.startsWith('/vendor/cardseal/') ? join(folder, path.slice('/vendor/cardseal/'.length)) : join(shop, path);
  return existsSync(file) ? response.end(readFileSync(file)) : response.writeHead(404).end();
}
