// Many cards in a row, in a page or in Node: round-robin batches, so that whatever else the machine does meets
// every contender alike.

const now = () => performance.now();

/** Microseconds per call, one sample for each round: `{ [name]: number[] }`. */
export async function race(runners, { rounds, warmUp, batch }) {
  const sizes = {};
  for (const [name, run] of Object.entries(runners)) sizes[name] = await calibrate(run, warmUp, batch);
  const samples = Object.fromEntries(Object.keys(runners).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of rotated(Object.keys(runners), round)) samples[name].push((await timed(runners[name], sizes[name])) * 1000);
  }
  return samples;
}

/** Runs every contender with the same key and with another key each time, all in one race. */
export async function raceContenders(modules, material, options) {
  const runners = {};
  for (const [name, load] of Object.entries(modules)) {
    const { once, each } = await (await load()).prepare(material);
    runners[`${name} once`] = once;
    runners[`${name} each`] = each;
  }
  return race(runners, options);
}

// Milliseconds for one call. A promise is awaited before the next call begins, as a page does.
async function timed(run, count) {
  const start = now();
  for (let nth = 0; nth < count; nth += 1) {
    const result = run();
    if (typeof result?.then === 'function') await result;
  }
  return (now() - start) / count;
}

async function calibrate(run, warmUp, batch) {
  const start = now();
  let calls = 0;
  while (now() - start < warmUp) {
    await timed(run, 8);
    calls += 8;
  }
  const tail = await timed(run, Math.max(1, Math.ceil(calls / 4)));
  return Math.max(1, Math.round(batch / tail));
}

// No contender always follows the same other one.
function rotated(names, by) {
  const at = by % names.length;
  return [...names.slice(at), ...names.slice(0, at)];
}
