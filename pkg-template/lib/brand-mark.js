import { numberOf } from './brands.js';
import { h, svg } from './dom.js';

// Plain marks of our own, so that a shopper sees at a glance which network the digits belong to. In the order in which
// the module counts the networks: the name as people write it, then a colour and a word, or the colours of two circles.
const MARKS = 'Visa,1a3f94,VISA;Mastercard,,d8232a,f2a01f;JCB,17693f,JCB;American Express,1d6fb8,AMEX;UnionPay,0b6670,UPay;Diners Club,2b5b84,DC;Discover,a84f08,DISC;Maestro,,0a74c4,d8232a;Mir,1f7a3d,MIR;Elo,16202a,elo;Hipercard,9b1c2e,HIPER;RuPay,24407a,RuPay;Troy,0f6f7c,troy;Verve,8d1b2d,Verve'
  .split(';').map((mark) => mark.split(','));

const markOf = (brand) => MARKS[numberOf(brand) - 1] ?? [brand ?? ''];

/** The name of a network as people write it. */
export const brandName = (brand) => markOf(brand)[0];

/** The mark of a network, or of a card of none. It always takes the same room. */
export function brandMark(brand) {
  const [, fill, ...drawn] = markOf(brand);
  const [word, other] = drawn;
  const parts = [svg('rect', { x: 0.5, y: 0.5, width: 39, height: 25, rx: 4, ...(fill ? { fill: `#${fill}` } : OUTLINE) })];
  if (other) parts.push(...drawn.map((colour, at) => svg('circle', { cx: 15 + 10 * at, cy: 13, r: 8, fill: `#${colour}`, 'fill-opacity': 0.9 })));
  else if (word) parts.push(svg('text', { x: 20, y: 17, 'text-anchor': 'middle', 'font-size': word.length > 4 ? 9.5 : 11.5, 'font-weight': 700, fill: '#fff' }, word));
  if (!brand) parts.push(svg('path', { d: 'M1 8h38M6 19h9', ...OUTLINE }));
  return picture(40, 26, parts);
}

const OUTLINE = { class: 'cardseal-outline' };

/** A wax seal. */
export const sealMark = () => h('span', 'stamp', {}, picture(64, 64, [
  svg('path', { class: 'cardseal-wax-rim', d: 'M32 3c6 0 8 4 13 5s9 1 12 6 0 9 2 14 4 8 1 13-7 5-10 9-3 9-9 10-8-2-13-1-9 3-14 0-4-8-7-12S1 40 2 34s5-7 6-12 0-10 5-13 9 0 13-2 4-4 6-4z' }),
  svg('circle', { class: 'cardseal-wax-face', cx: 32, cy: 32, r: 19 }),
  svg('path', { class: 'cardseal-wax-tick', d: 'M23 33l6.5 6.5L42 26' }),
]));

const picture = (width, height, parts) => svg('svg', { viewBox: `0 0 ${width} ${height}`, width, height, 'aria-hidden': 'true' }, ...parts);
