//! `POST /v1/access-token`, and who calls the rest.

use aws_lc_rs::digest;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use secrecy::ExposeSecret as _;
use serde::Serialize;
use subtle::{Choice, ConstantTimeEq as _};

use super::answer::Answer;
use super::body::JsonBody;
use super::refusal::Refusal;
use crate::app::{App, Shared};
use crate::fields::{Fields, Problems};

/// How long an access token is good, in seconds.
const LIFE: i64 = 900;

/// The merchant behind a call, by a good access token.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub(super) merchant: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AccessToken {
    access_token: String,
    /// Seconds, as text.
    expires_in: String,
    token_type: &'static str,
}

pub(super) async fn issue(
    State(app): State<App>,
    headers: HeaderMap,
    JsonBody(body): JsonBody,
) -> Result<Answer, Refusal> {
    let header = |name: &str| headers.get(name).map(|value| value.as_bytes()).unwrap_or_default();
    let merchant = authenticate(&app, header("x-merchant-id"), header("x-merchant-secret"))?;
    // A call without a body is taken; one with a body has to say what it wants.
    if !body.is_empty() {
        let mut problems = Problems::default();
        if let Some(fields) = Fields::parse(&body, &mut problems) {
            fields.require("grantType", &mut problems);
            fields.parsed("grantType", "must be client_credentials", &mut problems, |text| {
                (text == "client_credentials").then_some(())
            });
        }
        if !problems.is_empty() {
            return Err(Refusal::validation(problems));
        }
    }
    let now = app.clock.now().as_second();
    Ok(Answer::of(AccessToken {
        access_token: app.secrets.issue(&merchant, now, now.saturating_add(LIFE)),
        expires_in: LIFE.to_string(),
        token_type: "Bearer",
    })?)
}

/// Compares with every merchant, in the same time whatever is given.
fn authenticate(app: &Shared, id: &[u8], secret: &[u8]) -> Result<String, Refusal> {
    let sha256 = |text: &[u8]| digest::digest(&digest::SHA256, text);
    let (id, secret) = (sha256(id), sha256(secret));
    let mut found = None;
    for merchant in &app.merchants {
        let same_id = sha256(merchant.id.as_bytes()).as_ref().ct_eq(id.as_ref());
        // EXPOSE: compared with what the caller sent, by digest.
        let known = sha256(merchant.secret.expose_secret().as_bytes());
        let same: Choice = same_id & known.as_ref().ct_eq(secret.as_ref());
        if bool::from(same) {
            found = Some(merchant.id.clone());
        }
    }
    found.ok_or_else(Refusal::credentials)
}

impl FromRequestParts<App> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let value = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (scheme, token) =
            value.and_then(|value| value.split_once(' ')).ok_or_else(Refusal::credentials)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(Refusal::credentials());
        }
        let merchant = app.secrets.holder(token.trim(), app.clock.now().as_second());
        let merchant = merchant.filter(|id| app.merchant(id).is_some()).ok_or_else(Refusal::credentials)?;
        if parts.headers.contains_key("x-submerchant-id") {
            return Err(Refusal::forbidden());
        }
        Ok(Self { merchant })
    }
}
