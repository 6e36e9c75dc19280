// The page's only way to the network. Every request passes `send`, which writes it into the journal.
import { entryOf, keep } from './journal.js';

/**
 * A refusal by the service, or no answer at all. `code` is stable; `status` is 0 when nothing came back. Where another
 * payment of the order is in the way, `order` and `next` tell how it stands and where to go.
 */
export class ApiError extends Error {
  constructor(code, message, { status = 0, field, order, next } = {}) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.field = field;
    this.order = order;
    this.next = next;
  }
}

let knownBin = '';

/** Tells the journal which first digits the card field reported, so that it can look for them in what is sent. */
export function watchFor(bin) {
  knownBin = bin ?? '';
}

export const api = {
  catalog: () => send('GET', '/api/catalog'),
  wallet: () => send('GET', '/api/wallet'),
  orders: () => send('GET', '/api/orders'),
  order: id => send('GET', `/api/orders/${encodeURIComponent(id)}`),
  createOrder: order => send('POST', '/api/orders', order),
  newSession: id => send('POST', `/api/orders/${encodeURIComponent(id)}/session`, {}),
  payWithCard: (id, encryptedCard, save) =>
    send('POST', `/api/orders/${encodeURIComponent(id)}/card`, { encryptedCard, save }),
  payWithSaved: (id, token, cvc) => send('POST', `/api/orders/${encodeURIComponent(id)}/saved`, { token, cvc }),
};

async function send(method, path, content) {
  const body = content === undefined ? undefined : JSON.stringify(content);
  const entry = entryOf({ method, path, body, bin: knownBin });
  const started = performance.now();
  try {
    const response = await fetch(path, {
      method,
      body,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      credentials: 'same-origin',
      redirect: 'error',
      cache: 'no-store',
    });
    entry.status = response.status;
    return await answerOf(response);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError('no_answer', 'the shop did not answer');
  } finally {
    entry.ms = Math.round(performance.now() - started);
    keep(entry);
  }
}

async function answerOf(response) {
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  const { code = 'unreadable_answer', message = 'the shop gave an answer that could not be read', field } =
    answer?.error ?? {};
  throw new ApiError(code, message, { status: response.status, field, order: answer?.order, next: answer?.next });
}
