// Texts for shoppers. English is always there, other languages are loaded when they are asked for.
import en from './messages/en.js';

// A language that was not asked for yet is what loads it.
const tables = { __proto__: null, en, id: () => import('./messages/id.js') };

/** Whether the table of a language tag such as `id-ID` is there, or there is none to load. */
export const isLoaded = (locale) => typeof tables[language(locale)] !== 'function';

/** The table of a language tag, as far as it is loaded; English otherwise. Texts of the page go first. */
export const messagesOf = (locale, own) => merged((isLoaded(locale) && tables[language(locale)]) || en, own);

/** Loads the table of a language tag. A language that is not shipped is English. */
export async function loadMessages(locale) {
  if (isLoaded(locale)) return;
  const name = language(locale);
  tables[name] = (await tables[name]()).default;
}

/** One sentence that says what to do. */
export const errorText = ({ errors }, role, code) => errors[role]?.[code] ?? errors.other;

const language = (locale) => String(locale ?? globalThis.document?.documentElement.lang ?? 'en').toLowerCase().split('-')[0];

function merged(table, own) {
  const result = { ...table, ...own };
  for (const name in table) if (typeof table[name] === 'object') result[name] = merged(table[name], own?.[name]);
  return result;
}
