import { h, svg } from './dom.js';

// Plain marks of our own, so that a shopper sees at a glance which network the digits belong to.
const MARKS = {
  VISA: { name: 'Visa', fill: '#1a3f94', text: 'VISA' },
  MASTERCARD: { name: 'Mastercard', circles: [['15', '#d8232a'], ['25', '#f2a01f']] },
  MAESTRO: { name: 'Maestro', circles: [['15', '#0a74c4'], ['25', '#d8232a']] },
  AMEX: { name: 'American Express', fill: '#1d6fb8', text: 'AMEX' },
  JCB: { name: 'JCB', fill: '#17693f', text: 'JCB' },
  UNIONPAY: { name: 'UnionPay', fill: '#0b6670', text: 'UPay' },
  DINERS: { name: 'Diners Club', fill: '#2b5b84', text: 'DC' },
  DISCOVER: { name: 'Discover', fill: '#a84f08', text: 'DISC' },
  MIR: { name: 'Mir', fill: '#1f7a3d', text: 'MIR' },
  ELO: { name: 'Elo', fill: '#16202a', text: 'elo' },
  HIPERCARD: { name: 'Hipercard', fill: '#9b1c2e', text: 'HIPER' },
  RUPAY: { name: 'RuPay', fill: '#24407a', text: 'RuPay' },
  TROY: { name: 'Troy', fill: '#0f6f7c', text: 'troy' },
  VERVE: { name: 'Verve', fill: '#8d1b2d', text: 'Verve' },
};

/** The name of a network as people write it. */
export function brandName(brand) {
  return MARKS[brand]?.name ?? brand ?? '';
}

/** The mark of a network, or of a card of none. It always takes the same room. */
export function brandMark(brand) {
  const mark = MARKS[brand] ?? {};
  const picture = svg('svg', { viewBox: '0 0 40 26', width: '40', height: '26', 'aria-hidden': 'true', focusable: 'false' });
  picture.append(svg('rect', { x: '.5', y: '.5', width: '39', height: '25', rx: '4', fill: mark.fill ?? 'none', class: mark.fill ? '' : 'cardseal-outline' }));
  for (const [x, colour] of mark.circles ?? []) picture.append(svg('circle', { cx: x, cy: '13', r: '8', fill: colour, 'fill-opacity': '.9' }));
  if (mark.text) picture.append(svg('text', { x: '20', y: '17', 'text-anchor': 'middle', 'font-size': mark.text.length > 4 ? '9.5' : '11.5', 'font-weight': '700', fill: '#fff' }, mark.text));
  if (!brand) picture.append(svg('path', { d: 'M1 8h38M6 19h9', class: 'cardseal-outline' }));
  return picture;
}

/** A wax seal. */
export function sealMark() {
  const picture = svg('svg', { viewBox: '0 0 64 64', width: '64', height: '64', 'aria-hidden': 'true', focusable: 'false', class: 'cardseal-wax' });
  picture.append(
    svg('path', { class: 'cardseal-wax-rim', d: 'M32 3c6 0 8 4 13 5s9 1 12 6 0 9 2 14 4 8 1 13-7 5-10 9-3 9-9 10-8-2-13-1-9 3-14 0-4-8-7-12S1 40 2 34s5-7 6-12 0-10 5-13 9 0 13-2 4-4 6-4z' }),
    svg('circle', { class: 'cardseal-wax-face', cx: '32', cy: '32', r: '19' }),
    svg('path', { class: 'cardseal-wax-tick', d: 'M23 33l6.5 6.5L42 26' }),
  );
  return h('span', { class: 'cardseal-stamp' }, picture);
}
