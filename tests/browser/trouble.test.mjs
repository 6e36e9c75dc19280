// What a shopper sees when something beneath the page is broken: a plain sentence, a way on, and no doubt about money.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as there from './lib/pages.mjs';
import { CARDS, cardInputs, goToPayment, pay, resultIs, typeCard, decide } from './lib/shopper.mjs';
import { openStage } from './lib/stage.mjs';

let stage;

before(async () => {
  stage = await openStage();
});
after(() => stage?.close());

test('a shelf that cannot be read says so and can be tried again', async () => {
  const { page } = await stage.newShopper();
  await page.route('**/api/catalog', route => route.abort(), { times: 1 });
  await page.goto('/');
  await page.getByText('The shelves cannot be shown').first().waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('link', { name: 'Buy Seal and wax set' }).waitFor();
});

test('an empty shelf says so', async () => {
  const { page } = await stage.newShopper();
  await page.route('**/api/catalog', route => route.fulfill({ json: { items: [] } }));
  await page.goto('/');
  await page.getByText('The shelves are empty').first().waitFor();
});

test('a slow shelf shows its shape at once', async () => {
  const { page } = await stage.newShopper();
  const held = new Promise(resolve => page.route('**/api/catalog', resolve));
  await page.goto('/');
  const route = await held;
  assert.equal(await page.locator('#shelf').getAttribute('aria-busy'), 'true');
  assert.equal(await page.locator('#shelf .skeleton').first().isVisible(), true);
  await route.continue();
  await page.getByRole('link', { name: 'Buy Seal and wax set' }).waitFor();
  assert.equal(await page.locator('#shelf .skeleton').count(), 0);
});

test('a checkout service that is down is told before anything is typed', async () => {
  const { page } = await stage.newShopper();
  await page.route('**/api/wallet', route => route.fulfill({ status: 502, json: { error: { code: 'checkout_unreachable', message: 'x' } } }), { times: 1 });
  await page.goto('/checkout.html?sku=SEAL-SET');
  await page.getByRole('alert').getByText('payment service is not running').waitFor();
  await page.getByText('Nothing was charged.').waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByLabel('E-mail').waitFor();
});

test('a gateway that is down leaves the card unsent', async () => {
  const { page } = await stage.newShopper();
  await page.route('**/api/orders', route => route.fulfill({ status: 503, json: { error: { code: 'gateway_unavailable', message: 'x' } } }), { times: 1 });
  await goToPayment(page, { email: 'down@example.com' });
  await page.getByRole('alert').getByText('The payment gateway does not answer').waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await cardInputs(page).number.waitFor();
});

test('a browser that refuses WebAssembly is told why the form is missing', async () => {
  const { page } = await stage.newShopper();
  await page.route('**/checkout.html*', async route => {
    const response = await route.fetch();
    const headers = response.headers();
    headers['content-security-policy'] = headers['content-security-policy'].replace(" 'wasm-unsafe-eval'", '');
    await route.fulfill({ response, headers });
  });
  await goToPayment(page, { email: 'nowasm@example.com' });
  await page.getByRole('alert').getByText('WebAssembly').waitFor();
  await page.getByText('Nothing was sent.').waitFor();
});

