// What is bought, beside the payment.
import { byId, h } from './dom.js';
import { money, pictureOf } from './format.js';

/** Draws the order's lines and total; null draws their shape. */
export function showSummary(bought) {
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
