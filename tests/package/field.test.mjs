// The drawn field, driven by a keyboard under a strict Content Security Policy with Trusted Types.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { assertHoldsTheCard, card, session } from './lib/card.mjs';
import { startStrictPages } from './lib/strict-page.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('the drawn field', () => {
  let pages;
  before(async () => {
    pages = await startStrictPages();
  });
  after(async () => {
    await pages?.close();
  });

  async function mounted(options) {
    const { page } = await pages.open(options);
    await page.evaluate((given) => {
      window.states = [];
      window.field = new cardseal.SecureCardField(given);
      field.addEventListener('change', ({ detail }) => states.push(detail));
      field.mount(document.getElementById('card'));
    }, session());
    return page;
  }

  async function fill(page) {
    await page.getByLabel('Card number').pressSequentially(card.number);
    await page.getByLabel('Expiry date').pressSequentially('0139');
    await page.getByLabel('Security code').pressSequentially(card.cvc);
    await page.getByLabel('Name on card').pressSequentially(card.nameOnCard);
  }

  it('seals what was typed, shows the seal, and leaves no digit behind', async () => {
    const page = await mounted();
    await fill(page);
    assert.equal(await page.getByLabel('Card number').inputValue(), '4440 0001 1229 0002');
    assertHoldsTheCard(await page.evaluate(() => field.encrypt()));
    assert.match(await page.locator('#card').innerText(), /Visa •••• 0002\s+Sealed in your browser/);
    const left = await page.evaluate((number) => ({
      inputs: [...document.querySelectorAll('input')].map(({ value }) => value).join(''),
      memory: scanMemory(new TextEncoder().encode(number), new TextEncoder().encode('4440 0001 1229 0002')),
      told: JSON.stringify(states).includes(number.slice(0, 8)),
      violations,
    }), card.number);
    assert.deepEqual(left, { inputs: '', memory: 0, told: false, violations: [] });
    assert.equal(await page.evaluate(() => field.encrypt().catch(({ code }) => code)), 'already_encrypted');
  });

  it('opens again with the key of another session', async () => {
    const page = await mounted();
    await fill(page);
    await page.evaluate(() => field.encrypt());
    await page.evaluate((given) => field.rekey(given), session());
    await fill(page);
    assertHoldsTheCard(await page.evaluate(() => field.encrypt()));
  });

  it('keeps the caret where the shopper edits', async () => {
    const page = await mounted();
    const number = page.getByLabel('Card number');
    await number.pressSequentially(card.number);
    for (let step = 0; step < 14; step += 1) await number.press('ArrowLeft');
    await number.press('Backspace');
    const seen = () => number.evaluate(({ value, selectionStart }) => [value, selectionStart]);
    assert.deepEqual(await seen(), ['4440 0011 2290 002', 3]);
    await number.press('0');
    assert.deepEqual(await seen(), ['4440 0001 1229 0002', 5]);
  });

  it('says beneath the field what to do, and leads there', async () => {
    const page = await mounted();
    const number = page.getByLabel('Card number');
    await number.pressSequentially('4440');
    assert.equal(await number.getAttribute('aria-invalid'), null);
    await page.getByLabel('Name on card').focus();
    const error = await page.evaluate(() => field.encrypt().catch(({ code, fields }) => ({ code, fields })));
    assert.equal(error.code, 'invalid_card');
    assert.deepEqual(Object.keys(error.fields).sort(), ['cvc', 'expiry', 'name', 'number']);
    assert.equal(await number.getAttribute('aria-invalid'), 'true');
    const id = await number.getAttribute('aria-errormessage');
    assert.equal(await page.locator(`#${id}`).innerText(), 'Enter all digits of the card number.');
    assert.ok((await page.getByRole('status').textContent()).includes('Enter all digits of the card number.'));
    assert.ok(await number.evaluate((input) => input === document.activeElement));
  });

  it('draws once, however often it is mounted, and in a shadow root too', async () => {
    const page = await mounted();
    const counts = await page.evaluate((given) => {
      const host = document.getElementById('card');
      const inputs = (root) => root.querySelectorAll('input').length;
      field.mount(host);
      const second = new cardseal.SecureCardField(given);
      second.mount(host);
      const shadow = document.body.appendChild(document.createElement('div')).attachShadow({ mode: 'open' });
      const twice = inputs(host);
      second.mount(shadow);
      const moved = [inputs(host), inputs(shadow), shadow.adoptedStyleSheets.length];
      second.destroy();
      second.destroy();
      return [twice, ...moved, inputs(shadow)];
    }, session());
    assert.deepEqual(counts, [4, 0, 4, 1, 0]);
  });

  it("works on the page's own inputs", async () => {
    const { page } = await pages.open();
    await page.evaluate((given) => {
      const inputs = Object.fromEntries(['number', 'expiry', 'cvc', 'name'].map((role) => [role, document.body.appendChild(document.createElement('input'))]));
      inputs.number.id = 'own';
      window.field = new cardseal.SecureCardField(given);
      field.attach(inputs);
    }, session());
    await page.locator('#own').pressSequentially('378282246310005');
    assert.equal(await page.locator('#own').inputValue(), '3782 822463 10005');
    assert.equal(await page.evaluate(() => field.state.brand), 'AMEX');
  });

  it('speaks Indonesian, and whatever the page says', async () => {
    const { page } = await pages.open();
    await page.evaluate((given) => new cardseal.SecureCardField(given, { locale: 'id-ID', messages: { cvc: 'CVV' } }).mount(document.getElementById('card')), session());
    await page.getByLabel('Nomor kartu').waitFor();
    assert.equal(await page.getByLabel('CVV').count(), 1);
  });

  it('posts the code of a saved card as bytes and forgets it', async () => {
    const { page } = await pages.open();
    await page.evaluate(() => {
      window.code = new cardseal.SecureCvcField({ brand: 'AMEX' });
      code.mount(document.getElementById('card'));
    });
    await page.getByLabel('Security code').pressSequentially('12345');
    const [request] = await Promise.all([page.waitForRequest('**/saved'), page.evaluate(() => code.submit('/saved', { token: 't' }))]);
    assert.deepEqual(JSON.parse(request.postData()), { token: 't', cvc: '1234' });
    assert.equal(request.headers()['content-type'], 'application/json');
    assert.equal(await page.getByLabel('Security code').inputValue(), '');
    assert.equal(await page.evaluate(() => { try { code.take(); return ''; } catch (error) { return error.code; } }), 'invalid_card');
  });

  for (const [colorScheme, schemes] of [['light', 'light dark'], ['dark', 'light dark'], ['dark', 'light']]) {
    it(`has no accessibility problem for a shopper who likes it ${colorScheme} on a page of ${schemes}`, async () => {
      const page = await mounted({ bypassCSP: true, colorScheme, schemes, reducedMotion: 'reduce', viewport: { width: 320, height: 640 } });
      // The checker takes a page without a background for white, whatever its scheme.
      await page.addStyleTag({ content: 'html { background: Canvas }' });
      await page.evaluate(axe);
      const problems = async () => (await page.evaluate(() => window.axe.run('#card'))).violations.map(({ id }) => id);
      assert.deepEqual(await problems(), []);
      await page.evaluate(() => field.validate());
      assert.deepEqual(await problems(), []);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
      await fill(page);
      await page.evaluate(() => field.encrypt());
      assert.deepEqual(await problems(), []);
    });
  }

  it('says so when the policy forbids WebAssembly', async () => {
    assert.equal((await pages.open({ blocked: true })).ready, 'wasm_blocked');
  });
});
