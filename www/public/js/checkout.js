// The checkout page: the order, the shopper's details, then a way to pay: a sealed card, a saved one, a wallet, or the
// gateway's own page.
import { api } from './api.js';
import { drawBilling, isNews, openBilling, readBilling, refuseBilling } from './checkout-billing.js';
import { isReady, payFor, setBusy, showPay, tell } from './checkout-button.js';
import { askDetails, keptDetails, refuseDetails, skipDetails } from './checkout-details.js';
import { codeSlot, offerSaving, showMethods, wantsSaving } from './checkout-methods.js';
import { showSummary } from './checkout-summary.js';
import { announce, byId, h, linkButton, notice } from './dom.js';
import { placeOf } from './format.js';
import { forget, watchFor } from './journal.js';
import { showPanel } from './panel.js';
import { cardProblem, inTheWay, isUnknown, refusalWords } from './problems.js';

// What became of these is told by the result page.
const UNDER_WAY = new Set(['paid', 'processing', 'action_required']);

const question = new URLSearchParams(location.search);

const state = {
  sku: question.get('sku'),
  order: null,
  amount: null,
  details: null,
  way: { kind: 'new' },
  cardField: null,
  codeField: null,
  // A sealed card that was refused for want of an address, and can be sent again.
  sealed: null,
  // The way to pay that turned out to need an address.
  abroad: null,
  opening: null,
  closing: 0,
};

let seal;

async function start() {
  byId('notice').replaceChildren();
  showSummary(null);
  try {
    const [bought, { methods }] = await Promise.all([whatIsBought(), api.wallet()]);
    if (!bought) return nothingToPay();
    showSummary(bought);
    state.amount = bought.amount;
    askThen(methods.filter(({ status }) => status === 'ACTIVE'));
  } catch (error) {
    byId('summary').replaceChildren();
    byId('notice').replaceChildren(notice({ kind: 'bad', ...refusalWords(error), actions: [again('Try again', start)] }));
  }
}

