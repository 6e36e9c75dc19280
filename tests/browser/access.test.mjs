// Everyone can pay: axe on every page in light and dark, no sideways scrolling from 320 px up, keyboard alone.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { gatewayOf } from './lib/gateway.mjs';
import * as there from './lib/pages.mjs';
import { CARDS, CODE, buyWithCard, cardInputs, decide, goToPayment, pay, resultIs, typeCard } from './lib/shopper.mjs';
import { openStage } from './lib/stage.mjs';

const axe = createRequire(import.meta.url)('axe-core');
const WIDTHS = [320, 360, 640, 1280];

let stage;

before(async () => {
  stage = await openStage();
});
after(() => stage?.close());

for (const colorScheme of ['light', 'dark']) {
  describe(`in ${colorScheme}`, () => {
    test('every page is free of serious findings and never scrolls sideways', async () => {
      // The checker is put into the page as text, which the shop's own policy rightly refuses.
      const { page } = await stage.newShopper({ colorScheme, bypassCSP: true });
      const findings = [];
      const look = async name => findings.push(...(await judge(page, name)));

      await page.goto('/');
      await page.getByRole('link', { name: 'Buy Seal and wax set' }).waitFor();
      await look('shop');
      await page.goto('/orders.html');
      await page.getByText('No order yet').waitFor();
      await look('orders, empty');
      await page.goto('/checkout.html?sku=SEAL-SET');
      await page.getByRole('button', { name: 'Continue to payment' }).click();
      await page.getByText('Type your e-mail address.').waitFor();
      await look('details, refused');
      await goToPayment(page, { email: `axe-${colorScheme}@example.com` });
      await cardInputs(page).number.waitFor();
      await look('card form');
      await typeCard(page, '4440000112290003');
      await pay(page);
      await look('card form, refused');
      await buyAgainWith(page, CARDS.declined, 'Your bank declined this payment', colorScheme);
      await look('declined');
      await buyAgainWith(page, CARDS.challenge, /^Paid/, colorScheme);
      await look('paid');
      await page.getByRole('link', { name: 'Pay again with the saved card' }).click();
      await page.locator('.code:not([hidden])').getByLabel(/security code/i).waitFor();
      await look('saved card');
      await page.goto('/orders.html');
      await page.locator('#methods').getByText('0002').waitFor();
      await look('orders');
      await page.goto('/result.html?order=nothing');
      await page.getByRole('heading', { name: 'We cannot find this order' }).waitFor();
      await look('unknown order');
      assert.deepEqual(findings, []);
    });
  });
}

