// The look of drawn fields. A constructed style sheet works under any Content Security Policy and inside a shadow root.
// Rules weigh little, and colours are custom properties, so a page can override all. Dark colours follow the page's own
// `color-scheme`: on a page that stays light for everybody, the field does too. Of each colour, the light and the dark one:
const COLOURS = 'ink 16202a eceae4,paper fffdf9 171d23,line 8a8478 717b85,muted 5d6872 a4adb5,accent 1f4e79 8fbce6,error a3221a ff9c8f,good 1f6f43 7fce9f,wax b3261e c9392f';

// The build takes the spaces out.
const RULES = `
:where(.cardseal, .cardseal *) { box-sizing: border-box; min-width: 0; }
.cardseal { display: grid; color: var(--cardseal-ink); font: var(--cardseal-font); font-variant-numeric: tabular-nums; line-height: 1.4; }
.cardseal > * { grid-area: 1 / 1; }
.cardseal-fields { display: grid; grid-template-columns: 1fr 1fr; gap: 4px 16px; align-content: start; }
.cardseal-number, .cardseal-name, .cardseal-field:only-child { grid-column: 1 / -1; }
.cardseal-label { display: block; margin: 0 0 4px; font-size: .875em; font-weight: 600; }
.cardseal-hint, .cardseal-brand {
  position: absolute; inset-block: 0; inset-inline-end: 12px; display: grid; align-items: center; pointer-events: none;
}
.cardseal-hint { font-size: .8125em; color: var(--cardseal-muted); }
.cardseal-input:not(:placeholder-shown) + .cardseal-hint { visibility: hidden; }
.cardseal-box { display: block; position: relative; }
.cardseal-input {
  display: block; width: 100%; min-height: 48px; margin: 0; padding: 10px 12px; font: inherit; font-size: max(16px, 1em);
  color: inherit; background: var(--cardseal-paper);
  border: 1px solid var(--cardseal-line); border-radius: var(--cardseal-radius); appearance: none;
}
.cardseal-number .cardseal-input { padding-inline-end: 64px; }
.cardseal-input:focus { outline: 2px solid var(--cardseal-accent); outline-offset: 2px; }
.cardseal-input[aria-invalid="true"] { border-color: var(--cardseal-error); box-shadow: inset 0 0 0 1px var(--cardseal-error); }
.cardseal-brand text { font-family: system-ui, sans-serif; }
.cardseal-outline { fill: none; stroke: var(--cardseal-line); opacity: .7; }
.cardseal-error { min-height: 1.5em; margin: 2px 0 0; font-size: .875em; color: var(--cardseal-error); }
.cardseal-status { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.cardseal-sealed {
  display: grid; align-content: center; justify-items: center; gap: 4px; padding: 24px; text-align: center;
  background: var(--cardseal-paper); border: 1px solid var(--cardseal-line); border-radius: 10px;
}
.cardseal-fields[inert] { visibility: hidden; }
.cardseal-sealed:empty { display: none; }
.cardseal-sealed-card { margin: 8px 0 0; font-size: 1.125em; font-weight: 600; }
.cardseal-sealed-text { margin: 0; color: var(--cardseal-good); }
.cardseal-wax-rim { fill: var(--cardseal-wax); }
.cardseal-wax-face { fill: none; stroke: #fff; stroke-opacity: .55; stroke-width: 1.5; }
.cardseal-wax-tick { fill: none; stroke: #fff; stroke-width: 4; stroke-linecap: round; stroke-linejoin: round; }
@media (prefers-reduced-motion: no-preference) {
  .cardseal-stamp { animation: cardseal-press 320ms cubic-bezier(.2, .9, .3, 1.2) both; }
  .cardseal-sealed { animation: cardseal-close 200ms ease-out both; }
}
@keyframes cardseal-press { from { transform: scale(1.7) rotate(-14deg); opacity: 0; } }
@keyframes cardseal-close { from { opacity: 0; } }
@media (forced-colors: active) {
  .cardseal-input[aria-invalid="true"] { border-width: 2px; }
  .cardseal-outline, .cardseal-wax-face, .cardseal-wax-tick { stroke: CanvasText; }
}
`;

let sheet;

/** Adopts the style sheet in the document or shadow root that holds an element. */
export function adoptStyle(element) {
  const root = element.getRootNode();
  const owner = root.adoptedStyleSheets ? root : element.ownerDocument;
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(`:where(.cardseal) { ${colours()} --cardseal-radius: 8px; --cardseal-font: inherit }${RULES}`);
  }
  if (!owner.adoptedStyleSheets.includes(sheet)) owner.adoptedStyleSheets = [...owner.adoptedStyleSheets, sheet];
}

// Browsers from before 2024 know no `light-dark` and stay light.
function colours() {
  const value = CSS.supports('color: light-dark(red, red)') ? 'light-dark(#$2, #$3)' : '#$2';
  return COLOURS.replace(/(\w+) (\w+) (\w+),?/g, `--cardseal-$1: ${value};`);
}
