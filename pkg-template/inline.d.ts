/**
 * All of `cardseal` in one file, the WebAssembly module included: one request, for pages without a bundler. It holds the
 * build of the module that works everywhere. `init()` fetches nothing, so it takes no `module`, and no
 * `integrity`: that of the script covers the module.
 */
export { CardsealError, SecureCardField, SecureCvcField, sealCard } from './index.js';
export type {
  CardData, CardsealErrorCode, CardState, CvcState, FieldError, FieldErrorCode, FieldErrors, FieldEvents, FieldOptions, FieldRole, Messages,
  SealContext, SessionKey,
} from './index.js';
export { init } from './seal-inline.js';
export type { InitOptions } from './seal-inline.js';
