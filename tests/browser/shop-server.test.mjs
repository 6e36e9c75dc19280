// The shop's own server: what it serves, what it refuses, and what it passes on untouched.
import assert from 'node:assert/strict';
import { createServer, request as httpRequest } from 'node:http';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { staticFiles } from '../../www/lib/static.mjs';
import { shopServer } from '../../www/server.mjs';

let upstream;
let shop;
let heard;

before(async () => {
  upstream = createServer(answer);
  await listen(upstream);
  shop = shopServer({ checkout: new URL(addressOf(upstream)) });
  await listen(shop);
});

after(() => {
  end(shop);
  end(upstream);
});

// A stand-in for whatever service is behind; it reports what it heard and answers with awkward headers.
function answer(request, response) {
  const chunks = [];
  request.on('data', chunk => chunks.push(chunk));
  request.on('end', () => {
    heard = { method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() };
    if (request.url === '/api/stream') return stream(response);
    response.setHeader('Set-Cookie', ['one=1; HttpOnly', 'two=2; HttpOnly']);
    response.setHeader('Connection', 'x-private');
    response.setHeader('X-Private', 'for this hop only');
    response.setHeader('X-Public', 'for everyone');
    if (request.url.startsWith('/return/')) {
      response.writeHead(303, { Location: 'http://127.0.0.1:1/result.html?order=abc' }).end();
    } else {
      response.writeHead(201).end('{"fine":true}');
    }
  });
}

let finishStream;

function stream(response) {
  response.writeHead(200);
  response.write('first');
  finishStream = () => response.end('last');
}

test('pages carry the strict policy, the right types and sane caching', async () => {
  const page = await get('/');
  assert.equal(page.status, 200);
  assert.match(page.headers['content-type'], /^text\/html/);
  const policy = page.headers['content-security-policy'];
  for (const rule of ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "require-trusted-types-for 'script'",
    "trusted-types 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]) {
    assert.ok(policy.split('; ').includes(rule), rule);
  }
  assert.equal(/unsafe-inline|'unsafe-eval'|\*/.test(policy), false);
  assert.equal(page.headers['x-content-type-options'], 'nosniff');
  assert.equal(page.headers['referrer-policy'], 'no-referrer');
  assert.equal(page.headers['cross-origin-opener-policy'], 'same-origin');
  assert.match(page.headers['permissions-policy'], /camera=\(\)/);
  assert.equal(page.headers['cache-control'], 'no-cache');
  assert.equal((await get('/checkout.html')).headers['cache-control'], 'no-store');
  assert.match((await get('/js/api.js')).headers['content-type'], /^text\/javascript/);
});

