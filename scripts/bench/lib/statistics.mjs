// The few figures that are made of samples.

/** The sample in the middle of the sorted ones, or between the two in the middle. */
export function median(samples) {
  const sorted = ordered(samples);
  const half = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(half)] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The least sample: what the machine can do when nothing disturbs it. */
export const least = (samples) => ordered(samples)[0];

/** The sample that a share of all, such as 0.99, do not exceed (nearest rank). */
export function quantile(samples, share) {
  const sorted = ordered(samples);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
}

/** `{ min, median }` of each list. */
export function summarized(lists) {
  return Object.fromEntries(Object.entries(lists).map(([name, samples]) => [name, { min: least(samples), median: median(samples) }]));
}

function ordered(samples) {
  if (!Array.isArray(samples) || samples.length === 0) throw new RangeError('there is no sample');
  if (!samples.every(Number.isFinite)) throw new RangeError('a sample is not a number');
  return [...samples].sort((one, two) => one - two);
}
