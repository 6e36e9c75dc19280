// The hosted payment page: draws the card form, encrypts in it, counts down, and notices when the payment is over.
// Without this script wallets can be paid, and the page says when it ends.
const form = document.getElementById('payment');
const problem = document.getElementById('problem');
const progress = document.getElementById('progress');
const pay = document.getElementById('pay');
const countdown = document.getElementById('countdown');
const { page, state, package: packageUrl, encryptionKey, leftMs } = form.dataset;

const POLL_MS = 5000;
const codes = new Map();
let card = null;
let sent = false;
// The sandbox's clock may stand or be far ahead, so only what is left of the time is taken from it.
let deadline = Date.now() + Number(leftMs);

function tell(text) {
  problem.textContent = text;
}

/** This page again, as it is by now: its end, if it is over. */
function again() {
  location.replace(page);
}

function tick() {
  const left = Math.max(0, deadline - Date.now());
  const seconds = Math.ceil(left / 1000);
  if (seconds < 86400) {
    const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    const two = (n) => String(n).padStart(2, '0');
    countdown.textContent = `within ${h > 0 ? `${h}:${two(m)}` : m}:${two(s)}`;
    countdown.parentElement.classList.toggle('soon', seconds <= 60);
    if (seconds === 60) progress.textContent = 'One minute is left to pay.';
  }
  if (left === 0) void look();
}

/** Asks whether the page still waits: the clock may have been moved, or another tab may have paid. */
async function look() {
  try {
    const answer = await fetch(state, { cache: 'no-store' });
    if (!answer.ok) return;
    const now = await answer.json();
    if (!now.open) again();
    else deadline = Date.now() + now.leftMs;
  } catch {
    // Offline for a moment: the next look will tell.
  }
}

async function drawCards() {
  const place = document.getElementById('card');
  const { init, SecureCardField, SecureCvcField } = await import(packageUrl);
  await init({ locale: document.documentElement.lang });
  if (place) {
    card = new SecureCardField({ sessionId: 'hosted-page', encryptionKey, expiresAt: deadline });
    card.mount(place);
  }
  for (const code of document.querySelectorAll('.code')) {
    const field = new SecureCvcField({ brand: code.dataset.brand });
    field.mount(code);
    codes.set(code.id.replace('cvc-', 'saved:'), field);
  }
}

/** Puts what the chosen method needs into the form; false if the shopper has to mend something. */
async function complete(method) {
  if (method === 'card') {
    form.elements.encryptedCard.value = await card.encrypt({ deviceInformations: { userAgent: navigator.userAgent } });
  } else {
    // A form field is a string; the field's own copy is wiped, the browser drops this one with the page.
    const digits = codes.get(method).take();
    form.elements.cvc.value = String.fromCharCode(...digits);
    digits.fill(0);
  }
}

function busy() {
  sent = true;
  pay.setAttribute('aria-disabled', 'true');
  pay.textContent = 'Paying…';
  progress.textContent = 'Paying…';
}

async function submit(event) {
  if (sent) {
    event.preventDefault();
    return;
  }
  if (event.submitter?.value === 'cancel') {
    sent = true;
    return;
  }
  const method = form.elements.method.value;
  if (method !== 'card' && !codes.has(method)) {
    busy();
    return;
  }
  event.preventDefault();
  if (method === 'card' && !card) {
    tell('The card form is still loading. Try again in a moment.');
    return;
  }
  tell('');
  try {
    await complete(method);
  } catch (error) {
    if (error.code === 'invalid_card') return;
    if (error.code === 'session_expired') tell('Too little time is left for this payment. Go back to the shop and start again.');
    else tell('The card could not be encrypted. Reload the page and type it once more.');
    return;
  }
  busy();
  form.submit();
}

form.addEventListener('submit', submit);
form.addEventListener('change', () => tell(''));
// A page that the browser kept in its memory may be over by now.
addEventListener('pageshow', (event) => { if (event.persisted) again(); });
document.addEventListener('visibilitychange', () => { if (!document.hidden) void look(); });
setInterval(tick, 1000);
setInterval(look, POLL_MS);
tick();

if (packageUrl && (document.getElementById('card') || document.querySelector('.code'))) {
  drawCards().catch(() => {
    document.getElementById('card')?.replaceChildren();
    tell('The card form could not be loaded. Reload the page, or choose another way to pay.');
  });
}
