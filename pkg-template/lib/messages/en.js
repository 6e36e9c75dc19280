/** What a shopper reads. Errors are found by field and code, then by code. */
export default {
  group: 'Card',
  number: 'Card number',
  expiry: 'Expiry date',
  expiryHint: 'MM / YY',
  cvc: 'Security code',
  cvcHint: { 3: '3 digits', 4: '4 digits' },
  name: 'Name on card',
  sealed: 'Sealed in your browser',
  card: 'Card ending in {lastFour}',
  errors: {
    number: {
      empty: 'Enter the card number.',
      too_short: 'Enter all digits of the card number.',
      too_long: 'Remove the extra digits: this card number is too long.',
      luhn: 'Check the digits: one of them is off.',
    },
    expiry: {
      empty: 'Enter the expiry date.',
      too_short: 'Enter month and year.',
      month_out_of_range: 'Enter a month from 01 to 12.',
      year_out_of_range: 'Check the year: it is printed on the card.',
      expired: 'Expired: use another card.',
      too_far_ahead: 'Check the year: it lies too far ahead.',
    },
    cvc: {
      empty: 'Enter the security code.',
      too_short: 'Enter all the digits.',
      too_long: 'Remove a digit: this card has three.',
    },
    name: {
      empty: 'Enter the name as it is on the card.',
      too_long: 'Shorten the name.',
      control_character: 'Type the name again: it holds a character that cannot be used.',
      card_number_in_name: 'Move the card number to its own field and enter the name here.',
    },
    other: 'Check this field.',
  },
};
