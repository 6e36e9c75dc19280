//! The targets by name.

use crate::Target;

mod entry;
mod envelope;
mod json_text;
mod key;

/// Every target: its name and its function.
pub const ALL: [(&str, Target); 3] = [("key", key::run), ("entry", entry::run), ("envelope", envelope::run)];

/// The target of a name.
#[must_use]
pub fn named(name: &str) -> Option<Target> {
    ALL.iter().find(|(each, _)| *each == name).map(|(_, target)| *target)
}

/// One number for a text, to tell kinds of behaviour apart (FNV-1a).
fn hashed(text: impl AsRef<[u8]>) -> u64 {
    text.as_ref()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
