// The sandbox's console, used by a developer: a session is found, its story read, its outcome picked, an id copied.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openStage } from './lib/stage.mjs';

const axe = createRequire(import.meta.url)('axe-core');
const WIDTHS = [320, 360, 640, 960, 1280];

let stage;

before(async () => {
  stage = await openStage();
});
after(() => stage?.close());

/** A payment by e-wallet that waits for its shopper. */
async function waiting(reference) {
  const price = { value: 149000, currency: 'IDR' };
  const token = await accessToken();
  const response = await fetch(new URL('/v2/payments', stage.sandbox), {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'X-REQUEST-ID': randomBytes(16).toString('hex'),
    },
    body: JSON.stringify({
      clientReferenceId: reference, amount: price, mode: 'API', autoConfirm: true,
      paymentMethod: { type: 'EWALLET' }, paymentMethodOptions: { ewallet: { channel: 'DANA' } },
      redirectUrl: {
        successReturnUrl: 'https://shop.example/ok', failureReturnUrl: 'https://shop.example/fail',
        expirationReturnUrl: 'https://shop.example/expired',
      },
      customer: { givenName: 'Siti', email: `${reference.toLowerCase()}@shop.example` },
      orderInformation: { productDetails: [{ type: 'PHYSICAL', name: 'Scarf', quantity: 1, price }] },
    }),
  });
  const { data } = await response.json();
  assert.equal(data?.status, 'REQUIRE_ACTION');
  return data;
}

/** The session as its merchant sees it. */
async function asSeenBy(reference) {
  const headers = { Authorization: `Bearer ${await accessToken()}` };
  const response = await fetch(new URL(`/v2/payments?clientReferenceId=${reference}`, stage.sandbox), { headers });
  return (await response.json()).data[0];
}

async function accessToken() {
  const response = await fetch(new URL('/v1/access-token', stage.sandbox), {
    method: 'POST',
    headers: { 'X-MERCHANT-ID': stage.merchant.id, 'X-MERCHANT-SECRET': stage.merchant.secret },
  });
  return (await response.json()).data.accessToken;
}

test('a developer finds a session, reads its story and picks its outcome', async () => {
  const session = await waiting('CONSOLE-1');
  await waiting('OTHER-2');
  const { page, seen, context } = await stage.newShopper({ baseURL: stage.sandbox });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: stage.sandbox });
  await page.goto('/console');
  await page.getByLabel('Reference or id').fill('console');
  await page.getByRole('button', { name: 'Find' }).click();
  assert.equal(await page.getByRole('row').count(), 2, 'its head and one session');
  await page.getByRole('link', { name: 'CONSOLE-1' }).click();
  await page.getByRole('heading', { name: 'CONSOLE-1' }).waitFor();

  await page.getByRole('button', { name: `Copy ${session.id}` }).click();
  await page.getByText('Copied', { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), session.id);

  await page.getByRole('button', { name: 'Approve' }).click();
  await page.locator('.title .badge', { hasText: 'PAID' }).waitFor();
  assert.equal((await asSeenBy('CONSOLE-1')).status, 'PAID');
  const story = await page.locator('.story').innerText();
  for (const line of ['Session created', 'REQUIRE_ACTION', 'the shopper answered', 'approved, the money is taken']) {
    assert.ok(story.includes(line), `${line} is not in:\n${story}`);
  }
  const before = await page.locator('.clock time').getAttribute('datetime');
  await page.getByRole('button', { name: 'Move the clock by +1 h' }).click();
  await page.waitForFunction(old => document.querySelector('.clock time').dateTime !== old, before);
  const moved = Date.parse(await page.locator('.clock time').getAttribute('datetime')) - Date.parse(before);
  assert.ok(moved >= 3_600_000, `the clock moved by ${moved} ms`);
  assert.match(page.url(), new RegExp(`/console/sessions/${session.id}$`));
  assert.deepEqual([seen.violations, seen.errors], [[], []]);
});

for (const colorScheme of ['light', 'dark']) {
  test(`in ${colorScheme} every page is free of serious findings and never scrolls sideways`, async () => {
    const session = await waiting(`AXE-${colorScheme}-with-a-reference-that-is-as-long-as-some-shops-make-them-0123456789`);
    await fetch(new URL('/control/faults', stage.sandbox), {
      method: 'POST', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ cut: 'connection', route: 'GET /v2/charges', when: 'after_commit' }),
    });
    // The checker is put into the page as text, which the console's own policy rightly refuses.
    const { page } = await stage.newShopper({ baseURL: stage.sandbox, colorScheme, bypassCSP: true });
    const findings = [];
    const paths = ['/console', '/console?reference=nothing', `/console/sessions/${session.id}`, '/console/callbacks',
      '/console/faults', '/console/sessions/none'];
    for (const path of paths) {
      await page.goto(path);
      findings.push(...(await judge(page, path)));
    }
    assert.deepEqual(findings, []);
  });
}

async function judge(page, name) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const found = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${name}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) found.push(`${name}: ${over} px too wide at ${width} px`);
  }
  return found;
}
