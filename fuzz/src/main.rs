//! Runs one fuzz target, or all, and counts: `cardseal-fuzz <target|all> [--executions N] [--seed N] [--input HEX]`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::process::ExitCode;
use std::time::Instant;

use cardseal_fuzz::{Report, Target, run, targets};

const USAGE: &str = "cardseal-fuzz <key|entry|envelope|all> [--executions N] [--seed N] [--input HEX]";

struct Asked {
    target: String,
    executions: u64,
    seed: u64,
    input: Option<Vec<u8>>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(asked) = asked(&arguments) else {
        eprintln!("error: {USAGE}");
        return ExitCode::from(2);
    };
    let chosen: Vec<_> =
        targets::ALL.iter().filter(|(name, _)| asked.target == *name || asked.target == "all").collect();
    if chosen.is_empty() {
        eprintln!("error: there is no target '{}'; {USAGE}", asked.target);
        return ExitCode::from(2);
    }
    let sound = chosen.iter().all(|(name, target)| one(name, *target, &asked));
    if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs one target; gives whether it went well.
fn one(name: &str, target: Target, asked: &Asked) -> bool {
    if let Some(input) = &asked.input {
        println!("{name}: {:?}", target(input));
        return true;
    }
    let start = Instant::now();
    let told = |report: &Report| println!("{name}: {}", said(report, start));
    match run(target, asked.seed, asked.executions, told) {
        Ok(report) => {
            println!("{name}: {}, seed {}: 0 panics", said(&report, start), asked.seed);
            true
        }
        Err(failure) => {
            let hex: String = failure.input.iter().map(|byte| format!("{byte:02x}")).collect();
            eprintln!(
                "{name}: panic after {} executions, seed {}; again with `--input {hex}`",
                failure.after, asked.seed
            );
            false
        }
    }
}

fn said(report: &Report, start: Instant) -> String {
    let seconds = start.elapsed().as_secs_f64();
    format!(
        "{} executions ({} deep, {} kinds of behaviour) in {seconds:.0} s",
        report.executions, report.deep, report.kinds
    )
}

fn asked(arguments: &[String]) -> Option<Asked> {
    let (target, flags) = arguments.split_first()?;
    let mut asked = Asked { target: target.clone(), executions: 1_000_000, seed: 1, input: None };
    for pair in flags.chunks(2) {
        let [flag, value] = pair else { return None };
        match flag.as_str() {
            "--executions" => asked.executions = value.replace('_', "").parse().ok()?,
            "--seed" => asked.seed = value.parse().ok()?,
            "--input" => asked.input = Some(bytes_of(value)?),
            _ => return None,
        }
    }
    Some(asked)
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        hex.chars().map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok())).collect();
    let digits = digits?;
    (digits.len() % 2 == 0).then(|| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}
