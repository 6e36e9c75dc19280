// Texts for shoppers. English is always there, other languages are loaded when they are asked for.
import en from './messages/en.js';

const tables = { __proto__: null, en };
const loaders = { __proto__: null, id: () => import('./messages/id.js') };

/** The table of a language tag such as `id-ID`, as far as it is loaded; English otherwise. Texts of the page go first. */
export const messagesOf = (locale, own) => merged(tables[language(locale)] ?? en, own);

/** Whether the table of a language tag is there, or there is none to load. */
export const isLoaded = (locale) => language(locale) in tables || !(language(locale) in loaders);

/** Loads the table of a language tag. A language that is not shipped is English. */
export async function loadMessages(locale) {
  if (!isLoaded(locale)) tables[language(locale)] = (await loaders[language(locale)]()).default;
}

/** One sentence that says what to do. */
export const errorText = ({ errors }, role, code) => errors[role]?.[code] ?? errors.other;

const language = (locale) => String(locale ?? globalThis.document?.documentElement.lang ?? 'en').toLowerCase().split('-')[0];

function merged(table, own) {
  const result = { ...table, ...own };
  for (const name in table) if (typeof table[name] === 'object') result[name] = merged(table[name], own?.[name]);
  return result;
}
