//! Reads request bodies without ever repeating them.

use std::pin::Pin;

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, header};
use cardseal_types::Cvc;
use serde::de::{self, DeserializeOwned, Deserializer};
use zeroize::Zeroizing;

use crate::error::{ApiError, Code};

/// The longest body that a page may send, in bytes.
const LIMIT: usize = 64 * 1024;

/// Reads a JSON body into a value. The bytes are wiped afterwards, because they may hold a verification code.
///
/// What the HTTP server itself buffered is outside of this function's reach.
pub(crate) async fn json<T: DeserializeOwned>(headers: &HeaderMap, body: Body) -> Result<T, ApiError> {
    if !is_json(headers) {
        return Err(ApiError::new(Code::UnsupportedMediaType));
    }
    let bytes = bytes(body, LIMIT).await?;
    // The text of a serde error quotes what it could not read, so only the position is passed on.
    serde_json::from_slice(&bytes).map_err(|error| ApiError::malformed(error.line(), error.column()))
}

/// Reads a verification code from a JSON text without an owned copy in between; for `deserialize_with`.
///
/// A text that is no code is `None`, so that the refusal can name the field.
pub(crate) fn cvc<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Cvc>, D::Error> {
    deserializer.deserialize_str(CvcVisitor)
}

struct CvcVisitor;

impl<'de> de::Visitor<'de> for CvcVisitor {
    type Value = Option<Cvc>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a card verification code")
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cvc::parse(text.as_bytes()).ok())
    }

    // Only a text with escapes comes this way; the digits of a code need none.
    fn visit_str<E: de::Error>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// Reads a body of at most so many bytes as it came. They are wiped when they are dropped.
pub(crate) async fn bytes(mut body: Body, limit: usize) -> Result<Zeroizing<Vec<u8>>, ApiError> {
    if body.size_hint().lower() > limit as u64 {
        return Err(ApiError::new(Code::BodyTooLarge));
    }
    // Room for the largest body at once: a vector that grows leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(limit));
    while let Some(frame) = std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|_| ApiError::new(Code::BodyUnreadable))?;
        let Ok(data) = frame.into_data() else { continue };
        if bytes.len() + data.len() > limit {
            return Err(ApiError::new(Code::BodyTooLarge));
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (media_type, parameters) = value.split_once(';').unwrap_or((value, ""));
    let charset = parameters.trim();
    media_type.trim().eq_ignore_ascii_case("application/json")
        && (charset.is_empty() || charset.eq_ignore_ascii_case("charset=utf-8"))
}
