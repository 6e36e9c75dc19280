// The installed package in a browser: as a plain page, bundled by Vite, bundled by esbuild. Each time in the page, in a
// module worker, and with the drawn form.
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build } from 'esbuild';
import { entryOf } from '../../scripts/lib/package.mjs';
import { openPage } from './lib/browser.mjs';
import { assertHoldsTheCard, card, session } from './lib/card.mjs';
import { install, tool } from './lib/consumer.mjs';

const ways = {
  'a plain <script type=module> with an import map': plain,
  'a Vite build': vite,
  'an esbuild bundle': esbuild,
};

for (const [way, prepare] of Object.entries(ways)) {
  describe(`in ${way}`, () => {
    let opened;
    before(async () => {
      opened = await openPage(await prepare());
    });
    after(async () => {
      await opened?.close();
    });

    it('seals a card in the page', async () => {
      assertHoldsTheCard(await opened.page.evaluate(([given, plainCard]) => window.seal(given, plainCard), [session(), card]));
    });

    it('seals a card in a module worker', async () => {
      assertHoldsTheCard(await opened.page.evaluate(([given, plainCard]) => window.sealInWorker(given, plainCard), [session(), card]));
    });

    it('draws the form with its four inputs', async () => {
      assert.equal(await opened.page.evaluate((given) => window.mount(given), session()), 4);
    });

    it('reports no error and no failed request', () => assert.deepEqual(opened.problems, []));
  });
}

async function plain() {
  const folder = await install('plain');
  const page = join(folder, 'index.html');
  const entry = entryOf(join(folder, 'node_modules', 'cardseal')).slice(folder.length);
  writeFileSync(page, readFileSync(page, 'utf8').replace('__ENTRY__', entry));
  return folder;
}

async function vite() {
  const folder = await install('vite');
  await tool(folder, 'vite/bin/vite.js', 'build', '--logLevel', 'warn');
  return join(folder, 'dist');
}

// esbuild leaves `new URL(…, import.meta.url)` as it is, so this project takes the module by its exported path.
async function esbuild() {
  const folder = await install('esbuild');
  const dist = join(folder, 'dist');
  await build({
    absWorkingDir: folder, entryPoints: ['main.js', 'worker.js'], outdir: dist, bundle: true, minify: true, format: 'esm',
    target: 'es2022', loader: { '.wasm': 'file' }, logLevel: 'error',
  });
  copyFileSync(join(folder, 'index.html'), join(dist, 'index.html'));
  return dist;
}
