// Paying away from the shop: on the gateway's own page with new and saved methods, and in a wallet; every end of it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gatewayOf } from './lib/gateway.mjs';
import * as there from './lib/pages.mjs';
import { CARDS, cardInputs, decide, goToPayment, orderOf, pay, resultIs, typeCard, walletOf } from './lib/shopper.mjs';
import { openStage } from './lib/stage.mjs';

const { PHONES } = there;

let stage;
let gateway;

before(async () => {
  stage = await openStage();
  gateway = gatewayOf(stage);
});
after(() => stage?.close());

describe('a card on the gateway\u2019s page', () => {
  test('ticked, it is saved, and pays again there with its code alone', async () => {
    const shopper = await stage.newShopper();
    const { page, seen } = shopper;
    await there.goToGatewaysPage(page, { email: 'there@example.com' });
    assert.equal(new URL(page.url()).origin, stage.sandbox);
    await page.getByText('Lak & Kertas').first().waitFor();
    await there.payThereWithCard(page, CARDS.challenge, { save: true });
    await decide(page, 'approve');
    const first = await resultIs(page, /^Paid/);
    await page.getByText('your card is saved').first().waitFor();
    const session = await gateway.newest(first);
    assert.deepEqual([session.mode, session.status, session.saveForFutureUse], ['REDIRECT', 'PAID', true]);
    const [stored] = await gateway.stored(first);
    assert.equal(stored.card.last4, '0002');
    assert.equal((await walletOf(shopper))[0].token, stored.token);
    assert.ok(seen.requests.some(({ url }) => url.endsWith(`/return/${first}/success`)));

    await page.getByRole('link', { name: 'Pay again with the saved card' }).click();
    await there.leaveForGatewaysPage(page);
    await page.locator('input[value="saved:0"]').waitFor();
    await there.payThereWithSaved(page, 0);
    await decide(page, 'approve');
    const second = await resultIs(page, /^Paid/);
    assert.equal((await gateway.newest(second)).customerId, session.customerId);
    assert.equal((await gateway.stored(second)).length, 1, 'paying with it stores no second one');
    assert.deepEqual((await orderOf(shopper, second)).card, { brand: 'VISA', lastFour: '0002' });
    assert.equal(seen.urls.some(url => url.includes('/status')), false, 'the shop says itself how it went');
  });

  test('unticked, it stores no token', async () => {
    const shopper = await stage.newShopper();
    await there.goToGatewaysPage(shopper.page, { email: 'unticked@example.com' });
    await there.payThereWithCard(shopper.page, CARDS.challenge, { save: false });
    await decide(shopper.page, 'approve');
    const order = await resultIs(shopper.page, /^Paid/);
    assert.equal((await gateway.newest(order)).status, 'PAID');
    assert.deepEqual(await gateway.stored(order), []);
    assert.deepEqual(await walletOf(shopper), []);
    assert.equal((await orderOf(shopper, order)).saved, false);
  });

  test('where the shopper does not want the question, it is not asked', async () => {
    const { page } = await stage.newShopper();
    await there.goToGatewaysPage(page, { email: 'unasked@example.com', offerSave: false });
    assert.equal(await page.locator('input[name="save"]').count(), 0);
  });

  test('a saved card of the shop is listed there, and the other way round', async () => {
    const shopper = await stage.newShopper();
    const { page } = shopper;
    await goToPayment(page, { email: 'both@example.com' });
    await typeCard(page, CARDS.frictionless);
    await page.getByLabel('Save this card').check();
    await pay(page);
    await resultIs(page, /^Paid/);
    await page.getByRole('link', { name: 'Pay again with the saved card' }).click();
    await there.leaveForGatewaysPage(page);
    await there.payThereWithCard(page, CARDS.challenge, { save: true });
    await decide(page, 'approve');
    await resultIs(page, /^Paid/);
    assert.deepEqual((await walletOf(shopper)).map(({ lastFour }) => lastFour), ['0002', '0001']);
  });

  test('a declined one leads back, tells why, and another way pays the same order', async () => {
    const shopper = await stage.newShopper();
    const { page } = shopper;
    await there.goToGatewaysPage(page, { email: 'declined-there@example.com' });
    await there.payThereWithCard(page, CARDS.declined, { save: true });
    await decide(page, 'approve');
    const order = await resultIs(page, 'Your bank declined this payment');
    assert.ok(shopper.seen.requests.some(({ url }) => url.endsWith(`/return/${order}/failure`)));
    assert.deepEqual(await gateway.stored(order), []);
    await page.getByRole('link', { name: 'Try again' }).click();
    await cardInputs(page).number.waitFor();
    await there.leaveForWallet(page, 'OVO');
    await there.confirmAtWallet(page);
    assert.equal(await resultIs(page, /^Paid/), order);
    const { attempts } = await orderOf(shopper, order);
    assert.deepEqual(attempts.map(({ method, status }) => [method, status]), [['redirect', 'declined'], ['ewallet', 'paid']]);
  });
});

