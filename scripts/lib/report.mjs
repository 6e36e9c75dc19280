// Counts what test runners say in their closing lines. A runner that failed, ran nothing or skipped something fails
// its part, even where its own exit code says otherwise.

const CARGO = /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/gm;
const NODE = /^[#ℹ] (pass|fail|cancelled|skipped|todo) (\d+)$/gm;

/** Counts `{ passed, failed, skipped }` in the output of cargo's or wasm-pack's test runner. */
export function countCargo(output) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [, passed, failed, ignored] of output.matchAll(CARGO)) {
    counts.passed += Number(passed);
    counts.failed += Number(failed);
    counts.skipped += Number(ignored);
  }
  return counts;
}

/** Counts the same in the output of `node --test`. */
export function countNode(output) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const kinds = { pass: 'passed', fail: 'failed', cancelled: 'failed', skipped: 'skipped', todo: 'skipped' };
  for (const [, kind, number] of output.matchAll(NODE)) counts[kinds[kind]] += Number(number);
  return counts;
}

/** The verdict on one part, from its exit code and its counts. */
export function judge({ code, counts }) {
  const { passed, failed, skipped } = counts;
  if (skipped > 0) return { passed, failed: failed + skipped, reason: `${skipped} skipped: a skipped test counts as a failure` };
  if (code !== 0) return { passed, failed: Math.max(failed, 1), reason: failed ? '' : `the runner ended with ${code}` };
  if (passed + failed === 0) return { passed, failed: 1, reason: 'no test ran' };
  return { passed, failed, reason: '' };
}

/** Prints one line for each check and the closing line; gives the number of failures. */
export function printSummary(results, took) {
  console.log(`\nSummary (${took})`);
  for (const { name, passed, failed, reason, time } of results) {
    const verdict = failed ? 'FAILED' : 'ok';
    const line = `  ${verdict.padEnd(6)} ${name.padEnd(36)} ${String(passed).padStart(5)} passed ${String(failed).padStart(3)} failed  ${time.padStart(12)}`;
    console.log(reason ? `${line}  ${reason}` : line);
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed');
}