describe('away from the shop', () => {
  for (const colorScheme of ['light', 'dark']) {
    test(`every page is free of serious findings and never scrolls sideways, in ${colorScheme}`, async () => {
      const { page } = await stage.newShopper({ colorScheme, bypassCSP: true });
      const findings = [];
      const look = async name => findings.push(...(await judge(page, name)));
      const email = `axe-away-${colorScheme}@example.com`;

      await goToPayment(page, { email });
      await cardInputs(page).number.waitFor();
      await page.getByRole('radio', { name: /^E-wallet/ }).check();
      await look('the wallets');
      await page.getByRole('radio', { name: /chosen there/ }).check();
      await page.getByText('Billing address').click();
      await look('the way to the gateway\u2019s page, with an address');
      await page.getByLabel('City').fill('Springfield');
      await pay(page);
      await page.getByText('Type the postal code.').waitFor();
      await look('the address, refused');
      await page.getByLabel('City').fill('');
      await there.leaveForGatewaysPage(page);
      await there.chooseThere(page, 'card');
      await there.cardInputsIn(page, '#card').number.waitFor();
      await look('the gateway\u2019s page');
      await there.payThereWithCard(page, CARDS.challenge, { save: true });
      await page.waitForURL(/\/3ds\//);
      await look('the bank\u2019s page');
      await decide(page, 'approve');
      await resultIs(page, /^Paid/);
      await look('paid there');

      await page.getByRole('link', { name: 'Pay again with the saved card' }).click();
      await there.leaveForGatewaysPage(page);
      await page.locator('#cvc-0').getByLabel(/security code/i).waitFor();
      await look('the gateway\u2019s page with a saved card');
      await there.payThereWithWallet(page, 'DANA', { save: true });
      await look('the wallet\u2019s page');
      await page.locator('input[name="phone"]').fill('0812');
      await page.locator('button[name="decision"][value="pay"]').click();
      await page.locator('#phone-error').waitFor();
      await look('the wallet\u2019s page, refused');
      const wallet = page.url();
      const [{ id }] = (await (await page.context().request.get('/api/orders')).json()).orders;
      await page.goto(`/result.html?order=${id}`);
      await resultIs(page, /is waiting for you/);
      await look('waiting at the gateway');
      await page.goto(`/checkout.html?order=${id}&otherwise`);
      await page.getByRole('radio', { name: 'Another card' }).check();
      await page.getByText('A payment of this order is open').waitFor();
      await look('a payment in the way');
      await page.goto(wallet);
      await page.locator('input[name="phone"]').fill(there.PHONES.pays);
      await page.locator('button[name="decision"][value="pay"]').click();
      await page.locator('input[name="otp"]').waitFor();
      await look('the wallet\u2019s page, asking for its code');
      await there.confirmCode(page);
      await resultIs(page, /^Paid/);
      await look('paid by wallet');
      await page.goto('/orders.html');
      await page.locator('.history summary').first().click();
      await look('my account');

      const gateway = gatewayOf(stage);
      const { paymentUrl } = await gateway.open(sessionWithStatusPage(stage.shop, colorScheme));
      await page.goto(paymentUrl);
      await there.payThereWithCard(page, CARDS.frictionless);
      await page.waitForURL(/\/status$/);
      await look('the status page');
      assert.deepEqual(findings, []);
    });
  }
});

function sessionWithStatusPage(shop, name) {
  return {
    clientReferenceId: `AXE${name}`, mode: 'REDIRECT', amount: { value: 10000, currency: 'IDR' }, customer: { email: 'axe@example.com' },
    redirectUrl: { successReturnUrl: shop, failureReturnUrl: shop, expirationReturnUrl: shop },
    orderInformation: { productDetails: [{ type: 'DIGITAL', name: 'Item', quantity: 1, price: { value: 10000, currency: 'IDR' } }] },
  };
}

async function buyAgainWith(page, number, heading, colorScheme) {
  await page.evaluate(() => localStorage.clear());
  await buyWithCard(page, number, { save: true, heading, email: `axe-${colorScheme}@example.com` });
}

async function judge(page, name) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${name}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  return [...serious, ...(await sideways(page, name))];
}

async function sideways(page, name) {
  const size = page.viewportSize();
  const wide = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) wide.push(`${name}: ${over} px too wide at ${width} px`);
  }
  await page.setViewportSize(size);
  return wide;
}

test('every target is at least 44 px high at 360 px', async () => {
  const { page } = await stage.newShopper({ viewport: { width: 360, height: 740 }, hasTouch: true });
  await goToPayment(page, { email: 'touch@example.com' });
  const inputs = cardInputs(page);
  await inputs.number.waitFor();
  for (const [name, input] of Object.entries(inputs)) {
    const { height } = await input.boundingBox();
    assert.ok(height >= 44, `${name} is ${height} px high`);
  }
  for (const name of [/^Pay\b/, /Change/]) {
    const { height } = await page.getByRole('button', { name }).boundingBox();
    assert.ok(height >= 44, `${name} is ${height} px high`);
  }
});

