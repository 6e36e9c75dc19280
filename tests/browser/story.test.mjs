// The whole story in a real browser: type a card, pay, save it, pay again with its security code alone.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gatewayOf } from './lib/gateway.mjs';
import { CARDS, CODE, buyWithCard, decide, goToPayment, orderOf, pay, resultIs, typeCard, walletOf } from './lib/shopper.mjs';
import { openStage } from './lib/stage.mjs';

let stage;
let gateway;

before(async () => {
  stage = await openStage();
  gateway = gatewayOf(stage);
});
after(() => stage?.close());

describe('pay, save, pay again', () => {
  test('a saved card is charged a second time with its security code alone', async () => {
    const shopper = await stage.newShopper();
    const { page } = shopper;
    const first = await buyWithCard(page, CARDS.challenge, { save: true });

    assert.equal((await gateway.session(first)).status, 'PAID');
    const stored = await gateway.stored(first);
    assert.equal(stored.length, 1);
    assert.equal(stored[0].status, 'ACTIVE');
    assert.equal(stored[0].card.last4, '0002');
    const [method] = await walletOf(shopper);
    assert.equal(method.token, stored[0].token);
    assert.equal((await orderOf(shopper, first)).saved, true);

    await page.getByRole('link', { name: 'Pay again with the saved card' }).click();
    const saved = page.getByRole('radio', { name: /Visa.*ending in 0002/ });
    await saved.waitFor();
    assert.ok(await saved.isChecked(), 'the saved card is chosen already');
    assert.equal(await page.locator('#new-card').isVisible(), false, 'no card form is shown');
    await page.locator('.code:not([hidden])').getByLabel(/security code/i).click();
    await page.keyboard.type(CODE);
    await pay(page);
    await decide(page, 'approve');
    const second = await resultIs(page, /^Paid/);

    assert.notEqual(second, first);
    const session = await gateway.session(second);
    assert.equal(session.status, 'PAID');
    assert.equal(session.customerId, (await gateway.session(first)).customerId);
    assert.equal((await gateway.stored(second)).length, 1, 'paying with a token stores no second one');
  });

  test('a frictionless card is paid without the bank\u2019s page', async () => {
    const { page } = await stage.newShopper();
    const order = await buyWithCard(page, CARDS.frictionless, { decision: null, email: 'frictionless@example.com' });
    assert.equal((await gateway.session(order)).status, 'PAID');
  });

  test('"save" left off stores no token', async () => {
    const shopper = await stage.newShopper();
    const order = await buyWithCard(shopper.page, CARDS.challenge, { save: false, email: 'unsaved@example.com' });
    assert.equal((await gateway.session(order)).status, 'PAID');
    assert.deepEqual(await gateway.stored(order), []);
    assert.deepEqual(await walletOf(shopper), []);
  });

  test('"save" goes out with the card, after the session was made without it', async () => {
    const shopper = await stage.newShopper();
    const { page, seen } = shopper;
    const order = await buyWithCard(page, CARDS.challenge, { save: true, email: 'late@example.com' });
    const posts = seen.requests.filter(({ method, url }) => method === 'POST' && url.includes('/api/'));
    assert.deepEqual(posts.map(({ url }) => new URL(url).pathname), ['/api/orders', `/api/orders/${order}/card`]);
    assert.equal('save' in JSON.parse(posts[0].body), false);
    assert.equal(JSON.parse(posts[1].body).save, true);
    assert.equal((await gateway.stored(order))[0].card.last4, '0002');
  });

  test('another shopper sees neither the order nor the card', async () => {
    const shopper = await stage.newShopper();
    const order = await buyWithCard(shopper.page, CARDS.challenge, { save: true, email: 'private@example.com' });
    const stranger = await stage.newShopper();
    await stranger.page.goto(`/result.html?order=${order}`);
    await stranger.page.getByRole('heading', { level: 1, name: 'We cannot find this order' }).waitFor();
    assert.deepEqual(await walletOf(stranger), []);
    // Naming the same address does not open the other shopper's wallet either.
    await buyWithCard(stranger.page, CARDS.challenge, { email: 'private@example.com' });
    assert.deepEqual(await walletOf(stranger), []);
  });
});

