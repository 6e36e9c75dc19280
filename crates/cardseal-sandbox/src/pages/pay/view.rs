//! The open page.

use axum::http::StatusCode;
use cardseal_types::{ProductDetail, Timestamp};
use jiff::SignedDuration;
use maud::{Markup, html};

use super::methods;
use crate::app::Shared;
use crate::hosted::Hosted;
use crate::pages::frame::{Page, Refresh};
use crate::pages::{merchant_name, money, onward};

/// What kept a submission from being taken, and what else the shopper had chosen in it.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) text: String,
    pub(super) method: String,
    pub(super) is_ticked: bool,
}

/// The page while it waits for the shopper, after a problem if there was one.
pub(super) fn page(app: &Shared, hosted: &Hosted, secret: &str, problem: Option<&Problem>) -> Page {
    let session = &hosted.session;
    let merchant = merchant_name(app, session);
    let left = session.expiry_at.duration_since(app.clock.now());
    let body = html! {
        header class="shop" {
            h1 { span class="to" { "Pay " } (merchant) }
            p class="total" { (money::written(&session.amount)) }
            (deadline(session.expiry_at, left))
        }
        (order(hosted))
        (notices(app, hosted, problem))
        (form(app, hosted, secret, problem))
        p class="note" { "Reference " span class="reference" { (session.client_reference_id) } }
    };
    Page {
        status: if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK },
        title: format!("Pay {merchant}").into(),
        body,
        form_targets: onward::return_origins(session),
        refresh: Some(Refresh::at_end(left, &format!("/pay/{secret}"))).filter(|_| left.as_hours() < 24),
        is_scripted: true,
    }
}

fn form(app: &Shared, hosted: &Hosted, secret: &str, problem: Option<&Problem>) -> Markup {
    let session = &hosted.session;
    let left = session.expiry_at.duration_since(app.clock.now());
    let is_ticked = problem.is_some_and(|problem| problem.is_ticked);
    let page = format!("/pay/{secret}");
    // The build in one file, asked for while the page is still being read: a single request before the form can be drawn.
    let package = app.has_package().then_some("/assets/cardseal/inline.js");
    html! {
        @if let Some(package) = package { link rel="modulepreload" href=(package); }
        form id="payment" method="post" action=(page) novalidate
            data-page=(page) data-state={ (page) "/state" } data-left-ms=(left.as_millis().max(0))
            data-package=[package] data-encryption-key=[session.open_key()] {
            input type="hidden" name="token" value=(app.secrets.form_token(secret));
            input type="hidden" name="encryptedCard";
            input type="hidden" name="cvc";
            (methods::list(app, hosted, problem.map(|problem| problem.method.as_str())))
            @if session.save_for_future_use == Some(true) {
                label class="save" { input type="checkbox" name="save" checked[is_ticked]; "Save for future use" }
            }
            p id="problem" class="problem" role="alert" {}
            p id="progress" class="hidden" role="status" {}
            button id="pay" class="primary" name="decision" value="pay" { "Pay " (money::written(&session.amount)) }
            button class="quiet" name="decision" value="cancel" formnovalidate { "Cancel and go back" }
        }
    }
}

/// What is missing or went wrong, before the form.
fn notices(app: &Shared, hosted: &Hosted, problem: Option<&Problem>) -> Markup {
    html! {
        @if let Some(Problem { text, .. }) = problem {
            p class="problem shown" role="alert" tabindex="-1" autofocus { (text) }
        }
        @if methods::needs_package(hosted) {
            @if !app.has_package() {
                div class="missing" role="status" {
                    strong { "The card form is not installed." }
                    " Start the sandbox with " code { "--package-dir" } " (or " code { "CARDSEAL_SANDBOX_PACKAGE_DIR" }
                    ") and the directory of the built npm package " code { "cardseal" } ". E-wallets work without it."
                }
            } @else {
                noscript {
                    p class="missing" { "Cards are encrypted in your browser, which needs JavaScript. E-wallets work without it." }
                }
            }
        }
    }
}

fn order(hosted: &Hosted) -> Markup {
    let lines = &hosted.session.order.product_details;
    html! {
        details class="order" open[lines.len() <= 3] {
            summary { (lines.len()) @if lines.len() == 1 { " item" } @else { " items" } }
            ul {
                @for line in lines {
                    li {
                        span { (line.quantity) " × " (product(line)) }
                        span class="price" { (money::written(&line.price)) @if line.quantity > 1 { " each" } }
                    }
                }
            }
        }
    }
}

fn product(line: &ProductDetail) -> &str {
    let names = [&line.name, &line.description, &line.sub_category, &line.category];
    names.into_iter().flatten().next().map_or("Item", String::as_str)
}

/// True without a script: the moment itself. The script counts down to it.
fn deadline(end: Timestamp, left: SignedDuration) -> Markup {
    let format = if left.as_hours() < 24 { "%H:%M:%S UTC" } else { "%-d %B %Y, %H:%M UTC" };
    html! {
        p class="deadline" { "Pay " time id="countdown" datetime=(end) { "by " (end.strftime(format)) } }
    }
}
