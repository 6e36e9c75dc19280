import { api } from './api.js';
import { announce, byId, h, linkButton, notice } from './dom.js';
import { ago, brandName, capital, exactTime, money, paidWith, placeOf, walletName } from './format.js';
import { expiry } from './checkout-methods.js';
import { refusalWords } from './problems.js';

const STATES = {
  paid: ['good', 'Paid'],
  processing: ['wait', 'With'],
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
      ? h('span', { class: 'small muted wide' }, method.type === 'EWALLET' ? 'Pays on the gateway\u2019s page' : 'Pays with its security code')
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
  const words = `${VERBS[last.status] ?? 'tried'} ${howOf(last)}`;
  return h('details', { class: 'history wide' },
    h('summary', { class: 'small muted' },
      attempts.length > 1 ? `${attempts.length} attempts to pay, the last ${words}` : capital(words)),
    h('ol', {}, attempts.map(attempt => h('li', {},
      h('span', { class: 'small number' }, paidWith(attempt)),
      stateOf(attempt, STATES[attempt.status]),
      timeOf(new Date(attempt.startedAt)),
      attempt.failure && h('span', { class: 'small muted wide' }, attempt.failure.message)))));
}

const VERBS = { paid: 'paid', processing: 'begun', action_required: 'begun' };

function howOf(attempt) {
  const nothingChosen = attempt.method === 'redirect' && !attempt.card && !attempt.wallet;
  return nothingChosen ? 'on the gateway\u2019s page' : `with ${paidWith(attempt)}`;
}

// Whoever decides is named: the bank, the wallet, the gateway's page.
function stateOf(order, [kind, words]) {
  const decider = order.wallet ? walletName(order.wallet.channel) : 'the bank';
  const whose = { action_required: ` at ${placeOf(order)}`, processing: ` ${decider}` };
  return h('span', { class: `small state ${kind}` }, `${words}${whose[order.status] ?? ''}`);
}

function timeOf(moment) {
  return h('time', { class: 'small muted', datetime: moment.toISOString(), title: exactTime(moment) }, ago(moment));
}

fill(byId('methods'), api.wallet, methods);
fill(byId('orders'), api.orders, orders);
