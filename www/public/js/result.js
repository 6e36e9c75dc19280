// The page after the bank: it reads the order from the shop's service, never from the address it was opened with.
import { api } from './api.js';
import { announce, byId, h, linkButton, notice } from './dom.js';
import { ago, capital, exactTime, money, paidWith, placeOf, walletName } from './format.js';
import { showPanel } from './panel.js';
import { declineWords, refusalWords, withNotCharged } from './problems.js';

const LOOK_AGAIN_MS = [1_500, 2_000, 3_000, 5_000, 8_000, 13_000];

const id = new URLSearchParams(location.search).get('order');
let looked = 0;
let timer = 0;
let waiting = false;

async function load() {
  byId('result').setAttribute('aria-busy', 'true');
  if (looked === 0) byId('outcome').replaceChildren(h('div', { class: 'skeleton outcome-placeholder' }));
  try {
    if (!id) return show(unknownOrder());
    const { order, next: way } = await api.order(id);
    show(VIEWS[order.status]?.(order, way) ?? VIEWS.processing(order));
    waiting = order.status === 'processing' || order.status === 'action_required';
    if (order.status === 'processing') lookAgainLater();
  } catch (error) {
    show(error.status === 404 ? unknownOrder() : noAnswer(error));
  }
}

function lookAgainLater() {
  clearTimeout(timer);
  // A page that nobody looks at asks nothing; it looks again as soon as it is seen.
  timer = setTimeout(() => document.hidden || load(), LOOK_AGAIN_MS[Math.min(looked, LOOK_AGAIN_MS.length - 1)]);
  looked += 1;
}

/** Draws one outcome. The heading takes the focus once, so that a screen reader starts with the news. */
function show({ title, sign, text, rest = [] }) {
  byId('result').setAttribute('aria-busy', 'false');
  const heading = byId('title');
  const news = heading.textContent !== title;
  heading.textContent = title;
  document.title = `${title} · Lak & Kertas`;
  byId('outcome').replaceChildren(h('p', {}, text), ...rest);
  showSign(sign);
  if (!news) return;
  announce(text);
  heading.focus();
}

function showSign(sign) {
  const shown = document.querySelector('.sign');
  if (shown?.dataset.sign === sign) return;
  shown?.remove();
  byId('title').before(h('img', {
    class: sign === 'paid' ? 'sign pressed' : 'sign', src: `/art/sign-${sign}.svg`, alt: '', width: '72', height: '72',
    'data-sign': sign,
  }));
}

const VIEWS = {
  paid: order => ({
    title: 'Paid, thank you',
    sign: 'paid',
    text: order.saved ? `Your order is confirmed and ${savedWords(order)}` : 'Your order is confirmed.',
    rest: [receipt(order), next(buyAgain(order), linkButton('/', 'Back to the shop', { quiet: true }))],
  }),
  declined: order => ({ ...declineWords(order), sign: 'stopped', rest: [receipt(order), tryAgain(order)] }),
  cancelled: order => ({
    title: 'You cancelled the payment',
    sign: 'stopped',
    text: 'Nothing was charged. Your order is kept if you change your mind.',
    rest: [receipt(order), tryAgain(order)],
  }),
  expired: order => ({
    title: 'The time for this payment ran out',
    sign: 'waiting',
    text: withNotCharged('A payment stays open for 15 minutes. You can start a new one for the same order.'),
    rest: [receipt(order), tryAgain(order)],
  }),
  processing: order => ({
    title: order.wallet ? `${walletName(order.wallet.channel)} is still deciding` : 'Your bank is still deciding',
    sign: 'waiting',
    text: 'This page looks again by itself. You can also leave it: the order is kept under \u201cMy account\u201d.',
    rest: [receipt(order), next(checkNow(), linkButton('/orders.html', 'My orders', { quiet: true }))],
  }),
  action_required: (order, way) => ({
    title: `${capital(placeOf(order))} is waiting for you`,
    sign: 'waiting',
    text: `The payment is not confirmed yet. Nothing is charged before you confirm it ${placeOf(order) === 'your bank' ? 'at your bank\u2019s page' : 'there'}.`,
    rest: [receipt(order), next(
      way && linkButton(way.url, goThere(order)),
      order.method === 'redirect' && linkButton(`${retryAddress(order)}&otherwise`, 'Pay in another way', { quiet: true }),
      checkNow({ quiet: true })), elsewhereOnly(order)],
  }),
  open: order => ({
    title: 'Not paid yet',
    sign: 'waiting',
    text: withNotCharged('Your order is ready to be paid.'),
    rest: [receipt(order), tryAgain(order, 'Pay now')],
  }),
};

