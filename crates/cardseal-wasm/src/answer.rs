use cardseal_card::brand::BrandRule;

/// Writes an answer to the start of the block, and gives its length.
pub(crate) fn put(block: &mut [u8], parts: &[&[u8]]) -> usize {
    let mut slots = block.iter_mut();
    let mut len = 0usize;
    for byte in parts.iter().copied().flatten() {
        if let Some(slot) = slots.next() {
            *slot = *byte;
            len = len.saturating_add(1);
        }
    }
    len
}

/// The number of a network, from 1; 0 for none.
pub(crate) fn brand_number(rule: Option<&BrandRule>) -> u8 {
    use cardseal_card::CardBrand as Brand;

    rule.map_or(0, |rule| match rule.brand {
        Brand::Visa => 1,
        Brand::Mastercard => 2,
        Brand::Jcb => 3,
        Brand::Amex => 4,
        Brand::UnionPay => 5,
        Brand::Diners => 6,
        Brand::Discover => 7,
        Brand::Maestro => 8,
        Brand::Mir => 9,
        Brand::Elo => 10,
        Brand::Hipercard => 11,
        Brand::RuPay => 12,
        Brand::Troy => 13,
        Brand::Verve => 14,
        _ => 0,
    })
}
