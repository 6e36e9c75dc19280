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
    out.put(card.number);
    out.put(br#"","expiryMonth":""#);
    out.put(&card.month);
    out.put(br#"","expiryYear":""#);
    out.put(&card.year);
    if let Some(cvc) = card.cvc {
        out.put(br#"","cvc":""#);
        out.put(cvc);
    }
    out.put(br#"","nameOnCard":"#);
    out.put_string(card.holder);
    out.put(br#"},"deviceInformations":"#);
    out.put(context.device_informations.as_bytes());
    out.put(br#","metadata":"#);
    out.put(context.metadata.as_bytes());
    out.put(b"}");
}
