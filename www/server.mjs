#!/usr/bin/env node
// The demo shop's server: static pages, the installed `cardseal` package, and one origin for the browser by
// passing /api and /return on to the checkout service. It has no dependencies and keeps no state.
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { staticFiles } from './lib/static.mjs';
import { proxyTo } from './lib/proxy.mjs';
import { setSecurityHeaders } from './lib/security.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** Builds the shop's HTTP server without listening. `checkout` is the base URL of the checkout service. */
export function shopServer({ checkout }) {
  const files = staticFiles([
    { prefix: '/vendor/cardseal/', root: join(here, 'vendor', 'cardseal') },
    { prefix: '/', root: join(here, 'public') },
  ]);
  const proxy = proxyTo(checkout);
  return createServer((request, response) => {
    setSecurityHeaders(response);
    const handle = isForCheckout(request.url) ? proxy : files;
    handle(request, response);
  });
}

// Judged on the path as a URL parser resolves it, so that /api/../x cannot reach the service's other routes.
function isForCheckout(target) {
  if (!target.startsWith('/') || !URL.canParse(target, 'http://shop.invalid')) return false;
  const { pathname } = new URL(target, 'http://shop.invalid');
  return pathname.startsWith('/api/') || pathname.startsWith('/return/');
}

function main() {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '8080' }, checkout: { type: 'string' } },
  });
  if (!values.checkout) {
    console.error('usage: server.mjs --port N --checkout URL');
    process.exit(2);
  }
  const server = shopServer({ checkout: new URL(values.checkout) });
  server.on('error', error => {
    console.error(`the shop cannot listen on port ${values.port}: ${error.code}`);
    process.exit(1);
  });
  server.listen(Number(values.port), '127.0.0.1', () => {
    console.log(`shop listening on http://127.0.0.1:${server.address().port}`);
  });
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      server.close(() => process.exit(0));
      server.closeAllConnections();
    });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
