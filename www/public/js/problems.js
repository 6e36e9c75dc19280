// What went wrong, in words for the shopper: what happened, whether money moved, what to do.

import { placeOf, walletName } from './format.js';

const NOT_CHARGED = 'Nothing was charged.';

/** The title of a decline, by the gateway's failure code. What to do comes from the shop's service. */
const DECLINES = {
  INSUFFICIENT_FUND: 'Not enough money on this card',
  INVALID_ACCOUNT: 'Your bank does not know this card',
  AUTHENTICATION_FAILED: 'Your bank could not confirm it was you',
  CHANNEL_UNAVAILABLE: 'Your bank cannot be reached',
};

/** Title and text for a decline; an unknown code still gets a plain sentence. */
export function declineWords({ failure, wallet }) {
  return {
    title: wallet ? `${walletName(wallet.channel)} did not take this payment` : DECLINES[failure?.code] ?? 'Your bank declined this payment',
    text: withNotCharged(failure?.message ?? 'Try again, or use another card.'),
  };
}

/** The sentence with "Nothing was charged." in it, once. */
export function withNotCharged(text) {
  return text.includes(NOT_CHARGED) ? text : `${NOT_CHARGED} ${text}`;
}

const REFUSALS = {
  no_answer: ['The shop does not answer', 'Check your connection and try again.'],
  checkout_unreachable: ['The shop\u2019s payment service is not running', 'Try again in a moment.'],
  gateway_unavailable: ['The payment gateway does not answer', 'Try again in a moment.'],
  card_refused: ['The gateway did not take the card', 'Open a new payment and type it again.'],
  payment_refused: ['The gateway did not take the payment', 'Check the security code, or use another card.'],
  billing_required: ['This card is from abroad', 'Its bank compares the billing address. Fill it in and pay again.'],
  session_required: ['This payment was closed', 'Open a new payment and type the card again.'],
  saved_method_not_found: ['This saved card cannot be used any more', 'Use another card.'],
  foreign_origin: ['This page was opened at another address than the shop\u2019s own', 'Open the shop at its own address and try again.'],
};

/** Another payment of the order is open elsewhere: why this page can't take its place. */
export function inTheWay(order) {
  const place = placeOf(order);
  return {
    kind: 'wait',
    title: `A payment of this order is open at ${place}`,
    text: `It can be finished or cancelled there only, and ends by itself after a while. ${NOT_CHARGED}`,
  };
}

/** Title and text for an `ApiError` that left nothing under way. */
export function refusalWords(error) {
  const [title, advice] = REFUSALS[error.code]
    ?? ['The shop could not do that', `Try again in a moment. If it happens again, tell us this word: ${error.code}.`];
  return { title, text: withNotCharged(advice) };
}

// What the card field itself refuses, by its stable code.
const NO_WASM = [
  'This browser does not run WebAssembly here',
  'Your card cannot be sealed without it. Allow it for this page, or use another browser.',
];
const FIELD = {
  wasm_unavailable: NO_WASM,
  wasm_blocked: NO_WASM,
  session_expired: ['The time for this payment ran out', 'Open a new payment and type the card again.'],
  already_encrypted: ['This payment was closed', 'Open a new payment and type the card again.'],
  random_unavailable: ['This browser gives no random numbers', 'Your card cannot be sealed without them. Use another browser.'],
  internal: ['The card form stopped', 'What you typed was wiped. Open the page again and type the card once more.'],
};

/** Whether a payment may have been made although no clear answer came back. */
export function isUnknown(error) {
  const certain = error?.name !== 'ApiError' || error.code === 'gateway_unavailable';
  return !certain && (error.status === 0 || error.status >= 500 || error.code === 'unreadable_answer');
}

/** How a refusal by the card field or by the service is told beside the Pay button. */
export function cardProblem(error) {
  const words = FIELD[error?.code];
  if (words) return { kind: 'bad', title: words[0], text: `Nothing was sent. ${words[1]}` };
  if (error?.name === 'ApiError') return { kind: 'bad', ...refusalWords(error) };
  return { kind: 'bad', title: 'The card form did not load', text: 'Nothing was sent. Check your connection and try again.' };
}
