//! A challenge: the session and charge behind the secret address of a bank's or a wallet's page.

use axum::http::HeaderMap;
use axum::http::header;
use cardseal_types::Timestamp;
use rusqlite::Connection;
use subtle::ConstantTimeEq as _;

use super::onward;
use crate::api::refusal::{Halt, Refusal};
use crate::app::{App, Shared};
use crate::charge::ChargeRecord;
use crate::machine::State;
use crate::payment;
use crate::session::Session;
use crate::store::{charges, sessions};

/// Who asks the shopper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asker {
    Bank,
    Wallet,
}

/// What stands behind the address of a bank's or a wallet's page.
#[derive(Debug)]
pub(super) struct Challenge {
    pub(super) session: Session,
    pub(super) record: ChargeRecord,
}

impl Challenge {
    /// The challenge as it stands now, after `act` if it still waits for the shopper.
    pub(super) async fn load<T, F>(
        app: &App,
        asker: Asker,
        secret: &str,
        act: F,
    ) -> Result<Option<(Self, Option<T>)>, Refusal>
    where
        T: Send + 'static,
        F: FnOnce(&Shared, &Connection, &mut Self, Timestamp) -> Result<T, Halt> + Send + 'static,
    {
        let secret = secret.to_owned();
        let worker = app.clone();
        app.decide(move |connection, now| {
            let Some(mut challenge) = Self::find(connection, asker, &secret, now)? else { return Ok(None) };
            if challenge.session.state != State::RequireAction {
                return Ok(Some((challenge, None)));
            }
            let outcome = act(&worker, connection, &mut challenge, now)?;
            Ok(Some((challenge, Some(outcome))))
        })
        .await
    }

    /// The challenge as it stands now.
    pub(super) async fn look(app: &App, asker: Asker, secret: &str) -> Result<Option<Self>, Refusal> {
        let found = Self::load(app, asker, secret, |_, _, _, _| Ok(())).await?;
        Ok(found.map(|(challenge, _)| challenge))
    }

    fn find(
        connection: &Connection,
        asker: Asker,
        secret: &str,
        now: Timestamp,
    ) -> Result<Option<Self>, Halt> {
        let Some(id) = charges::session_of_challenge(connection, secret)? else { return Ok(None) };
        let Some(mut session) = sessions::find_any(connection, &id)? else { return Ok(None) };
        payment::end_if_due(connection, &mut session, now)?;
        let record = charges::of_session(connection, &session)?;
        let is_asked = |record: &ChargeRecord| record.wallet.is_some() == (asker == Asker::Wallet);
        Ok(record.filter(is_asked).map(|record| Self { session, record }))
    }

    /// Where the shopper goes from here, once the challenge is over.
    pub(super) fn next(&self, app: &Shared) -> String {
        onward::next(app, &self.session, Some(&self.record))
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