describe('when it is not paid', () => {
  test('a declined card tells why and can be tried again', async () => {
    const shopper = await stage.newShopper();
    const { page } = shopper;
    const order = await buyWithCard(page, CARDS.declined, { heading: 'Your bank declined this payment', save: true, email: 'declined@example.com' });
    const session = await gateway.session(order);
    assert.equal(session.chargeDetails[0].failureCode, 'DECLINED_BY_CHANNEL');
    await page.locator('#outcome').getByText('Nothing was charged.').waitFor();
    await page.locator('#outcome').getByText('DECLINED_BY_CHANNEL').waitFor();
    assert.deepEqual(await gateway.stored(order), [], 'a declined card is not stored');

    await page.getByRole('link', { name: 'Try again' }).click();
    await typeCard(page, CARDS.challenge);
    await pay(page);
    await decide(page, 'approve');
    assert.equal(await resultIs(page, /^Paid/), order, 'the same order is paid');
    assert.equal((await gateway.session(order, 2)).status, 'PAID');
    assert.equal((await orderOf(shopper, order)).status, 'paid');
  });

  test('cancelling at the bank\u2019s page cancels', async () => {
    const shopper = await stage.newShopper();
    const order = await buyWithCard(shopper.page, CARDS.challenge,
      { decision: 'cancel', heading: 'You cancelled the payment', save: true, email: 'cancelled@example.com' });
    assert.equal((await gateway.session(order)).chargeDetails[0].failureCode, 'CANCELLED_BY_USER');
    assert.deepEqual(await gateway.stored(order), []);
    assert.equal((await orderOf(shopper, order)).status, 'cancelled');
  });

  test('failing at the bank\u2019s page declines', async () => {
    const { page } = await stage.newShopper();
    const order = await buyWithCard(page, CARDS.challenge,
      { decision: 'fail', heading: 'Your bank could not confirm it was you', email: 'failed@example.com' });
    assert.equal((await gateway.session(order)).chargeDetails[0].failureCode, 'AUTHENTICATION_FAILED');
  });

  test('the return address decides nothing', async () => {
    const shopper = await stage.newShopper();
    const { page } = shopper;
    await goToPayment(page, { email: 'liar@example.com' });
    await typeCard(page, CARDS.challenge);
    await pay(page);
    await page.waitForURL(/\/3ds\//);
    const [{ id }] = (await (await shopper.context.request.get('/api/orders')).json()).orders;
    await page.goto(`${stage.shop}/return/${id}/success`);
    await resultIs(page, 'Your bank is waiting for you');
    assert.notEqual((await gateway.session(id)).status, 'PAID');
  });

  test('a wrong digit is told and nothing is sent', async () => {
    const { page, seen } = await stage.newShopper();
    await goToPayment(page, { email: 'typo@example.com' });
    await typeCard(page, '4440000112290003');
    await pay(page);
    await page.locator('#new-card').getByText(/digits?/i).first().waitFor();
    assert.equal(seen.requests.some(({ url }) => url.endsWith('/card')), false);
  });
});

// Last in its file: it moves the clock for everyone.
test('a session whose time has passed is refused, and a new one pays', async () => {
  const shopper = await stage.newShopper();
  const { page } = shopper;
  await goToPayment(page, { email: 'slow@example.com' });
  await typeCard(page, CARDS.challenge);
  await gateway.advance(16 * 60);
  await pay(page);
  const order = await resultIs(page, 'The time for this payment ran out');
  await page.locator('#outcome').getByText('Nothing was charged.').waitFor();
  assert.equal((await gateway.session(order)).status, 'EXPIRED');
  assert.equal((await orderOf(shopper, order)).status, 'expired');

  await page.getByRole('link', { name: 'Try again' }).click();
  await typeCard(page, CARDS.frictionless);
  await pay(page);
  assert.equal(await resultIs(page, /^Paid/), order, 'the same order is paid in a new session');
});
