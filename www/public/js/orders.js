import { api } from './api.js';
import { announce, byId, h, linkButton, notice } from './dom.js';
import { ago, brandName, exactTime, money, paidWith, placeOf, walletName } from './format.js';
import { expiry } from './checkout-methods.js';
import { refusalWords } from './problems.js';

const STATES = {
  paid: ['good', 'Paid'],
  processing: ['wait', 'With the bank'],
  action_required: ['wait', 'Waits for you'],
  open: ['wait', 'Not paid yet'],
  declined: ['bad', 'Declined'],
  cancelled: ['bad', 'Cancelled'],
  expired: ['bad', 'Ran out of time'],
};

async function fill(place, read, draw) {
  place.setAttribute('aria-busy', 'true');
  place.replaceChildren(h('div', { class: 'skeleton list-placeholder' }));
  try {
    place.replaceChildren(draw(await read()));
  } catch (error) {
    const { title } = refusalWords(error);
    const retry = h('button', { class: 'button quiet', type: 'button', onclick: () => fill(place, read, draw) }, 'Try again');
    place.replaceChildren(notice({ kind: 'bad', title, text: 'This list cannot be shown now.', actions: [retry] }));
    announce(`${title}.`);
  } finally {
    place.setAttribute('aria-busy', 'false');
  }
}

function methods({ methods: all }) {
  if (all.length === 0) {
    return h('p', { class: 'muted' }, 'Nothing is saved. Tick \u201cSave\u201d beside a card or an e-wallet at your next purchase.');
  }
  return h('ul', { class: 'list' }, all.map(method => h('li', {},
    h('span', { class: 'plain number' }, nameOf(method)),
    h('span', { class: 'plain small muted number' }, method.type === 'EWALLET' ? 'E-wallet' : expiry(method.expiryMonth, method.expiryYear)),
    method.status === 'ACTIVE'
      ? h('span', { class: 'small muted wide' }, method.type === 'EWALLET' ? 'Paid with on the gateway\u2019s page' : 'Paid with by its security code')
      : h('span', { class: 'small state bad wide' }, 'No longer usable'))));
}

function nameOf({ type, channel, brand, lastFour }) {
  return type === 'EWALLET' ? walletName(channel) : `${brandName(brand)} \u2022\u2022\u2022\u2022 ${lastFour}`;
}

function orders({ orders: all }) {
  if (all.length === 0) {
    return h('div', {}, h('p', { class: 'muted' }, 'No order yet in this browser.'),
      h('p', { class: 'actions' }, linkButton('/', 'To the shop', { quiet: true })));
  }
  return h('ul', { class: 'list' }, all.map(order => {
    const moment = new Date(order.createdAt);
    const [kind, words] = STATES[order.status] ?? ['wait', order.status];
    return h('li', {},
      h('a', { href: `/result.html?order=${encodeURIComponent(order.id)}` }, order.items.map(({ name }) => name).join(', ')),
      h('span', { class: 'plain number' }, money(order.amount)),
      timeOf(moment),
      stateOf(order, [kind, words]),
      order.attempts.length > 0 && history(order));
  }));
}

// Every try to pay the order: when, with what, and how it ended.
function history({ attempts }) {
  const last = attempts.at(-1);
  const summary = attempts.length > 1 ? `${attempts.length} attempts to pay, the last with ${paidWith(last)}` : `Paid with: ${paidWith(last)}`;
  return h('details', { class: 'history wide' },
    h('summary', { class: 'small muted' }, last.status === 'paid' || attempts.length > 1 ? summary : `Tried with: ${paidWith(last)}`),
    h('ol', {}, attempts.map(attempt => h('li', {},
      h('span', { class: 'small number' }, paidWith(attempt)),
      stateOf(attempt, STATES[attempt.status]),
      timeOf(new Date(attempt.startedAt)),
      attempt.failure && h('span', { class: 'small muted wide' }, attempt.failure.message)))));
}

function stateOf(order, [kind, words]) {
  return h('span', { class: `small state ${kind}` }, order.status === 'action_required' ? `${words} at ${placeOf(order)}` : words);
}

function timeOf(moment) {
  return h('time', { class: 'small muted', datetime: moment.toISOString(), title: exactTime(moment) }, ago(moment));
}

fill(byId('methods'), api.wallet, methods);
fill(byId('orders'), api.orders, orders);
