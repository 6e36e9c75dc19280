// Chromium on a page of a folder, served from loopback with nothing added.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.css': 'text/css', '.json': 'application/json' };

/** Opens `path` of `folder` and waits until the page says that it is ready; gives `{ page, problems, close }`. */
export async function openPage(folder, path = '/index.html') {
  const server = await serve(folder);
  const browser = await chromium.launch({ executablePath: process.env.CARDSEAL_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  const page = await browser.newPage();
  const problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('response', (response) => response.status() >= 400 && problems.push(`${response.status()} ${response.url()}`));
  const close = async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  };
  try {
    await page.goto(`http://127.0.0.1:${server.address().port}${path}`);
    await page.waitForSelector('html[data-ready=yes]', { state: 'attached' });
  } catch (error) {
    await close();
    throw new Error(`${error.message}\n${problems.join('\n')}`);
  }
  return { page, problems, close };
}

function serve(folder) {
  const server = createServer(async ({ url }, response) => {
    const path = join(folder, normalize(decodeURIComponent(new URL(url, 'http://host').pathname)));
    try {
      const body = await readFile(path);
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(body);
    } catch {
      // The browser asks for an icon by itself; anything else that is missing is the page's mistake.
      response.writeHead(url === '/favicon.ico' ? 204 : 404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
