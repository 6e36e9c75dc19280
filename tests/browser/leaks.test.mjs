// A sentinel card goes through the whole story; afterwards it must be nowhere but in the envelope.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as there from './lib/pages.mjs';
import { CARDS, decide, goToPayment, pay, resultIs, typeCard } from './lib/shopper.mjs';
import { bytesBelow, openStage } from './lib/stage.mjs';

const PAN = CARDS.challenge;
const CVC = '907';

// As typed, as the form groups it, and the digits between the first eight and the last four, which nothing may show.
const SPELLINGS = [PAN, PAN.replace(/(\d{4})(?=\d)/g, '$1 '), PAN.replace(/(\d{4})(?=\d)/g, '$1-'), [...PAN].join(',')];

let stage;
let shopper;
const dom = {};
const memory = {};
const storage = [];

before(async () => {
  stage = await openStage();
  shopper = await stage.newShopper();
  await tellTheStory(shopper);
});
after(() => stage?.close());

// First purchase with a new card, second one with the saved card; looks at the page at the moments that matter.
async function tellTheStory({ page }) {
  await goToPayment(page, { email: 'sentinel@example.com' });
  await typeCard(page, PAN, { cvc: CVC });
  dom.typed = await everythingShown(page);
  memory.typed = await timesInMemory(page);
  await page.getByLabel('Save this card').check();
  await holdRequests(page, '**/card', async () => {
    await pay(page);
  }, async () => {
    dom.sealed = await everythingShown(page);
    memory.sealed = await timesInMemory(page);
    dom.panelWhileSealed = await page.locator('#panel').innerText();
    storage.push(await storedByPage(page));
  });
  await decide(page, 'approve');
  await resultIs(page, /^Paid/);
  storage.push(await storedByPage(page));
  await page.getByRole('link', { name: 'Pay again with the saved card' }).click();
  await page.locator('.code:not([hidden])').getByLabel(/security code/i).click();
  await page.keyboard.type(CVC);
  await holdRequests(page, '**/saved', async () => {
    await pay(page);
  }, async () => {
    dom.codeTaken = await everythingShown(page);
    storage.push(await storedByPage(page));
  });
  await decide(page, 'approve');
  await resultIs(page, /^Paid/);
  dom.lastPanel = await page.locator('#panel').innerText();
  storage.push(await storedByPage(page));
  await tellTheStoryThere(page);
}

// The same card on the gateway's page, first typed and then saved.
async function tellTheStoryThere(page) {
  await page.goto('/checkout.html?sku=PAPER-A5');
  await there.leaveForGatewaysPage(page);
  await there.payThereWithCard(page, PAN, { save: true, cvc: CVC });
  await decide(page, 'approve');
  await resultIs(page, /^Paid/);
  dom.panelAfterThere = await page.locator('#panel').innerText();
  await page.getByRole('link', { name: 'Pay again with the saved card' }).click();
  await there.leaveForGatewaysPage(page);
  await there.payThereWithSaved(page, 0, { cvc: CVC });
  await decide(page, 'approve');
  await resultIs(page, /^Paid/);
  storage.push(await storedByPage(page));
  await page.goto('/orders.html');
  await page.locator('#methods').getByText('0002').first().waitFor();
  dom.account = await everythingShown(page);
}

// Acts, and looks while the request that follows is held back.
async function holdRequests(page, pattern, act, look) {
  const held = new Promise(resolve => page.route(pattern, resolve, { times: 1 }));
  await act();
  const route = await held;
  await look();
  await route.continue();
}

/** Every string the browser could show: texts, attributes and input values, closed shadow trees included. */
async function everythingShown(page) {
  const session = await page.context().newCDPSession(page);
  const { strings } = await session.send('DOMSnapshot.captureSnapshot', { computedStyles: [] });
  await session.detach();
  return strings.join('\n');
}

/** How often the number lies in the module's own memory. The page under test has the module already. */
function timesInMemory(page) {
  return page.evaluate(async ([pan, grouped]) => {
    const { scanMemory } = await import('/vendor/cardseal/testing.js');
    const ascii = text => new TextEncoder().encode(text);
    return scanMemory(ascii(pan), ascii(grouped));
  }, SPELLINGS);
}

function storedByPage(page) {
  return page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
}

function assertNoPan(text, where) {
  for (const spelling of SPELLINGS) assert.equal(text.includes(spelling), false, `the number is in ${where}`);
}

// Three digits turn up in any id by chance; as a word of their own they do not.
function hasCode(text) {
  return new RegExp(`(?<![0-9A-Za-z.-])${CVC}(?![0-9A-Za-z.-])`).test(text);
}

