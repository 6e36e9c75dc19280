// npm run bench: cardseal beside its peers in one interleaved run, in Chromium and in Node.
//
//   --quick       few rounds, to see that everything works; its times mean little, its bytes and pages are exact
//   --gate        ends with 1 where a budget is not met
//   --gate=exact  the same for bytes and pages alone, which no other program on the machine can disturb
//
// It measures the package that was built last and leaves report.md, chart.svg and results.json in target/bench.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packagePaths } from './lib/package.mjs';
import { Stop, must, runMain, say, since, steps } from './lib/run.mjs';
import { hashOf, isFresh, writeStamp } from './lib/stamp.mjs';
import { needChromium, needNodeModules } from './lib/tools.mjs';

const peers = fileURLToPath(new URL('./bench/', import.meta.url));
const FULL = { rounds: 40, warmUp: 80, batch: 4, tries: 25, numbers: 250, cards: 1000 };
const QUICK = { rounds: 4, warmUp: 10, batch: 1, tries: 2, numbers: 10, cards: 1000 };

await runMain(async (flags) => {
  const unknown = flags.find((flag) => !['--quick', '--gate', '--gate=exact'].includes(flag));
  if (unknown) throw new Stop(`there is no flag '${unknown}'; the flags are --quick, --gate and --gate=exact.`);
  const { version, tarball } = packagePaths();
  if (!existsSync(tarball)) throw new Stop('there is no built package yet: run `npm run build` first.');
  const step = steps(8);
  step('tools and peers');
  await needNodeModules();
  await needPeers();
  const { chromium } = await needChromium();
  const run = await measure(step, chromium, version, flags.includes('--quick') ? QUICK : FULL);
  await report(step, run, flags);
});

async function measure(step, executable, version, options) {
  const { CONTENDERS, bundleAll, peerVersions } = await import('./bench/lib/bundles.mjs');
  const { makeMaterial, proveContenders } = await import('./bench/lib/material.mjs');
  const { FAR } = await import('./bench/lib/far.mjs');
  const { openStage } = await import('./bench/lib/stage.mjs');
  const measuring = await import('./bench/lib/measure.mjs');
  const { quantile, summarized } = await import('./bench/lib/statistics.mjs');

  step('bundles, and proof that each contender really encrypts');
  const made = makeMaterial();
  const folder = await bundleAll(made.material);
  await proveContenders(folder, CONTENDERS, made);
  const { material } = made;
  const stage = await openStage(folder, executable);
  try {
    step('downloads and memory');
    const downloads = await measuring.downloads(stage, material);
    const memory = await measuring.memoryPages(stage, material, options.cards);
    step(`warm in Chromium: ${options.rounds} rounds`);
    const chromium = summarized(await measuring.warmInChromium(stage, material, options));
    step(`warm in Node: ${options.rounds} rounds`);
    const node = summarized(await measuring.warmInNode(folder, material, options));
    step(`cold in Chromium, near and far: ${options.tries} tries each`);
    const told = (nth) => nth % 5 === 0 && say(`${nth} of ${options.tries}`);
    const cold = summarized(await measuring.cold(stage, folder, { tries: options.tries, told }));
    const far = summarized(await measuring.cold(stage, folder, { tries: options.tries, room: FAR.path, told }));
    step(`keystrokes: ${options.numbers} numbers`);
    const keys = keystrokeFigures(await measuring.keystrokes(stage, material, options.numbers), summarized, quantile);
    const versions = { cardseal: version, peers: peerVersions(), browser: `Chromium ${stage.browser.version()}`, node: process.versions.node };
    return { date: new Date().toISOString().slice(0, 10), machine: machineOf(), keys: material.keys.length, versions, options, figures: { downloads, memory, chromium, node, cold, far, keys } };
  } finally {
    await stage.close();
  }
}

// A contender that showed something else, or told nobody, was not doing the work.
function keystrokeFigures(typed, summarized, quantile) {
  for (const [name, { shown, told }] of Object.entries(typed)) {
    const expected = name === 'card-validator alone' ? '4440000112290002' : '4440 0001 1229 0002';
    if (shown !== expected || told === 0) throw new Error(`${name} showed '${shown}' and told ${told} times`);
  }
  const figures = summarized(Object.fromEntries(Object.entries(typed).map(([name, { mean }]) => [name, mean])));
  for (const [name, { keys }] of Object.entries(typed)) figures[name].p99 = quantile(keys, 0.99);
  return figures;
}

async function report(step, run, flags) {
  const { benchFolder } = await import('./bench/lib/bundles.mjs');
  const { allMet, isExact, judgeRun } = await import('./bench/lib/gates.mjs');
  const { markdownOf, printRun } = await import('./bench/lib/report.mjs');
  const { chartOf } = await import('./bench/lib/chart.mjs');
  step('report');
  const gates = judgeRun(run.figures);
  mkdirSync(benchFolder, { recursive: true });
  writeFileSync(join(benchFolder, 'results.json'), `${JSON.stringify({ ...run, gates }, null, 2)}\n`);
  writeFileSync(join(benchFolder, 'report.md'), markdownOf(run, gates));
  writeFileSync(join(benchFolder, 'chart.svg'), chartOf(run));
  printRun(run, gates);
  console.log(`\n${join(benchFolder, 'report.md')}, chart.svg and results.json beside it`);
  const gated = flags.includes('--gate') ? gates : flags.includes('--gate=exact') ? gates.filter(isExact) : [];
  if (!allMet(gated)) process.exitCode = 1;
}

// The peers are nobody's dependency but this command's, at exactly the locked versions.
async function needPeers() {
  const stamp = join(peers, 'node_modules', '.cardseal-stamp');
  const wanted = hashOf([join(peers, 'package-lock.json')]);
  if (isFresh(stamp, wanted)) return say('peers are there');
  const start = performance.now();
  say('installing the peers (npm ci)');
  await must('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: peers });
  writeStamp(stamp, wanted);
  return say(`installed in ${since(start)}`);
}

function machineOf() {
  const all = cpus();
  return `${all.length} × ${all[0]?.model.trim() ?? 'unknown processor'}`;
}
