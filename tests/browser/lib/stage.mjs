// The stage of every browser test: three real servers, one real browser, and shoppers whose every move is recorded.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { programsFromEnv, startServers } from '../../../scripts/lib/servers.mjs';

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

// A guard against a hang, far beyond what any step needs on a slow machine.
const STEP_MS = 30_000;

/** The browser that `npm test` found, headless, with a fresh profile. */
export function launchBrowser() {
  const executablePath = process.env.CARDSEAL_CHROMIUM || process.env.CHROMIUM || '/usr/bin/chromium';
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

/** Starts servers and browser; `close` ends both and removes the databases. */
export async function openStage() {
  const dataDir = mkdtempSync(join(tmpdir(), 'cardseal-browser-'));
  const servers = await startServers({ programs: programsFromEnv(), dataDir });
  const browser = await launchBrowser();
  return {
    ...servers,
    browser,
    dataDir,
    newShopper: options => newShopper(browser, servers.shop, options),
    async close() {
      await browser.close();
      await servers.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A fresh browser profile at the shop: `{ page, seen }`, where `seen` is everything that left or was said. */
export async function newShopper(browser, shop, options = {}) {
  const context = await browser.newContext({ baseURL: shop, viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(STEP_MS);
  const page = await context.newPage();
  const seen = { requests: [], console: [], urls: [], violations: [], errors: [] };
  await page.exposeBinding('reportViolation', (_, violation) => seen.violations.push(violation));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
      window.reportViolation(`${violatedDirective} ${blockedURI} ${sourceFile}`));
  });
  page.on('console', message => seen.console.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', error => seen.errors.push(String(error.stack ?? error)));
  page.on('framenavigated', frame => seen.urls.push(frame.url()));
  page.on('request', request => seen.requests.push({
    method: request.method(), url: request.url(), body: request.postData() ?? '', headers: request.headers(),
  }));
  return { context, page, seen };
}

/** Everything below a folder as one text, byte for byte: databases, their journals, logs. */
export function bytesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => ({
      name: entry.name,
      content: readFileSync(join(entry.parentPath ?? entry.path, entry.name)).toString('latin1'),
    }));
}