describe('an e-wallet', () => {
  test('saved on the gateway\u2019s page, it pays again there without its number', async () => {
    const shopper = await stage.newShopper();
    const { page } = shopper;
    await there.goToGatewaysPage(page, { email: 'wallet@example.com' });
    await there.payThereWithWallet(page, 'DANA', { save: true });
    await there.confirmAtWallet(page);
    const first = await resultIs(page, /^Paid/);
    await page.getByText('your DANA account is saved').first().waitFor();
    const [stored] = await gateway.stored(first);
    assert.deepEqual([stored.paymentMethod.toLowerCase(), stored.paymentChannel], ['ewallet', 'dana']);

    await page.getByRole('link', { name: 'Pay again with DANA' }).click();
    await cardInputs(page).number.waitFor();
    await there.leaveForGatewaysPage(page, { way: /^DANA.*saved/ });
    assert.equal(await page.locator('input[name="method"][value="card"]').count(), 0, 'only wallets are offered');
    await there.payThereWithWallet(page, 'saved:0');
    await there.confirmCode(page);
    const second = await resultIs(page, /^Paid/);
    assert.equal((await gateway.stored(second)).length, 1);
    assert.deepEqual((await orderOf(shopper, second)).wallet, { channel: 'DANA' });
    await page.goto('/orders.html');
    await page.locator('#methods').getByText('DANA', { exact: true }).waitFor();
  });

  test('chosen in the shop, it pays and is saved', async () => {
    const shopper = await stage.newShopper();
    const { page } = shopper;
    await goToPayment(page, { email: 'own-wallet@example.com' });
    await cardInputs(page).number.waitFor();
    await there.leaveForWallet(page, 'ShopeePay', { save: true });
    await there.confirmAtWallet(page);
    const order = await resultIs(page, /^Paid/);
    const session = await gateway.newest(order);
    assert.deepEqual([session.mode, session.paymentMethod.type, session.status], ['API', 'EWALLET', 'PAID']);
    const [method] = await walletOf(shopper);
    assert.deepEqual([method.type, method.channel], ['EWALLET', 'SHOPEEPAY']);
    await page.getByText('ShopeePay').first().waitFor();
  });

  for (const [ending, heading, way] of [
    ['fails', 'OVO did not take this payment', 'failure'],
    ['expires', 'The time for this payment ran out', 'expired'],
    ['thinks', 'OVO is still deciding', 'success'],
  ]) {
    test(`whose phone ${ending} comes back by the address for it`, async () => {
      const { page, seen } = await stage.newShopper();
      await goToPayment(page, { email: `${ending}@example.com` });
      await cardInputs(page).number.waitFor();
      await there.leaveForWallet(page, 'OVO');
      await there.confirmAtWallet(page, PHONES[ending]);
      const order = await resultIs(page, heading);
      assert.ok(seen.requests.some(({ url }) => url.endsWith(`/return/${order}/${way}`)), way);
    });
  }
});

describe('changing one\u2019s mind', () => {
  test('cancelled on the gateway\u2019s page, the order waits', async () => {
    const { page } = await stage.newShopper();
    await there.goToGatewaysPage(page, { email: 'cancel@example.com' });
    await page.locator('button[name="decision"][value="cancel"]').click();
    const order = await resultIs(page, 'You cancelled the payment');
    await page.getByRole('link', { name: 'Try again' }).click();
    await typeCard(page, CARDS.frictionless);
    await pay(page);
    assert.equal(await resultIs(page, /^Paid/), order);
  });

  test('a page on which nothing is chosen can be left for the shop\u2019s own form', async () => {
    const shopper = await stage.newShopper();
    const { page } = shopper;
    await there.goToGatewaysPage(page, { email: 'leave@example.com' });
    const left = page.url();
    const [{ id }] = (await (await shopper.context.request.get('/api/orders')).json()).orders;
    await page.goto(`/result.html?order=${id}`);
    await resultIs(page, 'The gateway\u2019s page is waiting for you');
    assert.equal(await page.getByRole('link', { name: /Go on at the gateway/ }).getAttribute('href'), left);
    await page.getByRole('link', { name: 'Pay in another way' }).click();
    await typeCard(page, CARDS.frictionless);
    await pay(page);
    assert.equal(await resultIs(page, /^Paid/), id);
    await page.goto(left);
    await page.waitForURL(/\/result\.html/);
  });

  test('a wallet that waits can only be finished there, and the page says so', async () => {
    const shopper = await stage.newShopper();
    const { page } = shopper;
    await goToPayment(page, { email: 'stuck@example.com' });
    await cardInputs(page).number.waitFor();
    await there.leaveForWallet(page, 'OVO');
    const wallet = page.url();
    const [{ id }] = (await (await shopper.context.request.get('/api/orders')).json()).orders;
    await page.goto(`/checkout.html?order=${id}&otherwise`);
    await page.getByRole('alert').getByText('A payment of this order is open at OVO').waitFor();
    assert.equal(await page.getByRole('link', { name: 'Go on at OVO' }).getAttribute('href'), wallet);
    await page.getByRole('link', { name: 'Go on at OVO' }).click();
    await there.confirmAtWallet(page);
    assert.equal(await resultIs(page, /^Paid/), id);
  });

  test('the result page notices what was done in another tab', async () => {
    const { page, context } = await stage.newShopper();
    await goToPayment(page, { email: 'tabs@example.com' });
    await cardInputs(page).number.waitFor();
    await there.leaveForWallet(page, 'OVO');
    const wallet = page.url();
    const [{ id }] = (await (await context.request.get('/api/orders')).json()).orders;
    await page.goto(`/result.html?order=${id}`);
    await resultIs(page, 'OVO is waiting for you');
    const other = await context.newPage();
    await other.goto(wallet);
    await there.confirmAtWallet(other);
    await resultIs(other, /^Paid/);
    await other.close();
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await resultIs(page, /^Paid/);
  });
});

