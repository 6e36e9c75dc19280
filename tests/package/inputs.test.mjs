// Real inputs in Chromium, in every way in which a browser changes them: keys, paste, drag, an input method, autofill;
// and what they hold when a payment ends well or badly.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertHoldsTheCard, card, session } from './lib/card.mjs';
import { startStrictPages } from './lib/strict-page.mjs';

const GROUPED = '4440 0001 1229 0002';
const ROLES = ['number', 'expiry', 'cvc', 'name'];

describe("a field on a page's inputs", () => {
  let pages;
  before(async () => {
    pages = await startStrictPages();
  });
  after(async () => {
    await pages?.close();
  });

  /** A page with four inputs of its own, and a fifth one to copy from; `attached: false` leaves the field off. */
  async function opened({ attached = true, inputs = {} } = {}) {
    const { page, ready } = await pages.open();
    assert.equal(ready, 'ready');
    await page.evaluate(([roles, given, values, attach]) => {
      const add = (id) => document.body.appendChild(Object.assign(document.createElement('input'), { id, value: values[id] ?? '' }));
      window.inputs = Object.fromEntries(roles.map((role) => [role, add(role)]));
      add('source');
      window.field = new cardseal.SecureCardField(given);
      window.states = [];
      window.errors = [];
      field.addEventListener('change', ({ detail }) => states.push(detail));
      field.addEventListener('error', ({ detail }) => errors.push(String(detail)));
      window.refused = (action) => Promise.resolve().then(action).then(() => null, (error) => ({ code: error.code, fields: error.fields, isError: error instanceof Error, isOurs: error instanceof cardseal.CardsealError }));
      if (attach) field.attach(inputs);
    }, [ROLES, session(), inputs, attached]);
    return page;
  }

  async function fill(page) {
    for (const [role, text] of [['number', card.number], ['expiry', '0139'], ['cvc', card.cvc], ['name', card.nameOnCard]]) await page.locator(`#${role}`).pressSequentially(text);
  }
  const values = (page) => page.evaluate((roles) => roles.map((role) => inputs[role].value), ROLES);
  const seen = (page, role) => page.evaluate((name) => [inputs[name].value, inputs[name].selectionStart, inputs[name].selectionEnd], role);
  const codeOf = async (page, action) => (await page.evaluate(`refused(() => ${action})`))?.code ?? null;
  const encrypt = (page, context) => page.evaluate((given) => field.encrypt(given), context);
  const FILLED = [GROUPED, '01 / 39', card.cvc, card.nameOnCard];
  const EMPTY = ['', '', '', ''];

  async function copy(page, text) {
    await page.locator('#source').fill(text);
    await page.locator('#source').press('Control+a');
    await page.locator('#source').press('Control+c');
  }

  it('groups digits that are typed, and keeps the caret where one is taken out or put in', async () => {
    const page = await opened();
    const number = page.locator('#number');
    await number.pressSequentially(card.number);
    assert.deepEqual(await seen(page, 'number'), [GROUPED, 19, 19]);
    await page.evaluate(() => inputs.number.setSelectionRange(5, 5));
    await number.press('Backspace');
    assert.deepEqual(await seen(page, 'number'), ['4440 0011 2290 002', 3, 3]);
    await number.press('0');
    assert.deepEqual(await seen(page, 'number'), [GROUPED, 5, 5]);
    await page.evaluate(() => inputs.number.setSelectionRange(4, 4));
    await number.press('Delete');
    assert.deepEqual((await seen(page, 'number'))[0], '4440 0011 2290 002');
    await page.evaluate(() => inputs.number.setSelectionRange(0, 9));
    await number.press('Backspace');
    assert.deepEqual(await seen(page, 'number'), ['2290 002', 0, 0]);
  });

  it('reads what is pasted, whole or into the middle', async () => {
    const page = await opened();
    await copy(page, ' 4440-0001-1229-0002 ');
    await page.locator('#number').press('Control+v');
    assert.deepEqual(await seen(page, 'number'), [GROUPED, 19, 19]);
    await copy(page, '01');
    await page.evaluate(() => { inputs.number.focus(); inputs.number.setSelectionRange(7, 9); });
    await page.keyboard.press('Control+v');
    assert.deepEqual(await seen(page, 'number'), [GROUPED, 9, 9]);
    await copy(page, '７３７');
    await page.locator('#cvc').press('Control+v');
    assert.equal((await values(page))[2], '737');
  });

  it('reads what is autofilled: a value, and an event that tells nothing of it', async () => {
    for (const kind of ['input', 'change']) {
      const page = await opened();
      const fills = { number: card.number, expiry: '2039-01', cvc: card.cvc, name: card.nameOnCard };
      await page.evaluate(([given, type]) => {
        for (const [role, value] of Object.entries(given)) {
          inputs[role].value = value;
          inputs[role].dispatchEvent(new Event(type));
        }
      }, [fills, kind]);
      assert.deepEqual(await values(page), FILLED, kind);
      assert.ok(await page.evaluate(() => field.state.valid && states.at(-1).valid), kind);
      assertHoldsTheCard(await encrypt(page));
      await page.close();
    }
  });

  it('leaves a composition alone until it ends', async () => {
    const page = await opened();
    const cdp = await page.context().newCDPSession(page);
    await page.evaluate(() => {
      window.kinds = [];
      for (const type of ['compositionstart', 'input', 'compositionend']) inputs.number.addEventListener(type, ({ isComposing }) => kinds.push(`${type}${isComposing ? ' composing' : ''}`));
    });
    await page.locator('#number').focus();
    const compose = (text) => cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    await compose('４４４');
    await compose('４４４０0');
    assert.equal((await values(page))[0], '４４４０0');
    assert.equal(await page.evaluate(() => field.state.brand), null, 'the module has not heard of it');
    await cdp.send('Input.insertText', { text: '４４４０0' });
    assert.deepEqual(await seen(page, 'number'), ['4440 0', 6, 6]);
    const kinds = await page.evaluate(() => kinds);
    assert.ok(kinds.includes('compositionstart') && kinds.includes('input composing') && kinds.includes('compositionend'), `${kinds}`);
    await page.locator('#number').pressSequentially(card.number.slice(5));
    assert.equal((await values(page))[0], GROUPED);
  });

  it('takes what the inputs hold already', async () => {
    const page = await opened({ inputs: { number: card.number, expiry: '1/39' } });
    assert.deepEqual(await values(page), [GROUPED, '01 / 39', '', '']);
    assert.deepEqual(await page.evaluate(() => [field.state.lastFour, states.length]), ['0002', 1]);
  });

  it('tells brand, first six and last four, and no more', async () => {
    const page = await opened();
    await fill(page);
    const state = { complete: true, valid: true, brand: 'VISA', bin: '444000', lastFour: '0002', errors: {} };
    assert.deepEqual(await page.evaluate(() => [field.state, states.at(-1)]), [state, state]);
    assert.deepEqual((await page.evaluate(() => [...new Set(states.flatMap(Object.keys))])).sort(), Object.keys(state).sort());
  });

  it('tells of an unfinished number only after it was left', async () => {
    const page = await opened();
    await page.locator('#number').pressSequentially('4440');
    assert.deepEqual(await page.evaluate(() => [field.state.errors, inputs.number.getAttribute('aria-invalid')]), [{}, null]);
    await page.locator('#name').focus();
    assert.deepEqual(await page.evaluate(() => [field.state.errors, inputs.number.getAttribute('aria-invalid')]), [{ number: { code: 'too_short' } }, 'true']);
    assert.deepEqual(await page.evaluate(() => [field.state.complete, field.state.valid]), [false, false]);
  });

  it('makes one envelope, empties the inputs, and leaves them to the shopper when it refuses a second one', async () => {
    const page = await opened();
    await fill(page);
    const first = await encrypt(page);
    assertHoldsTheCard(first);
    assert.deepEqual(await values(page), EMPTY);
    assert.deepEqual(await page.evaluate(() => [field.state.lastFour, field.state.bin]), [null, null]);
    await fill(page);
    assert.equal(await codeOf(page, 'field.encrypt()'), 'already_encrypted');
    assert.deepEqual(await values(page), FILLED);
    await page.evaluate((given) => field.rekey(given), session());
    assert.deepEqual(await values(page), FILLED, 'another key is no reason to type again');
    const second = await encrypt(page);
    assertHoldsTheCard(second);
    assert.notEqual(second, first);
    assert.deepEqual(await values(page), EMPTY);
  });

  it('refuses a card that is not good with its fields, and keeps what was typed', async () => {
    const page = await opened();
    await page.locator('#number').pressSequentially('4440000112290003');
    const { code, fields, isError, isOurs } = await page.evaluate(() => refused(() => field.encrypt()));
    assert.deepEqual([code, isError, isOurs], ['invalid_card', true, true]);
    assert.deepEqual(fields, { number: { code: 'luhn' }, expiry: { code: 'empty' }, cvc: { code: 'empty' }, name: { code: 'empty' } });
    assert.deepEqual(await values(page), ['4440 0001 1229 0003', '', '', '']);
    await page.locator('#number').press('Backspace');
    await page.locator('#number').press('2');
    for (const [role, text] of [['expiry', '0139'], ['cvc', card.cvc], ['name', card.nameOnCard]]) await page.locator(`#${role}`).pressSequentially(text);
    assertHoldsTheCard(await encrypt(page));
  });

  it('refuses sessions and keys that are not good', async () => {
    const page = await opened();
    const made = (given) => page.evaluate((key) => refused(() => new cardseal.SecureCardField(key)), { ...session(), ...given });
    const cases = [[{ encryptionKey: '' }, 'key_empty'], [{ encryptionKey: 'AAAA' }, 'key_not_spki'], [{ expiresAt: 'soon' }, 'expires_at_invalid'], [{ expiresAt: null }, 'expires_at_invalid'], [{ sessionId: '' }, 'session_key_invalid'], [{ encryptionKey: 7 }, 'session_key_invalid']];
    for (const [given, code] of cases) assert.equal((await made(given))?.code, code, JSON.stringify(given));
    await fill(page);
    await page.evaluate((given) => field.rekey(given), { ...session(), expiresAt: Date.now() + 24_000 });
    assert.equal(await codeOf(page, 'field.encrypt()'), 'session_expired');
    assert.deepEqual(await values(page), FILLED);
  });

  it('refuses data beside the card that is no plain object, and goes on', async () => {
    const page = await opened();
    await fill(page);
    await page.evaluate(() => {
      window.cycle = {};
      cycle.self = cycle;
    });
    const cases = [['{ deviceInformations: cycle }', 'device_informations_invalid'], ['{ deviceInformations: [] }', 'device_informations_invalid'], ["{ metadata: 'text' }", 'metadata_invalid'], ['{ metadata: [] }', 'metadata_invalid'], ['{ metadata: { n: 1n } }', 'metadata_invalid']];
    for (const [context, code] of cases) assert.equal(await codeOf(page, `field.encrypt(${context})`), code, context);
    assert.deepEqual(await values(page), FILLED);
    assertHoldsTheCard(await encrypt(page, { deviceInformations: { userAgent: 'x' }, metadata: null }));
  });

  it('is cleared and taken off as often as one likes, and an input that it has left is nobody\'s', async () => {
    const page = await opened();
    for (const end of ['clear', 'unmount']) {
      await fill(page);
      assert.deepEqual(await values(page), FILLED);
      for (let time = 0; time < 2; time += 1) {
        await page.evaluate((method) => field[method](), end);
        assert.deepEqual(await values(page), EMPTY, end);
        assert.equal(await page.evaluate(() => field.state.bin), null);
      }
    }
    const before = await page.evaluate(() => states.length);
    await page.locator('#number').pressSequentially(card.number);
    await page.locator('#number').blur();
    assert.equal((await values(page))[0], card.number, 'nobody groups it');
    assert.deepEqual(await page.evaluate(() => [field.state.bin, states.length]), [null, before]);
    await page.evaluate(() => field.attach(inputs));
    assert.equal((await values(page))[0], GROUPED, 'attached again, it is taken');
    await page.evaluate(() => field.destroy());
    assert.deepEqual(await values(page), EMPTY);
    await page.locator('#number').pressSequentially(card.number);
    assert.equal((await values(page))[0], card.number);
    for (const action of ['field.state', 'field.encrypt()', 'field.attach(inputs)', 'field.clear()']) assert.equal(await codeOf(page, action), 'destroyed', action);
    assert.equal(await codeOf(page, 'field.destroy()'), null);
    assert.deepEqual(await page.evaluate(() => [errors, violations]), [[], []], 'nobody listened');
  });

  it('gives the code of a saved card once, as bytes', async () => {
    const page = await opened({ attached: false });
    await page.evaluate(() => {
      window.code = new cardseal.SecureCvcField({ brand: 'AMEX' });
      code.attach({ cvc: inputs.cvc });
    });
    await page.locator('#cvc').pressSequentially('12345');
    assert.deepEqual(await page.evaluate(() => [code.state.valid, inputs.cvc.value]), [true, '1234']);
    assert.deepEqual(await page.evaluate(() => {
      const taken = code.take();
      return [taken instanceof Uint8Array, [...taken], inputs.cvc.value];
    }), [true, [49, 50, 51, 52], '']);
    assert.equal(await codeOf(page, 'code.take()'), 'invalid_card');
    await page.evaluate(() => code.destroy());
    assert.equal(await codeOf(page, 'code.take()'), 'destroyed');
  });

  it('wipes the bytes of its caller whatever happens', async () => {
    const page = await opened({ attached: false });
    const sealed = (expiresAt) => page.evaluate(async ([key, plain]) => {
      const given = { ...plain, number: new TextEncoder().encode(plain.number), cvc: new TextEncoder().encode(plain.cvc) };
      let result = null;
      const code = await refused(() => { result = cardseal.sealCard(key, given); });
      return { result, code: code?.code ?? null, left: [...given.number, ...given.cvc].filter((byte) => byte !== 0).length };
    }, [{ ...session(), expiresAt }, card]);
    const good = await sealed(session().expiresAt);
    assertHoldsTheCard(good.result);
    assert.equal(good.left, 0);
    assert.deepEqual(await sealed(0), { result: null, code: 'session_expired', left: 0 });
  });
});
