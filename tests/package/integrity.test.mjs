// Which of the two builds of a module is fetched, and that Subresource Integrity holds for it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { packagePaths } from '../../scripts/lib/package.mjs';
import { assertHoldsTheCard, card, session } from './lib/card.mjs';
import { startStrictPages } from './lib/strict-page.mjs';

const hash = (name) => `sha384-${createHash('sha384').update(readFileSync(join(packagePaths().folder, 'wasm', name))).digest('base64')}`;

describe('the integrity of the module', () => {
  let pages;
  before(async () => {
    pages = await startStrictPages();
  });
  after(async () => {
    await pages?.close();
  });

  /** Loads `cardseal/seal` with these hashes; gives the code of a refusal, or an envelope, and the file that was fetched. */
  async function load(integrity) {
    const { page } = await pages.open();
    const fetched = [];
    page.on('request', (request) => request.url().endsWith('.wasm') && fetched.push(request.url().split('/').at(-1)));
    const result = await page.evaluate(async ([hashes, given, plainCard]) => {
      const { init, sealCard } = await import('/cardseal/seal.js');
      return init({ integrity: hashes }).then(() => sealCard(given, plainCard), ({ code }) => code);
    }, [integrity, session(), card]);
    return { result, fetched };
  }

  it('with the hash of the file that works everywhere, that one is loaded', async () => {
    const { result, fetched } = await load(hash('seal.wasm'));
    assertHoldsTheCard(result);
    assert.deepEqual(fetched, ['seal.wasm']);
  });

  it('with both hashes either is loaded, and both are right', async () => {
    const { result, fetched } = await load(`${hash('seal.wasm')} ${hash('seal-fused.wasm')}`);
    assertHoldsTheCard(result);
    assert.equal(fetched.length, 1);
    assert.match(fetched[0], /^seal(-fused)?\.wasm$/);
  });

  it('with another hash none is loaded', async () => {
    assert.equal((await load(hash('cardseal.wasm'))).result, 'init_failed');
  });
});
