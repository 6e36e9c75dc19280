//! The pages that shoppers see.

mod challenge;
mod frame;
mod money;
mod three_ds;

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

use crate::app::App;

/// The page routes.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/3ds/{challenge}", get(three_ds::show).post(three_ds::decide))
        .route("/assets/pages.css", get(style))
}

async fn style() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, include_str!("pages.css"))
}
