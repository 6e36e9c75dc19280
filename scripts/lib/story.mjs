// The demo's story: one shopper pays in every way, with new and saved cards and wallets, in the shop and on the gateway's
// page; and a picture of every page.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storyThere } from './story-there.mjs';
import { wireOf } from './wire.mjs';

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

// Public numbers of the gateway's simulation.
const CHALLENGED = '4440000112290002';
const DECLINED = '4440000334480001';

const SHAPES = {
  light: { viewport: { width: 1280, height: 860 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 860 }, colorScheme: 'dark' },
  phone: { viewport: { width: 360, height: 740 }, colorScheme: 'light', deviceScaleFactor: 2 },
};

// What the README shows of each flow: the part of the page that matters.
const SHOWN = {
  card: '.pay', 'saved-card': '.pay', wallets: '.pay', 'gateway-card': 'main', 'gateway-saved': 'main', 'wallet-code': 'main',
};

/**
 * Tells the story three times (light, dark, phone), printing it the first time; gives the number of pictures. With
 * `docs`, a folder, the README's pictures are made there too.
 */
export async function tellStory({ servers, executablePath, pictures, docs, say }) {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS });
  let count = 0;
  try {
    for (const [shape, options] of Object.entries(SHAPES)) {
      const context = await browser.newContext({ ...options, baseURL: servers.shop });
      const page = await context.newPage();
      const speak = shape === 'light' ? say : () => {};
      const wire = wireOf(page, servers, speak);
      const picture = async name => {
        count += 1;
        // The seal comes down within a moment.
        await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
        await page.screenshot({ path: join(pictures, `${String(count).padStart(2, '0')}-${name}-${shape}.png`), fullPage: true });
        if (docs && shape === 'phone' && SHOWN[name]) await show(page, SHOWN[name], join(docs, `${name}.webp`));
      };
      await story({ page, picture, speak, wire, email: `sari.${shape}@example.com` });
      await context.close();
    }
  } finally {
    await browser.close();
  }
  return count;
}

// Small enough to be kept with the source.
async function show(page, selector, path) {
  const { x, y, width, height } = await page.locator(selector).boundingBox();
  const session = await page.context().newCDPSession(page);
  const clip = { x: Math.max(0, x - 16), y: y + (await page.evaluate(() => scrollY)), width: Math.min(360, width + 32), height, scale: 1 };
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 60, clip, captureBeyondViewport: true });
  await session.detach();
  writeFileSync(path, Buffer.from(data, 'base64'));
}

async function story({ page, picture, speak, wire, email }) {
  const title = text => speak(`\n      ${text}`);

  title('1. The shop');
  await page.goto('/');
  await page.getByRole('link', { name: 'Buy Seal and wax set' }).waitFor();
  await picture('shop');

  title('2. The shopper says who pays');
  await page.getByRole('link', { name: 'Buy Seal and wax set' }).click();
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Name', { exact: true }).fill('Sari Dewi');
  await picture('details');
  await page.getByRole('button', { name: 'Continue to payment' }).click();

  title('3. A new card is typed key by key');
  await typeCard(page, CHALLENGED);
  await page.getByLabel('Save this card').check();
  await picture('card');

  title('4. It is sealed in the browser and sent');
  await whileHeld(page, '**/card', () => pressPay(page), () => picture('sealed'));
  await page.waitForURL(/\/3ds\//);
  await picture('bank');

  title('5. The bank approves');
  await page.locator('button[name="decision"][value="approve"]').click();
  await page.getByRole('heading', { level: 1, name: /^Paid/ }).waitFor();
  await wire.state();
  await picture('paid');

  title('6. The second purchase asks for the security code alone');
  await page.getByRole('link', { name: 'Pay again with the saved card' }).click();
  await page.locator('.code:not([hidden])').getByLabel(/security code/i).click();
  await page.keyboard.type('737');
  await picture('saved-card');
  await pressPay(page);
  await page.waitForURL(/\/3ds\//);
  await page.locator('button[name="decision"][value="approve"]').click();
  await page.getByRole('heading', { level: 1, name: /^Paid/ }).waitFor();
  await wire.state();
  await picture('paid-again');

  title('7. Another card is declined');
  await page.goto('/checkout.html?sku=PAPER-A5');
  await page.getByRole('radio', { name: 'Another card' }).check();
  await typeCard(page, DECLINED);
  await pressPay(page);
  await page.waitForURL(/\/3ds\//);
  await page.locator('button[name="decision"][value="approve"]').click();
  await page.getByRole('heading', { level: 1, name: /declined/ }).waitFor();
  await wire.state();
  await picture('declined');

  await storyThere({ page, picture, title, wire, typeCard, pressPay });

  title('14. Orders with their history, and what is saved');
  await page.goto('/orders.html');
  await page.getByRole('link', { name: 'Cotton letter paper' }).first().waitFor();
  await page.locator('.history summary').first().click();
  await picture('orders');
}

async function typeCard(page, number, place = '#card-slot') {
  const form = page.locator(place);
  await form.getByLabel('Card number').waitFor();
  const inputs = [form.getByLabel('Card number'), form.getByLabel('Expiry date'), form.getByLabel('Security code'), form.getByLabel('Name on card')];
  const texts = [number, '1230', '737', 'SARI DEWI'];
  for (const [index, input] of inputs.entries()) {
    await input.click();
    await page.keyboard.type(texts[index], { delay: 5 });
  }
}

// Holds one request back for as long as a picture takes.
async function whileHeld(page, pattern, act, look) {
  const held = new Promise(resolve => page.route(pattern, resolve, { times: 1 }));
  await act();
  const route = await held;
  await look();
  await route.continue();
}

function pressPay(page) {
  return page.getByRole('button', { name: /^Pay\b/ }).click();
}
