// What a shopper does, one step at a time. Every digit goes through real key events.
import assert from 'node:assert/strict';

/** The documented test cards that the stories use. */
export const CARDS = {
  challenge: '4440000112290002',
  frictionless: '4440000112200001',
  declined: '4440000334480001',
  foreign: '4448100334430014',
};

export const CODE = '737';

/** From the shop's first page to the open card form. */
export async function goToPayment(page, { product = 'Seal and wax set', email = 'sari@example.com', name = 'Sari Dewi' } = {}) {
  await page.goto('/');
  await page.getByRole('link', { name: `Buy ${product}` }).click();
  await giveDetails(page, { email, name });
  await page.getByRole('heading', { name: 'Payment', exact: true }).waitFor();
}

/** Fills in who pays, where the page asks for it. */
export async function giveDetails(page, { email, name }) {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Continue to payment' }).click();
}

/** The four inputs of the shop's card form, by their visible labels. */
export function cardInputs(page) {
  return cardInputsIn(page, '#card-slot');
}

/** The four inputs of a card form, by their visible labels. */
export function cardInputsIn(page, place) {
  const form = page.locator(place);
  return {
    number: form.getByLabel('Card number'),
    expiry: form.getByLabel('Expiry date'),
    cvc: form.getByLabel('Security code'),
    name: form.getByLabel('Name on card'),
  };
}

/** Types a card key by key into the shop's form. */
export function typeCard(page, number, card) {
  return typeCardIn(page, '#card-slot', number, card);
}

/** Types a card key by key. */
export async function typeCardIn(page, place, number, { expiry = '1230', cvc = CODE, name = 'SARI DEWI' } = {}) {
  const inputs = cardInputsIn(page, place);
  await inputs.number.waitFor();
  for (const [input, text] of [[inputs.number, number], [inputs.expiry, expiry], [inputs.cvc, cvc], [inputs.name, name]]) {
    await input.click();
    await page.keyboard.type(text, { delay: 2 });
  }
}

/** Presses Pay. */
export async function pay(page) {
  await page.getByRole('button', { name: /^Pay\b/ }).click();
}

/** Decides on the bank's page: approve, fail or cancel. */
export async function decide(page, decision) {
  await page.waitForURL(/\/3ds\//);
  await page.locator(`button[name="decision"][value="${decision}"]`).click();
}

/** Waits for the result page and gives the order's id; the heading must match. */
export async function resultIs(page, heading) {
  await page.waitForURL(/\/result\.html\?order=/);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  const id = new URL(page.url()).searchParams.get('order');
  assert.match(id, /^[0-9a-zA-Z]{32}$/);
  return id;
}

/** Pays with a new card from start to result. */
export async function buyWithCard(page, number, { save = false, decision = 'approve', heading = /^Paid/, ...who } = {}) {
  await goToPayment(page, who);
  await typeCard(page, number);
  if (save) await page.getByLabel('Save this card').check();
  await pay(page);
  if (decision) await decide(page, decision);
  return resultIs(page, heading);
}

/** The order as the shop's service tells it to this shopper, asked beside the page with the same cookies. */
export async function orderOf({ context }, id) {
  return (await (await context.request.get(`/api/orders/${id}`)).json()).order;
}

/** The saved cards as the shop's service tells them to this shopper. */
export async function walletOf({ context }) {
  return (await (await context.request.get('/api/wallet')).json()).methods;
}
