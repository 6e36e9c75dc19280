// The page's only way to the shop's service. The journal sees every request that is made here.
import { watchFetch } from './journal.js';

watchFetch();

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

export const api = {
  catalog: () => send('GET', '/api/catalog'),
  wallet: () => send('GET', '/api/wallet'),
  orders: () => send('GET', '/api/orders'),
  order: id => send('GET', `/api/orders/${encodeURIComponent(id)}`),
  createOrder: order => send('POST', '/api/orders', order),
  newSession: id => send('POST', `/api/orders/${encodeURIComponent(id)}/session`, {}),
  payWithCard: (id, encryptedCard, save) =>
    send('POST', `/api/orders/${encodeURIComponent(id)}/card`, { encryptedCard, save }),
  payOnPage: (id, wish) => send('POST', `/api/orders/${encodeURIComponent(id)}/redirect`, wish),
  payFromWallet: (id, wish) => send('POST', `/api/orders/${encodeURIComponent(id)}/ewallet`, wish),
  setBilling: (id, address) => send('POST', `/api/orders/${encodeURIComponent(id)}/billing`, address),
  /** The code goes from its field into the request as bytes; no text of this page ever holds it. */
  payWithSaved: (id, token, codeField) =>
    ask(codeField.submit(`/api/orders/${encodeURIComponent(id)}/saved`, { token }, OPTIONS)),
};

const OPTIONS = { credentials: 'same-origin', redirect: 'error', cache: 'no-store' };

function send(method, path, content) {
  if (content === undefined) return ask(fetch(path, { ...OPTIONS, method }));
  const headers = { 'Content-Type': 'application/json' };
  return ask(fetch(path, { ...OPTIONS, method, headers, body: JSON.stringify(content) }));
}

async function ask(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new ApiError('no_answer', 'the shop did not answer');
  }
  return answerOf(response);
}

async function answerOf(response) {
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  const { code = 'unreadable_answer', message = 'the shop gave an answer that could not be read', field } =
    answer?.error ?? {};
  throw new ApiError(code, message, { status: response.status, field, order: answer?.order, next: answer?.next });
}