describe('a card from abroad', () => {
  test('is paid once its address is typed, and not typed twice', async () => {
    const { page, seen } = await stage.newShopper();
    await goToPayment(page, { email: 'abroad@example.com' });
    await typeCard(page, CARDS.foreign);
    await pay(page);
    await page.getByRole('alert').getByText('This card is from abroad').waitFor();
    await pay(page);
    await page.getByText('Type the city.').waitFor();
    await fillAddress(page);
    await pay(page);
    await decide(page, 'approve');
    const order = await resultIs(page, /^Paid/);
    const cards = seen.requests.filter(({ url }) => url.endsWith('/card'));
    assert.equal(cards.length, 2);
    assert.equal(cards[0].body, cards[1].body, 'the same envelope');
    assert.equal((await gateway.newest(order)).status, 'PAID');
  });

  test('pays on the gateway\u2019s page with the address that was typed before', async () => {
    const { page } = await stage.newShopper();
    await goToPayment(page, { email: 'abroad-there@example.com' });
    await cardInputs(page).number.waitFor();
    await page.getByText('Billing address').click();
    await fillAddress(page);
    await there.leaveForGatewaysPage(page);
    await there.payThereWithCard(page, CARDS.foreign);
    await decide(page, 'approve');
    await resultIs(page, /^Paid/);
  });
});

async function fillAddress(page) {
  await page.getByLabel('Street and number').fill('1 Golf Street');
  await page.getByLabel('City').fill('Springfield');
  await page.getByLabel('Province or state').fill('Oregon');
  await page.getByLabel('Country').selectOption('US');
  await page.getByLabel('Postal code').fill('97477');
}

describe('the gateway\u2019s status page', () => {
  const session = (shop, reference) => ({
    clientReferenceId: reference, mode: 'REDIRECT', autoConfirm: true, amount: { value: 10000, currency: 'IDR' },
    paymentMethod: { type: 'CARD' }, saveForFutureUse: true, customer: { email: 'status@example.com', givenName: 'Sari' },
    redirectUrl: { successReturnUrl: `${shop}/?to=success`, failureReturnUrl: `${shop}/?to=failure`, expirationReturnUrl: `${shop}/?to=expired` },
    orderInformation: { productDetails: [{ type: 'DIGITAL', name: 'Item', quantity: 1, price: { value: 10000, currency: 'IDR' } }] },
  });

  for (const [number, words, to] of [[CARDS.frictionless, 'Payment approved', 'success'], [CARDS.declined, 'Payment not made', 'failure']]) {
    test(`without the bypass it says "${words}" and leads to the ${to} address`, async () => {
      const { page } = await stage.newShopper();
      const { paymentUrl } = await gateway.open(session(stage.shop, `STATUS${to}`));
      await page.goto(paymentUrl);
      await there.payThereWithCard(page, number);
      if (to === 'failure') await decide(page, 'approve');
      await page.waitForURL(/\/status$/);
      await page.getByRole('heading', { name: words }).waitFor();
      await page.getByRole('link', { name: 'Back to Lak & Kertas' }).click();
      await page.waitForURL(`${stage.shop}/?to=${to}`);
    });
  }
});

// Last in its file: it moves the clock for everyone.
test('a page that is open when its time passes leads back to the shop', async () => {
  const shopper = await stage.newShopper();
  const { page, seen } = shopper;
  await there.goToGatewaysPage(page, { email: 'late@example.com' });
  assert.match(await page.locator('#countdown').innerText(), /1[345]:\d\d/);
  await gateway.advance(16 * 60);
  const order = await resultIs(page, 'The time for this payment ran out');
  assert.ok(seen.requests.some(({ url }) => url.endsWith(`/return/${order}/expired`)));
  assert.equal((await gateway.newest(order)).status, 'EXPIRED');
  await page.getByRole('link', { name: 'Try again' }).click();
  await cardInputs(page).number.waitFor();
  await there.leaveForWallet(page, 'DANA');
  await there.confirmAtWallet(page);
  assert.equal(await resultIs(page, /^Paid/), order, 'the same order is paid in a new session');
});
