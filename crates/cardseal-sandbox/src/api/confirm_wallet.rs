//! `POST /v2/payments/{id}/confirm` of a session for an e-wallet: there is nothing to open, only to say which wallet.

use cardseal_types::{PaymentMethodOptions, PaymentMethodType, Timestamp};
use rusqlite::Connection;

use super::access_token::Caller;
use super::answer::Answer;
use super::method::{CHANNEL, account, no_channel, options};
use super::refusal::{Halt, Refusal};
use crate::app::{App, Shared};
use crate::charge::Tender;
use crate::ewallet::WalletRecord;
use crate::fields::{Fields, Problems};
use crate::machine::Event;
use crate::order;
use crate::payment;
use crate::session::{Beside, Session, SessionView, WrongState};

/// A confirm call that is right in itself.
struct Confirmation {
    account_identifier: Option<String>,
    options: Option<PaymentMethodOptions>,
    save_for_future_use: Option<bool>,
}

/// Whether a session waits for this call.
pub(super) fn is_awaited(session: &Session) -> bool {
    session.method == Some(PaymentMethodType::Ewallet) && session.state.after(Event::Confirm).is_some()
}

/// Charges the wallet: the shopper goes to its page.
pub(super) async fn confirm(
    app: &App,
    caller: &Caller,
    session: Session,
    body: &[u8],
) -> Result<Answer, Refusal> {
    let confirmation = Confirmation::read(body).map_err(Refusal::validation)?;
    let (worker, merchant) = (app.clone(), caller.merchant.clone());
    let work = move |connection: &Connection, now: Timestamp| {
        let session = payment::load(connection, &merchant, session.id.as_str(), now)?;
        charge(&worker, connection, session.ok_or_else(Refusal::missing)?, confirmation, now)
    };
    app.decide(work).await
}

fn charge(
    app: &Shared,
    connection: &Connection,
    mut session: Session,
    confirmation: Confirmation,
    now: Timestamp,
) -> Result<Answer, Halt> {
    if !is_awaited(&session) {
        return Err(WrongState(session.state).into());
    }
    session.options = confirmation.options.or(session.options);
    session.account_identifier = confirmation.account_identifier.or(session.account_identifier);
    session.save_for_future_use = confirmation.save_for_future_use.or(session.save_for_future_use);
    let Some(channel) = session.channel().cloned() else {
        return Err(Refusal::field(CHANNEL, &no_channel()).into());
    };
    let wallet = Tender::Wallet(WalletRecord::new(channel, session.account_identifier.clone()));
    let record = payment::confirm(app, connection, &mut session, wallet, now)?;
    let url = app.payment_url(&session, Some(&record));
    let beside = Beside { charge: Some(&record.charge), payment_url: url.as_deref(), envelope: None };
    Ok(Answer::of(SessionView::new(&session, beside))?)
}

impl Confirmation {
    fn read(body: &[u8]) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let read = Fields::parse(body, &mut problems).map(|fields| Self::fields(&fields, &mut problems));
        read.filter(|_| problems.is_empty()).ok_or(problems)
    }

    fn fields(fields: &Fields<'_>, problems: &mut Problems) -> Self {
        fields.require("paymentMethod", problems);
        let method = fields.object("paymentMethod", problems);
        let account_identifier = method.as_ref().and_then(|method| {
            method.require("type", problems);
            method.parsed("type", "must be EWALLET, as the session's", problems, |text| {
                text.eq_ignore_ascii_case("EWALLET").then_some(())
            });
            method.refuse(&["card"], "goes with type CARD", problems);
            account(method, problems)
        });
        let options = options(fields, problems);
        if options.as_ref().is_some_and(|options| options.card.is_some()) {
            problems.add("paymentMethodOptions.card", "goes with type CARD");
        }
        let save = fields.flag(fields.spelling(&["saveForFutureUse", "saveForFuture"]), problems);
        // An order may come here for cards from abroad; a wallet has no use for it, but it has to be right.
        order::order(fields, problems);
        Self { account_identifier, options, save_for_future_use: save }
    }
}