describe('the sentinel card', () => {
  test('is seen while it is being typed, so that this test can fail', () => {
    assert.ok(SPELLINGS.some(spelling => dom.typed.includes(spelling)), 'the form shows the number');
    assert.ok(hasCode(dom.typed), 'the form shows the code');
  });

  test('is gone from the page once it is sealed', () => {
    assertNoPan(dom.sealed, 'the sealed page');
    assert.equal(hasCode(dom.sealed), false, 'the code is in the sealed page');
    assertNoPan(dom.codeTaken, 'the page with the saved card');
    assert.equal(hasCode(dom.codeTaken), false, 'the code is in the page with the saved card');
  });

  test('is wiped from the module\u2019s memory once it is sealed', () => {
    assert.ok(memory.typed > 0, 'it is there while it is being typed');
    assert.equal(memory.sealed, 0);
  });

  test('is in no address, no request and no console line', () => {
    const { requests, urls, console: lines, errors } = shopper.seen;
    assert.ok(requests.length > 20);
    for (const { url, body, headers } of requests) {
      assertNoPan(url + body + JSON.stringify(headers), url);
    }
    for (const text of [...urls, ...lines, ...errors]) {
      assertNoPan(text, 'an address or the console');
      assert.equal(hasCode(text), false, `the code is in ${text}`);
    }
    const withCode = requests.filter(({ body }) => hasCode(body)).map(({ url }) => new URL(url));
    const told = withCode.map(({ origin, pathname }) => [origin, pathname.replace(/[^/]{32,}/, '\u2026')]);
    assert.deepEqual(told, [[stage.shop, '/api/orders/\u2026/saved'], [stage.sandbox, '/pay/\u2026']],
      'the code leaves for the saved card alone: to the shop, or to the gateway where it is paid there');
  });

  test('leaves the gateway\u2019s page as an envelope too', () => {
    const forms = shopper.seen.requests.filter(({ method, url }) => method === 'POST' && url.startsWith(`${stage.sandbox}/pay/`));
    assert.equal(forms.length, 2);
    const { encryptedCard, cvc } = Object.fromEntries(new URLSearchParams(forms[0].body));
    assert.equal(cvc, '');
    assert.deepEqual(Object.keys(JSON.parse(Buffer.from(encryptedCard, 'base64').toString())), ['encryptedKey', 'nonce', 'ciphertext']);
    assertNoPan(dom.account, 'the account');
  });

  test('leaves as an envelope that only the gateway opens', () => {
    const { body } = shopper.seen.requests.find(({ url }) => url.endsWith('/card'));
    const { encryptedCard, ...rest } = JSON.parse(body);
    assert.deepEqual(rest, { save: true });
    const envelope = JSON.parse(Buffer.from(encryptedCard, 'base64').toString());
    assert.deepEqual(Object.keys(envelope), ['encryptedKey', 'nonce', 'ciphertext']);
    assert.equal(Buffer.from(envelope.encryptedKey, 'base64').length, 256);
    assert.equal(Buffer.from(envelope.nonce, 'base64').length, 12);
    assertNoPan(Buffer.from(envelope.ciphertext, 'base64').toString('latin1'), 'the ciphertext');
  });

  test('is in nothing the browser stores for the page', () => {
    assert.ok(storage.every(text => text.includes('left-this-page')), 'the panel keeps its record there');
    for (const text of storage) {
      assertNoPan(text, 'storage');
      assert.equal(hasCode(text), false, 'the code is in storage');
    }
  });

  test('is not in the logs and files of the servers', () => {
    assert.ok(stage.log().includes('listening on'), 'the logs were read');
    assertNoPan(stage.log(), 'a server\u2019s log');
    assert.equal(hasCode(stage.log()), false, 'the code is in a server\u2019s log');
    const files = bytesBelow(stage.dataDir);
    assert.ok(files.some(({ content }) => content.includes('sentinel@example.com')), 'the databases were read');
    for (const { name, content } of files) {
      assertNoPan(content, name);
      assert.equal(new RegExp(`cvc\\W{0,8}${CVC}`, 'i').test(content), false, `the code is in ${name}`);
    }
  });

  test('the panel shows the envelope while it is on its way', () => {
    assert.match(dom.panelWhileSealed, /\/card\s+on its way/);
    assert.match(dom.panelWhileSealed, /"encryptedCard": "[A-Za-z0-9+/]{24} \u2026 \d+ more characters/);
  });

  test('the panel says so, and admits the code that a saved card needs', () => {
    assert.match(dom.lastPanel, /Digits of your card number in it\s+0\b/);
    assert.match(dom.lastPanel, /Digits of your security code in it\s+3\b/);
    assert.match(dom.lastPanel, /readable by the shop.s server/);
    assert.ok(dom.lastPanel.includes('"cvc": "\u2022\u2022\u2022"'));
  });

  test('the panel says that it cannot list what was typed elsewhere', () => {
    assert.match(dom.panelAfterThere, /What you typed there went to that company/);
    assert.match(dom.panelAfterThere, /Digits of your card number in it\s+0\b/);
  });

  test('no policy was violated and no script failed', () => {
    assert.deepEqual(shopper.seen.violations, []);
    assert.deepEqual(shopper.seen.errors, []);
    const complaints = shopper.seen.console.filter(line => /^(error|warning):/.test(line));
    assert.deepEqual(complaints, []);
  });
});