test('the whole story without a mouse', async () => {
  const { page } = await stage.newShopper();
  await page.goto('/');
  await page.getByRole('link', { name: 'Buy Brass fountain pen' }).waitFor();
  await tabTo(page, page.getByRole('link', { name: 'Buy Brass fountain pen' }));
  await page.keyboard.press('Enter');
  await page.getByLabel('E-mail').waitFor();
  await tabTo(page, page.getByLabel('E-mail'));
  await page.keyboard.type('keys@example.com');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Keys Only');
  await page.keyboard.press('Enter');

  const inputs = cardInputs(page);
  await inputs.number.waitFor();
  assert.ok(await hasFocus(page.getByRole('heading', { name: 'Payment', exact: true })), 'the new step takes the focus');
  for (const [input, text] of [[inputs.number, CARDS.challenge], [inputs.expiry, '1230'], [inputs.cvc, CODE], [inputs.name, 'KEYS ONLY']]) {
    await tabTo(page, input);
    await page.keyboard.type(text);
  }
  await tabTo(page, page.getByLabel('Save this card'));
  await page.keyboard.press('Space');
  await tabTo(page, page.getByRole('button', { name: /^Pay\b/ }));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/3ds\//);
  await tabTo(page, page.locator('button[value="approve"]'));
  await page.keyboard.press('Enter');
  const order = await resultIs(page, /^Paid/);
  assert.ok(await hasFocus(page.getByRole('heading', { level: 1 })), 'the news takes the focus');
  assert.equal((await gatewayOf(stage).stored(order)).length, 1);

  await tabTo(page, page.getByRole('link', { name: 'Pay again with the saved card' }));
  await page.keyboard.press('Enter');
  const code = page.locator('.code:not([hidden])').getByLabel(/security code/i);
  await code.waitFor();
  await tabTo(page, page.getByRole('radio', { name: /Visa/ }));
  await page.keyboard.press('ArrowDown');
  await inputs.number.waitFor();
  await page.keyboard.press('ArrowUp');
  await code.waitFor();
  await tabTo(page, code);
  await page.keyboard.type(CODE);
  await page.keyboard.press('Enter');
  await decideByKeys(page);
  await resultIs(page, /^Paid/);
});

async function decideByKeys(page) {
  await page.waitForURL(/\/3ds\//);
  await tabTo(page, page.locator('button[value="approve"]'));
  await page.keyboard.press('Enter');
}

// Presses Tab until the element has the focus; a trap or an unreachable element ends the test.
async function tabTo(page, target) {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await hasFocus(target)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab never reaches ${target}`);
}

function hasFocus(target) {
  return target.evaluate(element => element.getRootNode().activeElement === element && element.ownerDocument.hasFocus());
}

test('to a wallet and back without a mouse', async () => {
  const { page } = await stage.newShopper();
  await goToPayment(page, { email: 'wallet-keys@example.com' });
  await cardInputs(page).number.waitFor();
  await tabTo(page, page.getByRole('radio', { name: 'Card', exact: true }));
  await page.keyboard.press('ArrowDown');
  const dana = page.getByRole('radio', { name: 'DANA', exact: true });
  await dana.waitFor();
  await tabTo(page, dana);
  await page.keyboard.press('ArrowRight');
  await tabTo(page, page.getByLabel('Save this wallet'));
  await page.keyboard.press('Space');
  await tabTo(page, page.getByRole('button', { name: /^Pay\b.*ShopeePay/ }));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/wallet\//);
  await tabTo(page, page.locator('input[name="phone"]'));
  await page.keyboard.type(there.PHONES.pays);
  await page.keyboard.press('Enter');
  await page.locator('input[name="otp"]').waitFor();
  await tabTo(page, page.locator('input[name="otp"]'));
  await page.keyboard.type('000000');
  await page.keyboard.press('Enter');
  await resultIs(page, /^Paid/);
  assert.ok(await hasFocus(page.getByRole('heading', { level: 1 })), 'the news takes the focus');
});

test('with reduced motion nothing moves, with forced colours the choice stays visible', async () => {
  const { page } = await stage.newShopper({ reducedMotion: 'reduce', forcedColors: 'active' });
  await buyWithCard(page, CARDS.challenge, { save: true, email: 'calm@example.com' });
  const moving = await page.evaluate(() => document.getAnimations().length);
  assert.equal(moving, 0);
  await page.getByRole('link', { name: 'Pay again with the saved card' }).click();
  const radio = page.getByRole('radio', { name: /Visa/ });
  await radio.waitFor();
  await radio.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  const outline = await radio.evaluate(element => getComputedStyle(element).outlineStyle);
  assert.notEqual(outline, 'none', 'the focus ring is drawn');
});
