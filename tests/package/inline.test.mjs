// The one-file builds: everything in one request, under policies that let nothing else be fetched.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { INLINE } from '../../scripts/lib/inline.mjs';
import { packagePaths } from '../../scripts/lib/package.mjs';
import { openPage } from './lib/browser.mjs';
import { assertHoldsTheCard, card, session } from './lib/card.mjs';
import { install, node } from './lib/consumer.mjs';
import { startStrictPages } from './lib/strict-page.mjs';

const { folder } = packagePaths();

describe('the one-file builds', () => {
  for (const [file, entry] of Object.entries(INLINE)) {
    it(`${file} exports what ${entry} exports, and imports nothing`, async () => {
      const [one, other] = await Promise.all([file, entry].map((name) => import(join(folder, name))));
      assert.deepEqual(Object.keys(one).sort(), Object.keys(other).sort());
      assert.doesNotMatch(readFileSync(join(folder, file), 'utf8'), /\bimport\s*["'{*]|\bfrom\s*["']|import\.meta/);
    });

    it(`${file} begins with the hint that has Chromium compile all of it at once`, () => {
      assert.match(readFileSync(join(folder, file), 'utf8'), /^\/\/# allFunctionsCalledOnLoad\n/);
    });

    it(`${file} holds the module of the package, byte for byte`, () => {
      const module = readFileSync(join(folder, 'wasm', entry === 'index.js' ? 'cardseal.wasm' : 'seal.wasm'));
      assert.ok(readFileSync(join(folder, file), 'utf8').includes(module.toString('hex')));
    });
  }
});

describe('the one-file builds in Node', () => {
  it('seal a card that Node opens, and refuse a bad key', async () => {
    const { envelopes, code, names } = await node(await install('inline'), 'seal.mjs', JSON.stringify({ session: session(), card }));
    envelopes.forEach((envelope) => assertHoldsTheCard(envelope));
    assert.match(code, /^key_/);
    assert.deepEqual(names, ['CardsealError', 'init', 'sealCard']);
  });
});

describe('the one-file builds in a page that may connect to nothing', () => {
  let opened;
  before(async () => {
    opened = await openPage(await install('inline'));
  });
  after(async () => {
    await opened?.close();
  });

  it('seal a card in the page and in a module worker', async () => {
    for (const way of ['seal', 'sealInWorker']) {
      assertHoldsTheCard(await opened.page.evaluate(([name, given, plainCard]) => window[name](given, plainCard), [way, session(), card]));
    }
  });

  it('bring their languages along', async () => assert.equal(await opened.page.evaluate((given) => window.mount(given), session()), 'Nomor kartu'));

  it('are one request each, preloaded or not', async () => {
    const names = await opened.page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname).filter((path) => path.includes('cardseal')));
    assert.deepEqual(names.sort(), ['/node_modules/cardseal/inline.js', '/node_modules/cardseal/seal-inline.js']);
    assert.deepEqual(opened.problems, []);
  });
});

describe('the one-file build with Trusted Types', () => {
  let pages;
  before(async () => {
    pages = await startStrictPages();
  });
  after(async () => {
    await pages?.close();
  });

  const load = async (options) => {
    const { page } = await pages.open(options);
    return page.evaluate(async ([given, plainCard]) => {
      delete Uint8Array[given.older ? 'fromHex' : ''];
      const { init, sealCard } = await import('/cardseal/seal-inline.js');
      const result = await init().then(() => sealCard(given.session, plainCard), ({ code }) => code);
      return { result, violations: window.violations };
    }, [{ session: session(), older: options?.older }, card]);
  };

  for (const older of [false, true]) {
    it(`works under the strictest policy${older ? ', and where the engine reads no digits' : ''}`, async () => {
      const { result, violations } = await load({ older });
      assertHoldsTheCard(result);
      assert.deepEqual(violations, []);
    });
  }

  it('says so when the policy forbids WebAssembly', async () => assert.equal((await load({ blocked: true })).result, 'wasm_blocked'));
});
