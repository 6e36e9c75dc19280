// The list of ways to pay. Each is a radio button with what belongs to it beneath: a saved card its security-code
// field, the wallets a choice among them, the gateway's page a word about what happens there.
import { byId, h } from './dom.js';
import { brandName, walletName } from './format.js';

const WALLETS = ['DANA', 'SHOPEEPAY', 'OVO'];
// Where a page is shown that is not the shop's, this is said before the shopper goes there.
const ELSEWHERE = 'The shop sees nothing of what you type there.';

/**
 * Draws the list for the saved `methods` and calls `choose(way)` now and at every change. A way is
 * `{kind: 'new'}`, `{kind: 'saved', card}`, `{kind: 'wallet', channel}`, or `{kind: 'page', via}`.
 */
export function showMethods(methods, choose) {
  const fieldset = byId('methods');
  const ways = waysFor(methods);
  fieldset.replaceChildren(fieldset.querySelector('legend'), ...drawn(ways));
  const pick = () => {
    const value = fieldset.querySelector('input[name="method"]:checked').value;
    for (const body of fieldset.querySelectorAll('[data-body-of]')) body.hidden = body.dataset.bodyOf !== value;
    choose(wayOf(ways.find(way => way.value === value)));
  };
  // The security code is typed inside this group too; its own changes choose nothing.
  fieldset.onchange = ({ target }) => (target.name === 'method' || target.name === 'channel') && pick();
  fieldset.querySelector('input[name="method"]').checked = true;
  pick();
}

/** The place for the security code beside the saved card with this token. */
export function codeSlot(token) {
  return document.querySelector(`[data-code-for="${CSS.escape(token)}"]`);
}

/** Whether the shopper wants what pays in this way saved, where that is asked beside it. */
export function wantsSaving(way) {
  return byId(`save-${way.kind}`).checked;
}

/** Shows or hides the questions whether to save. */
export function offerSaving(offered) {
  for (const kind of ['wallet', 'page']) byId(`save-${kind}`).closest('.check').hidden = !offered;
}

function waysFor(methods) {
  const cards = methods.filter(({ type }) => type === 'CARD');
  const wallets = [...new Set(methods.filter(({ type }) => type === 'EWALLET').map(({ channel }) => channel))];
  return [
    ...cards.map(card => ({ kind: 'saved', card, value: card.token })),
    { kind: 'new', value: 'new', name: cards.length > 0 ? 'Another card' : 'Card' },
    { kind: 'wallet', value: 'wallet' },
    ...wallets.map(channel => ({ kind: 'page', via: 'ewallet', channel, value: `stored-${channel}` })),
    { kind: 'page', value: 'page' },
  ];
}

function wayOf({ kind, card, via, channel }) {
  if (kind === 'wallet') return { kind, channel: document.querySelector('input[name="channel"]:checked').value };
  return { kind, card, via, channel };
}

function drawn(ways) {
  const here = ways.filter(({ kind }) => kind !== 'page');
  const there = ways.filter(({ kind }) => kind === 'page');
  return [
    group('here', 'Pay here', here.map(way => DRAW[way.kind](way))),
    group('there', 'Pay on the gateway\u2019s page', there.map(way => (way.via ? savedWallet(way) : gatewaysPage(way)))),
  ];
}

function group(id, title, children) {
  return h('div', { role: 'group', 'aria-labelledby': `ways-${id}` },
    h('h3', { id: `ways-${id}`, class: 'ways small muted' }, title), children);
}

const DRAW = {
  saved: ({ card, value }) => row(value, [
    h('span', {}, `${brandName(card.brand)} `, h('span', { class: 'number' },
      h('span', { 'aria-hidden': 'true' }, '\u2022\u2022\u2022\u2022 '), h('span', { class: 'visually-hidden' }, 'ending in '), card.lastFour)),
    h('span', { class: 'small muted number aside' }, expiry(card.expiryMonth, card.expiryYear)),
  ], h('div', { class: 'code', 'data-code-for': card.token, 'data-body-of': value, hidden: true })),
  new: ({ value, name }) => row(value, [h('span', {}, name)]),
  wallet: ({ value }) => row(value, [
    h('span', {}, 'E-wallet'), h('span', { class: 'small muted aside' }, WALLETS.map(walletName).join(', ')),
  ], h('div', { class: 'way-body', 'data-body-of': value, hidden: true },
    h('fieldset', { class: 'wallets' }, h('legend', { class: 'visually-hidden' }, 'Which wallet'), WALLETS.map(wallet)),
    check('save-wallet', 'Save this wallet',
      'The gateway keeps it. Next time you pay with it on the gateway\u2019s page, without typing your number.'))),
};

function savedWallet({ channel, value }) {
  return row(value, [h('span', {}, walletName(channel)), h('span', { class: 'small muted aside' }, 'saved')],
    h('p', { class: 'way-body small muted', 'data-body-of': value, hidden: true },
      `Your ${walletName(channel)} account is kept by the gateway: choose it on the gateway\u2019s page, and pay.`));
}

function gatewaysPage({ value }) {
  return row(value, [h('span', {}, 'Card or e-wallet'), h('span', { class: 'small muted aside' }, 'chosen there')],
    h('div', { class: 'way-body', 'data-body-of': value, hidden: true },
      h('p', { class: 'small muted' }, `You leave the shop for the page of its payment gateway, and come back. ${ELSEWHERE}`),
      check('save-page', 'Let me save it there',
        'That page then asks whether to keep what you pay with. You decide there.', { checked: true })));
}

function row(value, label, body) {
  return h('div', { class: 'method' },
    h('label', {}, h('input', { type: 'radio', name: 'method', value }), label), body);
}

function wallet(channel, index) {
  return h('label', { class: 'wallet' },
    h('input', { type: 'radio', name: 'channel', value: channel, checked: index === 0 }), h('span', {}, walletName(channel)));
}

function check(id, label, hint, { checked = false } = {}) {
  return h('div', { class: 'check' },
    h('input', { id, type: 'checkbox', checked, 'aria-describedby': `${id}-hint` }),
    h('label', { for: id }, label),
    h('p', { id: `${id}-hint`, class: 'small muted' }, hint));
}

/** A card's end date as printed on it. */
export function expiry(month, year) {
  return month && year ? `until ${String(month).padStart(2, '0')}/${String(year).slice(-2)}` : '';
}
