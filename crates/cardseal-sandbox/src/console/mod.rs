//! The console: sessions with their stories, callbacks, faults and the clock, for whoever develops against the sandbox.
//!
//! It asks for no login, because only this machine is let in: see [`guard`]. Everything that changes something is a
//! POST of one of its own forms.

mod assets;
mod callbacks;
mod clock;
mod faults;
mod frame;
mod guard;
mod outcome;
mod parts;
mod sessions;
mod shown;
mod story;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};

use crate::app::App;
pub(crate) use guard::only_this_machine;

/// The console's routes.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/console", get(sessions::list))
        .route("/console/sessions/{id}", get(story::show))
        .route("/console/sessions/{id}/outcome", post(outcome::pick))
        .route("/console/callbacks", get(callbacks::list))
        .route("/console/callbacks/{id}/resend", post(callbacks::resend))
        .route("/console/faults", get(faults::list).post(faults::add))
        .route("/console/faults/forget", post(faults::forget))
        .route("/console/clock", post(clock::advance))
        .route("/assets/console.css", get(assets::style))
        .route("/assets/console.js", get(assets::script))
}

/// Leads to a page of the console after a form was taken. Anything else than such a page leads to the first one.
fn back_to(path: &str) -> Response {
    let is_ours = path == "/console" || path.starts_with("/console/") || path.starts_with("/console?");
    let is_plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let path = if is_ours && is_plain { path } else { "/console" };
    (StatusCode::SEE_OTHER, [(header::LOCATION, path), (header::CACHE_CONTROL, "no-store")]).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_nowhere_but_to_the_console() {
        for (path, expected) in [
            ("/console/sessions/x", "/console/sessions/x"),
            ("/console?status=PAID", "/console?status=PAID"),
            ("/consolex", "/console"),
            ("//evil.example", "/console"),
            ("https://evil.example/console", "/console"),
            ("/console/\\evil", "/console"),
            ("/console/\r\nSet-Cookie: x", "/console"),
            ("", "/console"),
        ] {
            assert_eq!(back_to(path).headers()[header::LOCATION], expected, "{path:?}");
        }
    }
}
