use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::{Random, Target, Trait};

/// The longest input that is made.
const LONGEST: usize = 600;
/// How many inputs are kept to go on from.
const KEPT: usize = 4096;

/// What a whole run showed.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// How often the target ran.
    pub executions: u64,
    /// How many of these reached what the target is about.
    pub deep: u64,
    /// How many kinds of behaviour were seen.
    pub kinds: usize,
}

/// An input that made a target panic. The message is on stderr already.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The input.
    pub input: Vec<u8>,
    /// How many executions went well before it.
    pub after: u64,
}

/// Runs a target so many times. The same seed gives the same inputs. `told` hears of the progress.
///
/// # Errors
///
/// [`Failure`] at the first panic.
pub fn run(
    target: Target,
    seed: u64,
    executions: u64,
    mut told: impl FnMut(&Report),
) -> Result<Report, Failure> {
    let mut random = Random::new(seed);
    let mut kept: Vec<Vec<u8>> = Vec::new();
    let mut seen: HashSet<Trait> = HashSet::new();
    let mut report = Report::default();
    while report.executions < executions {
        let input = next_input(&mut random, &kept);
        let shown = catch_unwind(AssertUnwindSafe(|| target(&input)));
        let Ok(shown) = shown else { return Err(Failure { input, after: report.executions }) };
        report.executions += 1;
        report.deep += u64::from(shown.deep);
        if seen.insert(shown) {
            keep(&mut kept, input, &mut random);
        }
        report.kinds = seen.len();
        if report.executions.is_multiple_of(1 << 20) {
            told(&report);
        }
    }
    Ok(report)
}

fn keep(kept: &mut Vec<Vec<u8>>, input: Vec<u8>, random: &mut Random) {
    if kept.len() < KEPT {
        kept.push(input);
    } else {
        let at = random.below(kept.len());
        kept[at] = input;
    }
}

/// A fresh input, or a changed one that had shown something new.
fn next_input(random: &mut Random, kept: &[Vec<u8>]) -> Vec<u8> {
    if kept.is_empty() || random.below(3) == 0 {
        // Short ones are as frequent as long ones.
        let longest = 1 << random.below(10);
        let mut fresh = vec![0; random.below(longest.min(LONGEST))];
        random.fill(&mut fresh);
        return fresh;
    }
    let mut changed = kept[random.below(kept.len())].clone();
    for _ in 0..=random.below(4) {
        change(&mut changed, random, kept);
    }
    changed.truncate(LONGEST);
    changed
}

fn change(bytes: &mut Vec<u8>, random: &mut Random, kept: &[Vec<u8>]) {
    let at = random.below(bytes.len() + 1);
    let drawn = random.draw().to_le_bytes()[0];
    match random.below(6) {
        0 => bytes.insert(at, drawn),
        1 if at < bytes.len() => drop(bytes.remove(at)),
        2 if at < bytes.len() => bytes[at] ^= 1 << (drawn % 8),
        3 => bytes.truncate(at),
        4 => {
            let other = &kept[random.below(kept.len())];
            let from = random.below(other.len() + 1);
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
        _ if at < bytes.len() => bytes[at] = drawn,
        _ => bytes.push(drawn),
    }
}