test('an unchanged file is answered with 304, and HEAD has no body', async () => {
  const { headers: { etag } } = await get('/');
  const again = await get('/', { headers: { 'If-None-Match': etag } });
  assert.equal(again.status, 304);
  assert.equal(again.body, '');
  const head = await get('/', { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(head.body, '');
  assert.ok(Number(head.headers['content-length']) > 500);
});

test('WebAssembly has its own type, and only what a page needs is served', async t => {
  const root = mkdtempSync(join(tmpdir(), 'cardseal-static-'));
  t.after(() => rmSync(root, { recursive: true }));
  writeFileSync(join(root, 'a.wasm'), Buffer.from([0, 97, 115, 109]));
  writeFileSync(join(root, 'secret.txt.key'), 'no');
  mkdirSync(join(root, 'open'));
  symlinkSync('/etc/hosts', join(root, 'open', 'hosts.txt'));
  writeFileSync(join(root, 'open', 'fine.txt'), 'yes');
  const server = createServer(staticFiles([{ prefix: '/open/', root: join(root, 'open') }, { prefix: '/', root }]));
  await listen(server);
  t.after(() => end(server));
  const from = addressOf(server);
  assert.equal((await get('/a.wasm', { from })).headers['content-type'], 'application/wasm');
  assert.equal((await get('/open/fine.txt', { from })).body, 'yes');
  assert.equal((await get('/secret.txt.key', { from })).status, 404, 'an unknown kind of file is not served');
  assert.equal((await get('/open/hosts.txt', { from })).status, 404, 'a link may not lead out of the folder');
  assert.equal((await get('/open/../a.wasm/', { from })).status, 404);
});

test('no path leads out of the folder', async () => {
  const climbs = ['/../server.mjs', '/..%2fserver.mjs', '/%2e%2e/server.mjs', '/js/../../server.mjs', '/..\\server.mjs',
    '/%5c..%5cserver.mjs', '//etc/passwd.txt', '/js/%00.js', '/%', '/vendor/cardseal/../../server.mjs',
    '/vendor/cardseal/..%2f..%2fserver.mjs', '/.git/config.txt', '/catalog.json'];
  for (const path of climbs) {
    const { status, body } = await get(path);
    assert.equal(status, 404, path);
    assert.equal(body, 'not found\n', path);
  }
  assert.equal((await get('/', { method: 'POST' })).status, 405);
});

test('the service hears the request as the browser sent it', async () => {
  const body = JSON.stringify({ hello: 'world' });
  const reply = await get('/api/orders?x=1', {
    method: 'POST', body,
    headers: {
      Host: 'shop.example', Origin: 'http://shop.example', Cookie: 'cardseal_shopper=abc', 'Content-Type': 'application/json',
      Connection: 'close, x-hop', 'X-Hop': 'secret', TE: 'trailers',
    },
  });
  assert.equal(heard.method, 'POST');
  assert.equal(heard.url, '/api/orders?x=1');
  assert.equal(heard.body, body);
  assert.equal(heard.headers.host, 'shop.example');
  assert.equal(heard.headers.origin, 'http://shop.example');
  assert.equal(heard.headers.cookie, 'cardseal_shopper=abc');
  assert.equal(heard.headers['x-hop'], undefined);
  assert.equal(heard.headers.te, undefined);
  assert.equal(reply.status, 201);
  assert.equal(reply.body, '{"fine":true}');
  assert.deepEqual(reply.headers['set-cookie'], ['one=1; HttpOnly', 'two=2; HttpOnly']);
  assert.equal(reply.headers['x-public'], 'for everyone');
  assert.equal(reply.headers['x-private'], undefined);
});

test('a return from the bank is passed on as the redirect it is', async () => {
  const reply = await get('/return/abc/success?status=PAID');
  assert.equal(reply.status, 303);
  assert.equal(reply.headers.location, 'http://127.0.0.1:1/result.html?order=abc');
  assert.equal(heard.url, '/return/abc/success?status=PAID');
});

test('only /api and /return reach the service', async () => {
  heard = null;
  for (const path of ['/callbacks/payments', '/api/../callbacks/payments', '/return/..%2f..', '/api', '/apix/']) {
    await get(path);
  }
  assert.ok(heard === null || heard.url.startsWith('/return/'), `the service heard ${heard?.url}`);
});

test('answers are streamed, not collected', async () => {
  const first = await new Promise((resolve, reject) => {
    const outgoing = httpRequest(addressOf(shop), { path: '/api/stream' }, incoming => {
      incoming.once('data', chunk => resolve({ chunk: String(chunk), incoming }));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
  assert.equal(first.chunk, 'first', 'the first part arrives while the service still writes');
  const rest = new Promise(resolve => first.incoming.once('data', chunk => resolve(String(chunk))));
  finishStream();
  assert.equal(await rest, 'last');
});

test('a service that is down is told in words a page can read', async t => {
  const gone = createServer();
  await listen(gone);
  const address = addressOf(gone);
  await new Promise(resolve => gone.close(resolve));
  const orphan = shopServer({ checkout: new URL(address) });
  await listen(orphan);
  t.after(() => end(orphan));
  const reply = await get('/api/catalog', { from: addressOf(orphan) });
  assert.equal(reply.status, 502);
  assert.equal(JSON.parse(reply.body).error.code, 'checkout_unreachable');
});

function listen(server) {
  return new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
}

function end(server) {
  server.close();
  server.closeAllConnections();
}

function addressOf(server) {
  return `http://127.0.0.1:${server.address().port}`;
}

// The path goes out exactly as written; fetch would tidy it first.
function get(path, { from = addressOf(shop), method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(from, { path, method, headers }, incoming => {
      const chunks = [];
      incoming.on('data', chunk => chunks.push(chunk));
      incoming.on('end', () => resolve({
        status: incoming.statusCode, headers: incoming.headers, body: Buffer.concat(chunks).toString(),
      }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
