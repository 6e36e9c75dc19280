//! A short while of every target, and proof that the driver counts and catches.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use cardseal_fuzz::{Trait, run, targets};

/// Runs a target, and asks that it got to what it is about often enough and in enough ways.
fn smoke(name: &str, executions: u64, deep: u64, kinds: usize) {
    let report = run(targets::named(name).unwrap(), 20_261_123, executions, |_| {}).unwrap();
    assert_eq!(report.executions, executions);
    assert!(report.deep >= deep, "{report:?}");
    assert!(report.kinds >= kinds, "{report:?}");
}

#[test]
fn keys() {
    smoke("key", 20_000, 200, 25);
}

#[test]
fn entries() {
    smoke("entry", 20_000, 200, 300);
}

#[test]
fn envelopes() {
    smoke("envelope", 20_000, 8_000, 25);
}

/// Panics on one input in some thousands, and only after another kind of behaviour was found before.
fn trapped(data: &[u8]) -> Trait {
    let kind = data.iter().take(3).filter(|byte| **byte > 200).count();
    assert!(!(kind == 3 && data.len() % 7 == 3), "caught");
    Trait { deep: kind > 1, kind: kind as u64 }
}

#[test]
fn a_panic_is_caught_with_the_input_that_made_it() {
    let failure = run(trapped, 1, 1_000_000, |_| {}).unwrap_err();
    assert!(std::panic::catch_unwind(|| trapped(&failure.input)).is_err());
    assert!(failure.after > 0);
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let twice = [(); 2].map(|()| {
        run(|data| Trait { deep: data.len() > 9, kind: data.len() as u64 }, 7, 5_000, |_| {}).unwrap()
    });
    assert_eq!((twice[0].deep, twice[0].kinds), (twice[1].deep, twice[1].kinds));
    assert_eq!(twice[0].executions, 5_000);
}
