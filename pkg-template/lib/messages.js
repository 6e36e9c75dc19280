// Texts for shoppers. English is always there, other languages are loaded when they are asked for.
import en from './messages/en.js';

const tables = new Map([['en', en]]);
const loaders = { id: () => import('./messages/id.js') };

/** The table of a language tag such as `id-ID`, as far as it is loaded; English otherwise. */
export function messagesOf(locale) {
  return tables.get(language(locale)) ?? en;
}

/** Whether the table of a language tag is there, or there is none to load. */
export function isLoaded(locale) {
  return tables.has(language(locale)) || !(language(locale) in loaders);
}

/** Loads the table of a language tag. A language that is not shipped is English. */
export async function loadMessages(locale) {
  const name = language(locale);
  if (!isLoaded(name)) tables.set(name, (await loaders[name]()).default);
}

function language(locale) {
  return String(locale ?? globalThis.document?.documentElement.lang ?? 'en').toLowerCase().split('-')[0];
}
