// The Pay button: what it says for each way of paying, and while something is under way.
import { announce, byId, h, notice } from './dom.js';
import { money, walletName } from './format.js';

const SLOW_MS = 6_000;

const button = byId('pay');
const shown = { amount: null, way: { kind: 'new' }, busy: false, slow: 0 };

/** Sets what is to be paid and how. */
export function payFor(amount, way) {
  Object.assign(shown, { amount, way });
  if (!shown.busy) button.replaceChildren(...label());
  byId('pay-hint').textContent = HINTS[way.kind](way);
}

/** Shows or hides the button with its hint. */
export function showPay(visible) {
  button.hidden = !visible;
  byId('pay-hint').hidden = !visible;
}

/** Whether a press counts. */
export function isReady() {
  return !shown.busy && !button.hidden;
}

/** Says what is under way; null when nothing is any more. */
export function setBusy(words) {
  clearTimeout(shown.slow);
  shown.busy = words !== null;
  button.setAttribute('aria-disabled', String(shown.busy));
  button.replaceChildren(...(words === null ? label() : [words]));
  announce(words ?? '');
  if (shown.busy) shown.slow = setTimeout(tellSlow, SLOW_MS);
}

/** Puts a notice beside the button, or takes it away. */
export function tell(words, actions) {
  byId('pay-notice').replaceChildren(...(words ? [notice({ kind: 'bad', ...words, actions })] : []));
}

const HINTS = {
  new: () => 'You may be sent to your bank to confirm it is you.',
  saved: () => 'You may be sent to your bank to confirm it is you.',
  wallet: ({ channel }) => `You confirm it at ${walletName(channel)}, and come back here.`,
  page: () => 'Nothing is charged before you confirm it there.',
};

function label() {
  const amount = h('span', { class: 'number' }, money(shown.amount));
  const { kind, channel } = shown.way;
  const how = { wallet: ` with ${walletName(channel)}`, page: ' on the gateway\u2019s page' };
  // One child, so that the words wrap as one sentence.
  return [h('span', {}, 'Pay ', amount, how[kind])];
}

function tellSlow() {
  tell({
    kind: 'wait',
    title: 'This takes longer than usual',
    text: 'Please keep this page open. The answer comes within a minute, and you are charged once at most.',
  });
}
