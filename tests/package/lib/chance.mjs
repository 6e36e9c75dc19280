// Values by chance that follow from a seed: cards that are good, cards that nearly are, and anything at all.

/** A source of chance; the same seed gives the same values. */
export function chance(seed) {
  // Marsaglia's xorshift of 32 bits, from a seed that is spread first.
  let state = [...String(seed)].reduce((sum, letter) => Math.imul(sum ^ letter.charCodeAt(0), 0x01000193) >>> 0, 0x811c9dc5) || 1;
  const below = (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    return state % limit;
  };
  const pick = (list) => list[below(list.length)];
  const times = (count, make) => Array.from({ length: count }, make);
  return { below, pick, times, oneIn: (count) => below(count) === 0, text: (letters, length) => times(length, () => pick(letters)).join('') };
}

const DIGITS = '0123456789';
// Of one to four bytes, halves of pairs, marks that join, turn or end things.
const LETTERS = [...'aZ \'"\\/-.,0789\u0000\u0007\n\u007féßЖ山ก€٣７\u0301\u200d\u202e\ufeff\uffff', '😀', '𝒜', '\ud800', '\udfff'];
const PREFIXES = ['4', '51', '2221', '34', '37', '3528', '62', '36', '6011', '5018', '2200', '6521', '65003', '9792', '506099', '606282', '99', ''];

/** A number of these lengths whose check digit is right. */
export function goodNumber({ pick, text, below }) {
  const prefix = pick(PREFIXES);
  const length = prefix.startsWith('3') && !prefix.startsWith('35') ? (prefix === '36' ? 14 : 15) : below(8) ? 16 : 12 + below(8);
  const body = prefix + text(DIGITS, Math.max(0, length - 1 - prefix.length));
  return [...DIGITS].map((digit) => body + digit).find(hasCheckDigit);
}

function hasCheckDigit(digits) {
  let sum = 0;
  for (let at = digits.length - 1, twice = false; at >= 0; at -= 1, twice = !twice) {
    const value = Number(digits[at]) * (twice ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

const lengthOf = ({ below, pick }) => pick([below(8), below(40), below(40), pick([63, 64, 65, 255, 256, 1023, 1024, 1025, 4096, 8191, 8192, 8193, 16_385, 40_000])]);

/** A text of any letters and of lengths about every limit. */
export const anyText = (random) => random.text(random.oneIn(3) ? DIGITS : LETTERS, random.oneIn(20) ? lengthOf(random) : random.below(24));

/** A value of any type. */
export function anything(random) {
  const { pick, below } = random;
  const makers = [
    () => undefined, () => null, () => true, () => NaN, () => -1, () => below(10_000), () => 2 ** 53, () => 1.5, () => Infinity, () => 12n, () => Symbol('s'),
    () => anyText(random), () => anyText(random), () => new TextEncoder().encode(anyText(random)), () => new Uint8Array(lengthOf(random)).fill(below(256)),
    () => new Uint16Array(16).fill(0x3434), () => new ArrayBuffer(16), () => Buffer.from(goodNumber(random)), () => detached(), () => new Uint8Array(new SharedArrayBuffer(16)).fill(52),
    () => [], () => [goodNumber(random)], () => ({}), () => Object.create(null), () => () => '4', () => new Date(NaN), () => new Date(), () => new String('5'), () => /4/, () => new Map(),
  ];
  return pick(makers)();
}

function detached() {
  const bytes = new Uint8Array(16).fill(52);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  return bytes;
}

/** What may stand beside a card: JSON of any shape, and what has no JSON. */
export function anyContext(random) {
  const { pick, below, times } = random;
  const json = (depth) => pick([
    () => null, () => below(1e6) / 7, () => anyText(random), () => true,
    () => (depth > 3 ? 0 : times(below(5), () => json(depth + 1))),
    () => (depth > 3 ? {} : Object.fromEntries(times(below(5), () => [anyText(random), json(depth + 1)]))),
  ])();
  const cycle = {};
  cycle.self = cycle;
  let deep = {};
  for (let level = below(200); level > 0; level -= 1) deep = random.oneIn(2) ? [deep] : { deep };
  const object = () => pick([() => ({}), () => ({ a: anyText(random) }), () => Object.fromEntries(times(below(6), () => [anyText(random), json(0)])), () => json(0), () => anything(random), () => cycle, () => ({ deep }), () => ({ a: 'x'.repeat(pick([8183, 8184, 8185, 4000, 16_000])) }), () => ({ toJSON: () => pick([undefined, 7, {}, '{}']) })])();
  if (random.oneIn(2)) return undefined;
  return random.oneIn(20) ? anything(random) : { deviceInformations: object(), metadata: random.oneIn(2) ? object() : undefined };
}
