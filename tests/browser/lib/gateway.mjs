// The sandbox gateway asked directly, the way a merchant's own back end could: what is true about an order.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

/** A reader of the gateway's own API and a hand on its clock. */
export function gatewayOf({ sandbox, merchant }) {
  let token;
  const ask = async (path, { headers, ...init } = {}) => {
    token ??= await accessToken(sandbox, merchant);
    const response = await fetch(new URL(path, sandbox), { ...init, headers: { ...headers, Authorization: `Bearer ${token}` } });
    assert.equal(response.status, 200, `the gateway answered ${response.status} to ${path}`);
    return (await response.json()).data;
  };
  return {
    /** The payment session of the attempt with this number at an order. */
    session: async (order, attempt = 1) => firstOf(await ask(`/v2/payments?clientReferenceId=${order}n${attempt}`)),
    /** The payment session of the newest attempt at an order. */
    async newest(order) {
      let newest;
      for (let attempt = 1; ; attempt += 1) {
        const [found] = await ask(`/v2/payments?clientReferenceId=${order}n${attempt}`);
        if (!found) return newest;
        newest = found;
      }
    },
    /** Opens a session as another back end of the merchant could, in any way that the gateway knows. */
    open: async session => ask('/v2/payments', { method: 'POST', body: JSON.stringify(session),
      headers: { 'Content-Type': 'application/json', 'X-REQUEST-ID': randomBytes(16).toString('hex') } }),
    customer: id => ask(`/v1/customers/${id}`),
    /** The stored payment methods of the customer who made this order. */
    async stored(order) {
      const { customerId } = await this.newest(order);
      const customer = await ask(`/v1/customers/${customerId}`);
      return customer.storedPaymentMethods ?? [];
    },
    /** Moves the gateway's clock forward; access tokens may have ended by then. */
    async advance(seconds) {
      const response = await fetch(new URL('/control/clock', sandbox), {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ advanceSeconds: seconds }),
      });
      assert.equal(response.status, 200);
      token = undefined;
    },
  };
}

async function accessToken(sandbox, { id, secret }) {
  const response = await fetch(new URL('/v1/access-token', sandbox), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-MERCHANT-ID': id, 'X-MERCHANT-SECRET': secret },
    body: JSON.stringify({ grantType: 'client_credentials' }),
  });
  assert.equal(response.status, 200, 'the gateway gives the merchant a token');
  return (await response.json()).data.accessToken;
}

function firstOf(found) {
  const list = Array.isArray(found) ? found : found.data ?? found.paymentSessions ?? [found];
  assert.equal(list.length, 1, 'exactly one session has this reference');
  return list[0];
}
