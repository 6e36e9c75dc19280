//! Where a shopper goes from here. Only to our own pages and to what the merchant gave at creation.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use url::Url;

use crate::app::Shared;
use crate::charge::ChargeRecord;
use crate::hosted;
use crate::machine::State;
use crate::session::Session;

/// The next page: the bank's or the wallet's while one of them asks, then the status page, then the shop.
pub(super) fn next(app: &Shared, session: &Session, record: Option<&ChargeRecord>) -> String {
    let asked = record.filter(|_| session.state == State::RequireAction);
    if let Some(url) = asked.and_then(|record| app.challenge_url(record)) {
        return url;
    }
    match app.page_url(session) {
        Some(page) if hosted::is_open(session, record) => page,
        Some(page) if session.bypass_status_page != Some(true) => format!("{page}/status"),
        _ => return_url(session),
    }
}

/// The merchant's address for the way it went.
pub(super) fn return_url(session: &Session) -> String {
    let urls = &session.redirect_url;
    let url = match session.state {
        // Held money, or a wallet that takes its time: the shopper's side is done.
        State::Paid | State::Processing => &urls.success_return_url,
        State::Expired => &urls.expiration_return_url,
        _ => &urls.failure_return_url,
    };
    // In the spelling of a header: letters beyond ASCII are escaped.
    Url::parse(url).map_or_else(|_| url.clone(), String::from)
}

/// Origins of the merchant's return addresses, for a page's policy.
pub(super) fn return_origins(session: &Session) -> Vec<String> {
    let urls = &session.redirect_url;
    let urls = [&urls.success_return_url, &urls.failure_return_url, &urls.expiration_return_url];
    let mut origins: Vec<_> =
        urls.iter().filter_map(|url| Some(Url::parse(url).ok()?.origin().ascii_serialization())).collect();
    origins.sort();
    origins.dedup();
    origins
}

/// Leads there, with a GET.
pub(super) fn lead_to(url: &str) -> Response {
    let headers = [(header::LOCATION, url), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::SEE_OTHER, headers).into_response()
}
