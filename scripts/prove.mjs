// npm run prove -- [names] [--one-in N]: the proofs that take too long for every run of `npm test`, each as often as it
// is promised, or one in N of that. Without names, all of them: some two hours on one core.
import { fileURLToPath } from 'node:url';
import { buildPackage } from './build.mjs';
import { check, runPart } from './lib/parts.mjs';
import { printSummary } from './lib/report.mjs';
import { Stop, runMain, say, since } from './lib/run.mjs';
import { needCompilers } from './lib/tools.mjs';

const node = process.execPath;
const fuzz = (target) => ({ command: node, args: (count) => ['scripts/fuzz.mjs', target, '--executions', String(count)] });
const packageTest = (file, variable) => ({ command: node, args: () => ['--test', '--test-reporter=spec', `tests/package/${file}`], variable });

/** What is proved, how often, and in about how many minutes on one core where nothing else runs. */
export const PROOFS = {
  interop: { times: 1000, least: 200, what: 'cards of each maker, opened by the others', minutes: 2, command: node, args: () => ['scripts/test.mjs', 'interop'], variable: 'CARDSEAL_INTEROP_CARDS' },
  fresh: { times: 1e6, what: 'envelopes without a key, a nonce or a seed that comes twice', minutes: 6, command: 'cargo', args: () => ['test', '-p', 'cardseal-card', '--test', 'envelopes', '--locked'], variable: 'CARDSEAL_ENVELOPES' },
  kernel: { times: 1e6, what: 'powers, compared with BigInt, in each engine', minutes: 10, ...packageTest('kernel.test.mjs', 'CARDSEAL_KERNEL_CASES') },
  sequences: { times: 1e7, what: 'sequences of calls into the package without a trap', minutes: 45, prepare: () => buildPackage(say), ...packageTest('sequences.test.mjs', 'CARDSEAL_SEQUENCES') },
  key: { times: 1e7, what: 'executions of the reader of keys', minutes: 3, ...fuzz('key') },
  entry: { times: 1e7, what: 'executions of the model of a card form', minutes: 5, ...fuzz('entry') },
  envelope: { times: 1e7, what: 'envelopes sealed and opened', minutes: 35, ...fuzz('envelope') },
};

/** What the arguments ask for: `[{ name, times, … }]`. */
export function asked(args) {
  const at = args.indexOf('--one-in');
  const share = at === -1 ? 1 : Number(args[at + 1]);
  if (!Number.isInteger(share) || share < 1) throw new Stop('`--one-in` takes a whole number, such as 100.');
  const names = args.filter((_, place) => at === -1 || (place !== at && place !== at + 1));
  const unknown = names.find((name) => !Object.hasOwn(PROOFS, name));
  if (unknown !== undefined) throw new Stop(`there is no proof '${unknown}'; they are ${Object.keys(PROOFS).join(', ')}.`);
  const chosen = names.length > 0 ? names : Object.keys(PROOFS);
  return chosen.map((name) => {
    const { times, least = 1, minutes, ...proof } = PROOFS[name];
    return { ...proof, name, times: Math.max(least, Math.ceil(times / share)), minutes: minutes / share };
  });
}

async function main(args) {
  const proofs = asked(args);
  const start = performance.now();
  await needCompilers();
  const results = [];
  for (const { name, what, times, minutes, prepare, command, args: argsFor, variable } of proofs) {
    say(`${name}: ${times.toLocaleString('en')} ${what}, about ${Math.ceil(minutes)} min`);
    const counted = check(times.toLocaleString('en'), command, argsFor(times), variable ? { [variable]: String(times) } : {});
    results.push(...(await runPart(name, { prepare, checks: [counted] })));
  }
  if (printSummary(results, since(start)) > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runMain(main);
