// The second half of the demo's story: the gateway's own page, wallets, a card from abroad, and a change of mind.

const CHALLENGED = '5550000112220002';
const FOREIGN = '4448100334430014';
const PHONES = { pays: '08111111001', thinks: '08111111002' };

/** Goes on where a shopper with one saved card stands. */
export async function storyThere({ page, picture, title, wire, typeCard, pressPay }) {
  title('8. A new card on the gateway\u2019s own page, which asks whether to keep it');
  await leave(page, /chosen there/);
  await picture('gateway-page');
  await page.locator('input[name="method"][value="card"]').check();
  await typeCard(page, CHALLENGED, '#card');
  await page.locator('input[name="save"]').check();
  await picture('gateway-card');
  await page.locator('#pay').click();
  await approve(page);
  await paid(page, wire);
  await picture('paid-there');

  title('9. Paid there again, with what is saved');
  await leave(page, /chosen there/);
  await page.locator('#cvc-0').getByLabel(/security code/i).click();
  await page.keyboard.type('737');
  await picture('gateway-saved');
  await page.locator('#pay').click();
  await approve(page);
  await paid(page, wire);

  title('10. A wallet, chosen in the shop and saved');
  await chooseWallet(page, 'DANA', { save: true });
  await picture('wallets');
  await pressPay(page);
  await page.locator('input[name="phone"]').fill(PHONES.pays);
  await picture('wallet-phone');
  await submitWallet(page);
  await page.locator('input[name="otp"]').fill('000000');
  await picture('wallet-code');
  await submitWallet(page);
  await paid(page, wire);
  await picture('paid-by-wallet');

  title('11. The saved wallet pays on the gateway\u2019s page, without its number');
  await leave(page, /^DANA.*saved/);
  await picture('gateway-saved-wallet');
  await page.locator('#pay').click();
  await page.locator('input[name="otp"]').fill('000000');
  await submitWallet(page);
  await paid(page, wire);

  title('12. A card from abroad needs an address, and is typed once');
  await page.goto('/checkout.html?sku=PEN-BRASS');
  await page.getByRole('radio', { name: 'Another card' }).check();
  await typeCard(page, FOREIGN);
  await pressPay(page);
  await page.getByText('This card is from abroad').waitFor();
  await picture('abroad');
  await fillAddress(page);
  await pressPay(page);
  await approve(page);
  await paid(page, wire);

  title('13. A wallet that thinks, and a page that is left for another way');
  await chooseWallet(page, 'OVO');
  await pressPay(page);
  await page.locator('input[name="phone"]').fill(PHONES.thinks);
  await submitWallet(page);
  await page.locator('input[name="otp"]').fill('000000');
  await submitWallet(page);
  await page.getByRole('heading', { level: 1, name: /still deciding/ }).waitFor();
  await picture('processing');
  await leave(page, /chosen there/);
  const { orders: [{ id }] } = await (await page.context().request.get('/api/orders')).json();
  await page.goto(`/result.html?order=${id}`);
  await page.getByRole('heading', { level: 1, name: /is waiting for you/ }).waitFor();
  await picture('waiting');
}

async function leave(page, way) {
  await page.goto('/checkout.html?sku=PAPER-A5');
  await page.getByRole('radio', { name: way }).check();
  await page.getByRole('button', { name: /^Pay\b/ }).click();
  await page.waitForURL(/\/pay\//);
  await page.locator('#payment').waitFor();
}

async function chooseWallet(page, name, { save = false } = {}) {
  await page.goto('/checkout.html?sku=PAPER-A5');
  await page.getByRole('radio', { name: /^E-wallet/ }).check();
  await page.getByRole('radio', { name, exact: true }).check();
  await page.getByLabel('Save this wallet').setChecked(save);
}

async function submitWallet(page) {
  await page.locator('button[name="decision"][value="pay"]').click();
}

async function approve(page) {
  await page.waitForURL(/\/3ds\//);
  await page.locator('button[name="decision"][value="approve"]').click();
}

async function paid(page, wire) {
  await page.getByRole('heading', { level: 1, name: /^Paid/ }).waitFor();
  await wire.state();
}

async function fillAddress(page) {
  await page.getByLabel('Street and number').fill('1 Golf Street');
  await page.getByLabel('City').fill('Springfield');
  await page.getByLabel('Province or state').fill('Oregon');
  await page.getByLabel('Country').selectOption('US');
  await page.getByLabel('Postal code').fill('97477');
}
