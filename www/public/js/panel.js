// The panel "What left this page": a plain timeline of the journal, newest last, and two measured counters.
import { h } from './dom.js';
import { bytes } from './format.js';
import { entries, onEntry } from './journal.js';

/** Draws the panel into `root` and keeps it up to date. */
export function showPanel(root) {
  const list = h('ol', { class: 'timeline' });
  const totals = h('dl', { class: 'totals' });
  const elsewhere = h('p', { class: 'small muted' });
  root.replaceChildren(
    h('h2', { id: 'panel-title' }, 'What left this page'),
    h('p', { class: 'small muted' }, 'Every request that the shop\u2019s pages sent for this purchase, with its true body.'),
    totals, list, elsewhere, howItIsCounted());
  const draw = () => {
    const all = entries();
    list.replaceChildren(...(all.length > 0 ? all.map(item) : [nothingYet()]));
    totals.replaceChildren(...totalsOf(all));
    elsewhere.textContent = otherTraffic();
  };
  onEntry(draw);
  draw();
}

function totalsOf(all) {
  const sum = key => all.reduce((count, entry) => count + entry[key], 0);
  const code = sum('codeDigits');
  return [
    h('div', {}, h('dt', {}, 'Digits of your card number in it'),
      h('dd', { class: 'number', id: 'card-digits' }, String(sum('cardDigits')))),
    code > 0 && h('div', {}, h('dt', {}, 'Digits of your security code in it'),
      h('dd', { class: 'number', id: 'code-digits' }, String(code))),
  ].filter(Boolean);
}

function item(entry) {
  return h('li', { class: entry.shown.includes('"encryptedCard"') && 'sealed' },
    h('p', { class: 'request' },
      h('span', { class: 'mono' }, `${entry.method} ${shortPath(entry.path)}`),
      h('span', { class: `answer small number ${hasFailed(entry) ? 'refused' : ''}` }, answerWords(entry))),
    entry.shown === ''
      ? h('p', { class: 'small muted' }, 'No body')
      : h('details', { open: holdsEnvelope(entry) },
        h('summary', { class: 'small' }, `Body, ${bytes(entry.bytes)}, ${judgement(entry)}`),
        h('pre', { class: 'mono', tabindex: '0', role: 'group', 'aria-label': `Body of ${entry.method} ${entry.path}` },
          entry.shown)),
    entry.codeDigits > 0 && h('p', { class: 'small clear-code' }, codeWords()),
    leadsAway(entry) && h('p', { class: 'small muted' }, AWAY));
}

const AWAY = 'With its answer your browser left for another company\u2019s page. What you typed there went to that company: '
  + 'the shop never had it, so it cannot be listed here.';

function leadsAway({ path, shown, status }) {
  const opens = /\/(redirect|ewallet)$/.test(path) || /"method": "(redirect|ewallet)"/.test(shown);
  return opens && status >= 200 && status < 300;
}

function answerWords({ status, ms }) {
  if (status === null) return 'on its way';
  return status === 0 ? 'no answer' : `${status} \u00b7 ${ms} ms`;
}

function hasFailed({ status }) {
  return status === 0 || status >= 400;
}

// The demo runs without TLS on the visitor's own machine, and says so.
function codeWords() {
  const way = location.protocol === 'https:'
    ? 'and protected on its way by TLS only'
    : 'and not protected on its way: this demonstration stays on your own machine, a real shop uses TLS';
  return `The security code is in this body, readable by the shop\u2019s server ${way}. It is shown as dots here. `
    + 'The gateway takes a saved card\u2019s code in no other way.';
}

function judgement(entry) {
  const digits = `${entry.cardDigits} card digits`;
  return entry.codeDigits > 0 ? `${digits}, ${entry.codeDigits} code digits` : digits;
}

function holdsEnvelope(entry) {
  return entry.shown.includes('"encryptedCard"') || entry.codeDigits > 0;
}

// Ids are long and say nothing here.
function shortPath(path) {
  return path.replace(/(\/orders\/)([^/]{8})[^/]{4,}/, '$1$2\u2026');
}

function nothingYet() {
  return h('li', { class: 'small muted' }, 'Nothing has been sent yet.');
}

// Measured from the browser's own list, which also holds what the page's code did not send by itself.
function otherTraffic() {
  const files = performance.getEntriesByType('resource').filter(({ name }) => !new URL(name).pathname.startsWith('/api/'));
  const foreign = files.filter(({ name }) => new URL(name).origin !== location.origin).length;
  return `Besides these, the browser fetched ${files.length} files of this page from this shop, `
    + `${foreign === 0 ? 'none' : foreign} from anywhere else.`;
}

function howItIsCounted() {
  return h('details', { class: 'how' },
    h('summary', { class: 'small' }, 'How this is counted'),
    h('p', { class: 'small muted' },
      'Each body is searched as it is sent for runs of 13 to 19 digits that pass the card check, spaced or not, and for ',
      'the first digits of your number as the card field reported them. This page never holds the whole number, so it ',
      'cannot look for that one. Long texts are folded for reading and a security code is shown as dots; both are ',
      'measured whole. You can check all of it in your browser\u2019s network tools.'));
}
