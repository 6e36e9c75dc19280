//! The gateway's HTTP API.

mod access_token;
mod answer;
mod body;
mod cancel;
mod capture;
mod charges;
mod confirm;
mod confirm_wallet;
mod create;
mod customer;
mod method;
mod method_configs;
mod new_session;
mod paging;
mod read;
pub(crate) mod refusal;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;
pub(crate) use body::{JsonBody, read_body};
pub(crate) use paging::Paging;

/// All routes of the API.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v1/access-token", post(access_token::issue))
        .route("/v1/customers/{id}", get(customer::retrieve))
        .route("/v2/payments", post(create::create).get(read::list))
        .route("/v2/payments/{id}", get(read::retrieve))
        .route("/v2/payments/{id}/confirm", post(confirm::confirm))
        .route("/v2/payments/{id}/cancel", post(cancel::cancel))
        .route("/v2/payments/{id}/capture", post(capture::capture))
        .route("/v2/charges", get(charges::list))
        .route("/v2/payment-method-configs", get(method_configs::show))
}
