// Calls into the public interface, in sequences by chance, with values of every type and size: no trap, no error that
// is not a CardsealError with one of the codes that index.d.ts names, and nothing left in memory.
//
// A usual run makes 20,000 sequences. For many more (ten million take some 40 minutes), and to repeat one that failed:
//   CARDSEAL_SEQUENCES=10000000 node --test tests/package/sequences.test.mjs
//   CARDSEAL_SEED=… node --test tests/package/sequences.test.mjs
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { packagePaths } from '../../scripts/lib/package.mjs';
import { card, session } from './lib/card.mjs';
import { anyContext, anyText, anything, chance, goodNumber } from './lib/chance.mjs';
import { edited, inputsOf } from './lib/input.mjs';
import { trap, watchInstances } from './lib/instances.mjs';
import { nameForms, newIn, numberForms } from './lib/residue.mjs';

const SEQUENCES = Number(process.env.CARDSEAL_SEQUENCES ?? 20_000);
const SEED = process.env.CARDSEAL_SEED ?? String(Date.now());
// Calls to a sequence, fields alive at once, and sequences between two looks at the memory.
const CALLS = 12;
const FIELDS = 4;
const LOOK = 1000;
// And between two lines about the progress of a long run.
const TOLD = 100_000;
const NAME = 'Wulandari Kusumo';

const folder = packagePaths().folder;
const part = (name) => import(pathToFileURL(join(folder, name)).href);
// Its end is further away than that of the longest run.
const key = session({ expiresAt: Date.now() + 1e11 });
const KINDS = ['insertText', 'insertFromPaste', 'deleteContentBackward', 'deleteContentForward', 'deleteByCut', 'insertCompositionText', 'historyUndo', '', 'x'.repeat(9000)];
const BRANDS = ['VISA', 'AMEX', '', 'visa', 'Ж'.repeat(20), undefined, null];

/** The codes that a caller may rely on. `internal` is none: it says that the module failed. */
function declaredCodes() {
  const union = /export type CardsealErrorCode =([^;]*);/.exec(readFileSync(join(folder, 'seal.d.ts'), 'utf8'))[1];
  const codes = [...union.matchAll(/'([a-z_]+)'/g)].map(([, code]) => code).filter((code) => code !== 'internal');
  assert.ok(codes.length > 10);
  return (code) => codes.includes(code) || /^key_[a-z0-9_]+$/.test(code);
}

/** Calls by chance into both entries. `failures` holds what must not be. */
class Caller {
  failures = [];
  codes = new Map();
  fields = [];
  last = null;

  constructor(cardseal, seal, random) {
    Object.assign(this, { cardseal, seal, random, isDeclared: declaredCodes() });
  }

  sequence() {
    const { random } = this;
    for (let call = 1 + random.below(CALLS); call > 0; call -= 1) random.pick(this.fields.length === 0 ? MAKING : ALL)(this);
    while (this.fields.length > 0) this.attempt('destroy', () => this.fields.pop().field.destroy());
  }

  attempt(what, action) {
    const heard = (error) => this.judge(what, error);
    try {
      const result = action();
      if (result instanceof Promise) result.then(() => this.count('fine'), heard);
      else this.count('fine');
    } catch (error) {
      heard(error);
    }
  }

  judge(what, error) {
    this.count(error?.code);
    const isTyped = error instanceof this.cardseal.CardsealError && this.isDeclared(error.code);
    if (!isTyped) this.failures.push(`${what}: ${error?.code} ${error?.cause?.stack ?? error?.stack ?? error}`);
  }

  count(code) {
    this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
  }

  session() {
    const { random } = this;
    if (random.below(8)) return key;
    const one = { ...key, [random.pick(['sessionId', 'encryptionKey', 'expiresAt'])]: random.pick([() => anything(random), () => anyText(random), () => spoiled(key.encryptionKey, random), () => 0, () => Date.now() + 1e6])() };
    return random.oneIn(6) ? anything(random) : one;
  }

