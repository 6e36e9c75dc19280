// What a merchant would put together instead: validation by card-validator, encryption by jose, and no form yet.
import valid from 'card-validator';
import { prepare } from '../contenders/jose.js';

export { prepare };
export const judge = ({ number, expiry, cvc, name }) => [valid.number(number), valid.expirationDate(expiry), valid.cvv(cvc), valid.cardholderName(name)];
