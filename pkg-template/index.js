export { CardsealError } from './lib/error.js';
export { init, sealCard } from './lib/form-module.js';
export { SecureCardField } from './lib/card-field.js';
export { SecureCvcField } from './lib/cvc-field.js';
