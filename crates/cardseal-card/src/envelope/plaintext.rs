use super::{Card, Context, writer::Writer};

/// The length of the card's JSON in bytes.
pub(super) fn len(card: &Card<'_>, context: &Context<'_>) -> usize {
    let mut counter = Writer::new(&mut []);
    write(card, context, &mut counter);
    counter.len()
}

/// Writes what gets encrypted. The members are spelled and ordered as the gateway documents them.
pub(super) fn write(card: &Card<'_>, context: &Context<'_>, out: &mut Writer<'_>) {
    out.put(br#"{"card":{"number":""#);
    // EXPOSE: the number goes into the plaintext of the envelope.
    out.put(card.pan.expose_secret());
    out.put(br#"","expiryMonth":""#);
    out.put(&two_digits(u16::from(card.expiry.month())));
    out.put(br#"","expiryYear":""#);
    out.put(&two_digits(card.expiry.year()));
    if let Some(cvc) = card.cvc {
        out.put(br#"","cvc":""#);
        // EXPOSE: the code goes into the plaintext of the envelope.
        out.put(cvc.expose_secret());
    }
    out.put(br#"","nameOnCard":"#);
    // EXPOSE: the name goes into the plaintext of the envelope.
    out.put_string(card.holder.expose_secret());
    out.put(br#"},"deviceInformations":"#);
    out.put(context.device_informations.as_bytes());
    out.put(br#","metadata":"#);
    out.put(context.metadata.as_bytes());
    out.put(b"}");
}

/// The last two digits of a number.
#[inline(never)]
fn two_digits(number: u16) -> [u8; 2] {
    let digit = |value: u16| (value % 10).to_le_bytes()[0] | b'0';
    [digit(number / 10), digit(number)]
}
