export { CardsealError, init, sealCard } from './seal.js';
export { SecureCardField } from './lib/card-field.js';
export { SecureCvcField } from './lib/cvc-field.js';
