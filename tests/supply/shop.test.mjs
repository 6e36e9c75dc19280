// `cardseal verify`, as it is packed, against the demo shop as it is served.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { root } from '../../scripts/lib/run.mjs';
import { installInShop } from '../../scripts/lib/product.mjs';
import { shopServer } from '../../www/server.mjs';

const program = join(root, 'www', 'vendor', 'cardseal', 'bin', 'verify.mjs');

/** Verifies the checkout page of the shop, in which `spoiled` answers for some paths. */
async function verified(spoiled = {}) {
  // No order is asked for, so no checkout service has to be there.
  const shop = shopServer({ checkout: new URL('http://127.0.0.1:1') });
  const server = createServer((request, response) => {
    if (request.url in spoiled) response.writeHead(200, { 'content-type': 'text/javascript' }).end(spoiled[request.url]);
    else shop.emit('request', request, response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const page = `http://127.0.0.1:${server.address().port}/checkout.html`;
  const ended = await new Promise((resolve) => execFile(process.execPath, [program, 'verify', page, '--json'], (error, stdout) => resolve({ code: error?.code ?? 0, ...JSON.parse(stdout) })));
  server.closeAllConnections();
  server.close();
  return ended;
}

describe('the packed program on the demo shop', () => {
  before(() => installInShop());

  it('finds every file that the page can load the same', async () => {
    const { code, verdict, packages, others } = await verified();
    assert.deepEqual([code, verdict, packages.length], [0, 'same', 1]);
    const { files } = packages[0];
    assert.ok(files.length > 15 && files.every(({ state }) => state === 'same'));
    for (const path of ['inline.js', 'wasm/cardseal.wasm']) assert.ok(files.some((file) => file.path === path), path);
    assert.ok(others.length > 10 && others.every(({ url }) => new URL(url).pathname.startsWith('/js/')));
  });

  it('finds a script that was changed, and one that was added to it', async () => {
    const { code, packages } = await verified({ '/vendor/cardseal/lib/dom.js': "import './more.js';", '/vendor/cardseal/lib/more.js': 'skim();' });
    assert.equal(code, 1);
    const wrong = packages[0].files.filter(({ state }) => state !== 'same').map(({ path, state }) => [path, state]);
    assert.deepEqual(wrong, [['lib/dom.js', 'changed'], ['lib/more.js', 'unexpected']]);
  });
});
