/** What a page needs to encrypt one card. Nothing in it is secret. */
export interface SessionKey {
  /** The payment session that the card will pay. */
  sessionId: string;
  /** The session's RSA public key: base64 of a DER SubjectPublicKeyInfo (RFC 5280). */
  encryptionKey: string;
  /** When the session ends: RFC 3339 text, a Date, or milliseconds since 1970. */
  expiresAt: string | Date | number;
}

/** A card that did not come from a field of this package. */
export interface CardData {
  /**
   * 12 to 19 ASCII digits, nothing between them. A `Uint8Array` is wiped whatever the outcome; a string stays in
   * JavaScript's memory until it is collected, and nobody can wipe it.
   */
  number: Uint8Array | string;
  /** `5`, `"5"` or `"05"`. */
  expiryMonth: string | number;
  /** `"29"`, `"2029"` or `2029`. */
  expiryYear: string | number;
  /** Three digits, or four on American Express; as for `number`. Left out of the envelope when it is missing. */
  cvc?: Uint8Array | string;
  /** The name as it is on the card: 1 to 255 bytes of UTF-8. */
  nameOnCard: string;
}

/** What travels beside the card inside the envelope: plain JSON objects of at most 8 KiB and 16 levels each. */
export interface SealContext {
  /** What the bank's risk check may know of the device: `userAgent`, `ipAddress`, `country` and others. */
  deviceInformations?: object;
  /** Whatever you want to find again. */
  metadata?: object;
}

/** One input of a card. */
export type FieldRole = 'number' | 'expiry' | 'cvc' | 'name';

/** Why a field is not good. More may be added. */
export type FieldErrorCode =
  | 'empty'
  | 'too_short'
  | 'too_long'
  | 'not_a_digit'
  | 'luhn'
  | 'month_out_of_range'
  | 'year_out_of_range'
  | 'expired'
  | 'too_far_ahead'
  | 'control_character'
  | 'card_number_in_name';

/** What is wrong with a field. */
export interface FieldError {
  code: FieldErrorCode;
}

/** What is wrong, by field; a field that is not in it has nothing to tell. */
export type FieldErrors = { [role in FieldRole]?: FieldError };

/** Stable codes of errors. More may be added. */
export type CardsealErrorCode =
  | 'not_initialized'
  | 'init_failed'
  | 'wasm_blocked'
  | 'wasm_unavailable'
  | 'session_key_invalid'
  | 'expires_at_invalid'
  | 'session_expired'
  | 'already_encrypted'
  | 'invalid_card'
  | 'card_invalid'
  | 'device_informations_invalid'
  | 'metadata_invalid'
  | 'envelope_too_large'
  | 'random_unavailable'
  | 'clock_unavailable'
  | 'too_many_fields'
  | 'element_invalid'
  | 'destroyed'
  | 'internal'
  | `key_${string}`;

/** The one error class of this package. Never holds card data. */
export class CardsealError extends Error {
  readonly name: 'CardsealError';
  /** For programs. */
  readonly code: CardsealErrorCode;
  /** With `invalid_card`: what is wrong, by field. */
  readonly fields?: FieldErrors;
}

/** How the module is loaded. Nothing is needed in browsers, bundlers, workers and Node. */
export interface InitOptions {
  /** The module itself, or where it is, when it is not beside this package's files. */
  module?: URL | string | Request | Response | BufferSource | WebAssembly.Module | PromiseLike<Response | BufferSource>;
  /**
   * Subresource Integrity of the module, such as `sha384-…`, for when the package fetches it. One hash is that of the
   * file that works on every machine; two, separated by a space, are that one's and the `-fused` one's.
   */
  integrity?: string;
  /** Loads the texts of this language as well, so that fields made later speak it at once. */
  locale?: string;
}

/**
 * Loads the module. Further calls do nothing; after a failure a call tries again.
 *
 * Rejects with a CardsealError: `wasm_blocked` when the page's Content Security Policy lacks `'wasm-unsafe-eval'`,
 * `wasm_unavailable`, or `init_failed` with the cause.
 */
export function init(options?: InitOptions): Promise<void>;

/**
 * Encrypts a card for one session, without a document. Returns the `encryptedCard` string.
 *
 * Fields of your own read the number in JavaScript, which keeps copies that nobody can wipe: use `SecureCardField`
 * where there is a document.
 *
 * @throws CardsealError as `SecureCardField.encrypt`, and `not_initialized`, `session_key_invalid`, `key_…`.
 */
export function sealCard(sessionKey: SessionKey, card: CardData, context?: SealContext): string;
