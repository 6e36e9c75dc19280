// One keystroke: from the event until the formatted value is in the input and the page has been told of the state.
import { SecureCardField, init } from 'cardseal';
import valid from 'card-validator';
import IMask from 'imask';

const digits = '4440000112290002';

/** What each contender does with an input of its own. The counter counts what the page was told. */
const contenders = {
  'cardseal attached': async (session) => {
    const inputs = Object.fromEntries(['number', 'expiry', 'cvc', 'name'].map((role) => [role, input()]));
    const field = new SecureCardField(session);
    field.attach(inputs);
    return listening(field, 'change', inputs.number, () => field.clear());
  },
  'cardseal drawn': async (session) => {
    const host = document.body.appendChild(document.createElement('div'));
    const field = new SecureCardField(session);
    field.mount(host);
    return listening(field, 'change', host.querySelector('input'), () => field.clear());
  },
  imask: async () => {
    const element = input();
    const mask = IMask(element, { mask: '0000 0000 0000 0000 000' });
    const counter = { told: 0 };
    mask.on('accept', () => (counter.told += 1));
    return { element, counter, clear: () => (mask.value = '') };
  },
  'imask + card-validator': async () => {
    const element = input();
    const mask = IMask(element, { mask: '0000 0000 0000 0000 000' });
    const counter = { told: 0 };
    mask.on('accept', () => (counter.told += valid.number(mask.unmaskedValue).isPotentiallyValid ? 1 : 0));
    return { element, counter, clear: () => (mask.value = '') };
  },
  // Judges and formats nothing: only there to be seen beside the others.
  'card-validator alone': async () => {
    const element = input();
    const counter = { told: 0 };
    element.addEventListener('input', () => (counter.told += valid.number(element.value).isPotentiallyValid ? 1 : 0));
    return { element, counter, clear: () => (element.value = '') };
  },
};

/** Types the whole number `rounds` times into each: `{ [name]: { mean: number[], keys: number[], shown, told } }` in µs. */
export async function type(session, rounds) {
  await init();
  const typists = {};
  for (const [name, make] of Object.entries(contenders)) typists[name] = { ...(await make(session)), mean: [], keys: [] };
  for (let round = -20; round < rounds; round += 1) {
    for (const typist of Object.values(typists)) {
      const { total, keys, shown } = typeNumber(typist);
      typist.shown = shown;
      if (round < 0) continue;
      typist.mean.push((total * 1000) / digits.length);
      typist.keys.push(...keys.map((key) => key * 1000));
    }
  }
  return Object.fromEntries(Object.entries(typists).map(([name, { mean, keys, shown, counter }]) => [name, { mean, keys, shown, told: counter.told }]));
}

function typeNumber({ element, clear }) {
  element.focus();
  const keys = [];
  const start = performance.now();
  for (const digit of digits) {
    const before = performance.now();
    press(element, digit);
    keys.push(performance.now() - before);
  }
  const total = performance.now() - start;
  const shown = element.value;
  clear();
  return { total, keys, shown };
}

// What a browser does for a key: keydown, the edit at the caret, input.
function press(element, key) {
  element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  element.setRangeText(key, element.selectionStart, element.selectionEnd, 'end');
  element.dispatchEvent(new InputEvent('input', { data: key, inputType: 'insertText', bubbles: true }));
}

function input() {
  return document.body.appendChild(document.createElement('input'));
}

function listening(field, type, element, clear) {
  const counter = { told: 0 };
  field.addEventListener(type, () => (counter.told += 1));
  return { element, clear, counter };
}
