// The parts of `npm test`: how each is prepared, run and judged.
import { join } from 'node:path';
import { countNode, judge } from './report.mjs';
import { Stop, root, run, since } from './run.mjs';
import { filesBelow } from './stamp.mjs';

// A guard against a hang, far beyond what any test needs.
const NODE_TIMEOUT = 10 * 60_000;

/** Prepares a part and runs its checks; gives one result for each. A `Stop` anywhere is a failure of that check. */
export async function runPart(part, { prepare, checks }) {
  if (prepare) {
    const result = await execute(`${part}: prepare`, async () => {
      await prepare();
      return { passed: 0, failed: 0, reason: '' };
    });
    if (result.failed > 0) return [result];
  }
  const results = [];
  for (const { name, judged } of checks) results.push(await execute(`${part}: ${name}`, judged));
  return results;
}

/** One command that is right or wrong: it counts as one test. */
export function check(name, command, args, extra = {}) {
  const judged = async () => {
    const { code } = await run(command, args, { env: { ...process.env, ...extra } });
    return code === 0 ? { passed: 1, failed: 0, reason: '' } : { passed: 0, failed: 1, reason: `ended with ${code}` };
  };
  return { name, judged };
}

/** A test runner, whose closing lines `count` reads. `commandOf` gives `{ command, args, env }` when its turn comes. */
export function suite(name, count, commandOf) {
  const judged = async () => {
    const { command, args, env } = commandOf();
    const { code, output } = await run(command, args, { env: { ...process.env, ...env } });
    return judge({ code, counts: count(output.replaceAll(/\x1b\[[0-9;]*m/g, '')) });
  };
  return { name, judged };
}

/** Node's test runner on all `*.test.mjs` below a folder, one file at a time. */
export function nodeSuite(name, folder) {
  return suite(name, countNode, () => {
    const files = filesBelow(join(root, folder)).filter((file) => file.endsWith('.test.mjs') && !file.includes('node_modules'));
    if (files.length === 0) throw new Stop(`${folder} holds no *.test.mjs.`);
    const options = ['--test', '--test-reporter=spec', '--test-concurrency=1', `--test-timeout=${NODE_TIMEOUT}`];
    return { command: process.execPath, args: [...options, ...files] };
  });
}

async function execute(name, judged) {
  console.log(`\n=== ${name}`);
  const start = performance.now();
  try {
    return { name, ...(await judged()), time: since(start) };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.error(`error: ${error.message}`);
    return { name, passed: 0, failed: 1, reason: error.message, time: since(start) };
  }
}
