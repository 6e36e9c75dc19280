// The checkout page: the order, the shopper's details, then a sealed card or a saved one, then the bank.
import { api } from './api.js';
import { askDetails, keptDetails, refuseDetails, skipDetails } from './checkout-details.js';
import { codeSlot, showMethods } from './checkout-methods.js';
import { announce, byId, h, linkButton, notice } from './dom.js';
import { money, pictureOf } from './format.js';
import { forget, watchFor } from './journal.js';
import { showPanel } from './panel.js';
import { cardProblem, isUnknown, refusalWords } from './problems.js';

const SLOW_MS = 6_000;
// What became of these is told by the result page.
const UNDER_WAY = new Set(['paid', 'processing', 'action_required']);

const question = new URLSearchParams(location.search);

const state = {
  sku: question.get('sku'),
  order: null,
  amount: null,
  details: null,
  saved: null,
  cardField: null,
  codeField: null,
  opening: null,
  closing: 0,
  slow: 0,
  busy: false,
};

const button = byId('pay');
let seal;

async function start() {
  byId('notice').replaceChildren();
  showSummary(null);
  try {
    const [bought, { methods }] = await Promise.all([whatIsBought(), api.wallet()]);
    if (!bought) return nothingToPay();
    showSummary(bought);
    state.amount = bought.amount;
    button.replaceChildren('Pay ', h('span', { class: 'number' }, money(bought.amount)));
    askThen(methods.filter(isUsable));
  } catch (error) {
    byId('summary').replaceChildren();
    tell('notice', refusalWords(error), [again('Try again', start)]);
  }
}

// A first purchase names a product; a second try names its order.
async function whatIsBought() {
  const id = question.get('order');
  if (id) {
    const { order } = await api.order(id);
    if (UNDER_WAY.has(order.status)) {
      location.replace(resultOf(order));
      return new Promise(() => {});
    }
    state.order = order;
    state.sku = order.items[0].sku;
    return { items: order.items, amount: order.amount };
  }
  const { items } = await api.catalog();
  const item = items.find(({ sku }) => sku === state.sku);
  return item && { items: [{ ...item, quantity: 1 }], amount: item.price };
}

function isUsable({ type, status }) {
  return status === 'ACTIVE' && String(type).toUpperCase() === 'CARD';
}

function nothingToPay() {
  byId('summary').replaceChildren(h('p', {}, 'Nothing chosen yet.'), linkButton('/', 'Back to the shop', { quiet: true }));
  announce('Nothing chosen yet.');
}

function askThen(cards) {
  if (state.order) {
    skipDetails();
    openPayment(cards);
    return;
  }
  askDetails(keptDetails(), async (details, { typed }) => {
    if (state.details) await dropOrder();
    state.details = details;
    openPayment(cards);
    if (typed) byId('payment-title').focus();
  });
}

// Other details are another order. One that is just being made is waited for, or it would come back.
async function dropOrder() {
  await state.opening;
  closeCard();
  state.order = null;
}

function openPayment(cards) {
  byId('payment').hidden = false;
  showMethods(cards, choose);
}

async function choose(card) {
  state.saved = card;
  byId('pay-notice').replaceChildren();
  for (const slot of document.querySelectorAll('[data-code-for]')) slot.hidden = slot.dataset.codeFor !== card?.token;
  byId('new-card').hidden = card !== null;
  showPay(false);
  await (card ? openCode(card) : openCard());
}

async function openCode(card) {
  state.codeField?.destroy();
  const slot = codeSlot(card.token);
  slot.replaceChildren(h('div', { class: 'skeleton code-placeholder' }));
  try {
    seal ??= await import('./card-step.js');
    await seal.loadSeal();
    if (state.saved !== card) return;
    state.codeField = seal.openCodeField(slot, card.brand, () => byId('pay-notice').replaceChildren());
    showPay(true);
  } catch (error) {
    slot.replaceChildren();
    tell('pay-notice', cardProblem(error), [again('Try again', () => choose(card))]);
  }
}

/** Opens the card field under a fresh session key, once at a time; `anew` drops the one that is there. */
async function openCard({ anew = false } = {}) {
  if (anew) closeCard();
  if (state.cardField) return showPay(true);
  showPay(false);
  state.opening ??= drawCard().finally(() => { state.opening = null; });
  await state.opening;
}

async function drawCard() {
  const slot = byId('card-slot');
  try {
    seal ??= await import('./card-step.js');
    slot.replaceChildren(seal.cardFieldPlaceholder());
    const [session] = await Promise.all([sessionKey(), seal.loadSeal()]);
    state.cardField = seal.openCardField(slot, session, ({ bin }) => {
      watchFor(bin);
      byId('pay-notice').replaceChildren();
    });
    watchClosing(session);
    showPay(state.saved === null || state.codeField !== null);
  } catch (error) {
    slot.replaceChildren();
    if (goElsewhere(error)) return;
    tell('pay-notice', cardProblem(error), [again('Try again', () => openCard({ anew: true }))]);
  }
}

// Some refusals have a better answer than a notice: the field that was wrong, or the payment that is in the way.
function goElsewhere(error) {
  const [, field] = /^customer\.(email|name)$/.exec(error.field ?? '') ?? [];
  if (field) refuseDetails(field);
  else if (error.next) goOn(error);
  return Boolean(field || error.next);
}

