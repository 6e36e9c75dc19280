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
