//! What happens to a session and its charge together, always inside one transaction.

use cardseal_types::{
    CancellationReason, Capture, CaptureId, CaptureSession, ChargeStatus, PaymentMethodType, ThreeDsMethod,
    Timestamp,
};
use rusqlite::Connection;

use crate::api::refusal::{Halt, Refusal};
use crate::app::Shared;
use crate::avs;
use crate::callback;
use crate::card::KnownCard;
use crate::charge::{Authentication, CaptureError, ChargeRecord, Tender};
use crate::clock::nanoseconds;
use crate::error::Fault;
use crate::machine::{Event, State};
use crate::random;
use crate::scenarios::{Failure, Scenario};
use crate::session::{Session, WrongState};
use crate::store::events::{self, Kind, Line};
use crate::store::{charges, sessions};
use crate::vault;

/// What the shopper chose on the bank's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Approve,
    Fail,
    Cancel,
}

/// A session of the merchant as it stands now: ended, if its time has passed.
pub(crate) fn load(
    connection: &Connection,
    merchant: &str,
    id: &str,
    now: Timestamp,
) -> Result<Option<Session>, Fault> {
    let mut session = sessions::find(connection, merchant, id)?;
    if let Some(session) = &mut session {
        end_if_due(connection, session, now)?;
    }
    Ok(session)
}

/// Ends a session whose time has passed, and its charge with it.
pub(crate) fn end_if_due(
    connection: &Connection,
    session: &mut Session,
    now: Timestamp,
) -> Result<(), Fault> {
    if !session.is_due(now) || session.apply(Event::Expire, now).is_err() {
        return Ok(());
    }
    sessions::save(connection, session)?;
    if let Some(mut record) = charges::of_session(connection, session)? {
        record.expire(now);
        charges::save(connection, session, &record)?;
    }
    Ok(())
}

/// Opens the charge of a session whose shopper is still to choose on the hosted page.
pub(crate) fn offer(
    connection: &Connection,
    session: &mut Session,
    now: Timestamp,
) -> Result<ChargeRecord, Halt> {
    session.apply(Event::Offer, now)?;
    let record = ChargeRecord::open(session, now)?;
    sessions::save(connection, session)?;
    charges::save(connection, session, &record)?;
    Ok(record)
}

/// Charges what the merchant confirmed.
pub(crate) fn confirm(
    app: &Shared,
    connection: &Connection,
    session: &mut Session,
    tender: Tender,
    now: Timestamp,
) -> Result<ChargeRecord, Halt> {
    session.apply(Event::Confirm, now)?;
    let record = ChargeRecord::open(session, now)?;
    charge(app, connection, session, record, tender, now)
}

/// Charges what the shopper chose on the hosted page, once.
pub(crate) fn choose(
    app: &Shared,
    connection: &Connection,
    session: &mut Session,
    (tender, ticked): (Tender, bool),
    now: Timestamp,
) -> Result<ChargeRecord, Halt> {
    let offered = charges::of_session(connection, session)?;
    if offered.as_ref().is_some_and(|record| !record.is_offered()) {
        return Err(WrongState(session.state).into());
    }
    session.apply(Event::Choose, now)?;
    session.method = Some(match tender {
        Tender::Card { .. } => PaymentMethodType::Card,
        Tender::Wallet(_) => PaymentMethodType::Ewallet,
    });
    session.encryption_key = None;
    let mut record = match offered {
        Some(record) => record,
        None => ChargeRecord::open(session, now)?,
    };
    record.ticked = Some(ticked);
    charge(app, connection, session, record, tender, now)
}

/// Takes the charge to its partner, and settles it where nobody has to be asked.
fn charge(
    app: &Shared,
    connection: &Connection,
    session: &mut Session,
    mut record: ChargeRecord,
    tender: Tender,
    now: Timestamp,
) -> Result<ChargeRecord, Halt> {
    let by = match &tender {
        Tender::Card { card, .. } => route(session, card.scenario),
        Tender::Wallet(_) => Authentication::Challenge,
    };
    record.present(session, tender, now);
    if by == Authentication::Challenge {
        record.challenge = Some(random::secret()?);
        session.apply(Event::Challenge, now)?;
        sessions::save(connection, session)?;
        charges::save(connection, session, &record)?;
    } else {
        let failure = record.card.as_ref().and_then(|card| outcome(card, now));
        settle(app, connection, session, &mut record, by, failure.as_ref(), now)?;
    }
    Ok(record)
}

/// The shopper cancels on the hosted page or on the wallet's. A charge that was opened fails with it.
pub(crate) fn abandon(
    app: &Shared,
    connection: &Connection,
    session: &mut Session,
    now: Timestamp,
) -> Result<(), Halt> {
    let record = charges::of_session(connection, session)?;
    let reason = match record {
        Some(_) => CancellationReason::ChargeFailed,
        None => CancellationReason::RequestedByCustomer,
    };
    session.cancel(Event::Abandon, reason, now)?;
    let Some(mut record) = record else {
        sessions::save(connection, session)?;
        return Ok(callback::announce(app, connection, session, None, now)?);
    };
    record.settle(Authentication::Challenge, Some(&Failure::abandoned()), false, now)?;
    Ok(conclude(app, connection, session, &record, now)?)
}

