//! `GET /pay/{secret}/status`: how it went, and the way back to the shop.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;

use super::{found, unknown};
use crate::api::refusal::Refusal;
use crate::app::{App, Shared};
use crate::ewallet;
use crate::hosted::Hosted;
use crate::machine::State as Phase;
use crate::pages::frame::{Page, Refresh};
use crate::pages::outcome::Outcome;
use crate::pages::{merchant_name, money, onward};

/// Shows it, or leads to where the payment stands.
pub(in crate::pages) async fn show(
    State(app): State<App>,
    secret: Result<Path<String>, PathRejection>,
) -> Result<Response, Refusal> {
    let Some((_, hosted)) = found(&app, secret).await? else { return Ok(unknown()) };
    let next = onward::next(&app, &hosted.session, hosted.record.as_ref());
    if hosted.session.bypass_status_page == Some(true) || !next.ends_with("/status") {
        return Ok(onward::lead_to(&next));
    }
    Ok(page(&app, &hosted).into_response())
}

fn page(app: &Shared, hosted: &Hosted) -> Page {
    let session = &hosted.session;
    let merchant = merchant_name(app, session);
    let outcome = Outcome::of(session, hosted.record.as_ref());
    let url = onward::return_url(session);
    let card = hosted.record.as_ref().and_then(|record| record.card.as_ref());
    let wallet = hosted.record.as_ref().and_then(|record| record.wallet.as_ref());
    let body = html! {
        (outcome.markup())
        dl {
            dt { "Shop" } dd { (merchant) }
            dt { "Amount" } dd class="amount" { (money::written(&session.amount)) }
            @if let Some(card) = card { dt { "Card" } dd { (card.brand) " ending in " (card.last4) } }
            @if let Some(wallet) = wallet { dt { "Wallet" } dd { (ewallet::brand(&wallet.channel)) } }
            dt { "Reference" } dd class="reference" { (session.client_reference_id) }
        }
        p { a class="primary" href=(url) autofocus { "Back to " (merchant) } }
    };
    let refresh = match session.state {
        // A shopper who looks away is led back; one whose wallet thinks sees what it decides.
        Phase::Expired => Some(Refresh::to(url.clone())),
        Phase::Processing => Some(Refresh::soon()),
        _ => None,
    };
    Page { refresh, ..Page::plain(StatusCode::OK, outcome.title, body) }
}
