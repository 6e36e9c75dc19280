//! The console's style and its only script, which copies ids.

use axum::http::header;
use axum::response::{IntoResponse, Response};

/// `GET /assets/console.css`.
pub(super) async fn style() -> Response {
    answer("text/css; charset=utf-8", include_str!("console.css"))
}

/// `GET /assets/console.js`.
pub(super) async fn script() -> Response {
    answer("text/javascript; charset=utf-8", include_str!("console.js"))
}

fn answer(media_type: &'static str, body: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (axum::http::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    (headers, body).into_response()
}
