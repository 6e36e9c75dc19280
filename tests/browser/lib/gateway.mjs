// The sandbox gateway asked directly, the way a merchant's own back end could: what is true about an order.
import assert from 'node:assert/strict';

/** A reader of the gateway's own API and a hand on its clock. */
export function gatewayOf({ sandbox, merchant }) {
  let token;
  const ask = async path => {
    token ??= await accessToken(sandbox, merchant);
    const response = await fetch(new URL(path, sandbox), { headers: { Authorization: `Bearer ${token}` } });
    assert.equal(response.status, 200, `the gateway answered ${response.status} to ${path}`);
    return (await response.json()).data;
  };
  return {
    /** The payment session of the attempt with this number at an order. */
    session: async (order, attempt = 1) => firstOf(await ask(`/v2/payments?clientReferenceId=${order}n${attempt}`)),
    customer: id => ask(`/v1/customers/${id}`),
    /** The stored payment methods of the customer who made this order. */
    async stored(order, attempt = 1) {
      const { customerId } = await this.session(order, attempt);
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