test('an answer lost after the card was sent sends the shopper to the order, not to a second payment', async () => {
  const { page } = await stage.newShopper();
  await page.route('**/card', async route => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await goToPayment(page, { email: 'lost@example.com' });
  await typeCard(page, CARDS.challenge);
  await pay(page);
  await resultIs(page, 'Your bank is waiting for you');
});

test('a gateway that opens no page is told, and the card form is there again', async () => {
  const { page } = await stage.newShopper();
  await goToPayment(page, { email: 'no-page@example.com' });
  await cardInputs(page).number.waitFor();
  await page.route('**/redirect', route => route.fulfill({ status: 503, json: { error: { code: 'gateway_unavailable', message: 'x' } } }), { times: 1 });
  await page.getByRole('radio', { name: /chosen there/ }).check();
  await pay(page);
  await page.getByRole('alert').getByText('The payment gateway does not answer').waitFor();
  await page.getByText('Nothing was charged.').first().waitFor();
  await page.getByRole('radio', { name: 'Card', exact: true }).check();
  await typeCard(page, CARDS.frictionless);
  await pay(page);
  await resultIs(page, /^Paid/);
});

test('an answer lost on the way to the gateway\u2019s page or a wallet is found by the order', async () => {
  for (const [pattern, radio, heading] of [
    ['**/redirect', /chosen there/, 'The gateway\u2019s page is waiting for you'],
    ['**/ewallet', /^E-wallet/, 'DANA is waiting for you'],
  ]) {
    const { page } = await stage.newShopper();
    await page.route(pattern, async route => {
      await route.fetch();
      await route.abort();
    }, { times: 1 });
    await goToPayment(page, { email: `lost-${pattern.slice(3)}@example.com` });
    await cardInputs(page).number.waitFor();
    await page.getByRole('radio', { name: radio }).check();
    await pay(page);
    await resultIs(page, heading);
    await page.getByRole('link', { name: /^Go on at/ }).click();
    await page.waitForURL(/\/(pay|wallet)\//);
  }
});

test('pressing Pay twice opens one wallet', async () => {
  const { page, seen } = await stage.newShopper();
  await goToPayment(page, { email: 'twice-wallet@example.com' });
  await cardInputs(page).number.waitFor();
  await page.getByRole('radio', { name: /^E-wallet/ }).check();
  const held = new Promise(resolve => page.route('**/ewallet', resolve, { times: 1 }));
  await page.locator('#pay').click();
  await page.locator('#pay').click({ force: true });
  await (await held).continue();
  await there.confirmAtWallet(page);
  await resultIs(page, /^Paid/);
  assert.equal(seen.requests.filter(({ url }) => url.endsWith('/ewallet')).length, 1);
});

test('a link into a wallet\u2019s app is offered and not followed by itself', async () => {
  const { page } = await stage.newShopper();
  const link = 'dana://pay?bizNo=1';
  const order = {
    id: 'a'.repeat(32), status: 'action_required', method: 'ewallet', wallet: { channel: 'DANA' }, attempts: [], saved: false,
    amount: { value: '1000', currency: 'IDR' }, items: [{ sku: 'x', name: 'Thing', quantity: 1, price: { value: '1000', currency: 'IDR' } }],
    createdAt: '2030-01-01T00:00:00Z', updatedAt: '2030-01-01T00:00:00Z',
  };
  await page.route('**/api/orders/*', route => route.fulfill({ json: { order, next: { kind: 'app', url: link } } }));
  await page.goto(`/result.html?order=${order.id}`);
  await page.getByRole('heading', { level: 1, name: 'DANA is waiting for you' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Go on at DANA' }).getAttribute('href'), link);
});

test('pressing Pay twice sends one card', async () => {
  const { page, seen } = await stage.newShopper();
  await goToPayment(page, { email: 'twice@example.com' });
  await typeCard(page, CARDS.challenge);
  const held = new Promise(resolve => page.route('**/card', resolve, { times: 1 }));
  const button = page.locator('#pay');
  await button.click();
  await button.click({ force: true });
  await page.keyboard.press('Enter');
  assert.equal(await button.innerText(), 'Asking the gateway\u2026', 'the second press changes nothing');
  await (await held).continue();
  await decide(page, 'approve');
  await resultIs(page, /^Paid/);
  assert.equal(seen.requests.filter(({ url }) => url.endsWith('/card')).length, 1);
});

test('loading the page again continues the same order', async () => {
  const shopper = await stage.newShopper();
  const { page, context } = shopper;
  await goToPayment(page, { email: 'again@example.com' });
  await cardInputs(page).number.waitFor();
  await page.reload();
  await typeCard(page, CARDS.frictionless);
  await pay(page);
  const paid = await resultIs(page, /^Paid/);
  const { orders } = await (await context.request.get('/api/orders')).json();
  assert.deepEqual(orders.map(({ id }) => id), [paid]);
});

test('other details make another order, and the card pays that one', async () => {
  const { page, seen } = await stage.newShopper();
  await goToPayment(page, { email: 'first@example.com' });
  await cardInputs(page).number.waitFor();
  await page.getByRole('button', { name: 'Change your details' }).click();
  await page.getByLabel('E-mail').fill('second@example.com');
  await page.getByRole('button', { name: 'Continue to payment' }).click();
  await cardInputs(page).number.waitFor();
  await typeCard(page, CARDS.frictionless);
  await pay(page);
  const paid = await resultIs(page, /^Paid/);
  const posts = seen.requests.filter(({ method, url }) => method === 'POST' && url.includes('/api/'));
  assert.deepEqual(posts.map(({ body }) => JSON.parse(body).customer?.email), ['first@example.com', 'second@example.com', undefined]);
  assert.ok(posts.at(-1).url.endsWith(`/api/orders/${paid}/card`));
});

test('a payment the bank still thinks about looks again by itself', async () => {
  const { page } = await stage.newShopper();
  let asked = 0;
  const order = {
    id: 'a'.repeat(32), status: 'processing', amount: { value: '1000', currency: 'IDR' }, saved: false,
    items: [{ sku: 'x', name: 'Thing', quantity: 1, price: { value: '1000', currency: 'IDR' } }],
    createdAt: '2030-01-01T00:00:00Z', updatedAt: '2030-01-01T00:00:00Z',
  };
  await page.route('**/api/orders/*', route => {
    asked += 1;
    return route.fulfill({ json: { order: { ...order, status: asked < 3 ? 'processing' : 'paid' } } });
  });
  await page.goto(`/result.html?order=${order.id}`);
  await page.getByRole('heading', { name: 'Your bank is still deciding' }).waitFor();
  await page.getByRole('heading', { name: /^Paid/ }).waitFor();
  assert.equal(asked, 3);
});
