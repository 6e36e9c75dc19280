//! A challenge: the session and charge behind one secret address, and what becomes of them.

use axum::http::HeaderMap;
use axum::http::header;
use cardseal_types::Timestamp;
use rusqlite::Connection;
use subtle::ConstantTimeEq as _;
use url::Url;

use crate::api::refusal::{Halt, Refusal};
use crate::app::{App, Shared};
use crate::charge::ChargeRecord;
use crate::machine::State;
use crate::payment::{self, Decision};
use crate::session::Session;
use crate::store::{charges, sessions};

/// What stands behind the address of a bank's page.
#[derive(Debug)]
pub(super) struct Challenge {
    pub(super) session: Session,
    pub(super) record: ChargeRecord,
}

impl Challenge {
    /// The challenge as it stands now, answered first if `decision` is given and it still waits for an answer.
    pub(super) async fn load(
        app: &App,
        secret: &str,
        decision: Option<Decision>,
    ) -> Result<Option<Self>, Refusal> {
        let secret = secret.to_owned();
        let worker = app.clone();
        app.decide(move |connection, now| Self::act(&worker, connection, &secret, decision, now)).await
    }

    fn act(
        app: &App,
        connection: &Connection,
        secret: &str,
        decision: Option<Decision>,
        now: Timestamp,
    ) -> Result<Option<Self>, Halt> {
        let Some(id) = charges::session_of_challenge(connection, secret)? else { return Ok(None) };
        let Some(mut session) = sessions::find_any(connection, &id)? else { return Ok(None) };
        payment::end_if_due(connection, &mut session, now)?;
        let Some(mut record) = charges::of_session(connection, &session)? else { return Ok(None) };
        if let Some(decision) = decision.filter(|_| session.state == State::RequireAction) {
            payment::authenticated(app, connection, &mut session, &mut record, decision, now)?;
        }
        Ok(Some(Self { session, record }))
    }

    /// Where the shopper goes from here, once the challenge is over. Only what the merchant gave at creation.
    pub(super) fn return_url(&self) -> &str {
        let urls = &self.session.redirect_url;
        match self.session.state {
            // Held money is the shopper's side done: what is left is between the merchant and the bank.
            State::Paid | State::Processing => &urls.success_return_url,
            State::Expired => &urls.expiration_return_url,
            _ => &urls.failure_return_url,
        }
    }

    /// Origins of the merchant's return addresses, for the page's policy.
    pub(super) fn return_origins(&self) -> Vec<String> {
        let urls = &self.session.redirect_url;
        let urls = [&urls.success_return_url, &urls.failure_return_url, &urls.expiration_return_url];
        let mut origins: Vec<_> = urls
            .iter()
            .filter_map(|url| Some(Url::parse(url).ok()?.origin().ascii_serialization()))
            .collect();
        origins.sort();
        origins.dedup();
        origins
    }
}

/// Whether a form came from our own page: its token fits, and the browser does not say otherwise.
pub(super) fn is_own_form(app: &Shared, headers: &HeaderMap, secret: &str, token: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let from_here = match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == app.public_url,
        (None, None) => true,
    };
    from_here && bool::from(app.secrets.form_token(secret).as_bytes().ct_eq(token.as_bytes()))
}
