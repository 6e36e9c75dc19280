// A page that loads the built package under the strictest policy that works, or under one that blocks WebAssembly.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';
import { packagePaths } from '../../../scripts/lib/package.mjs';

const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm' };
const POLICY = "default-src 'none'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'; script-src 'self'";
const PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Field</title><meta name="color-scheme" content="SCHEMES"><main><div id="card"></div></main><script type="module" src="/main.js"></script>';
const MAIN = `
  import * as cardseal from '/cardseal/index.js';
  import { scanMemory } from '/cardseal/testing.js';
  Object.assign(window, { cardseal, scanMemory, violations: [] });
  document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => violations.push(violatedDirective));
  window.ready = cardseal.init().then(() => 'ready', ({ code }) => code);`;

/** Starts the browser and the server; `open(options)` gives a fresh page and what \`init()\` said. */
export async function startStrictPages() {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ executablePath: process.env.CARDSEAL_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  return {
    async open({ blocked = false, schemes = 'light dark', ...options } = {}) {
      const page = await (await browser.newContext(options)).newPage();
      await page.goto(`http://127.0.0.1:${server.address().port}/${blocked ? 'blocked' : ''}?schemes=${schemes}`);
      return { page, ready: await page.evaluate(() => window.ready) };
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function answer({ url }, response) {
  const { pathname: path, searchParams } = new URL(url, 'http://host');
  response.setHeader('content-security-policy', path === '/blocked' ? POLICY : `${POLICY} 'wasm-unsafe-eval'`);
  if (path === '/' || path === '/blocked') return response.setHeader('content-type', 'text/html').end(PAGE.replace('SCHEMES', searchParams.get('schemes')));
  if (path === '/main.js') return response.setHeader('content-type', 'text/javascript').end(MAIN);
  try {
    const body = await readFile(join(packagePaths().folder, normalize(path.replace('/cardseal/', '/'))));
    return response.setHeader('content-type', TYPES[extname(path)] ?? 'text/plain').end(body);
  } catch {
    return response.writeHead(404).end();
  }
}
