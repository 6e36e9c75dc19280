// The list of ways to pay: each saved card as a radio button with its own security-code field, and "Another card".
import { byId, h } from './dom.js';
import { brandName } from './format.js';

/** Draws the list for `cards` and calls `choose(card | null)` now and at every change; null is another card. */
export function showMethods(cards, choose) {
  const fieldset = byId('methods');
  fieldset.hidden = cards.length === 0;
  fieldset.replaceChildren(fieldset.querySelector('legend'), ...cards.map(savedCard), cards.length > 0 ? anotherCard() : '');
  const pick = () => {
    const value = fieldset.querySelector('input[name="method"]:checked')?.value ?? 'new';
    choose(cards.find(({ token }) => token === value) ?? null);
  };
  // The security code is typed inside this group too; its own changes choose nothing.
  fieldset.onchange = ({ target }) => target.name === 'method' && pick();
  const first = fieldset.querySelector('input[name="method"]');
  if (first) first.checked = true;
  pick();
}

/** The place for the security code beside the saved card with this token. */
export function codeSlot(token) {
  return document.querySelector(`[data-code-for="${CSS.escape(token)}"]`);
}

function savedCard({ token, brand, lastFour, expiryMonth, expiryYear }) {
  return h('div', { class: 'method' },
    h('label', {},
      h('input', { type: 'radio', name: 'method', value: token }),
      h('span', {}, `${brandName(brand)} `, h('span', { class: 'number' },
        h('span', { 'aria-hidden': 'true' }, '\u2022\u2022\u2022\u2022 '), h('span', { class: 'visually-hidden' }, 'ending in '), lastFour)),
      h('span', { class: 'small muted number' }, expiry(expiryMonth, expiryYear))),
    h('div', { class: 'code', 'data-code-for': token, hidden: true }));
}

function anotherCard() {
  return h('div', { class: 'method' },
    h('label', {}, h('input', { type: 'radio', name: 'method', value: 'new' }), h('span', {}, 'Another card')));
}

/** A card's end date as printed on it. */
export function expiry(month, year) {
  return month && year ? `until ${String(month).padStart(2, '0')}/${String(year).slice(-2)}` : '';
}
