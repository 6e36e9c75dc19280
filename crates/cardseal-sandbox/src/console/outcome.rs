//! Picks the outcome of a session that waits: what its shopper, the bank, the wallet or time would do.

use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use cardseal_types::Timestamp;
use maud::{Markup, html};
use rusqlite::Connection;
use serde::Deserialize;

use super::frame::{Tab, foreign_form, nothing_there, own_fields};
use super::{back_to, guard};
use crate::api::refusal::{Halt, Refusal};
use crate::app::{App, Shared};
use crate::charge::ChargeRecord;
use crate::hosted;
use crate::machine::{Event, State as Phase};
use crate::payment::{self, Decision};
use crate::session::Session;
use crate::store::{charges, sessions};
use crate::wallet::{self, Simulated};

/// An outcome that can be picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Outcome {
    Approve,
    Fail,
    Cancel,
    Expire,
}

#[derive(Deserialize)]
pub(super) struct Picked {
    token: String,
    back: String,
    outcome: Outcome,
}

/// Who is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Waits {
    /// The merchant's confirm call.
    Merchant,
    /// The shopper's choice on the payment page.
    Choice,
    /// The shopper on the bank's page.
    Bank,
    /// The shopper on the wallet's page.
    Wallet,
    /// The wallet itself.
    Partner,
}

impl Outcome {
    const ALL: [(Self, &str, &str); 4] = [
        (Self::Approve, "approve", "Approve"),
        (Self::Fail, "fail", "Fail"),
        (Self::Cancel, "cancel", "Cancel"),
        (Self::Expire, "expire", "Let it expire"),
    ];
}

impl Waits {
    fn of(session: &Session, record: Option<&ChargeRecord>) -> Option<Self> {
        let is_wallet = record.is_some_and(|record| record.wallet.is_some());
        match session.state {
            _ if session.is_hosted() && hosted::is_open(session, record) => Some(Self::Choice),
            Phase::RequireAction if is_wallet => Some(Self::Wallet),
            Phase::RequireAction => Some(Self::Bank),
            Phase::Processing if is_wallet => Some(Self::Partner),
            Phase::RequireConfirmation | Phase::RequirePaymentMethod => Some(Self::Merchant),
            _ => None,
        }
    }

    fn for_whom(self) -> &'static str {
        match self {
            Self::Merchant => "Waits for the merchant to confirm it.",
            Self::Choice => "Waits for the shopper to choose on the payment page.",
            Self::Bank => "Waits for the shopper on the bank's page.",
            Self::Wallet => "Waits for the shopper on the wallet's page.",
            Self::Partner => "Waits for the wallet to decide.",
        }
    }

    fn outcomes(self) -> &'static [Outcome] {
        match self {
            Self::Merchant => &[Outcome::Expire],
            Self::Choice => &[Outcome::Cancel, Outcome::Expire],
            Self::Bank | Self::Wallet => &[Outcome::Approve, Outcome::Fail, Outcome::Cancel, Outcome::Expire],
            Self::Partner => &[Outcome::Approve, Outcome::Fail, Outcome::Expire],
        }
    }
}

/// The buttons of what can be picked now; nothing if the session waits for nobody.
pub(super) fn panel(app: &Shared, session: &Session, record: Option<&ChargeRecord>, path: &str) -> Markup {
    let Some(waits) = Waits::of(session, record) else { return html! {} };
    html! {
        form class="panel" method="post" action={ "/console/sessions/" (session.id) "/outcome" } aria-labelledby="outcome" {
            (own_fields(app, path))
            h2 id="outcome" { "Pick the outcome" }
            p { (waits.for_whom()) }
            div class="buttons" {
                @for (outcome, value, name) in Outcome::ALL {
                    @if waits.outcomes().contains(&outcome) {
                        button name="outcome" value=(value) class=[(outcome == Outcome::Approve).then_some("primary")] { (name) }
                    }
                }
            }
        }
    }
}

/// `POST /console/sessions/{id}/outcome`. One that cannot be picked any more changes nothing: the page tells why.
pub(super) async fn pick(
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    form: Result<Form<Picked>, FormRejection>,
) -> Result<Response, Refusal> {
    let picked = form.ok().map(|Form(picked)| picked);
    let Some(picked) = picked.filter(|picked| guard::is_own(&app, &headers, &picked.token)) else {
        return Ok(foreign_form(&app));
    };
    let Ok(Path(id)) = id else { return Ok(nothing_there(&app, Tab::Sessions)) };
    let worker = app.clone();
    let is_there = app
        .decide(move |connection, now| {
            let Some(mut session) = sessions::find_any(connection, &id)? else { return Ok(false) };
            payment::end_if_due(connection, &mut session, now)?;
            let record = charges::of_session(connection, &session)?;
            let waits = Waits::of(&session, record.as_ref());
            if let Some(waits) = waits.filter(|waits| waits.outcomes().contains(&picked.outcome)) {
                act(&worker, connection, (&mut session, record), (waits, picked.outcome), now)?;
            }
            Ok(true)
        })
        .await?;
    Ok(if is_there { back_to(&picked.back) } else { nothing_there(&app, Tab::Sessions) })
}

fn act(
    app: &Shared,
    connection: &Connection,
    (session, record): (&mut Session, Option<ChargeRecord>),
    picked: (Waits, Outcome),
    now: Timestamp,
) -> Result<(), Halt> {
    let decision = match picked {
        (Waits::Partner, Outcome::Expire) => {
            return wallet::simulate(app, connection, session, Simulated::Expired, now);
        }
        (_, Outcome::Expire) => return expire(connection, session, now),
        (Waits::Wallet | Waits::Partner, Outcome::Approve) => {
            return wallet::simulate(app, connection, session, Simulated::Success, now);
        }
        (Waits::Wallet | Waits::Partner, Outcome::Fail) => {
            return wallet::simulate(app, connection, session, Simulated::Failed, now);
        }
        (Waits::Wallet | Waits::Choice, Outcome::Cancel) => {
            return payment::abandon(app, connection, session, now);
        }
        (_, Outcome::Approve) => Decision::Approve,
        (_, Outcome::Fail) => Decision::Fail,
        (_, Outcome::Cancel) => Decision::Cancel,
    };
    match record {
        Some(mut record) => payment::authenticated(app, connection, session, &mut record, decision, now),
        None => Ok(()),
    }
}

/// Its time passes now instead of later.
fn expire(connection: &Connection, session: &mut Session, now: Timestamp) -> Result<(), Halt> {
    if session.state.after(Event::Expire).is_some() {
        session.expiry_at = now;
        payment::end_if_due(connection, session, now)?;
    }
    Ok(())
}
