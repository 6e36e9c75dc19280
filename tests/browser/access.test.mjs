// Everyone can pay: axe on every page in light and dark, no sideways scrolling from 320 px up, keyboard alone.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { gatewayOf } from './lib/gateway.mjs';
import { CARDS, CODE, buyWithCard, cardInputs, goToPayment, pay, resultIs, typeCard } from './lib/shopper.mjs';
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
      await page.getByText('0002').waitFor();
      await look('orders');
      await page.goto('/result.html?order=nothing');
      await page.getByRole('heading', { name: 'We cannot find this order' }).waitFor();
      await look('unknown order');
      assert.deepEqual(findings, []);
    });
  });
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