  card() {
    const { random } = this;
    const number = goodNumber(random);
    this.last = number;
    const isAmex = /^3[47]/.test(number);
    const card = { number: random.oneIn(2) ? Buffer.from(number) : number, expiryMonth: 1 + random.below(12), expiryYear: 2040 + random.below(5), nameOnCard: NAME, cvc: random.oneIn(9) ? undefined : isAmex ? '7391' : '739' };
    if (random.oneIn(3)) card[random.pick(Object.keys(card))] = random.pick([() => anything(random), () => anyText(random), () => number.slice(1), () => `${number}0`])();
    return random.oneIn(30) ? anything(random) : card;
  }

  field() {
    return this.random.pick(this.fields);
  }
}

const spoiled = (text, random) => {
  const at = random.below(text.length);
  return random.pick([() => text.slice(0, at), () => text.slice(0, at) + random.pick([...'A/+=! \nЖ']) + text.slice(at + 1), () => text + text, () => ` ${text}`])();
};

const make = (caller, field, roles) => caller.fields.length < FIELDS && caller.fields.push({ field, inputs: inputsOf(roles), roles });
const MAKING = [
  (caller) => caller.attempt('sealCard', () => caller.cardseal.sealCard(caller.session(), caller.card(), anyContext(caller.random))),
  (caller) => caller.attempt('sealCard of seal.js', () => caller.seal.sealCard(caller.session(), caller.card(), anyContext(caller.random))),
  (caller) => caller.attempt('new SecureCardField', () => make(caller, new caller.cardseal.SecureCardField(caller.session()), ['number', 'expiry', 'cvc', 'name'])),
  (caller) => caller.attempt('new SecureCvcField', () => make(caller, new caller.cardseal.SecureCvcField({ brand: caller.random.pick(BRANDS) }), ['cvc'])),
];

function typeInto(caller, { inputs, roles }, text) {
  const { random } = caller;
  const input = inputs[random.pick(roles)];
  const { value } = input;
  const at = random.below(value.length + 1);
  input.value = random.pick([() => value + text, () => value.slice(0, at) + text + value.slice(at + random.below(4)), () => value.slice(0, -1), () => text])();
  input.caret = random.pick([undefined, null, at, input.value.length, 2 ** 31, -1]);
  input.dispatchEvent(random.pick([() => edited(random.pick(KINDS), random.oneIn(20)), () => new Event('change'), () => new Event('blur'), () => new Event('compositionend')])());
}

const fill = (caller, { inputs, roles }) => {
  const good = { number: goodNumber(caller.random), expiry: '0741', cvc: '739', name: NAME };
  caller.last = good.number;
  for (const role of roles) {
    Object.assign(inputs[role], { value: good[role], caret: undefined });
    inputs[role].dispatchEvent(edited('insertFromPaste'));
  }
};

const USING = [
  (caller, it) => it.field.attach(it.inputs),
  (caller, it) => it.field.attach(caller.random.oneIn(2) ? { ...it.inputs, cvc: anything(caller.random) } : anything(caller.random)),
  (caller, it) => it.field.mount(caller.random.pick([undefined, null, 7, 'x', {}])),
  (caller, it) => fill(caller, it),
  (caller, it) => fill(caller, it),
  (caller, it) => typeInto(caller, it, caller.random.text('0123456789 -/', caller.random.below(20))),
  (caller, it) => typeInto(caller, it, anyText(caller.random)),
  (caller, it) => JSON.stringify(it.field.state),
  (caller, it) => it.field.validate(),
  (caller, it) => it.field.focus(caller.random.pick(it.roles)),
  (caller, it) => it.field.clear(),
  (caller, it) => it.field.unmount(),
  (caller, it) => it.field.encrypt?.(anyContext(caller.random)),
  (caller, it) => it.field.encrypt?.(),
  (caller, it) => {
    fill(caller, it);
    return it.field.encrypt?.();
  },
  (caller, it) => it.field.rekey?.(caller.session()),
  (caller, it) => it.field.take?.().fill(0),
  (caller, it) => it.field.errorText(caller.random.pick(it.roles), anyText(caller.random)),
  (caller, it) => caller.random.oneIn(4) && it.field.destroy(),
];
const ALL = [...MAKING, ...USING.flatMap((use) => [(caller) => caller.attempt(use.toString().slice(16, 60), () => use(caller, caller.field()))])];