function receipt(order) {
  const moment = new Date(order.updatedAt);
  const rows = [
    ['Amount', h('span', { class: 'number' }, money(order.amount))],
    ['For', order.items.map(({ name, quantity }) => (quantity > 1 ? `${name} \u00d7 ${quantity}` : name)).join(', ')],
    (order.card || order.wallet) && [order.card ? 'Card' : 'E-wallet', h('span', { class: 'number' }, paidWith(order))],
    ['When', h('time', { datetime: moment.toISOString(), title: exactTime(moment) }, ago(moment))],
    order.failure && ['Reason', h('span', { class: 'mono small' }, order.failure.code)],
    ['Order', h('span', { class: 'mono small' }, order.id)],
  ];
  return h('dl', { class: 'receipt' }, rows.filter(Boolean).map(([term, value]) =>
    h('div', {}, h('dt', { class: 'muted' }, term), h('dd', {}, value))));
}

function next(...actions) {
  return h('div', { class: 'actions next' }, actions);
}

function savedWords({ wallet }) {
  return wallet
    ? `your ${walletName(wallet.channel)} account is saved. Next time you pay with it on the gateway\u2019s page without typing your number.`
    : 'your card is saved. Next time we only ask for its security code.';
}

function goThere(order) {
  return placeOf(order) === 'your bank' ? 'Go to the bank\u2019s page' : `Go on at ${placeOf(order)}`;
}

// The gateway's page can be closed from here while nothing is chosen on it; a bank's or a wallet's can't.
function elsewhereOnly(order) {
  return order.method === 'redirect' ? ''
    : h('p', { class: 'small muted' }, 'To pay in another way, cancel it there first; left alone, it ends by itself within 15 minutes.');
}

function buyAgain(order) {
  const saved = order.wallet ? `Pay again with ${walletName(order.wallet.channel)}` : 'Pay again with the saved card';
  const words = order.saved ? saved : 'Buy it again';
  return linkButton(`/checkout.html?sku=${encodeURIComponent(order.items[0].sku)}`, words);
}

function tryAgain(order, words = 'Try again') {
  return next(linkButton(retryAddress(order), words), linkButton('/', 'Back to the shop', { quiet: true }));
}

function retryAddress(order) {
  return `/checkout.html?order=${encodeURIComponent(order.id)}`;
}

function checkNow({ quiet = false } = {}) {
  return h('button', { class: quiet ? 'button quiet' : 'button', type: 'button', onclick: load }, 'Check now');
}

function unknownOrder() {
  return {
    title: 'We cannot find this order',
    sign: 'stopped',
    text: 'Orders are shown only in the browser that made them.',
    rest: [next(linkButton('/', 'Back to the shop'), linkButton('/orders.html', 'My orders', { quiet: true }))],
  };
}

function noAnswer(error) {
  const { title } = refusalWords(error);
  return {
    title: 'We cannot read your order now',
    sign: 'waiting',
    text: 'If you have paid, the payment stands. Please look again in a moment, before paying a second time.',
    rest: [notice({ kind: 'wait', title, text: 'Your order and your payment are kept by the shop and the gateway.' }), next(checkNow())],
  };
}

// Whoever comes back to this tab from the wallet's app or another tab sees what became of it.
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && waiting && load());
showPanel(byId('panel'));
load();
