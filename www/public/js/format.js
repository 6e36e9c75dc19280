/** An amount as its currency is written: rupiah have no decimals. `amount` is `{value, currency}`. */
export function money({ value, currency }) {
  const format = new Intl.NumberFormat('id-ID', {
    style: 'currency',
    currency,
    ...(currency === 'IDR' && { minimumFractionDigits: 0, maximumFractionDigits: 0 }),
  });
  // A decimal string is formatted exactly, however long it is.
  return format.format(String(value));
}

const STEPS = [['day', 86_400], ['hour', 3_600], ['minute', 60]];

/** How long ago `date` was, in words. */
export function ago(date, now = new Date()) {
  const seconds = Math.round((date - now) / 1000);
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return words.format(Math.round(seconds / length), unit);
  }
  return 'just now';
}

/** The exact time, for the hint on a relative one. */
export function exactTime(date) {
  return date.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'long' });
}

const BRANDS = {
  VISA: 'Visa', MASTERCARD: 'Mastercard', JCB: 'JCB', AMEX: 'American Express', AMERICAN_EXPRESS: 'American Express',
  DINERS: 'Diners Club', DISCOVER: 'Discover', UNIONPAY: 'UnionPay', MAESTRO: 'Maestro',
};

/** A brand's own spelling; an unknown one as the gateway spells it. */
export function brandName(brand) {
  return BRANDS[String(brand ?? '').toUpperCase().replaceAll(/[ -]/g, '_')] ?? brand ?? 'Card';
}

const WALLETS = { DANA: 'DANA', SHOPEEPAY: 'ShopeePay', OVO: 'OVO' };

/** A wallet's own spelling; an unknown one as the gateway spells it. */
export function walletName(channel) {
  return WALLETS[String(channel ?? '').toUpperCase()] ?? channel ?? 'E-wallet';
}

/** What an order or an attempt was paid with, in a few words, as far as it is known. */
export function paidWith({ method, card, wallet }) {
  if (card) return `${brandName(card.brand)} \u2022\u2022\u2022\u2022 ${card.lastFour}`;
  if (wallet) return walletName(wallet.channel);
  return METHODS[method] ?? 'Not chosen';
}

const METHODS = { card: 'Card', stored: 'Saved card', ewallet: 'E-wallet', redirect: 'Gateway\u2019s page' };

/** Where the shopper has to act for an order. */
export function placeOf({ method, wallet } = {}) {
  if (method === 'redirect') return 'the gateway\u2019s page';
  return method === 'ewallet' ? walletName(wallet?.channel ?? 'your wallet') : 'your bank';
}

/** The same words with a capital letter first. */
export function capital(words) {
  return words[0].toUpperCase() + words.slice(1);
}

/** A number of bytes for people. */
export function bytes(count) {
  return count < 1000 ? `${count} bytes` : `${(count / 1000).toFixed(1)} kB`;
}

const PICTURES = {
  'SEAL-SET': 'seal-set', 'PAPER-A5': 'letter-paper', 'PEN-BRASS': 'brass-pen', 'HAND-BOOK': 'hand-book',
};

/** The address of an article's picture; the shop's mark where there is none. */
export function pictureOf(sku) {
  return `/art/${PICTURES[sku] ?? 'mark'}.svg`;
}
