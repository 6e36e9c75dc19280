//! What all pages of the console have in common: the bar with the clock, and headers that let nothing in.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use cardseal_types::Timestamp;
use maud::{DOCTYPE, Markup, html};

use super::guard;
use super::parts::exact;
use crate::app::Shared;
use crate::pages::HEADERS;

/// Which part of the console a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Sessions,
    Callbacks,
    Faults,
}

const TABS: [(Tab, &str, &str); 3] = [
    (Tab::Sessions, "/console", "Sessions"),
    (Tab::Callbacks, "/console/callbacks", "Callbacks"),
    (Tab::Faults, "/console/faults", "Faults"),
];

/// How far the clock's buttons move it.
pub(super) const JUMPS: [(u64, &str); 4] =
    [(300, "+5 min"), (900, "+15 min"), (3_600, "+1 h"), (43_200, "+12 h")];

/// A page of the console.
pub(super) struct Page<'a> {
    pub(super) status: StatusCode,
    pub(super) title: &'a str,
    pub(super) tab: Tab,
    /// Its own address, for its forms to lead back to.
    pub(super) path: &'a str,
    pub(super) body: Markup,
}

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; \
    frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

impl Page<'_> {
    /// The page as an answer.
    pub(super) fn answer(self, app: &Shared) -> Response {
        let markup = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex";
                    title { (self.title) " · Sandbox console" }
                    link rel="stylesheet" href="/assets/console.css";
                    script type="module" src="/assets/console.js" {}
                }
                body {
                    a class="skip" href="#main" { "Skip to the content" }
                    (bar(app, self.tab, self.path))
                    main id="main" { (self.body) }
                    p class="said" id="said" role="status" {}
                }
            }
        };
        let mut response = (self.status, Html(markup.into_string())).into_response();
        for (name, value) in HEADERS {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        response
    }
}

fn bar(app: &Shared, tab: Tab, path: &str) -> Markup {
    html! {
        header class="bar" {
            p class="name" { span class="seal" aria-hidden="true" {} "Sandbox console" }
            nav aria-label="Console" {
                @for (own, to, name) in TABS {
                    a href=(to) aria-current=[(own == tab).then_some("page")] { (name) }
                }
            }
            (clock(app, app.clock.now(), path))
        }
    }
}

fn clock(app: &Shared, now: Timestamp, path: &str) -> Markup {
    html! {
        form class="clock" method="post" action="/console/clock" aria-label="Clock of the sandbox" {
            (own_fields(app, path))
            time datetime=(now) { (exact(now)) }
            span class="jumps" {
                @for (seconds, name) in JUMPS {
                    button name="advance" value=(seconds) aria-label={ "Move the clock by " (name) } { (name) }
                }
            }
        }
    }
}

/// What every form of the console carries.
pub(super) fn own_fields(app: &Shared, path: &str) -> Markup {
    html! {
        input type="hidden" name="token" value=(guard::token(app));
        input type="hidden" name="back" value=(path);
    }
}

/// The answer to a form that is not the console's own.
pub(super) fn foreign_form(app: &Shared) -> Response {
    let body = html! {
        h1 { "That did not come from the console" }
        p { "Nothing was changed. " a href="/console" { "Open the console" } " and try again from there." }
    };
    let status = StatusCode::FORBIDDEN;
    Page { status, title: "Not accepted", tab: Tab::Sessions, path: "/console", body }.answer(app)
}

/// The page for what is not there.
pub(super) fn nothing_there(app: &Shared, tab: Tab) -> Response {
    let body = html! {
        h1 { "There is no such thing" }
        p { "Nothing has this id in this sandbox. " a href="/console" { "All sessions" } }
    };
    let status = StatusCode::NOT_FOUND;
    Page { status, title: "Not found", tab, path: "/console", body }.answer(app)
}
