import { api } from './api.js';
import { announce, byId, h, notice } from './dom.js';
import { money, pictureOf } from './format.js';

// Public numbers of the gateway's own simulation; they are no one's card.
const TEST_CARDS = [
  ['4440 0001 1229 0002', 'Visa, asks you first, then pays'],
  ['4440 0001 1220 0001', 'Visa, pays without asking'],
  ['5550 0001 1222 0002', 'Mastercard, asks you first'],
  ['3550 0001 1227 0002', 'JCB, asks you first'],
  ['4440 0003 3448 0001', 'Visa, declined by the bank'],
  ['4440 0003 3447 0010', 'Visa, not enough money'],
  ['4448 1003 3443 0014', 'Visa from abroad, needs an address'],
];

// The phones of its e-wallets. Each gets the code 000000.
const TEST_PHONES = [
  ['0811 1111 001', 'Pays'],
  ['0811 1111 002', 'Takes its time'],
  ['0811 1111 003', 'Declines'],
  ['0811 1111 004', 'Lets it run out'],
];

const shelf = byId('shelf');

async function load() {
  byId('shelf-notice').replaceChildren();
  shelf.replaceChildren(...Array.from({ length: 4 }, placeholder));
  shelf.setAttribute('aria-busy', 'true');
  try {
    const { items } = await api.catalog();
    shelf.replaceChildren(...items.map(product));
    if (items.length === 0) say('wait', 'The shelves are empty', 'Nothing is for sale at the moment. Please come back later.');
  } catch {
    shelf.replaceChildren();
    say('bad', 'The shelves cannot be shown', 'The shop\u2019s service does not answer. Nothing is wrong on your side.',
      [h('button', { class: 'button', type: 'button', onclick: load }, 'Try again')]);
  } finally {
    shelf.setAttribute('aria-busy', 'false');
  }
}

function say(kind, title, text, actions) {
  byId('shelf-notice').replaceChildren(notice({ kind, title, text, actions }));
  announce(`${title}. ${text}`);
}

function product({ sku, name, description, price }) {
  return h('li', { class: 'product' },
    h('div', { class: 'tile' },
      h('img', { src: pictureOf(sku), alt: '', width: '320', height: '240' })),
    h('h2', {}, name),
    h('p', { class: 'small muted' }, description),
    h('div', { class: 'buy' },
      h('span', { class: 'number' }, money(price)),
      h('a', { class: 'button', href: `/checkout.html?sku=${encodeURIComponent(sku)}` }, 'Buy',
        h('span', { class: 'visually-hidden' }, ` ${name}`))));
}

function placeholder() {
  return h('li', { class: 'product', 'aria-hidden': 'true' },
    h('div', { class: 'tile skeleton' }, h('img', { src: '/art/blank.svg', alt: '', width: '320', height: '240' })),
    h('div', { class: 'skeleton line-1' }), h('div', { class: 'skeleton line-2' }), h('div', { class: 'skeleton line-1' }));
}

function testNumber([number, what]) {
  const label = h('span', {}, 'Copy');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(number.replaceAll(' ', ''));
      label.textContent = 'Copied';
      announce(`Copied ${number}`);
    } catch {
      label.textContent = 'Select it';
    }
    setTimeout(() => { label.textContent = 'Copy'; }, 2000);
  };
  return h('li', {},
    h('span', {}, h('b', { class: 'number' }, number), h('span', { class: 'small muted' }, what)),
    h('button', { class: 'link-button small', type: 'button', onclick: copy }, label,
      h('span', { class: 'visually-hidden' }, ` ${number}`)));
}

byId('test-cards').replaceChildren(...TEST_CARDS.map(testNumber));
byId('test-phones').replaceChildren(...TEST_PHONES.map(testNumber));
load();
