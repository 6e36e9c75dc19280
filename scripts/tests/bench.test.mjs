import assert from 'node:assert/strict';
import { it } from 'node:test';
import { allMet, isExact, judgeRun } from '../bench/lib/gates.mjs';
import { chartOf } from '../bench/lib/chart.mjs';
import { markdownOf } from '../bench/lib/report.mjs';
import { median, least, quantile, summarized } from '../bench/lib/statistics.mjs';
import { race } from '../bench/pages/warm.js';

const at = (median) => ({ min: median / 2, median, p99: median * 2 });
const bytes = (brotli) => ({ raw: brotli, gzip: brotli, brotli, requests: 1 });

/** Figures that keep every budget and reach every goal. */
const good = () => ({
  downloads: { forms: { cardseal: bytes(14_000), 'jose + card-validator': bytes(11_605) }, encrypting: { cardseal: bytes(6_000), jose: bytes(7_450) } },
  memory: { loaded: 2, first: 2, many: 2 },
  chromium: { 'cardseal once': at(35), 'jose once': at(50), 'jsencrypt once': at(500), 'cardseal each': at(40), 'gateway sample each': at(80) },
  node: { 'cardseal once': at(50), 'jose once': at(250), 'cardseal each': at(60) },
  cold: { 'cardseal, one file': at(8), 'cardseal, preloaded': at(9), jose: at(10), jsencrypt: at(20), WebCrypto: at(7) },
  far: { 'cardseal, one file': at(48), jose: at(50) },
  keys: { 'cardseal attached': at(10), 'cardseal drawn': at(15), imask: at(20) },
});

const run = (figures) => ({
  date: '2026-01-01', machine: '2 × processor', keys: 24, options: { rounds: 1, batch: 1, tries: 1, numbers: 1, cards: 1 },
  versions: { cardseal: '0.1.0', peers: { jose: '6' }, browser: 'Chromium 1', node: '20' }, figures,
});

it('a run that keeps every budget passes, and reaches every goal', () => {
  const gates = judgeRun(good());
  assert.ok(allMet(gates));
  assert.deepEqual(gates.filter(({ reached }) => reached === false), []);
  assert.deepEqual([...new Set(gates.map(({ id }) => id))], ['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7']);
});

const spoils = {
  P1: (figures) => (figures.downloads.forms.cardseal = bytes(24_577)),
  P2: (figures) => (figures.downloads.encrypting.cardseal = bytes(12_289)),
  P3: (figures) => (figures.chromium['cardseal each'] = at(89)),
  P4: (figures) => (figures.node['cardseal once'] = at(138)),
  P5: (figures) => (figures.cold['cardseal, one file'] = at(11.1)),
  P6: (figures) => (figures.keys['cardseal drawn'].p99 = 1001),
  P7: (figures) => (figures.memory.many = 5),
};
for (const [id, spoil] of Object.entries(spoils)) {
  it(`a run that misses ${id} fails by it alone`, () => {
    const figures = good();
    spoil(figures);
    const failed = judgeRun(figures).filter(({ verdict }) => verdict === 'not met').map((gate) => gate.id);
    assert.deepEqual([...new Set(failed)], [id]);
  });
}

it('a speed may be off by a tenth, a size by nothing', () => {
  const figures = good();
  figures.chromium['cardseal each'] = at(88);
  assert.ok(allMet(judgeRun(figures)));
  figures.downloads.encrypting.cardseal = bytes(12_288);
  assert.ok(allMet(judgeRun(figures)));
});

it('bytes and pages can be judged alone', () => {
  const figures = good();
  figures.cold['cardseal, one file'] = at(99);
  const gates = judgeRun(figures);
  assert.deepEqual([allMet(gates), allMet(gates.filter(isExact))], [false, true]);
  assert.deepEqual([...new Set(gates.filter(isExact).map(({ id }) => id))], ['P1', 'P2', 'P7']);
});

it('what was not measured is an error, not a pass', () => {
  const figures = good();
  figures.node['jose once'] = { min: 0, median: NaN };
  assert.throws(() => judgeRun(figures), /P4.* was not measured/);
});

it('median, minimum and quantile', () => {
  assert.deepEqual([median([3, 1, 2]), median([4, 1, 2, 3]), least([3, 1, 2])], [2, 2.5, 1]);
  const hundred = Array.from({ length: 100 }, (_, nth) => 100 - nth);
  assert.deepEqual([quantile(hundred, 0.99), quantile(hundred, 1), quantile([7], 0.5)], [99, 100, 7]);
  assert.deepEqual(summarized({ one: [2, 1, 3] }), { one: { min: 1, median: 2 } });
  assert.throws(() => median([]), RangeError);
  assert.throws(() => median([1, NaN]), RangeError);
});

it('a race gives each contender one sample for each round, promises awaited', async () => {
  const called = { sync: 0, async: 0 };
  let busy = false;
  const awaited = async () => {
    assert.equal(busy, false, 'the next call began before the last one ended');
    busy = true;
    await null;
    busy = false;
    called.async += 1;
  };
  const runners = { sync: () => (called.sync += 1), async: awaited };
  const samples = await race(runners, { rounds: 3, warmUp: 1, batch: 0.1 });
  assert.deepEqual(Object.entries(samples).map(([name, list]) => [name, list.length]), [['sync', 3], ['async', 3]]);
  assert.ok(called.sync > 3 && called.async > 3);
});

it('report and chart name every contender, and markup in a name stays text', () => {
  const figures = good();
  figures.cold['<b>&'] = at(9);
  const gates = judgeRun(figures);
  const report = markdownOf(run(figures), gates);
  for (const name of ['cardseal once', 'jose', 'P7', 'goal reached', '0.70x']) assert.ok(report.includes(name.replace(' once', '')), name);
  const chart = chartOf(run(figures));
  assert.ok(chart.includes('&lt;b&gt;&amp;') && !chart.includes('<b>'));
  assert.equal(chart.match(/class="ours"/g).length, 11);
});
