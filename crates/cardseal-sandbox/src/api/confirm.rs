//! `POST /v2/payments/{id}/confirm`.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use cardseal_types::{OrderInformation, PaymentMethodOptions, Timestamp};
use rusqlite::Connection;

use super::access_token::Caller;
use super::answer::Answer;
use super::body::JsonBody;
use super::confirm_wallet;
use super::method::{card_type, options, raw_number};
use super::refusal::{Halt, Refusal};
use crate::app::{App, Shared};
use crate::envelope;
use crate::fields::{Fields, Problems};
use crate::intake;
use crate::machine::Event;
use crate::order;
use crate::payment;
use crate::plaintext::Presented;
use crate::session::{Beside, Session, SessionView, WrongState};
use crate::store::sessions;

/// A confirm call that is right in itself.
#[derive(Debug)]
struct Confirmation {
    envelope: String,
    options: Option<PaymentMethodOptions>,
    save_for_future_use: Option<bool>,
    order: Option<OrderInformation>,
}

pub(super) async fn confirm(
    State(app): State<App>,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
    JsonBody(body): JsonBody,
) -> Result<Answer, Refusal> {
    let Ok(Path(id)) = id else { return Err(Refusal::missing()) };
    let (session, key) = waiting(&app, &caller, id).await?;
    let Some(pkcs8) = key else { return confirm_wallet::confirm(&app, &caller, session, &body).await };
    let confirmation = Confirmation::read(&body).map_err(Refusal::validation)?;
    drop(body);
    // Opening an envelope is the costly part: it is done before the transaction, which checks the state once more.
    let worker = app.clone();
    let opened = tokio::task::spawn_blocking(move || {
        let opened = intake::open(&worker, &session, &pkcs8, &confirmation.envelope);
        let presented = opened.map_err(Refusal::validation)?;
        foreign(&presented, &confirmation, &session)?;
        Ok::<_, Refusal>((session.id, presented, confirmation))
    });
    let (id, presented, confirmation) =
        opened.await.map_err(|_| Refusal::from(crate::error::Fault::Record("envelope")))??;
    let worker = app.clone();
    app.decide(move |connection, now| {
        let session =
            payment::load(connection, &caller.merchant, id.as_str(), now)?.ok_or_else(Refusal::missing)?;
        charge(&worker, connection, session, presented, confirmation, now)
    })
    .await
}

/// The session with its private key, if it waits for an envelope, and without one, if it waits for a wallet.
async fn waiting(
    app: &App,
    caller: &Caller,
    id: String,
) -> Result<(Session, Option<zeroize::Zeroizing<Vec<u8>>>), Refusal> {
    let merchant = caller.merchant.clone();
    let find = move |connection: &Connection| {
        let Some(session) = sessions::find(connection, &merchant, &id)? else { return Ok(None) };
        let key = sessions::key(connection, &session)?;
        Ok(Some((session, key)))
    };
    let (session, key) = app.store.read(find).await?.ok_or_else(Refusal::missing)?;
    if session.is_hosted() && !session.state.status().is_final() && !session.is_due(app.clock.now()) {
        return Err(Refusal::wrong_mode());
    }
    if session.is_due(app.clock.now()) || key.is_none() && !confirm_wallet::is_awaited(&session) {
        return Err(refused(app, session).await);
    }
    Ok((session, key))
}

/// Says in which state the session is, once time has done its work on it.
async fn refused(app: &App, session: Session) -> Refusal {
    let look = move |connection: &Connection, now| {
        let session = payment::load(connection, &session.merchant, session.id.as_str(), now)?;
        let state = session.ok_or_else(Refusal::missing)?.state;
        // Without a key nothing can be opened, whatever the state says.
        Err::<(), _>(Halt::from(Refusal::wrong_state(state)))
    };
    app.decide(look).await.err().unwrap_or_else(Refusal::missing)
}

/// A card from abroad needs a billing address: in the envelope, in the confirm call, or from the create call.
fn foreign(presented: &Presented, confirmation: &Confirmation, session: &Session) -> Result<(), Refusal> {
    if !presented.card.scenario.is_foreign() {
        return Ok(());
    }
    let orders = [presented.order.as_ref(), confirmation.order.as_ref(), Some(&session.order)];
    let problems = order::missing_billing(orders.into_iter().flatten());
    if problems.is_empty() { Ok(()) } else { Err(Refusal::validation(problems)) }
}

fn charge(
    app: &Shared,
    connection: &Connection,
    mut session: Session,
    presented: Presented,
    confirmation: Confirmation,
    now: Timestamp,
) -> Result<Answer, Halt> {
    if session.state.after(Event::Confirm).is_none() {
        return Err(WrongState(session.state).into());
    }
    session.options = confirmation.options.or(session.options);
    session.save_for_future_use = confirmation.save_for_future_use.or(session.save_for_future_use);
    session.order = order::newest([presented.order.clone(), confirmation.order], session.order);
    let record = payment::confirm(app, connection, &mut session, presented.tender(), now)?;
    let url = app.payment_url(&session, Some(&record));
    let beside = Beside {
        charge: Some(&record.charge),
        payment_url: url.as_deref(),
        envelope: Some(&confirmation.envelope),
    };
    Ok(Answer::of(SessionView::new(&session, beside))?)
}

impl Confirmation {
    fn read(body: &[u8]) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let read = Fields::parse(body, &mut problems).and_then(|fields| Self::fields(&fields, &mut problems));
        match read {
            Some(confirmation) if problems.is_empty() => Ok(confirmation),
            _ => Err(problems),
        }
    }

    fn fields(fields: &Fields<'_>, problems: &mut Problems) -> Option<Self> {
        fields.require("paymentMethod", problems);
        let method = fields.object("paymentMethod", problems);
        let options = options(fields, problems);
        if options.as_ref().is_some_and(|options| options.ewallet.is_some()) {
            problems.add("paymentMethodOptions.ewallet", "goes with type EWALLET");
        }
        let save = fields.flag(fields.spelling(&["saveForFutureUse", "saveForFuture"]), problems);
        let order = order::order(fields, problems);
        let method = method?;
        card_type(&method, problems);
        method.require("card", problems);
        let card = method.object("card", problems)?;
        raw_number(&card, problems);
        card.refuse(&["token", "cvc"], "is for a create call with autoConfirm true", problems);
        card.require("encryptedCard", problems);
        let envelope = card.parsed("encryptedCard", "must have 1 to 16384 characters", problems, |text| {
            (1..=envelope::MAX_LEN).contains(&text.len()).then_some(text)
        })?;
        Some(Self { envelope, options, save_for_future_use: save, order })
    }
}
