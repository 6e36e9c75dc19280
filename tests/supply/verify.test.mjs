// `cardseal verify`, against pages that serve the package as it is, changed, in part, elsewhere, or not at all.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { VerifyError, verify } from '../../pkg-template/bin/verify.mjs';
import { packagePaths, template } from '../../scripts/lib/package.mjs';
import { inventoryOf, writeInventory } from '../../scripts/supply/integrity.mjs';
import { PAGE, SHOP, shipped, startSite } from './lib/site.mjs';

const { folder } = packagePaths();
const inventory = inventoryOf(folder);
const wasm = inventory.files.find(({ path }) => path.endsWith('.wasm'))?.path;
const script = inventory.files.find(({ path }) => path.startsWith('lib/'))?.path;
const at = (path) => `/vendor/cardseal/${path}`;

/** Judges a page that differs by `overrides`, and gives the site's origin beside the result. */
async function judged(overrides, { path = '/', ...options } = {}) {
  const site = await startSite(overrides);
  try {
    return { ...(await verify(site.origin + path, { inventory, ...options })), origin: site.origin, asked: site.asked };
  } finally {
    site.close();
  }
}

/** Paths and states of the files that are not as they should be. */
const wrong = ({ packages }) => packages.flatMap(({ files }) => files).filter(({ state }) => state !== 'same').map(({ path, state }) => [path, state]);

/** One byte changed, no more. */
function tampered(path) {
  const content = Buffer.from(shipped(path));
  content[content.length - 2] ^= 1;
  return content;
}

describe('cardseal verify', () => {
  it('finds every file of the package the same, by way of an import map', async () => {
    const result = await judged();
    assert.equal(result.verdict, 'same');
    assert.deepEqual(result.packages.map(({ base }) => base), [`${result.origin}/vendor/cardseal/`]);
    assert.deepEqual(result.packages[0].files.map(({ path, state }) => [path, state]), inventory.files.map(({ path }) => [path, 'same']));
    assert.ok(!result.asked.includes('/commented-out.js'));
  });

  it('lists every other script of the page with its hash', async () => {
    const result = await judged({ '/': PAGE.replace('</body>', '<script src="/js/counter.js"></script><script>let inline = 1;</script></body>'), '/js/counter.js': 'count();' });
    assert.deepEqual(result.others.map(({ url }) => url.replace(result.origin, '')).sort(), ['(inline script 4)', '/js/cart.js', '/js/counter.js', '/js/shop.js?v=1']);
    for (const { integrity, bytes } of result.others) assert.ok(/^sha384-[A-Za-z0-9+/]{64}$/.test(integrity) && bytes > 0);
  });

  for (const [what, path] of [['script', script], ['module', wasm], ['language that is loaded later', inventory.files.find((file) => /messages\/id/.test(file.path))?.path], ['entry', 'index.js']]) {
    it(`finds one changed byte of a ${what}`, async () => {
      assert.ok(path, 'the package has such a file');
      const result = await judged({ [at(path)]: tampered(path) });
      assert.deepEqual([result.verdict, wrong(result)], ['differs', [[path, 'changed']]]);
    });
  }

  it('finds a copy of which every single file was changed', async () => {
    const all = Object.fromEntries(inventory.files.map(({ path }) => [at(path), path.endsWith('.js') ? Buffer.concat([shipped(path), Buffer.from('\n')]) : tampered(path)]));
    const result = await judged(all);
    assert.equal(result.verdict, 'differs');
    assert.equal(wrong(result).length, inventory.files.length);
  });

  it('finds a missing file', async () => {
    const result = await judged({ [at(script)]: null });
    assert.deepEqual([result.verdict, wrong(result)], ['differs', [[script, 'missing']]]);
  });

  it('finds a file too many, which the package is made to load', async () => {
    const entry = Buffer.concat([shipped('index.js'), Buffer.from("import './extra.js';\n")]);
    const result = await judged({ [at('index.js')]: entry, [at('extra.js')]: 'skim();', [at('lib/more.js')]: 'skim();', '/js/cart.js': "import '/vendor/cardseal/lib/more.js'" });
    assert.deepEqual([result.verdict, wrong(result)], ['differs', [['index.js', 'changed'], ['extra.js', 'unexpected'], ['lib/more.js', 'unexpected']]]);
  });

  it("leaves a page's own script beside the package to the page", async () => {
    const result = await judged({ '/js/cart.js': `import '${at('own.js')}'`, [at('own.js')]: '1;' });
    assert.equal(result.verdict, 'same');
    assert.ok(result.others.some(({ url }) => url.endsWith('/own.js')));
  });

  it('does not miss what the page never asked for, if it is there', async () => {
    const result = await judged({ '/js/shop.js': "import '/vendor/cardseal/seal.js';", [at('testing.js')]: null });
    assert.deepEqual([result.verdict, wrong(result)], ['same', [['testing.js', 'not served']]]);
  });

  it('follows redirects, of the page and of a script, and says so', async () => {
    const result = await judged({ '/old': { status: 302, headers: { location: '/' } }, '/js/cart.js': { status: 301, headers: { location: '/js/cart2.js' } }, '/js/cart2.js': '1;' }, { path: '/old' });
    assert.equal(result.verdict, 'same');
    assert.deepEqual(result.notes.map((note) => note.replaceAll(result.origin, '')), ['/old leads to /', '/js/cart.js leads to /js/cart2.js']);
  });

  it('knows the module by its bytes where the rest is bundled', async () => {
    const bundle = "const url = new URL('./module-1a2b.wasm', import.meta.url);";
    const result = await judged({ '/': '<script type=module src=/assets/app.js></script>', '/assets/app.js': bundle, '/assets/module-1a2b.wasm': shipped(wasm) });
    assert.equal(result.verdict, 'partial');
    assert.deepEqual(result.copies.map(({ path }) => path), [wasm]);
    assert.deepEqual(result.others.map(({ url }) => url.replace(result.origin, '')), ['/assets/app.js']);
  });

  it('says when there is nothing of it, and takes the folder from the user', async () => {
    const page = { '/': '<p>Pay here</p><iframe src="/frame"></iframe>' };
    const result = await judged(page);
    assert.deepEqual([result.verdict, result.frames], ['not found', [`${result.origin}/frame`]]);
    const site = await startSite(page);
    try {
      assert.equal((await verify(site.origin, { inventory, packageAddress: `${site.origin}/vendor/cardseal` })).verdict, 'same');
    } finally {
      site.close();
    }
  });

  it('finds the package by preloads, scopes, base and inline imports', async () => {
    const pages = [
      `<link rel="modulepreload" href="${at('index.js')}">`,
      `<link rel=preload as=fetch crossorigin href='${at(wasm)}'>`,
      `<base href="/vendor/"><script type="module">import { init } from './cardseal/seal.js'</script>`,
      `<script type="importmap">{"scopes":{"/js/":{"cardseal":"${at('seal.js')}"}}}</script><script type="module" src="/js/shop.js"></script>`,
      `<script type="module">const { init } = await import(/* lazy */ "${at('index.js')}")</script>`,
    ];
    for (const page of pages) assert.equal((await judged({ '/': page, '/js/shop.js': SHOP })).verdict, 'same', page);
  });
});

