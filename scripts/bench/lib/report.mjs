// The run in words: on the terminal and as Markdown.
import { panelsOf, readable } from './panels.mjs';

/** Prints the gates and every panel. */
export function printRun(run, gates) {
  for (const { title, unit, rows } of panelsOf(run.figures)) {
    console.log(`\n${title} (${unit})`);
    for (const row of rows) console.log(`  ${row.name.padEnd(28)} ${cells(row, unit).map((cell) => cell.padStart(12)).join('')}`);
  }
  console.log('\nBudgets (10 % of noise allowed on ratios)');
  for (const gate of gates) console.log(`  ${gate.id}  ${verdictOf(gate).padEnd(22)} ${shown(gate.value, gate.unit).padStart(10)}  ${limits(gate).padEnd(38)} ${gate.what}`);
}

/** The whole run as Markdown. */
export function markdownOf(run, gates) {
  const { machine, versions, options } = run;
  return [
    '# Benchmark',
    '',
    `${run.date}, ${machine}. One run, round-robin; **read the ratios, not the times**. \`chart.svg\` shows the same.`,
    '',
    `cardseal ${versions.cardseal} beside ${Object.entries(versions.peers).map(([name, version]) => `${name} ${version}`).join(', ')}; ${versions.browser}, Node ${versions.node}.`,
    `Warm: ${options.rounds} rounds of about ${options.batch} ms. Cold: ${options.tries} tries. Keystrokes: ${options.numbers} numbers of 16 digits.`,
    `"Same key" is the first of ${run.keys} RSA-2048 keys, "another key" is each of them in turn. Memory: ${run.figures.memory.loaded} pages when loaded, ${run.figures.memory.first} after one card, ${run.figures.memory.many} after ${options.cards}.`,
    '',
    '## Budgets',
    '',
    '| | What | Here | Budget | Goal | Verdict |',
    '|---|---|---|---|---|---|',
    ...gates.map((gate) => `| ${gate.id} | ${gate.what} | ${shown(gate.value, gate.unit)} | ${limit(gate.budget, gate.unit)} | ${limit(gate.goal, gate.unit)} | ${verdictOf(gate)} |`),
    '',
    ...panelsOf(run.figures).flatMap(section),
  ].join('\n');
}

function section({ title, unit, note, rows }) {
  const varies = rows.some(({ least }) => least !== null);
  const head = varies ? `| | min ${unit} | median ${unit} | median / cardseal |` : `| | ${unit} | / cardseal | requests |`;
  const line = (row) => `| ${row.ours ? `**${row.name}**` : row.name} | ${cells(row, unit).join(' | ')} |`;
  return [`## ${title}`, '', note, '', head, '|---|---|---|---|', ...rows.map(line), ''];
}

function cells({ value, least, ratio, requests }, unit) {
  const figures = least === null ? [readable(value, unit)] : [readable(least, unit), readable(value, unit)];
  return [...figures, `${ratio.toFixed(2)}x`, ...(requests === undefined ? [] : [String(requests)])];
}

const verdictOf = ({ verdict, reached }) => `${verdict}${reached === null ? '' : reached ? ', goal reached' : ', goal not'}`;
const limits = ({ budget, goal, unit }) => `budget ${limit(budget, unit)}, goal ${limit(goal, unit)}`;
const limit = (value, unit) => (value === null ? '–' : `≤ ${shown(value, unit)}`);

function shown(value, unit) {
  if (unit === 'x') return `${value.toFixed(2)}x`;
  return `${readable(value, unit)} ${unit}`;
}