/// The shopper answered on the bank's page.
pub(crate) fn authenticated(
    app: &Shared,
    connection: &Connection,
    session: &mut Session,
    record: &mut ChargeRecord,
    decision: Decision,
    now: Timestamp,
) -> Result<(), Halt> {
    session.apply(Event::Authenticate, now)?;
    let card = record.card.as_ref().ok_or(Fault::Record("card"))?;
    let failure = match (card.scenario, decision) {
        // These two cards end as they say, whatever the shopper chooses.
        (Scenario::AuthenticationFailed, _) => Some(Failure::authentication()),
        (Scenario::CancelledByUser, _) => Some(Failure::cancelled()),
        (_, Decision::Fail) => Some(Failure::authentication()),
        (_, Decision::Cancel) => Some(Failure::cancelled()),
        (_, Decision::Approve) => outcome(card, now),
    };
    settle(app, connection, session, record, Authentication::Challenge, failure.as_ref(), now)
}

/// Whether the bank shows its page: by the merchant's wish, else by the card.
fn route(session: &Session, scenario: Scenario) -> Authentication {
    let wish = session.options.as_ref().and_then(|options| options.card.as_ref()?.three_ds_method.as_ref());
    match wish {
        Some(ThreeDsMethod::Never) => Authentication::Bypassed,
        _ if scenario.has_page() => Authentication::Challenge,
        _ => Authentication::Frictionless,
    }
}

/// What the issuer and the fraud engine make of the card.
fn outcome(card: &KnownCard, now: Timestamp) -> Option<Failure> {
    if card.is_expired(now) { Scenario::CardExpired.failure() } else { card.scenario.failure() }
}

/// Brings the charge to the end that its partner decided on.
pub(crate) fn settle(
    app: &Shared,
    connection: &Connection,
    session: &mut Session,
    record: &mut ChargeRecord,
    by: Authentication,
    failure: Option<&Failure>,
    now: Timestamp,
) -> Result<(), Halt> {
    let is_news = record.process(now);
    let is_held = failure.is_none() && record.card.is_some() && session.is_captured_by_hand();
    if is_news && !is_held {
        // Told once per charge; of one that is held, below, when the merchant can capture it.
        callback::announce(app, connection, session, Some(record), now)?;
    }
    record.settle(by, failure, is_held, now)?;
    avs::mark(&mut record.charge, &session.order);
    match failure {
        None if is_held => session.apply(Event::Hold, now)?,
        None => session.apply(Event::Succeed, now)?,
        Some(_) => session.cancel(Event::Fail, CancellationReason::ChargeFailed, now)?,
    }
    Ok(conclude(app, connection, session, record, now)?)
}

/// Captures all or a part of what is held.
pub(crate) fn capture(
    app: &Shared,
    connection: &Connection,
    session: &mut Session,
    request: CaptureSession,
    now: Timestamp,
) -> Result<Capture, Halt> {
    let record = charges::of_session(connection, session)?;
    let waiting = record.filter(|record| record.charge.status == ChargeStatus::WaitingForCapture);
    let Some(mut record) = waiting.filter(|_| session.state.after(Event::Capture).is_some()) else {
        return Err(WrongState(session.state).into());
    };
    let id = CaptureId::parse(random::uuid()?).map_err(|_| Fault::Record("capture id"))?;
    let capture = record.capture(id, request, now).map_err(|error| {
        let field = match error {
            CaptureError::TooMuch => "amount.value",
            CaptureError::Currency => "amount.currency",
        };
        Refusal::field(field, &error.to_string())
    })?;
    tell_capture(connection, session, &capture, now)?;
    if record.charge.status == ChargeStatus::WaitingForCapture {
        session.apply(Event::Hold, now)?;
        sessions::save(connection, session)?;
        charges::save(connection, session, &record)?;
    } else {
        session.apply(Event::Capture, now)?;
        conclude(app, connection, session, &record, now)?;
    }
    Ok(capture)
}

/// Adds a capture to the session's story.
fn tell_capture(
    connection: &Connection,
    session: &Session,
    capture: &Capture,
    now: Timestamp,
) -> Result<(), Fault> {
    let amount = capture.amount.as_ref().map(ToString::to_string).unwrap_or_default();
    let line = Line {
        kind: Kind::Capture,
        subject: capture.id.as_str(),
        status: capture.status.as_str(),
        note: &amount,
        at: nanoseconds(now),
    };
    events::add(connection, session.id.as_str(), &line)
}

/// Writes a session and its charge as they are now, keeps the method of a paid one, and tells the merchant.
pub(crate) fn conclude(
    app: &Shared,
    connection: &Connection,
    session: &Session,
    record: &ChargeRecord,
    now: Timestamp,
) -> Result<(), Fault> {
    sessions::save(connection, session)?;
    charges::save(connection, session, record)?;
    let is_kept = session.save_for_future_use == Some(true) && record.ticked != Some(false);
    if session.state == State::Paid && is_kept {
        vault::store(connection, session, record, now)?;
    }
    callback::announce(app, connection, session, Some(record), now)
}

/// The merchant cancels a session that nobody has paid yet. It is over at once.
pub(crate) fn cancel(
    app: &Shared,
    connection: &Connection,
    session: &mut Session,
    reason: CancellationReason,
    now: Timestamp,
) -> Result<(), Halt> {
    session.cancel(Event::Cancel, reason, now)?;
    session.expiry_at = now;
    sessions::save(connection, session)?;
    Ok(callback::announce(app, connection, session, None, now)?)
}