describe('cardseal verify refuses', () => {
  const bad = {
    'pay.example/checkout': 'url_invalid', '': 'url_invalid', 'file:///etc/passwd': 'url_scheme', 'javascript:alert(1)': 'url_scheme',
    'https://me:secret@pay.example/': 'url_credentials', 'http://127.0.0.1:1/': 'unreachable',
  };
  for (const [address, code] of Object.entries(bad)) {
    it(`'${address}' with ${code}`, () => assert.rejects(verify(address, { inventory }), (error) => error instanceof VerifyError && error.code === code && !error.message.includes('secret')));
  }

  const pages = {
    page_status: { '/': { status: 500 } },
    page_not_html: { '/': { headers: { 'content-type': 'application/json' }, body: '{}' } },
    redirect_loop: { '/': { status: 302, headers: { location: '/' } } },
    redirect_invalid: { '/': { status: 302, headers: { location: 'file:///etc/passwd' } } },
    import_map_invalid: { '/': '<script type="importmap">{</script>' },
    too_large: { '/': '<script src="/big.js"></script>', '/big.js': Buffer.alloc((16 << 20) + 1) },
  };
  for (const [code, overrides] of Object.entries(pages)) {
    it(`a page with ${code}`, () => assert.rejects(judged(overrides), (error) => error instanceof VerifyError && error.code === code));
  }

  it('a page that leads from https to http', async (test) => {
    test.mock.method(globalThis, 'fetch', async () => new Response(null, { status: 302, headers: { location: 'http://pay.example/' } }));
    await assert.rejects(verify('https://pay.example/', { inventory }), { code: 'redirect_insecure' });
  });
});

describe('the program cardseal', () => {
  const home = mkdtempSync(join(tmpdir(), 'cardseal-verify-'));
  const program = join(home, 'cardseal');
  // As npm installs it: the package with its inventory, and a link to its program.
  const installed = () => {
    cpSync(folder, join(home, 'package'), { recursive: true });
    mkdirSync(join(home, 'package', 'bin'), { recursive: true });
    cpSync(join(template, 'bin', 'verify.mjs'), join(home, 'package', 'bin', 'verify.mjs'));
    writeInventory(join(home, 'package'));
    rmSync(program, { force: true });
    symlinkSync(join(home, 'package', 'bin', 'verify.mjs'), program);
  };
  const call = (...args) => new Promise((resolve) => execFile(process.execPath, [program, ...args], (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr })));

  it('ends with a code for each outcome, and says which file it is', async () => {
    installed();
    for (const [overrides, code, sentence] of [
      [{}, 0, /^SAME:/m], [{ [at(wasm)]: tampered(wasm) }, 1, new RegExp(`^  CHANGED +${wasm}\\n +expected sha384-.+\\n +served +sha384-`, 'm')],
      [{ '/': '<p>' }, 4, /^NOT FOUND:/m], [{ '/': { status: 404 } }, 3, /page_status/],
    ]) {
      const site = await startSite(overrides);
      const ended = await call('verify', site.origin);
      site.close();
      assert.equal(ended.code, code, ended.stderr);
      assert.match(ended.stdout + ended.stderr, sentence);
    }
  });

  it('explains itself, refuses nonsense and prints the inventory', async () => {
    installed();
    assert.equal((await call('--help')).code, 0);
    for (const args of [[], ['verify'], ['check', 'https://a.example'], ['verify', 'https://a.example', '--loud'], ['verify', 'pay.example']]) assert.equal((await call(...args)).code, 2, args.join(' '));
    assert.deepEqual(JSON.parse((await call('inventory')).stdout), inventory);
    const site = await startSite();
    const result = JSON.parse((await call('verify', site.origin, '--package', `${site.origin}/vendor/cardseal/`, '--json')).stdout);
    site.close();
    assert.equal(result.verdict, 'same');
    rmSync(home, { recursive: true, force: true });
  });
});
