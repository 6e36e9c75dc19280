//! Takes a JSON body without ever quoting it, and wipes it afterwards.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use zeroize::{Zeroize as _, Zeroizing};

use super::refusal::Refusal;

/// The longest body that is read. An envelope has at most 16 KiB; the rest is for orders and metadata.
const MAX_LEN: usize = 128 * 1024;

/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

/// The bytes of a body that says it is JSON; empty where there is none.
pub(crate) struct JsonBody(pub(crate) Zeroizing<Vec<u8>>);

impl std::fmt::Debug for JsonBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "JsonBody({} bytes)", self.0.len())
    }
}

impl<S: Sync> FromRequest<S> for JsonBody {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let says_json = says_json(request.headers());
        let body = read_body(request).await?;
        if !body.is_empty() && !says_json {
            return Err(Refusal::field("Content-Type", "must be application/json"));
        }
        Ok(Self(body))
    }
}

/// The bytes of a body, in time and of a size that is looked at. They are wiped afterwards.
pub(crate) async fn read_body(request: Request) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let body = axum::body::to_bytes(request.into_body(), MAX_LEN);
    match tokio::time::timeout(PATIENCE, body).await {
        Ok(Ok(bytes)) => Ok(take(bytes)),
        Ok(Err(_)) => Err(Refusal::field("", "the body is longer than 128 KiB or broke off")),
        Err(_) => Err(Refusal::slow_body()),
    }
}

fn says_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = value.split(';').next().unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case("application/json")
}

/// Moves the bytes to where they are wiped, and wipes the buffer they came in if nobody else holds it.
fn take(bytes: Bytes) -> Zeroizing<Vec<u8>> {
    let body = Zeroizing::new(bytes.to_vec());
    if let Ok(mut buffer) = bytes.try_into_mut() {
        buffer.as_mut().zeroize();
    }
    body
}
