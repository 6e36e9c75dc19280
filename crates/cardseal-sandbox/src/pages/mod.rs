//! The pages that shoppers see.

mod assets;
mod challenge;
mod form;
mod frame;
mod money;
mod onward;
mod outcome;
mod pay;
mod three_ds;
mod wallet;

use axum::Router;
use axum::routing::get;

use crate::app::{App, Shared};
use crate::session::Session;
pub(crate) use frame::HEADERS;
pub(crate) use money::written;

/// The page routes.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/pay/{secret}", get(pay::show).post(pay::submit))
        .route("/pay/{secret}/state", get(pay::state))
        .route("/pay/{secret}/status", get(pay::status))
        .route("/wallet/{secret}", get(wallet::show).post(wallet::answer))
        .route("/3ds/{challenge}", get(three_ds::show).post(three_ds::decide))
        .route("/assets/pages.css", get(assets::style))
        .route("/assets/pay.js", get(assets::script))
        .route("/assets/cardseal/{*path}", get(assets::package))
}

/// The name that shoppers know the merchant by.
fn merchant_name<'a>(app: &'a Shared, session: &Session) -> &'a str {
    app.merchant(&session.merchant).map_or("A shop", |merchant| merchant.name.as_str())
}
