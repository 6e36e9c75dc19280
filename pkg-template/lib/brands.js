// As the module counts the networks, from 1.
const BRANDS = 'VISA MASTERCARD JCB AMEX UNIONPAY DINERS DISCOVER MAESTRO MIR ELO HIPERCARD RUPAY TROY VERVE'.split(' ');

/** A network by its number; null for none. */
export const brandOf = (number) => BRANDS[number - 1] ?? null;

/** The number of a network; 0 for one that is not known. */
export const numberOf = (brand) => BRANDS.indexOf(brand) + 1;
