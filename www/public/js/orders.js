import { api } from './api.js';
import { announce, byId, h, linkButton, notice } from './dom.js';
import { ago, brandName, exactTime, money } from './format.js';
import { expiry } from './checkout-methods.js';
import { refusalWords } from './problems.js';

const STATES = {
  paid: ['good', 'Paid'],
  processing: ['wait', 'With the bank'],
  action_required: ['wait', 'Waits for you at the bank'],
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

function cards({ methods }) {
  if (methods.length === 0) {
    return h('p', { class: 'muted' }, 'No card is saved. Tick \u201cSave this card\u201d at your next purchase.');
  }
  return h('ul', { class: 'list' }, methods.map(({ brand, lastFour, expiryMonth, expiryYear, status }) => h('li', {},
    h('span', { class: 'plain number' }, `${brandName(brand)} \u2022\u2022\u2022\u2022 ${lastFour}`),
    h('span', { class: 'plain small muted number' }, expiry(expiryMonth, expiryYear)),
    status !== 'ACTIVE' && h('span', { class: 'small state bad' }, 'No longer usable'))));
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
      h('time', { class: 'small muted', datetime: moment.toISOString(), title: exactTime(moment) }, ago(moment)),
      h('span', { class: `small state ${kind}` }, words));
  }));
}

fill(byId('cards'), api.wallet, cards);
fill(byId('orders'), api.orders, orders);
