// What `npm run prove` is asked for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROOFS, asked } from '../prove.mjs';

test('without names, all proofs, each as often as promised', () => {
  const all = asked([]);
  assert.deepEqual(all.map(({ name }) => name), Object.keys(PROOFS));
  for (const { name, times } of all) assert.equal(times, { interop: 1000, fresh: 1e6, kernel: 1e6 }[name] ?? 1e7, name);
});

test('names choose, and a share divides', () => {
  assert.deepEqual(asked(['key', '--one-in', '1000', 'interop']).map(({ name, times }) => [name, times]), [['key', 10_000], ['interop', 200]]);
  for (const { args } of asked(['key', 'entry', 'envelope'])) assert.ok(args(12).join(' ').endsWith('--executions 12'));
});

test('what is not there, and what is no share, is said', () => {
  assert.throws(() => asked(['keys']), /no proof 'keys'/);
  assert.throws(() => asked(['toString']), /no proof/);
  for (const share of ['0', 'x', '1.5', undefined]) assert.throws(() => asked(['--one-in', ...(share === undefined ? [] : [share])]), /whole number/);
});
