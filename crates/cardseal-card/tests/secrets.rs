//! What the types that hold card data cannot do, and what nothing prints.

use std::{fmt, ops::Deref};

use cardseal_card::{Card, CardholderName, Cvc, ExpiryDate, Pan, PublicKey};
use serde::{Serialize, de::DeserializeOwned};

/// Compiles only if the type lacks each of the traits: with one of them, two items of the same name fit and neither
/// is chosen.
macro_rules! lacks {
    ($type:ty: $($bound:path),+ $(,)?) => {
        $(const _: fn() = || {
            trait TwiceIfImplemented<A> {
                fn item() {}
            }
            impl<T: ?Sized> TwiceIfImplemented<()> for T {}
            struct Implemented;
            impl<T: ?Sized + $bound> TwiceIfImplemented<Implemented> for T {}
            let _ = <$type as TwiceIfImplemented<_>>::item;
        };)+
    };
}

macro_rules! holds_a_secret {
    ($($type:ty),+) => {
        $(lacks!(
            $type: Clone, Copy, fmt::Display, fmt::LowerHex, PartialEq, PartialOrd, std::hash::Hash, Default, Deref,
            Serialize, DeserializeOwned, AsRef<[u8]>, AsRef<str>, Into<String>, Into<Vec<u8>>,
        );)+
    };
}

holds_a_secret!(Pan, Cvc, ExpiryDate, CardholderName, Card<'static>);

/// All that the types show of themselves in any way of printing.
#[test]
fn debug_shows_the_type_and_nothing_else() {
    let pan = Pan::parse(b"4440000112290002").unwrap();
    let expiry = ExpiryDate::parse(b"07", b"2039").unwrap();
    let cvc = Cvc::parse(b"987").unwrap();
    let name = CardholderName::parse("Siti Aminah").unwrap();
    assert_eq!(
        format!("{pan:?} {expiry:?} {cvc:?} {name:?}"),
        "Pan(redacted) ExpiryDate(redacted) Cvc(redacted) CardholderName(redacted)",
    );
    assert_eq!(format!("{pan:#?}{expiry:#?}{cvc:#?}{name:#?}").matches("redacted").count(), 4);
}

/// A refusal never repeats the input, whichever way it is printed.
#[test]
fn refusals_do_not_quote() {
    let digits = "4440000112290003";
    let errors: [Box<dyn std::error::Error>; 5] = [
        Box::new(Pan::parse(digits.as_bytes()).unwrap_err()),
        Box::new(Pan::parse(b"4440000112290x").unwrap_err()),
        Box::new(CardholderName::parse(digits).unwrap_err()),
        Box::new(ExpiryDate::parse(b"07", b"4440").unwrap_err()),
        Box::new(PublicKey::parse(digits).unwrap_err()),
    ];
    for error in errors {
        let text = format!("{error} {error:?} {error:#?}");
        assert!(!text.contains("444") && !text.contains("0003"), "{text}");
        assert!(text.starts_with(|first: char| first.is_lowercase()) && !text.contains('.'), "{text}");
    }
}
