//! What a real gateway does not have, or has in its dashboard: a way to move its clock, to see callbacks and send them
//! again, and to let calls fail.
//!
//! These calls need no credentials: the sandbox listens on this machine only. Those that change something take a JSON
//! body and nothing else, or DELETE, which a browser sends to another origin only after asking, and it is never told
//! yes.

mod callbacks;
mod clock;
mod faults;

use axum::Router;
use axum::routing::{delete, get, post};

use crate::app::App;
pub(crate) use callbacks::send_again;
pub(crate) use clock::move_clock;
pub(crate) use faults::{place, read as read_fault};

/// The control routes.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/control/clock", get(clock::show).post(clock::advance))
        .route("/control/callbacks", get(callbacks::list))
        .route("/control/callbacks/{id}/resend", post(callbacks::resend))
        .route("/control/faults", get(faults::list).post(faults::add).delete(faults::clear))
        .route("/control/faults/{id}", delete(faults::remove))
}
