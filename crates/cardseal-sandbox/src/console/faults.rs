//! Faults that wait for their calls, and a form that asks for one.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use cardseal_types::{ErrorDetail, ResponseCode};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;

use super::frame::{Page, Tab, foreign_form, own_fields};
use super::{back_to, guard};
use crate::api::ROUTES;
use crate::api::refusal::Refusal;
use crate::app::{App, Shared};
use crate::control::{place, read_fault};
use crate::faults::{Effect, Fault, When};
use crate::fields::{Fields, Problems};

const PATH: &str = "/console/faults";

#[derive(Deserialize)]
pub(super) struct Wanted {
    token: String,
    route: String,
    effect: String,
    when: String,
    times: String,
    delay: String,
}

#[derive(Deserialize)]
pub(super) struct Forget {
    token: String,
    /// One fault; all of them, if it is blank.
    id: String,
}

/// `GET /console/faults`.
pub(super) async fn list(State(app): State<App>) -> Response {
    page(&app, StatusCode::OK, &[])
}

/// `POST /console/faults`.
pub(super) async fn add(
    State(app): State<App>,
    headers: HeaderMap,
    form: Result<Form<Wanted>, FormRejection>,
) -> Result<Response, Refusal> {
    let wanted = form.ok().map(|Form(form)| form).filter(|form| guard::is_own(&app, &headers, &form.token));
    let Some(wanted) = wanted else { return Ok(foreign_form(&app)) };
    let body = wanted.as_json();
    let mut problems = Problems::default();
    let fault =
        Fields::parse(body.as_bytes(), &mut problems).and_then(|fields| read_fault(&fields, &mut problems));
    match fault.filter(|_| problems.is_empty()) {
        Some(fault) => place(&app, fault).map(|_| back_to(PATH)),
        None => Ok(page(&app, StatusCode::BAD_REQUEST, &problems.into_details())),
    }
}

/// `POST /console/faults/forget`.
pub(super) async fn forget(
    State(app): State<App>,
    headers: HeaderMap,
    form: Result<Form<Forget>, FormRejection>,
) -> Response {
    let form = form.ok().map(|Form(form)| form).filter(|form| guard::is_own(&app, &headers, &form.token));
    let Some(form) = form else { return foreign_form(&app) };
    if form.id.is_empty() {
        app.faults.clear();
    } else {
        app.faults.remove(&form.id);
    }
    back_to(PATH)
}

impl Wanted {
    /// As the control call takes it, so that both are judged by the same rules.
    fn as_json(&self) -> String {
        let number =
            |text: &str| text.trim().parse::<u64>().map_or_else(|_| json!(text), |number| json!(number));
        let mut body = json!({"when": self.when, "times": number(&self.times)});
        if !self.route.is_empty() {
            body["route"] = json!(self.route);
        }
        if !matches!(self.delay.trim(), "" | "0") {
            body["delayMs"] = number(&self.delay);
        }
        match self.effect.strip_prefix("cut:") {
            Some(cut) => body["cut"] = json!(cut),
            None if self.effect != "delay" => body["code"] = json!(self.effect),
            None => {}
        }
        body.to_string()
    }
}

fn page(app: &Shared, status: StatusCode, problems: &[ErrorDetail]) -> Response {
    let faults = app.faults.all();
    let body = html! {
        h1 { "Faults" }
        p class="lead" {
            "Calls of the API that are to go wrong, so that you can see what your code does then. A fault strikes the next calls that fit, and is forgotten at a restart."
        }
        @if !problems.is_empty() {
            ul class="problems" role="alert" { @for problem in problems { li { code { (problem.field) } " " (problem.message) } } }
        }
        (form(app))
        @if faults.is_empty() { div class="empty" { h2 { "Nothing is to go wrong" } p { "Every call is carried out as documented." } } }
        @else { (table(app, &faults)) (forget_all(app)) }
    };
    Page { status, title: "Faults", tab: Tab::Faults, path: PATH, body }.answer(app)
}

fn form(app: &Shared) -> Markup {
    let codes = ResponseCode::KNOWN.iter().filter(|code| **code != ResponseCode::Success);
    html! {
        form class="search" method="post" action=(PATH) aria-label="New fault" {
            (own_fields(app, PATH))
            label { "Call"
                select name="route" {
                    option value="" { "Any but the access token" }
                    @for (method, path) in ROUTES { option { (method) " " (path) } }
                }
            }
            label { "What happens"
                select name="effect" {
                    option value="cut:connection" { "The connection ends without an answer" }
                    option value="cut:body" { "The answer breaks off in the middle" }
                    option value="delay" { "Only a delay" }
                    @for code in codes { option { (code) } }
                }
            }
            label { "When"
                select name="when" {
                    option value="before" { "Before: it never arrives" }
                    option value="after_commit" { "After: it is carried out" }
                }
            }
            label { "Times" input name="times" type="number" min="1" max="1000" value="1" required; }
            label { "Delay, ms" input name="delay" type="number" min="0" max="60000" value="0" required; }
            button class="primary" { "Add" }
        }
    }
}

fn table(app: &Shared, faults: &[Fault]) -> Markup {
    html! {
        table role="table" {
            thead role="rowgroup" { tr role="row" {
                @for name in ["What happens", "Call", "When"] { th role="columnheader" scope="col" { (name) } }
                @for name in ["Delay", "Left"] { th role="columnheader" scope="col" class="amount" { (name) } }
                th role="columnheader" scope="col" { span class="unseen" { "Forget" } }
            } }
            tbody role="rowgroup" { @for fault in faults {
                tr role="row" {
                    td role="cell" data-name="What happens" { (effect(&fault.effect)) }
                    td role="cell" data-name="Call" {
                        @match &fault.route { Some(route) => { code { (route) } }, None => { "any but the access token" } }
                    }
                    td role="cell" data-name="When" { @if fault.when == When::Before { "before" } @else { "after the commit" } }
                    td role="cell" data-name="Delay" class="amount" { (fault.delay.as_millis()) " ms" }
                    td role="cell" data-name="Left" class="amount" { (fault.left) " of " (fault.times) }
                    td role="cell" data-name="Forget" {
                        form method="post" action="/console/faults/forget" {
                            (own_fields(app, PATH))
                            input type="hidden" name="id" value=(fault.id);
                            button { "Forget" }
                        }
                    }
                }
            } }
        }
    }
}

fn effect(effect: &Effect) -> Markup {
    html! {
        @match effect {
            Effect::Refuse(code) => { code { (code) } },
            Effect::CutConnection => { "connection ends" },
            Effect::CutBody => { "answer breaks off" },
            Effect::Nothing => { "delay only" },
        }
    }
}

fn forget_all(app: &Shared) -> Markup {
    html! {
        form class="after" method="post" action="/console/faults/forget" {
            (own_fields(app, PATH))
            input type="hidden" name="id" value="";
            button { "Forget all" }
        }
    }
}
