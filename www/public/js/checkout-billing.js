// The billing address: asked only where a card from abroad needs it, or where the shopper opens it.
import { COUNTRIES } from './countries.js';
import { byId, h } from './dom.js';

const FIELDS = [
  { name: 'addressLine1', label: 'Street and number', autocomplete: 'billing address-line1', longest: 255, missing: 'Type the street and the number.' },
  { name: 'city', label: 'City', autocomplete: 'billing address-level2', longest: 255, missing: 'Type the city.' },
  { name: 'provinceState', label: 'Province or state', autocomplete: 'billing address-level1', longest: 255, missing: 'Type the province or state.' },
  { name: 'country', label: 'Country', autocomplete: 'billing country', missing: 'Choose the country.' },
  { name: 'postalCode', label: 'Postal code', autocomplete: 'billing postal-code', longest: 20, missing: 'Type the postal code.' },
];

let sent = '';

/** Draws the empty form into its place. */
export function drawBilling() {
  byId('billing-fields').replaceChildren(...FIELDS.map(field));
}

/** Opens the form and puts the cursor where something is missing. */
export function openBilling() {
  byId('billing').open = true;
  const empty = FIELDS.map(({ name }) => input(name)).find(({ value }) => value.trim() === '');
  (empty ?? input('addressLine1')).focus();
}

/**
 * What is typed: null where the form is closed or empty and not `required`, `{ wrong: true }` where a part is missing.
 */
export function readBilling({ required }) {
  const address = Object.fromEntries(FIELDS.map(({ name }) => [name, input(name).value.trim()]));
  const isEmpty = !byId('billing').open || Object.values(address).every(value => value === '');
  if (isEmpty && !required) return null;
  byId('billing').open = true;
  const wrong = FIELDS.filter(({ name }) => address[name] === '');
  for (const { name, missing } of wrong) mark(name, missing);
  if (wrong.length === 0) return address;
  input(wrong[0].name).focus();
  return { wrong: true };
}

/** Whether the service knows this address for this order already; from now on it does. */
export function isNews(order, address) {
  const text = JSON.stringify([order, address]);
  const news = text !== sent;
  sent = text;
  return news;
}

/** Shows that the service does not take a field; gives whether it is one of these. */
export function refuseBilling(path) {
  const name = path?.replace(/^customer\.billing\./, '');
  if (!FIELDS.some(field => field.name === name)) return false;
  sent = '';
  byId('billing').open = true;
  mark(name, 'The shop does not take this. Write it shorter or simpler.');
  input(name).focus();
  return true;
}

function field({ name, label, autocomplete, longest }) {
  const id = `billing-${name}`;
  const props = { id, autocomplete, 'aria-describedby': `${id}-error`, oninput: () => clear(name) };
  return h('div', { class: 'field' },
    h('label', { for: id }, label),
    name === 'country' ? h('select', props, h('option', { value: '' }, 'Choose'), countries()) : h('input', { ...props, maxlength: longest }),
    h('p', { id: `${id}-error`, class: 'error small', role: 'alert' }));
}

function countries() {
  const names = new Intl.DisplayNames('en', { type: 'region' });
  const named = COUNTRIES.map(code => ({ code, name: names.of(code) }));
  return named.sort((one, other) => one.name.localeCompare(other.name, 'en')).map(({ code, name }) => h('option', { value: code }, name));
}

function input(name) {
  return byId(`billing-${name}`);
}

function mark(name, words) {
  input(name).setAttribute('aria-invalid', 'true');
  byId(`billing-${name}-error`).textContent = words;
}

function clear(name) {
  input(name).removeAttribute('aria-invalid');
  byId(`billing-${name}-error`).textContent = '';
}
