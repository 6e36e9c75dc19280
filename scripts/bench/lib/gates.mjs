// The budgets, and whether a run keeps them. Speeds are ratios of medians from one run, never times; a median may be
// off by 10 %. Bytes and pages are exact.

const NOISE = 1.1;
const KIB = 1024;

/** Judges a run: one row for each budget, `{ id, what, value, unit, budget, goal, verdict, reached }`. */
export function judgeRun({ downloads, chromium, node, cold, keys, memory }) {
  const over = (table, one, two) => table[one].median / table[two].median;
  return [
    atMost('P1', 'card form, one language, brotli', downloads.forms.cardseal.brotli, 24 * KIB, 14 * KIB, 'bytes'),
    atMost('P2', 'encryption alone, brotli', downloads.encrypting.cardseal.brotli, 12 * KIB, 6 * KIB, 'bytes'),
    ratio('P3', 'Chromium, same key: cardseal / jose', over(chromium, 'cardseal once', 'jose once'), 1, 0.7),
    ratio('P3', "Chromium, same key: cardseal / jsencrypt's bare RSA", over(chromium, 'cardseal once', 'jsencrypt once'), 1 / 8),
    ratio('P3', 'Chromium, another key each time: cardseal / gateway sample', over(chromium, 'cardseal each', 'gateway sample each'), 1, 0.6),
    ratio('P4', 'Node, same key: cardseal / jose', over(node, 'cardseal once', 'jose once'), 0.5, 0.25),
    ratio('P5', 'cold: cardseal in one file / jose', over(cold, 'cardseal, one file', 'jose'), 0.85),
    ratio('P5', 'cold: cardseal in one file / jsencrypt', over(cold, 'cardseal, one file', 'jsencrypt'), 0.5),
    ratio('P5', 'cold: cardseal in one file / bare WebCrypto', over(cold, 'cardseal, one file', 'WebCrypto'), null, 1.25),
    ratio('P6', 'one keystroke: cardseal attached / imask', over(keys, 'cardseal attached', 'imask'), 1, 0.5),
    ratio('P6', 'one keystroke: cardseal drawn / imask', over(keys, 'cardseal drawn', 'imask'), null, 1),
    atMost('P6', 'one keystroke, 99 of 100, drawn form', keys['cardseal drawn'].p99, 1000, null, 'µs'),
    atMost('P7', 'memory after 1,000 cards', memory.many, 4, 2, 'pages'),
    atMost('P7', 'pages grown from the first card to the last', memory.many - memory.first, null, 0, 'pages'),
  ];
}

/** Whether every budget is kept. */
export const allMet = (rows) => rows.every(({ verdict }) => verdict !== 'not met');

/** Whether a row is of bytes or pages, which are the same on every machine. */
export const isExact = ({ unit }) => ['bytes', 'pages'].includes(unit);

function ratio(id, what, value, budget, goal = null) {
  return judged({ id, what, value, unit: 'x', budget, goal }, NOISE);
}

function atMost(id, what, value, budget, goal, unit) {
  return judged({ id, what, value, unit, budget, goal }, 1);
}

// A row without a budget has only a goal, which is reached or not, and fails nothing.
function judged(row, slack) {
  if (!Number.isFinite(row.value)) throw new RangeError(`${row.id}: ${row.what} was not measured`);
  const within = (limit) => row.value <= limit * slack;
  const verdict = row.budget === null ? 'no budget' : within(row.budget) ? 'met' : 'not met';
  return { ...row, verdict, reached: row.goal === null ? null : within(row.goal) };
}
