/**
 * A card field that encrypts in the shopper's browser.
 *
 * What it does not protect against: a script that runs in the same page while the shopper types, a browser
 * extension, and the copies that a browser itself keeps of what is typed into an input.
 */
export { CardsealError, init, sealCard } from './seal.js';
export type { CardData, CardsealErrorCode, FieldError, FieldErrorCode, FieldErrors, FieldRole, InitOptions, SealContext, SessionKey } from './seal.js';
import type { FieldErrors, FieldErrorCode, FieldRole, SealContext, SessionKey } from './seal.js';

/** What a page may know of a card while it is typed. Never more digits than these. */
export interface CardState {
  /** Nothing is missing any more: each field is good, or wrong in a way that typing on cannot mend. */
  complete: boolean;
  /** Every field is good: `encrypt()` will succeed while the session lasts. */
  valid: boolean;
  /** The network as the gateway spells it, such as `VISA`, as soon as the digits tell. */
  brand: string | null;
  /** The first six digits, once they are there. */
  bin: string | null;
  /** The last four digits of a good number. */
  lastFour: string | null;
  /**
   * What to tell the shopper now. A field that is merely unfinished is in it after it was left, an empty one only
   * after `validate()` or `encrypt()`; what typing cannot mend is in it at once.
   */
  errors: FieldErrors;
}

/** What a page may know of a security code while it is typed. */
export interface CvcState {
  /** Nothing is missing any more. */
  complete: boolean;
  /** The code is good. */
  valid: boolean;
  /** The brand that the field was made for. */
  brand: string | null;
  /** What to tell the shopper now, under `cvc`. */
  errors: FieldErrors;
}

/** Texts that replace the shipped ones; what is left out stays. */
export interface Messages {
  group?: string;
  number?: string;
  expiry?: string;
  expiryHint?: string;
  cvc?: string;
  cvcHint?: { 3?: string; 4?: string };
  name?: string;
  sealed?: string;
  /** `{lastFour}` is replaced. */
  card?: string;
  errors?: { [role in FieldRole]?: { [code in FieldErrorCode]?: string } } & { other?: string };
}

/** How a field speaks and looks. */
export interface FieldOptions {
  /** A language tag. English and Indonesian are shipped; another one is English. Default: the document's `lang`. */
  locale?: string;
  /** Texts of your own. */
  messages?: Messages;
  /** `false`: no style sheet is adopted, the page styles the classes `cardseal-…` itself. */
  styles?: boolean;
}

/** The events of a field. */
export interface FieldEvents<State> {
  /** Something that the page may know has changed. */
  change: CustomEvent<State>;
  /** The module stopped while it handled an event, and was wiped. Call `init()` and make a new field. */
  error: CustomEvent<CardsealError>;
}

import type { CardsealError } from './seal.js';

/** An `EventTarget` without its untyped listeners: a misspelt event must not compile. */
declare const TypedTarget: new () => Omit<EventTarget, 'addEventListener' | 'removeEventListener'>;

/** What `SecureCardField` and `SecureCvcField` share. */
declare class Field<State, Role extends FieldRole> extends TypedTarget {
  /**
   * Draws labelled inputs into an element or a shadow root, instead of what it holds. Mounting again moves the
   * field; mounting another field into the same element takes this one off first.
   */
  mount(element: Element | ShadowRoot): void;
  /** Uses inputs of the page, one for each role, of type `text`, `tel` or `password`. */
  attach(inputs: Record<Role, HTMLInputElement>): void;
  /** Takes the drawing, or the hold on the page's inputs, off again, and empties them. */
  unmount(): void;
  /** What the page may know now. */
  readonly state: State;
  /** Shows all that is missing or wrong; returns whether all is good. */
  validate(): boolean;
  /** Moves the focus to an input: that of a role, or the first one that is wrong, or the first. */
  focus(role?: Role): void;
  /** The sentence for an error code, in the field's language. */
  errorText(role: Role, code: FieldErrorCode): string;
  /** Empties the inputs and wipes what was typed. */
  clear(): void;
  /** Wipes everything and lets go of the page. The field cannot be used again. May be called twice. */
  destroy(): void;
  addEventListener<Type extends keyof FieldEvents<State>>(
    type: Type,
    listener: ((event: FieldEvents<State>[Type]) => void) | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<Type extends keyof FieldEvents<State>>(
    type: Type,
    listener: ((event: FieldEvents<State>[Type]) => void) | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

/**
 * The four inputs of a card, for one payment session.
 *
 * ```js
 * await init();
 * const field = new SecureCardField(sessionKey);
 * field.mount(document.querySelector('#card'));
 * field.addEventListener('change', ({ detail }) => { payButton.disabled = !detail.valid; });
 * const encryptedCard = await field.encrypt();
 * ```
 */
export class SecureCardField extends Field<CardState, 'number' | 'expiry' | 'cvc' | 'name'> {
  /** @throws CardsealError `not_initialized`, `session_key_invalid`, `expires_at_invalid` or `key_…`. */
  constructor(sessionKey: SessionKey, options?: FieldOptions);
  /** The session that the card will pay. */
  readonly sessionId: string;
  /**
   * Encrypts the card and returns the `encryptedCard` string for your server. Empties the inputs, wipes what was
   * typed and shows the closed seal.
   *
   * Rejects with a CardsealError: `invalid_card` (see `fields`; the inputs stay, the first wrong one gets the
   * focus), `session_expired` (less than 30 seconds are left), `already_encrypted` (see `rekey`),
   * `device_informations_invalid`, `metadata_invalid`, `envelope_too_large`, `random_unavailable`.
   */
  encrypt(context?: SealContext): Promise<string>;
  /** Takes the key of another session, for another attempt, and shows the inputs again. */
  rekey(sessionKey: SessionKey): void;
}

/**
 * The one input of a saved card: its security code.
 *
 * The gateway takes this code from your server, in clear inside TLS: it is not encrypted by this field, and your
 * server sees it. It must never be stored or logged. The field keeps it out of the page until you take it.
 */
export class SecureCvcField extends Field<CvcState, 'cvc'> {
  /** `brand` is the saved card's, as the gateway spells it; without one, three and four digits are good. */
  constructor(options?: FieldOptions & { brand?: string | null });
  /**
   * Hands the code over as ASCII digits; the field forgets it. Wipe the bytes with `.fill(0)` when they are sent.
   * A string made of them stays in the page's memory until it is collected.
   *
   * @throws CardsealError `invalid_card`
   */
  take(): Uint8Array;
  /**
   * Posts `{...fields, cvc}` as JSON to your server. The code goes from the field into the request body as bytes,
   * which are wiped as soon as the browser has taken them; it is never a JavaScript string.
   *
   * @throws CardsealError `invalid_card`
   */
  submit(url: string | URL, fields?: Record<string, unknown>, init?: Omit<RequestInit, 'body'>): Promise<Response>;
}
