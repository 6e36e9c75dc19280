// What goes into the module beside the card.

// A content key, a nonce and a seed.
const RANDOM = 32 + 12 + 32;

// One byte more than is taken, so that a longer text is refused as too long.
const JSON_TEXT = 8 * 1024 + 1;

/** The month that the device's clock shows, as one number such as 202611; NaN where it shows none. */
export function today() {
  const now = new Date();
  return now.getFullYear() * 100 + now.getMonth() + 1;
}

/** The JSON texts of what travels beside the card. What has no JSON form is an empty text, which is refused. */
export function contextOf(context) {
  const { deviceInformations, metadata } = context ?? {};
  return [plain(deviceInformations), plain(metadata)];
}

/** Puts both texts and gives their lengths. */
export function putContext(block, texts) {
  return texts.map((text) => block.put(text, JSON_TEXT));
}

/** Leaves room for random bytes and gives what fills it. Zeros, where the browser gives none, are refused. */
export function random(block) {
  const bytes = block.take(RANDOM);
  return () => {
    try {
      crypto.getRandomValues(bytes);
    } catch {
      bytes.fill(0);
    }
  };
}

function plain(value) {
  if (value === undefined || value === null) return '{}';
  try {
    return typeof value === 'object' ? (JSON.stringify(value) ?? '') : '';
  } catch {
    return '';
  }
}
