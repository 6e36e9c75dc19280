// What a merchant would put together instead: validation by card-validator, encryption by forge, and no form yet.
import valid from 'card-validator';
import { prepare } from '../contenders/forge.js';

export { prepare };
export const judge = ({ number, expiry, cvc, name }) => [valid.number(number), valid.expirationDate(expiry), valid.cvv(cvc), valid.cardholderName(name)];
