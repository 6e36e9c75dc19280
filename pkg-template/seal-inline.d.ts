/** All of `cardseal/seal` in one file, the WebAssembly module included. See `cardseal/inline`. */
import type { InitOptions as FetchingInitOptions } from './seal.js';

export { CardsealError, sealCard } from './seal.js';
export type { CardData, CardsealErrorCode, FieldError, FieldErrorCode, FieldErrors, FieldRole, SealContext, SessionKey } from './seal.js';

/** How the module is loaded: it is in this file, so nothing is needed. */
export type InitOptions = Omit<FetchingInitOptions, 'integrity' | 'module'>;

/** Starts the module. Further calls do nothing; rejects as `init` of `cardseal` does. */
export function init(options?: InitOptions): Promise<void>;
