use cardseal_card::wipe;

/// Does work that may touch a card in stack frames of its own, and wipes the stack that they stood on.
///
/// Every call from JavaScript that can meet a digit goes through here, so that what one call spilled is not left for
/// the next one's frames to cover by chance. The result itself must hold nothing of a card.
pub(crate) fn traceless<T>(work: impl FnOnce() -> T) -> T {
    let result = apart(work);
    wipe::stack();
    result
}

/// Never inlined: the frames have to lie below the caller's.
#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}
