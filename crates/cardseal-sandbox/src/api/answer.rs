//! Successful answers.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use cardseal_types::{Pagination, Response as Envelope};
use serde::Serialize;

use crate::error::Fault;

/// A successful answer, written once: what is stored for a replay is what is sent.
#[derive(Debug, Clone)]
pub(super) struct Answer(pub(super) String);

impl Answer {
    /// One resource.
    pub(super) fn of<T: Serialize>(data: T) -> Result<Self, Fault> {
        write(&Envelope::success(data))
    }

    /// One page of a list.
    pub(super) fn page<T: Serialize>(data: Vec<T>, pagination: Pagination) -> Result<Self, Fault> {
        write(&Envelope { pagination: Some(pagination), ..Envelope::success(data) })
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
        (headers, self.0).into_response()
    }
}

fn write<T: Serialize>(envelope: &Envelope<T>) -> Result<Answer, Fault> {
    serde_json::to_string(envelope).map(Answer).map_err(|_| Fault::Record("answer"))
}
