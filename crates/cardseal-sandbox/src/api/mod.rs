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
mod new_refund;
mod new_session;
mod once;
mod paging;
mod read;
mod refunds;
pub(crate) mod refusal;
mod simulations;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;
pub(crate) use body::{JsonBody, read_body};
pub(crate) use paging::Paging;

/// Method and address of every call of the API, for faults to be asked for. Each is tried in `tests/it/faults.rs`.
pub(crate) const ROUTES: &[(&str, &str)] = &[
    ("POST", "/v1/access-token"),
    ("GET", "/v1/customers/{id}"),
    ("POST", "/v1/refunds"),
    ("GET", "/v1/refunds"),
    ("GET", "/v1/refunds/{id}"),
    ("POST", "/v2/payments"),
    ("GET", "/v2/payments"),
    ("POST", "/v2/payments/simulations"),
    ("GET", "/v2/payments/{id}"),
    ("POST", "/v2/payments/{id}/confirm"),
    ("POST", "/v2/payments/{id}/cancel"),
    ("POST", "/v2/payments/{id}/capture"),
    ("GET", "/v2/charges"),
    ("GET", "/v2/payment-method-configs"),
];

/// All routes of the API.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v1/access-token", post(access_token::issue))
        .route("/v1/customers/{id}", get(customer::retrieve))
        .route("/v1/refunds", post(refunds::create).get(refunds::list))
        .route("/v1/refunds/{id}", get(refunds::retrieve))
        .route("/v2/payments", post(create::create).get(read::list))
        .route("/v2/payments/simulations", post(simulations::simulate))
        .route("/v2/payments/{id}", get(read::retrieve))
        .route("/v2/payments/{id}/confirm", post(confirm::confirm))
        .route("/v2/payments/{id}/cancel", post(cancel::cancel))
        .route("/v2/payments/{id}/capture", post(capture::capture))
        .route("/v2/charges", get(charges::list))
        .route("/v2/payment-method-configs", get(method_configs::show))
}
