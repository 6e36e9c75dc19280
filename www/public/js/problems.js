// What went wrong, in words for the shopper: what happened, whether money moved, what to do.

const NOT_CHARGED = 'Nothing was charged.';

/** The title of a decline, by the gateway's failure code. What to do comes from the shop's service. */
const DECLINES = {
  INSUFFICIENT_FUND: 'Not enough money on this card',
  INVALID_ACCOUNT: 'Your bank does not know this card',
  AUTHENTICATION_FAILED: 'Your bank could not confirm it was you',
  CHANNEL_UNAVAILABLE: 'Your bank cannot be reached',
};

/** Title and text for a decline; an unknown code still gets a plain sentence. */
export function declineWords(failure) {
  return {
    title: DECLINES[failure?.code] ?? 'Your bank declined this payment',
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
  unreadable_answer: ['The shop gave an answer we cannot read', 'Try again in a moment.'],
};

/** Title and text for an `ApiError` that left nothing under way. */
export function refusalWords(error) {
  const gateway = error.status === 502 || error.status === 503 || error.status === 504;
  const [title, advice] = REFUSALS[error.code]
    ?? (gateway ? ['The payment gateway does not answer', 'Try again in a moment.'] : ['That did not work', sentence(error.message)]);
  return { title, text: withNotCharged(advice) };
}

/** A service's message, which starts small and has no full stop, as a sentence. */
export function sentence(message) {
  const text = String(message ?? '').trim();
  return text === '' ? '' : `${text[0].toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}

// What the card field itself refuses, by its stable code.
const FIELD = {
  wasm_unavailable: ['This browser does not run WebAssembly here', 'Your card cannot be sealed without it. Allow it for this page, or use another browser.'],
  session_expired: ['The time for this payment ran out', 'Open a new payment and type the card again.'],
};

/** Whether a payment may have been made although no clear answer came back. */
export function isUnknown(error) {
  return error?.name === 'ApiError' && (error.status === 0 || error.status >= 500 || error.code === 'unreadable_answer');
}

/** How a refusal by the card field or by the service is told beside the Pay button. */
export function cardProblem(error) {
  const words = FIELD[error?.code];
  if (words) return { kind: 'bad', title: words[0], text: `Nothing was sent. ${words[1]}` };
  if (error?.name === 'ApiError') return { kind: 'bad', ...refusalWords(error) };
  return { kind: 'bad', title: 'The card form did not load', text: 'Nothing was sent. Check your connection and try again.' };
}
