//! Faults: asked for, listed and forgotten.

use std::time::Duration;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use cardseal_types::ResponseCode;
use serde::Serialize;

use crate::api::refusal::Refusal;
use crate::api::{JsonBody, ROUTES};
use crate::app::App;
use crate::faults::{Effect, Fault, MOST, Route, When};
use crate::fields::{Fields, Problems};
use crate::random;

/// The most calls that one fault strikes.
const MOST_TIMES: u64 = 1000;

/// The longest that a call is held up, in milliseconds. The gateway itself gives up after 60 seconds.
const LONGEST_DELAY: u64 = 60_000;

#[derive(Debug, Serialize)]
pub(super) struct List {
    faults: Vec<Shown>,
}

#[derive(Debug, Serialize)]
pub(super) struct Forgotten {
    forgotten: usize,
}

/// A fault as it is shown, and as it can be asked for.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shown {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    route: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<ResponseCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cut: Option<&'static str>,
    when: &'static str,
    delay_ms: u64,
    times: u64,
    left: u64,
}

/// `GET /control/faults`: oldest first.
pub(super) async fn list(State(app): State<App>) -> Json<List> {
    Json(List { faults: app.faults.all().into_iter().map(Shown::of).collect() })
}

/// `POST /control/faults`.
pub(super) async fn add(State(app): State<App>, JsonBody(body): JsonBody) -> Result<Json<Shown>, Refusal> {
    let mut problems = Problems::default();
    let fault = Fields::parse(&body, &mut problems).and_then(|fields| read(&fields, &mut problems));
    match fault.filter(|_| problems.is_empty()) {
        Some(fault) => Ok(Json(Shown::of(place(&app, fault)?))),
        None => Err(Refusal::validation(problems)),
    }
}

/// `DELETE /control/faults`.
pub(super) async fn clear(State(app): State<App>) -> Json<Forgotten> {
    Json(Forgotten { forgotten: app.faults.clear() })
}

/// `DELETE /control/faults/{id}`.
pub(super) async fn remove(
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<Forgotten>, Refusal> {
    match id {
        Ok(Path(id)) if app.faults.remove(&id) => Ok(Json(Forgotten { forgotten: 1 })),
        _ => Err(Refusal::missing()),
    }
}

/// Lets a fault wait for its calls.
pub(crate) fn place(app: &App, fault: Fault) -> Result<Fault, Refusal> {
    let fault = Fault { id: random::uuid()?, ..fault };
    match app.faults.add(fault.clone()) {
        true => Ok(fault),
        false => Err(Refusal::field("", &format!("{MOST} faults wait already"))),
    }
}

/// Reads what is asked for.
pub(crate) fn read(fields: &Fields<'_>, problems: &mut Problems) -> Option<Fault> {
    let route = route(fields, problems);
    let effect = effect(fields, problems);
    let when = fields.parsed("when", "must be before or after_commit", problems, |text| match &*text {
        "before" => Some(When::Before),
        "after_commit" => Some(When::AfterCommit),
        _ => None,
    });
    if effect == Some(Effect::CutBody) && when == Some(When::Before) {
        problems.add("when", "must be after_commit: before it there is no body to cut");
    }
    let delay = at_most("delayMs", LONGEST_DELAY, fields, problems);
    let times = at_most("times", MOST_TIMES, fields, problems).unwrap_or(1);
    let effect = effect?;
    let default = if effect == Effect::CutBody { When::AfterCommit } else { When::Before };
    let when = when.unwrap_or(default);
    let delay = Duration::from_millis(delay.unwrap_or_default());
    Some(Fault { id: String::new(), route, effect, when, delay, times, left: times })
}

/// What is to happen. A delay may stand alone.
fn effect(fields: &Fields<'_>, problems: &mut Problems) -> Option<Effect> {
    match (fields.raw("code").is_some(), fields.raw("cut").is_some()) {
        (true, true) => problems.add("cut", "must not stand beside code"),
        (false, false) if fields.raw("delayMs").is_some() => return Some(Effect::Nothing),
        (false, false) => problems.add("code", "required, unless cut or delayMs is given"),
        _ => {}
    }
    let codes: Vec<_> =
        ResponseCode::KNOWN.iter().filter(|code| **code != ResponseCode::Success).cloned().collect();
    let code = fields.choice("code", &codes, problems).map(Effect::Refuse);
    let cut = fields.parsed("cut", "must be connection or body", problems, |text| match &*text {
        "connection" => Some(Effect::CutConnection),
        "body" => Some(Effect::CutBody),
        _ => None,
    });
    code.or(cut)
}

fn route(fields: &Fields<'_>, problems: &mut Problems) -> Option<Route> {
    let rule =
        "must be an address of the API, such as /v2/payments/{id}, with or without its method before it";
    fields.parsed("route", rule, problems, |text| parse_route(&text))
}

/// A route of the API, as it stands in the documentation or as one address.
fn parse_route(text: &str) -> Option<Route> {
    let (method, path) = match text.split_once(' ') {
        Some((method, path)) => (Some(method.to_ascii_uppercase()), path),
        None => (None, text),
    };
    let known = ROUTES.iter().any(|(taken, pattern)| {
        method.as_ref().is_none_or(|method| method == taken) && is_like(pattern, path)
    });
    known.then(|| Route { method, path: path.to_owned() })
}

fn is_like(pattern: &str, path: &str) -> bool {
    let alike = |(wanted, part): (&str, &str)| wanted == part || wanted.starts_with('{') && !part.is_empty();
    pattern.split('/').count() == path.split('/').count()
        && pattern.split('/').zip(path.split('/')).all(alike)
}

fn at_most(name: &str, most: u64, fields: &Fields<'_>, problems: &mut Problems) -> Option<u64> {
    let count = fields.count(name, problems)?;
    if count > most {
        problems.add(name, format!("must be at most {most}"));
    }
    Some(count)
}

impl Shown {
    pub(super) fn of(fault: Fault) -> Self {
        let (code, cut) = match fault.effect {
            Effect::Refuse(code) => (Some(code), None),
            Effect::CutConnection => (None, Some("connection")),
            Effect::CutBody => (None, Some("body")),
            Effect::Nothing => (None, None),
        };
        Self {
            id: fault.id,
            route: fault.route.map(|route| route.to_string()),
            code,
            cut,
            when: match fault.when {
                When::Before => "before",
                When::AfterCommit => "after_commit",
            },
            delay_ms: u64::try_from(fault.delay.as_millis()).unwrap_or(u64::MAX),
            times: fault.times,
            left: fault.left,
        }
    }
}
