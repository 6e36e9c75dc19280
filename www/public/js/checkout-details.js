// Step one: who pays. The answer is kept on this device, so that the next purchase is shorter.
import { byId, h } from './dom.js';

const KEY = 'shopper';

/** The details kept from an earlier purchase, or null. */
export function keptDetails() {
  try {
    const { name, email } = JSON.parse(localStorage.getItem(KEY)) ?? {};
    return name && email ? { name, email } : null;
  } catch {
    return null;
  }
}

/** Shows the form, or one line when the details are known, and calls `done({name, email}, {typed})` once they are. */
export function askDetails(known, done) {
  const section = byId('details');
  const form = byId('details-form');
  section.hidden = false;
  form.addEventListener('submit', event => {
    event.preventDefault();
    const details = { email: form.elements.email.value.trim(), name: form.elements.name.value.trim() };
    if (!judge(form)) return;
    remember(details);
    showLine(details);
    done(details, { typed: true });
  });
  for (const input of [form.elements.email, form.elements.name]) {
    input.addEventListener('input', () => clearError(input));
  }
  if (!known) return;
  form.elements.email.value = known.email;
  form.elements.name.value = known.name;
  showLine(known);
  done(known, { typed: false });
}

/** Opens the form again because the service refused a field, `name` or `email`. */
export function refuseDetails(field) {
  openForm();
  mark(byId(field), field === 'email' ? 'The shop does not take this address. Check it for typing errors.' : 'The shop does not take this name. Write it shorter or simpler.');
  byId(field).focus();
}

/** Hides the step; an order that exists already knows its shopper. */
export function skipDetails() {
  byId('details').hidden = true;
}

function showLine(details) {
  const change = () => {
    openForm();
    byId('email').focus();
  };
  byId('details-form').hidden = true;
  byId('details-line').hidden = false;
  byId('details-line').replaceChildren(
    h('span', {}, details.name, h('span', { class: 'muted' }, ` ${details.email}`)),
    h('button', { class: 'link-button', type: 'button', onclick: change }, 'Change',
      h('span', { class: 'visually-hidden' }, ' your details')));
}

function openForm() {
  byId('details-line').hidden = true;
  byId('details-form').hidden = false;
  byId('payment').hidden = true;
}

function judge(form) {
  const { email, name } = form.elements;
  const wrong = [
    [email, email.value.trim() === '' ? 'Type your e-mail address.' : !email.validity.valid && 'This address is not complete: it looks like name@example.com.'],
    [name, name.value.trim() === '' && 'Type your name.'],
  ].filter(([, words]) => words);
  for (const [input, words] of wrong) mark(input, words);
  wrong[0]?.[0].focus();
  return wrong.length === 0;
}

function mark(input, words) {
  input.setAttribute('aria-invalid', 'true');
  byId(`${input.id}-error`).textContent = words;
}

function clearError(input) {
  input.removeAttribute('aria-invalid');
  byId(`${input.id}-error`).textContent = '';
}

function remember(details) {
  try {
    localStorage.setItem(KEY, JSON.stringify(details));
  } catch {
    // The next purchase asks again.
  }
}
