// Chromium and the pages it measures on.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

// How long a page may take to tell what it measured, in milliseconds.
const PATIENCE = 30_000;

const PROGRAM = fileURLToPath(new URL('../server.mjs', import.meta.url));

/** Serves a folder and starts a browser: `{ browser, origin, aside, close }`. `/` is an empty page. */
export async function openStage(folder, executablePath) {
  const server = fork(PROGRAM, [folder]);
  const [{ port }] = await once(server, 'message');
  const origin = `http://127.0.0.1:${port}`;
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const browser = await chromium.launch({ executablePath, args });
  const session = await browser.newBrowserCDPSession();
  return {
    browser,
    origin,
    /**
     * What a page measures that is opened in a context of its own and left alone: nobody listens to its requests, its
     * console or its scripts, which would cost it time.
     */
    async aside(path) {
      const { browserContextId } = await session.send('Target.createBrowserContext');
      const told = once(server, 'message', { signal: AbortSignal.timeout(PATIENCE) });
      await session.send('Target.createTarget', { url: `${origin}${path}`, browserContextId });
      const [measured] = await told;
      await session.send('Target.disposeBrowserContext', { browserContextId });
      return measured;
    },
    async close() {
      await browser.close();
      server.disconnect();
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
