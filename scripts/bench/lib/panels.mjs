// The run as panels of rows, which table and chart show alike. A ratio is to the first row, which is ours.

/** `[{ title, unit, note, rows: [{ name, ours, value, least, ratio }] }]`; `least` is null where nothing varies. */
export function panelsOf({ downloads, chromium, node, cold, far, keys }) {
  const ending = (table, suffix) => Object.fromEntries(Object.entries(table).filter(([name]) => name.endsWith(suffix)).map(([name, figures]) => [name.slice(0, -suffix.length), figures]));
  return [
    sizes('Download of a card form', 'Only cardseal draws the form; the others bring no inputs, labels or messages.', downloads.forms),
    sizes('Download to encrypt one card', 'All that the network carries for it; WebCrypto is in the browser.', downloads.encrypting),
    times('One card in Chromium, same key', 'µs', 'WebCrypto, jsencrypt and node-forge: bare RSA of 176 bytes, no envelope.', ending(chromium, ' once')),
    times('One card in Chromium, another key each time', 'µs', 'Importing the key included.', ending(chromium, ' each')),
    times('One card in Node, same key', 'µs', 'Default flags.', ending(node, ' once')),
    times('One card in Node, another key each time', 'µs', 'Importing the key included.', ending(node, ' each')),
    times('From script start to the first envelope', 'ms', 'Chromium, a fresh page each time that has its style and is left alone; nothing cached, loopback.', cold),
    times('The same, from a server 40 ms away', 'ms', 'There and back, for each request that has to wait for another one.', far),
    times('One keystroke, from event to value and state', 'µs', 'card-validator alone judges and formats nothing.', keys),
  ];
}

function sizes(title, note, table) {
  const rows = Object.entries(table).map(([name, { brotli, requests }]) => ({ name, value: brotli, least: null, requests }));
  return panel(title, 'bytes', `Brotli 11. ${note}`, rows);
}

function times(title, unit, note, table) {
  return panel(title, unit, note, Object.entries(table).map(([name, { min, median }]) => ({ name, value: median, least: min })));
}

function panel(title, unit, note, rows) {
  const [ours] = rows;
  return { title, unit, note, rows: rows.map((row) => ({ ...row, ours: row.name.startsWith('cardseal'), ratio: row.value / ours.value })) };
}

/** A figure as people read it: three digits that count. */
export function readable(value, unit) {
  if (unit === 'bytes' || value >= 1000) return Math.round(value).toLocaleString('en');
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
