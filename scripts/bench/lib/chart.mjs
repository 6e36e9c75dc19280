// The run as one picture: a bar for each contender, as long as its median; the solid part reaches to its minimum.
import { panelsOf, readable } from './panels.mjs';

const WIDTH = 900;
const NAMES = 232;
const BARS = 450;
const ROW = 24;
const STYLE = `
  svg { color-scheme: light dark; --ink: #1c1b19; --soft: #6b6862; --line: #e4e0d8; --paper: #fdfcfa; --ours: #8a2b1f; --theirs: #8d99a6 }
  @media (prefers-color-scheme: dark) { svg { --ink: #ece8e1; --soft: #a29d94; --line: #37342f; --paper: #181715; --ours: #e2725b; --theirs: #66727f } }
  text { font: 13px system-ui, sans-serif; fill: var(--ink) }
  .paper { fill: var(--paper) } .title { font-weight: 600; font-size: 15px } .note { fill: var(--soft); font-size: 12px } .figure { font-variant-numeric: tabular-nums }
  .rule { stroke: var(--line) } .bar { fill: var(--theirs) } .ours .bar { fill: var(--ours) } .ours text { font-weight: 600 } .spread { opacity: .45 }`;

/** The chart as SVG text. */
export function chartOf(run) {
  let top = 68;
  const parts = panelsOf(run.figures).map((panel) => {
    const part = drawn(panel, top);
    top += 58 + panel.rows.length * ROW + 18;
    return part;
  });
  const head = `<text class="title" x="24" y="30" style="font-size:19px">cardseal ${escaped(run.versions.cardseal)} and its peers</text>
<text class="note" x="24" y="50">${escaped(`Shorter is better. One run, medians; the paler end of a bar is the way from its minimum. ${run.versions.browser}, Node ${run.versions.node}.`)}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" width="${WIDTH}" height="${top}" role="img" aria-label="Benchmark of cardseal and its peers">
<style>${STYLE}</style>
<rect class="paper" width="100%" height="100%"/>
${head}
${parts.join('\n')}
</svg>
`;
}

function drawn({ title, unit, note, rows }, top) {
  const longest = Math.max(...rows.map(({ value }) => value));
  const lines = rows.map((row, nth) => bar(row, unit, top + 58 + nth * ROW, BARS / longest));
  return `<g><line class="rule" x1="24" x2="${WIDTH - 24}" y1="${top}" y2="${top}"/>
<text class="title" x="24" y="${top + 26}">${escaped(title)}</text><text class="note" x="24" y="${top + 44}">${escaped(note)}</text>
${lines.join('\n')}</g>`;
}

function bar({ name, ours, value, least, ratio }, unit, y, scale) {
  const whole = Math.max(2, value * scale);
  const solid = least === null ? whole : Math.max(2, least * scale);
  const figure = `${readable(value, unit)} ${unit}${ratio === 1 ? '' : `  ·  ${ratio.toFixed(2)}x`}`;
  return `<g${ours ? ' class="ours"' : ''}><text x="24" y="${y + 15}">${escaped(name)}</text>
<rect class="bar spread" x="${NAMES}" y="${y + 4}" width="${whole.toFixed(1)}" height="15" rx="2"/><rect class="bar" x="${NAMES}" y="${y + 4}" width="${solid.toFixed(1)}" height="15" rx="2"/>
<text class="figure" x="${(NAMES + whole + 8).toFixed(1)}" y="${y + 16}">${escaped(figure)}</text></g>`;
}

const escaped = (text) => String(text).replace(/[&<>"]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter]);