function showPay(shown) {
  button.hidden = !shown;
  byId('pay-hint').hidden = !shown;
}

function closeCard() {
  clearTimeout(state.closing);
  state.cardField?.destroy();
  byId('save-choice').hidden = true;
  byId('cannot-save').hidden = true;
  state.cardField = null;
}

async function sessionKey() {
  const answer = await (state.order ? api.newSession(state.order.id) : api.createOrder(newOrder('card')));
  keepOrder(answer.order);
  byId('save-choice').hidden = !answer.canSave;
  byId('cannot-save').hidden = answer.canSave;
  return answer.sessionKey;
}

// With the order in the address, loading the page again continues it instead of making another.
function keepOrder(order) {
  state.order = order;
  history.replaceState(null, '', `/checkout.html?order=${encodeURIComponent(order.id)}`);
}

function newOrder(method) {
  return { items: [{ sku: state.sku, quantity: 1 }], customer: state.details, method };
}

function watchClosing({ expiresAt }) {
  const left = new Date(expiresAt) - Date.now();
  if (!(left > 0 && left < 2 ** 31)) return;
  state.closing = setTimeout(sessionClosed, left);
}

function sessionClosed() {
  tell('pay-notice', {
    kind: 'wait',
    title: 'The time for this payment ran out',
    text: 'Nothing was charged. Open a new payment and type the card again.',
  }, [again('Open a new payment', () => openCard({ anew: true }))]);
  showPay(false);
}

async function pay(event) {
  event.preventDefault();
  if (state.busy || button.hidden) return;
  byId('pay-notice').replaceChildren();
  setBusy('Sealing\u2026');
  try {
    const answer = await (state.saved ? payWithSaved(state.saved) : payWithCard());
    if (answer) goOn(answer);
    else setBusy(null);
  } catch (error) {
    setBusy(null);
    payFailed(error);
  }
}

async function payWithCard() {
  const field = state.cardField;
  if (!field.validate()) return field.focus();
  const encryptedCard = await field.encrypt({ deviceInformations: seal.deviceInformations(), metadata: {} });
  clearTimeout(state.closing);
  return submit(() => api.payWithCard(state.order.id, encryptedCard, byId('save').checked));
}

async function payWithSaved({ token }) {
  if (!state.codeField.validate()) return state.codeField.focus();
  if (!state.order) keepOrder((await api.createOrder(newOrder('stored'))).order);
  return submit(() => api.payWithSaved(state.order.id, token, state.codeField));
}

// From here on the payment may be under way: whatever is not a clear refusal is answered by the order itself.
async function submit(send) {
  setBusy('Asking the gateway\u2026');
  try {
    return await send();
  } catch (error) {
    if (isUnknown(error)) return { next: { kind: 'result' } };
    if (error.code === 'payment_in_progress' || error.code === 'already_paid') return error;
    error.spent = true;
    throw error;
  }
}

function goOn({ next, order }) {
  const redirect = next.kind === 'redirect';
  setBusy(redirect ? 'Going to your bank\u2026' : 'Reading the result\u2026');
  location.assign(redirect ? next.url : resultOf(order ?? state.order));
}

// A card goes out once: after a refusal by the service the form is opened anew under a new key.
function payFailed(error) {
  if (goElsewhere(error)) return;
  if (!error.spent) return tell('pay-notice', cardProblem(error));
  const reopen = () => (state.saved ? choose(state.saved) : openCard({ anew: true }));
  tell('pay-notice', cardProblem(error), [again('Open a new payment', reopen)]);
  showPay(false);
}

function setBusy(words) {
  clearTimeout(state.slow);
  state.busy = words !== null;
  button.setAttribute('aria-disabled', String(state.busy));
  button.replaceChildren(...(words === null ? ['Pay ', h('span', { class: 'number' }, money(state.amount))] : [words]));
  announce(words ?? '');
  if (state.busy) state.slow = setTimeout(tellSlow, SLOW_MS);
}

function tellSlow() {
  tell('pay-notice', {
    kind: 'wait',
    title: 'This takes longer than usual',
    text: 'Please keep this page open. The answer comes within a minute, and your card is charged once at most.',
  });
}

function showSummary(bought) {
  const place = byId('summary');
  place.setAttribute('aria-busy', String(!bought));
  if (!bought) return place.replaceChildren(h('div', { class: 'skeleton summary-placeholder' }));
  place.replaceChildren(
    h('ul', {}, bought.items.map(({ sku, name, quantity, price }) => h('li', { class: 'row item' },
      h('div', { class: 'tile' }, h('img', { src: pictureOf(sku), alt: '', width: '320', height: '240' })),
      h('span', { class: 'what' }, name, quantity > 1 ? ` \u00d7 ${quantity}` : ''),
      h('span', { class: 'number' }, money(price))))),
    h('p', { class: 'row total' }, h('span', {}, 'Total'), h('span', { class: 'number' }, money(bought.amount))));
}

function tell(place, { kind = 'bad', title, text }, actions) {
  byId(place).replaceChildren(notice({ kind, title, text, actions }));
}

function again(label, action) {
  return h('button', { class: 'button quiet', type: 'button', onclick: action }, label);
}

function resultOf({ id }) {
  return `/result.html?order=${encodeURIComponent(id)}`;
}

if (!question.has('order')) forget();
showPanel(byId('panel'));
byId('payment-form').addEventListener('submit', pay);
start();
