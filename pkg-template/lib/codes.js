// The names of what the module refuses, by its numbers. A test of the module compares them with its own.

const REFUSALS =
  'internal invalid_card clock_unavailable envelope_too_large random_unavailable too_many_fields';

const KEYS =
  'empty too_long base64_alphabet base64_padding base64_trailing_bits pem_armour private_key certificate pkcs1 not_spki truncated trailing_bytes indefinite_length non_minimal_length non_minimal_integer negative_integer unused_bits not_rsa rsa_pss rsa_oaep algorithm_parameters modulus_too_small modulus_too_large modulus_even modulus_small_factor modulus_roca exponent_too_small exponent_too_large exponent_even';

const REASONS =
  'empty too_short too_long not_a_digit luhn month_out_of_range year_out_of_range expired too_far_ahead control_character card_number_in_name';

/** The name of a refusal. */
export function refusal(number) {
  const names = REFUSALS.split(' ');
  return names[number] ?? `key_${KEYS.split(' ')[number - names.length]}`;
}

/** `{number: {code}, …}` of those fields that have something to tell, from four numbers. */
export function reasons(numbers) {
  const told = {};
  ['number', 'expiry', 'name', 'cvc'].forEach((field, at) => {
    if (numbers[at]) told[field] = { code: REASONS.split(' ')[numbers[at] - 1] };
  });
  return told;
}
