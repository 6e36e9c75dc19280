// Random test cards from a seed: the same seed gives the same cards, so that a failure can be repeated.
import { createHash } from 'node:crypto';

// Ranges that no bank issues from are not needed: every number here is random and passes Luhn by its last digit.
const BRANDS = [
  { prefix: '4', lengths: [16], cvc: 3 },
  { prefix: '51', lengths: [16], cvc: 3 },
  { prefix: '2221', lengths: [16], cvc: 3 },
  { prefix: '37', lengths: [15], cvc: 4 },
  { prefix: '3528', lengths: [16], cvc: 3 },
  { prefix: '36', lengths: [14], cvc: 3 },
];

// One to four bytes of UTF-8 for each letter.
const ALPHABETS = ['ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'ÀÉÎÕÜŁŞŽĐΩЖ', '山田太郎김민수नम', '𠮷𠀋𡈽𐌰𐌱𐐀'].map((letters) => [...letters]);

/** How many cards each maker of envelopes gets: 240, or as many as `CARDSEAL_INTEROP_CARDS` asks for. */
export const CARDS = Number(process.env.CARDSEAL_INTEROP_CARDS ?? 240);

/** What each card is made from. */
export const SEED = process.env.CARDSEAL_SEED ?? String(Date.now());

/** A generator of cards with everything that `sealCard` takes. */
export function cardsFrom(seed) {
  const random = generator(seed);
  const below = (limit) => random() % limit;
  const pick = (list) => list[below(list.length)];
  const digits = (count) => Array.from({ length: count }, () => String(below(10))).join('');
  const word = (length) => Array.from({ length }, () => pick(pick(ALPHABETS))).join('');

  return (index) => {
    const brand = BRANDS[index % BRANDS.length];
    return {
      card: {
        number: luhn(brand.prefix, pick(brand.lengths), digits),
        expiryMonth: String(1 + below(12)).padStart(2, '0'),
        expiryYear: String(30 + below(15)),
        cvc: digits(brand.cvc),
        nameOnCard: `${word(1 + below(8))} ${word(1 + below(12))}`,
      },
      deviceInformations: { userAgent: `Mozilla/5.0 "${word(4)}" \\ \u2028`, browserWidth: String(below(4000)), country: 'ID' },
      metadata: index % 2 ? {} : { [word(3)]: word(10), nested: { list: [below(100), null, true] } },
    };
  };
}

function luhn(prefix, length, digits) {
  const body = prefix + digits(length - prefix.length - 1);
  const sum = [...body].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return body + ((10 - (sum % 10)) % 10);
}

function generator(seed) {
  let counter = 0;
  return () => createHash('sha256').update(`${seed}:${counter++}`).digest().readUInt32BE(0);
}
