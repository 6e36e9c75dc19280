//! The editing model of a card form, without a form.
//!
//! An [`Edit`] replaces a range of the shown text. A field takes it and gives the new shown text, the caret and a
//! [`Judgement`](crate::Judgement). Nothing here knows a document or an event: native inputs feed it the difference of
//! two values ([`Edit::between`]), tests a random script. Formatting in event handlers was rejected, because that is
//! where card forms lose their caret.
//!
//! Offsets count characters of the shown text. The shown text of the number, the expiry date and the code is ASCII,
//! so there a character, a byte and a UTF-16 unit (the unit of a document's selection) are the same.
//!
//! Every text lives in one array of fixed size that is wiped when it is cleared, so no buffer grows and none is left
//! behind. Texts come in as UTF-8; a byte that is none is a character that no field takes.

mod cvc;
mod digits;
mod edit;
mod expiry;
mod expiry_text;
mod form;
mod name;
mod number;
mod text;

pub use cvc::CvcEntry;
pub use edit::{Edit, EditKind};
pub use expiry::ExpiryEntry;
pub use form::{CardForm, Field, FormState, Shown};
pub use name::NameEntry;
pub use number::NumberEntry;
pub use text::FixedText;

#[cfg(test)]
mod proptests;
