// Chromium and the pages it measures on: cross-origin isolated, so that its clock has steps of 5 µs, and never cached.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.wasm': 'application/wasm' };
const PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>bench</title><body>';

/** Below this path the same files take as long as from a server so many milliseconds away, there and back. */
export const FAR = { path: '/far', milliseconds: 40 };

/** Serves a folder and starts a browser: `{ browser, origin, close }`. `/` is an empty page. */
export async function openStage(folder, executablePath) {
  const server = createServer((request, response) => answer(folder, request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const browser = await chromium.launch({ executablePath, args });
  return {
    browser,
    origin: `http://127.0.0.1:${server.address().port}`,
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A page in a context of its own: `{ page, context }`. */
export async function freshPage({ browser, origin }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${origin}/`);
  if (!(await page.evaluate(() => crossOriginIsolated))) throw new Error('the page is not cross-origin isolated: its clock would be too coarse');
  return { page, context };
}

async function answer(folder, { url }, response) {
  const { pathname } = new URL(url, 'http://host');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-embedder-policy', 'require-corp');
  response.setHeader('cache-control', 'no-store');
  if (pathname === '/') return response.setHeader('content-type', TYPES['.html']).end(PAGE);
  const isFar = pathname.startsWith(`${FAR.path}/`);
  if (isFar) await new Promise((resolve) => setTimeout(resolve, FAR.milliseconds));
  try {
    const body = await readFile(join(folder, normalize(isFar ? pathname.slice(FAR.path.length) : pathname)));
    return response.setHeader('content-type', TYPES[extname(pathname)] ?? 'application/octet-stream').end(body);
  } catch {
    return response.writeHead(404).end();
  }
}