describe(`${SEQUENCES} sequences of calls by chance, seed ${SEED}`, () => {
  let caller, modules, watch, told, idle;
  const errors = [];
  before(async () => {
    watch = watchInstances();
    const [cardseal, seal] = [await part('index.js'), await part('seal.js')];
    ({ modules } = await part('lib/module.js'));
    await Promise.all([cardseal.init(), seal.init()]);
    watch.memories = modules.map(({ memory }) => watch.memories.find(({ buffer }) => buffer === memory.buffer));
    caller = new Caller(cardseal, seal, chance(SEED));
    // The key is ready in both, and what the card left behind is what any card leaves.
    for (const entry of [cardseal, seal]) entry.sealCard(key, card);
    idle = memories().map((memory) => memory.slice());
    // A field tells of an error in an event's handling by an event, an error in a listener is nobody's to catch.
    const { dispatchEvent } = EventTarget.prototype;
    told = { restore: () => { EventTarget.prototype.dispatchEvent = dispatchEvent; } };
    EventTarget.prototype.dispatchEvent = function dispatch(event) {
      if (event.type === 'error') errors.push(event.detail);
      return dispatchEvent.call(this, event);
    };
  });
  after(() => told.restore());

  const memories = () => watch.memories.map(({ buffer }) => new Uint8Array(buffer));

  it('meets no trap and no error without a code, and leaves nothing in memory', { timeout: Infinity }, async (test) => {
    const start = performance.now();
    for (let done = 1; done <= SEQUENCES; done += 1) {
      caller.sequence();
      if (done % TOLD === 0) console.error(`${done} sequences in ${Math.round((performance.now() - start) / 1000)} s, seed ${SEED}`);
      if (done % LOOK === 0 || done === SEQUENCES) {
        await new Promise((resolve) => setImmediate(resolve));
        assert.deepEqual(caller.failures.slice(0, 3), [], `sequence ${done}`);
        assert.deepEqual(newIn(memories(), idle, [...numberForms(caller.last), ...nameForms(NAME)]), [], `sequence ${done}`);
      }
    }
    assert.deepEqual(errors, []);
    assert.deepEqual(modules.map(({ memory }, at) => memory?.buffer === watch.memories[at].buffer), [true, true], 'the instances of the beginning are still there');
    // Memory cannot grow, whatever was asked of the module.
    assert.ok(memories().every(({ length }) => length === 2 * 65_536), `${memories().map(({ length }) => length / 65_536)} pages`);
    const codes = Object.fromEntries([...caller.codes].sort(([, one], [, two]) => two - one));
    test.diagnostic(JSON.stringify(codes));
    assert.ok(codes.fine > SEQUENCES, 'most calls succeed');
    for (const code of ['invalid_card', 'session_key_invalid', 'metadata_invalid', 'device_informations_invalid', 'destroyed', 'element_invalid', 'expires_at_invalid', 'already_encrypted']) assert.ok(codes[code] > 0, `${code} was met`);
  });

  it('and sees a trap, and an error of another kind, where there is one', () => {
    const seen = new Caller(caller.cardseal, caller.seal, chance('control'));
    seen.attempt('another kind', () => null.x);
    watch.hook = (name) => name !== 'block' && trap();
    seen.attempt('trap', () => caller.seal.sealCard(key, seen.card()));
    watch.hook = () => {};
    assert.equal(seen.failures.length, 2);
  });

  it('and sees a number that is left, but not what was there before', () => {
    const forms = numberForms(card.number);
    const last = memories().at(-1);
    last.set(Buffer.from(card.number, 'hex'), last.length - 64);
    assert.deepEqual(newIn(memories(), idle, forms), ['number, BCD']);
    assert.deepEqual(newIn(memories(), memories(), forms), []);
    last.fill(0, last.length - 64);
    assert.deepEqual(newIn(memories(), idle, forms), []);
  });
});