// A first purchase names a product; a second try names its order, and so does a change of mind.
async function whatIsBought() {
  const id = question.get('order');
  if (id) {
    const { order } = await api.order(id);
    if (UNDER_WAY.has(order.status) && !(question.has('otherwise') && order.status === 'action_required')) {
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

function nothingToPay() {
  byId('summary').replaceChildren(h('p', {}, 'Nothing chosen yet.'), linkButton('/', 'Back to the shop', { quiet: true }));
  announce('Nothing chosen yet.');
}

function askThen(methods) {
  if (state.order) {
    skipDetails();
    openPayment(methods);
    return;
  }
  askDetails(keptDetails(), async (details, { typed }) => {
    if (state.details) await dropOrder();
    state.details = details;
    openPayment(methods);
    if (typed) byId('payment-title').focus();
  });
}

// Other details are another order. One that is just being made is waited for, or it would come back.
async function dropOrder() {
  await state.opening;
  closeCard();
  state.order = null;
}

function openPayment(methods) {
  byId('payment').hidden = false;
  showMethods(methods, choose);
}

async function choose(way) {
  state.way = way;
  tell(null);
  payFor(state.amount, way);
  byId('new-card').hidden = way.kind !== 'new';
  byId('billing').hidden = way.kind === 'wallet' || way.via === 'ewallet';
  showPay(way.kind === 'wallet' || way.kind === 'page');
  if (way.kind === 'new') await openCard();
  if (way.kind === 'saved') await openCode(way);
}

async function openCode(way) {
  state.codeField?.destroy();
  const slot = codeSlot(way.card.token);
  slot.replaceChildren(h('div', { class: 'skeleton code-placeholder' }));
  try {
    seal ??= await import('./card-step.js');
    await seal.loadSeal();
    if (state.way !== way) return;
    state.codeField = seal.openCodeField(slot, way.card.brand, () => tell(null));
    showPay(true);
  } catch (error) {
    slot.replaceChildren();
    tell(cardProblem(error), [again('Try again', () => choose(way))]);
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
      tell(null);
    });
    watchClosing(session);
    showPay(state.way.kind !== 'saved' || state.codeField !== null);
  } catch (error) {
    slot.replaceChildren();
    if (goElsewhere(error)) return;
    tell(cardProblem(error), [again('Try again', () => openCard({ anew: true }))]);
  }
}

// Some refusals have a better answer than a notice: the field that was wrong, or the payment that is in the way.
function goElsewhere(error) {
  const [, field] = /^customer\.(email|name)$/.exec(error.field ?? '') ?? [];
  if (field) refuseDetails(field);
  else if (refuseBilling(error.field)) showPay(true);
  else if (error.next?.kind === 'result') goOn(error);
  else if (error.next) tellInTheWay(error);
  else return false;
  return true;
}

// It can only be finished or cancelled where it was begun.
function tellInTheWay({ order, next }) {
  showPay(state.way.kind !== 'new');
  tell(inTheWay(order), [
    linkButton(next.url, `Go on at ${placeOf(order)}`),
    again('Try again', () => choose(state.way)),
  ]);
}

function closeCard() {
  clearTimeout(state.closing);
  state.cardField?.destroy();
  byId('save-choice').hidden = true;
  Object.assign(state, { cardField: null, sealed: null });
}

async function sessionKey() {
  const answer = await (state.order ? api.newSession(state.order.id) : api.createOrder(newOrder({ method: 'card' })));
  keepOrder(answer.order);
  byId('save-choice').hidden = !answer.canSave;
  byId('cannot-save').hidden = answer.canSave;
  offerSaving(answer.canSave);
  return answer.sessionKey;
}

// With the order in the address, loading the page again continues it instead of making another.
function keepOrder(order) {
  state.order = order;
  history.replaceState(null, '', `/checkout.html?order=${encodeURIComponent(order.id)}`);
}

function newOrder(wish) {
  return { items: [{ sku: state.sku, quantity: 1 }], customer: state.details, ...wish };
}

function watchClosing({ expiresAt }) {
  const left = new Date(expiresAt) - Date.now();
  if (!(left > 0 && left < 2 ** 31)) return;
  state.closing = setTimeout(sessionClosed, left);
}

function sessionClosed() {
  if (state.way.kind !== 'new') return closeCard();
  tell({
    kind: 'wait',
    title: 'The time for this payment ran out',
    text: 'Nothing was charged. Open a new payment and type the card again.',
  }, [again('Open a new payment', () => openCard({ anew: true }))]);
  showPay(false);
}

async function pay(event) {
  event.preventDefault();
  if (!isReady()) return;
  tell(null);
  const billing = byId('billing').hidden ? null : readBilling({ required: state.abroad === state.way });
  if (billing?.wrong) return;
  setBusy('One moment\u2026');
  try {
    const answer = await PAY[state.way.kind](state.way, billing);
    if (answer) goOn(answer);
    else setBusy(null);
  } catch (error) {
    setBusy(null);
    payFailed(error);
  }
}

const PAY = {
  async new(_, billing) {
    if (!state.sealed) {
      const field = state.cardField;
      if (!field.validate()) return field.focus();
      setBusy('Sealing\u2026');
      state.sealed = await field.encrypt({ deviceInformations: seal.deviceInformations(), metadata: {} });
      clearTimeout(state.closing);
    }
    await tellBilling(billing);
    return submit(() => api.payWithCard(state.order.id, state.sealed, byId('save').checked));
  },
  async saved({ card }, billing) {
    if (!state.codeField.validate()) return state.codeField.focus();
    if (!state.order) keepOrder((await api.createOrder(newOrder({ method: 'stored' }))).order);
    await tellBilling(billing);
    return submit(() => api.payWithSaved(state.order.id, card.token, state.codeField));
  },
  async wallet(way) {
    return leave({ channel: way.channel, save: wantsSaving(way) }, { method: 'ewallet', send: api.payFromWallet });
  },
  async page(way, billing) {
    const save = way.via ? false : wantsSaving(way);
    await tellBilling(billing);
    return leave({ ...(way.via && { via: way.via }), save }, { method: 'redirect', send: api.payOnPage }, billing);
  },
};

// Whatever waits for a card is closed by this, so the card's form is too.
async function leave(wish, { method, send }, billing) {
  await state.opening;
  closeCard();
  byId('card-slot').replaceChildren();
  return submit(async () => {
    if (state.order) return send(state.order.id, wish);
    const order = newOrder({ method, ...wish });
    if (billing) order.customer = { ...order.customer, billing };
    const answer = await api.createOrder(order);
    keepOrder(answer.order);
    return answer;
  });
}

async function tellBilling(billing) {
  if (billing && state.order && isNews(state.order.id, billing)) await api.setBilling(state.order.id, billing);
}

// From here on the payment may be under way: whatever is not a clear refusal is answered by the order itself.
async function submit(send) {
  setBusy('Asking the gateway\u2026');
  try {
    return await send();
  } catch (error) {
    if (isUnknown(error) && state.order) return { next: { kind: 'result' } };
    if (error.code === 'already_paid') return error;
    if (error.code === 'payment_in_progress' && state.way.kind in { new: 1, saved: 1 }) return error;
    error.spent = true;
    throw error;
  }
}

function goOn({ next, order }) {
  const leaves = next.kind === 'redirect';
  setBusy(leaves ? `Going to ${placeOf(order)}\u2026` : 'Reading the result\u2026');
  location.assign(leaves ? next.url : resultOf(order ?? state.order));
}

// A card goes out once: after a refusal by the service the form is opened anew under a new key. A card from abroad is
// the exception: its envelope waits here until the address is typed.
function payFailed(error) {
  if (error.code === 'billing_required') return askBilling(error);
  if (goElsewhere(error)) return;
  if (!error.spent) return tell(cardProblem(error));
  const { kind } = state.way;
  if (kind === 'wallet' || kind === 'page') return tell(cardProblem(error));
  const reopen = () => (kind === 'saved' ? choose(state.way) : openCard({ anew: true }));
  tell(cardProblem(error), [again('Open a new payment', reopen)]);
  showPay(false);
}

function askBilling(error) {
  const { title, text } = refusalWords(error);
  const typed = state.way.kind === 'new';
  state.abroad = state.way;
  if (!typed) openCode(state.way);
  tell({ kind: 'wait', title, text: `${text} ${typed ? 'Your card stays sealed in this page.' : 'The security code is asked for again.'}` });
  openBilling();
}

function again(label, action) {
  return h('button', { class: 'button quiet', type: 'button', onclick: action }, label);
}

function resultOf({ id }) {
  return `/result.html?order=${encodeURIComponent(id)}`;
}

// Coming back by the browser's own Back shows the page as it was left; the order tells what became of it meanwhile.
addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
if (!question.has('order')) forget();
showPanel(byId('panel'));
drawBilling();
byId('payment-form').addEventListener('submit', pay);
// Begun while the order is asked for. What goes wrong is tried again, and told, when a field has to be drawn.
import('./card-step.js').then(({ loadSeal }) => loadSeal()).catch(() => {});
start();
