// A live page on loopback: the built package at /vendor/cardseal/, a page that loads it, and whatever a test changes.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { packagePaths } from '../../../scripts/lib/package.mjs';

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.wasm': 'application/wasm' };
const PREFIX = '/vendor/cardseal/';

/** A page that takes the package by an import map and brings a script of its own. */
export const PAGE = `<!doctype html><html lang="en"><head>
<script type="importmap">{ "imports": { "cardseal": "${PREFIX}index.js", "cardseal/": "${PREFIX}" } }</script>
<!-- <script src="/commented-out.js"></script> -->
</head><body><script type="module" src="/js/shop.js?v=1"></script></body></html>`;

export const SHOP = "import { init } from 'cardseal';\nimport './cart.js';\nawait init();\n";

/** Serves a page at `/`; `overrides` gives `path -> body | { status, headers, body } | null`. Gives `{ origin, asked, close }`. */
export async function startSite(overrides = {}) {
  const files = { '/': PAGE, '/js/shop.js': SHOP, '/js/cart.js': 'export const cart = [];\n', ...overrides };
  const asked = [];
  const server = createServer(({ url }, response) => {
    const { pathname } = new URL(url, 'http://host');
    asked.push(pathname);
    const { status = 200, headers = {}, body = '' } = answerTo(files, pathname);
    const type = pathname === '/' ? TYPES['.html'] : TYPES[extname(pathname)] ?? 'application/octet-stream';
    response.writeHead(status, { 'content-type': type, ...headers }).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    asked,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A file of the built package. */
export const shipped = (path) => readFileSync(join(packagePaths().folder, path));

function answerTo(files, path) {
  if (path in files) {
    const given = files[path];
    if (given === null) return { status: 404 };
    return typeof given === 'string' || Buffer.isBuffer(given) ? { body: given } : given;
  }
  if (!path.startsWith(PREFIX)) return { status: 404 };
  try {
    return { body: shipped(normalize(path.slice(PREFIX.length))) };
  } catch {
    return { status: 404 };
  }
}
