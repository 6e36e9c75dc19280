// What a shopper does on pages that are not the shop's: the gateway's, the bank's, the wallet's.
import { CODE, cardInputsIn, decide, goToPayment, resultIs, typeCardIn } from './shopper.mjs';

/** The published phones, each with its own ending. */
export const PHONES = { pays: '08111111001', thinks: '08111111002', fails: '08111111003', expires: '08111111004' };

/** From the shop's first page to the gateway's own page. */
export async function goToGatewaysPage(page, { offerSave = true, way = /chosen there/, ...who } = {}) {
  await goToPayment(page, who);
  await leaveForGatewaysPage(page, { offerSave, way });
}

/** From the open payment step to the gateway's own page. */
export async function leaveForGatewaysPage(page, { offerSave = true, way = /chosen there/ } = {}) {
  await page.getByRole('radio', { name: way }).check();
  const save = page.getByLabel('Let me save it there');
  if (await save.isVisible()) await save.setChecked(offerSave);
  await page.getByRole('button', { name: /^Pay\b.*gateway/ }).click();
  await onGatewaysPage(page);
}

/** Waits until the gateway's page is there. */
export async function onGatewaysPage(page) {
  await page.waitForURL(/\/pay\/[^/]+$/);
  await page.locator('#payment').waitFor();
}

/** Chooses a line of the gateway's page: `card`, `saved:0`, `DANA`, … */
export async function chooseThere(page, method) {
  await page.locator(`input[name="method"][value="${method}"]`).check();
}

/** Pays with a new card on the gateway's page, up to the bank's or the next page. */
export async function payThereWithCard(page, number, { save = false, cvc = CODE } = {}) {
  await chooseThere(page, 'card');
  await typeCardIn(page, '#card', number, { cvc });
  if (save) await page.locator('input[name="save"]').check();
  await page.locator('#pay').click();
}

/** Pays with the saved card at this place of the gateway's list. */
export async function payThereWithSaved(page, place, { cvc = CODE } = {}) {
  await chooseThere(page, `saved:${place}`);
  await page.locator(`#cvc-${place}`).getByLabel(/security code/i).click();
  await page.keyboard.type(cvc);
  await page.locator('#pay').click();
}

/** Pays with a wallet that is chosen on the gateway's page, up to the wallet's page. */
export async function payThereWithWallet(page, method, { save = false } = {}) {
  await chooseThere(page, method);
  if (save) await page.locator('input[name="save"]').check();
  await page.locator('#pay').click();
  await page.waitForURL(/\/wallet\//);
}

/** Gives the phone, then its code, on the wallet's page. */
export async function confirmAtWallet(page, phone = PHONES.pays) {
  await page.waitForURL(/\/wallet\//);
  await page.locator('input[name="phone"]').fill(phone);
  await page.locator('button[name="decision"][value="pay"]').click();
  await confirmCode(page);
}

/** Gives the code alone, as for a saved wallet. */
export async function confirmCode(page) {
  await page.locator('input[name="otp"]').fill('000000');
  await page.locator('button[name="decision"][value="pay"]').click();
}

/** From the open payment step to the page of a wallet that is chosen in the shop. */
export async function leaveForWallet(page, name, { save = false } = {}) {
  await page.getByRole('radio', { name: /^E-wallet/ }).check();
  await page.getByRole('radio', { name, exact: true }).check();
  await page.getByLabel('Save this wallet').setChecked(save);
  await page.getByRole('button', { name: new RegExp(`^Pay\\b.*${name}`) }).click();
  await page.waitForURL(/\/wallet\//);
}

export { cardInputsIn, decide, resultIs };
