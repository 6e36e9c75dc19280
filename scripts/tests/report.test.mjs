// The verdicts of `npm test`: what must never pass for a success.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countCargo, countNode, judge } from '../lib/report.mjs';

const cargo = (passed, failed, ignored) => `test result: ok. ${passed} passed; ${failed} failed; ${ignored} ignored; 0 measured; 0 filtered out`;
const node = (pass, fail, cancelled, skipped, todo) =>
  `ℹ tests 9\nℹ suites 1\nℹ pass ${pass}\nℹ fail ${fail}\nℹ cancelled ${cancelled}\nℹ skipped ${skipped}\nℹ todo ${todo}\nℹ duration_ms 1`;

test("cargo's closing lines are added up", () => {
  const output = `${cargo(3, 0, 0)}\nnoise\n${cargo(4, 1, 0)}\n`;
  assert.deepEqual(judge({ code: 101, counts: countCargo(output) }), { passed: 7, failed: 1, reason: '' });
});

test("node's closing lines are added up, cancelled tests as failures", () => {
  assert.deepEqual(judge({ code: 1, counts: countNode(node(5, 1, 1, 0, 0)) }), { passed: 5, failed: 2, reason: '' });
});

test('a skipped, ignored or postponed test is a failure', () => {
  assert.equal(judge({ code: 0, counts: countCargo(cargo(3, 0, 1)) }).failed, 1);
  assert.equal(judge({ code: 0, counts: countNode(node(3, 0, 0, 1, 0)) }).failed, 1);
  assert.equal(judge({ code: 0, counts: countNode(node(3, 0, 0, 0, 2)) }).failed, 2);
});

test('a run without a test is a failure', () => {
  assert.equal(judge({ code: 0, counts: countCargo('') }).failed, 1);
  assert.equal(judge({ code: 0, counts: countNode(node(0, 0, 0, 0, 0)) }).failed, 1);
});

test('a runner that ends badly is a failure, whatever it has counted', () => {
  assert.equal(judge({ code: 101, counts: countCargo(cargo(3, 0, 0)) }).failed, 1);
  assert.equal(judge({ code: 'SIGKILL', counts: countNode(node(3, 0, 0, 0, 0)) }).failed, 1);
});
