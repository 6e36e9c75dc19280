//! A refund: how much may be given back, and how it moves on.
//!
//! A refund is `PENDING` when it is answered and then moves by the sandbox's clock, one step every [`STEP`]: nothing
//! about it is settled in the call, as at a bank, and a test that moves the clock sees every state. The account and
//! the beginning of the reference decide what becomes of it, as on the gateway's page "Refunds".

use std::time::Duration;

use cardseal_types::{
    Amount, ChargeId, ClientReferenceId, CreateRefund, Refund, RefundDestination, RefundId, RefundMethod,
    RefundStatus, SessionId, Timestamp,
};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::api::refusal::{Halt, Refusal};
use crate::callback;
use crate::charge::ChargeRecord;
use crate::clock::nanoseconds;
use crate::config::Merchant;
use crate::error::Fault;
use crate::random;
use crate::session::{Session, WrongState};
use crate::store::{refunds, sessions};

/// How long a refund stays with the channel, and then with the bank. Long enough to be seen, short enough to wait for.
pub(crate) const STEP: Duration = Duration::from_secs(5);

/// A refund as it is stored.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RefundRecord {
    pub(crate) merchant: String,
    /// What the API shows, but the metadata.
    pub(crate) refund: Refund,
    /// The merchant's own data, as it came.
    pub(crate) metadata: Option<Box<RawValue>>,
    /// When it moves on, unless it is final.
    pub(crate) due_at: Option<Timestamp>,
}

/// What the API shows of a refund.
#[derive(Debug, Serialize)]
pub(crate) struct RefundView<'a> {
    #[serde(flatten)]
    refund: &'a Refund,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<&'a RawValue>,
}

/// Where a step leads and why.
struct Step {
    status: RefundStatus,
    destination: Option<RefundDestination>,
    why: &'static str,
}

impl RefundRecord {
    /// What the API shows.
    pub(crate) fn view(&self) -> RefundView<'_> {
        RefundView { refund: &self.refund, metadata: self.metadata.as_deref() }
    }

    /// The merchant's reference.
    pub(crate) fn reference(&self) -> &str {
        self.refund.client_reference_id.as_ref().map_or("", ClientReferenceId::as_str)
    }

    /// The session whose payment is given back.
    pub(crate) fn session(&self) -> &str {
        self.refund.payment_session_id.as_ref().map_or("", SessionId::as_str)
    }

    /// When it last changed.
    pub(crate) fn updated_at(&self) -> Timestamp {
        self.refund.updated_at.unwrap_or_default()
    }

    /// Whether it is to move on by now.
    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        self.due_at.is_some_and(|due| due <= now)
    }

    /// Whether its amount is given back or may still be.
    fn counts(&self) -> bool {
        !matches!(self.refund.status, RefundStatus::Failed | RefundStatus::Cancelled)
    }

    /// What the documented references and accounts ask for.
    fn next(&self) -> Step {
        let account = RefundDestination::Account;
        let end = |status, destination, why| Step { status, destination: Some(destination), why };
        let transfer = |why| Step { status: RefundStatus::WaitingBankTransfer, destination: None, why };
        if self.refund.status == RefundStatus::Pending {
            return if self.refund.method == Some(RefundMethod::TransferOnly) {
                transfer("transfer asked for")
            } else if Rule::of(self.reference()).is_some() {
                transfer("channel failed")
            } else {
                end(RefundStatus::Success, RefundDestination::Channel, "by the channel")
            };
        }
        let number = self.refund.transfer_destination.as_ref();
        let number = number.map(|destination| destination.channel_information.account_number.as_str());
        match (number, Rule::of(self.reference())) {
            (Some("999966660001"), _) => end(RefundStatus::Success, account, "by bank transfer"),
            (Some("999966660008"), _) => end(RefundStatus::Failed, account, "transfer failed"),
            (Some("999966660002"), _) => end(RefundStatus::Failed, account, "account not found"),
            (_, Some(Rule::TransferSucceeds)) => end(RefundStatus::Success, account, "by bank transfer"),
            (_, Some(Rule::BothFail)) => end(RefundStatus::Failed, account, "transfer failed"),
            (_, Some(Rule::NoAccount) | None) => end(RefundStatus::Failed, account, "account not found"),
        }
    }
}

/// What a reference begins with. In all three cases the channel fails.
enum Rule {
    TransferSucceeds,
    BothFail,
    NoAccount,
}

impl Rule {
    fn of(reference: &str) -> Option<Self> {
        match reference.get(..5)? {
            "1001-" => Some(Self::TransferSucceeds),
            "2001-" => Some(Self::BothFail),
            "2002-" => Some(Self::NoAccount),
            _ => None,
        }
    }
}

/// Begins a refund of what a charge took, never of more than is left of it, and tells the merchant.
pub(crate) fn begin(
    merchants: &[Merchant],
    connection: &Connection,
    (session, charge): (&Session, &ChargeRecord),
    (request, metadata): (CreateRefund, Option<Box<RawValue>>),
    now: Timestamp,
) -> Result<RefundRecord, Halt> {
    let Some(captured) = charge.charge.captured_amount.clone().filter(|amount| !amount.is_zero()) else {
        return Err(WrongState(session.state).into());
    };
    let amount = part(&captured, left(merchants, connection, &charge.charge.id, &captured, now)?, &request)?;
    let refund = Refund {
        id: RefundId::parse(random::uuid()?).map_err(|_| Fault::Record("refund id"))?,
        client_reference_id: Some(request.client_reference_id),
        payment_session_id: Some(session.id.clone()),
        charge_id: Some(charge.charge.id.clone()),
        is_full_amount: Some(request.is_full_amount == Some(true)),
        amount: Some(amount),
        captured_amount: Some(captured),
        reason: Some(request.reason),
        description: request.description,
        method: Some(request.method.unwrap_or(RefundMethod::Auto)),
        transfer_destination: request.transfer_destination,
        destination_type: None,
        status: RefundStatus::Pending,
        created_at: Some(now),
        updated_at: Some(now),
        metadata: None,
    };
    let due_at = now.checked_add(STEP).ok();
    let record = RefundRecord { merchant: session.merchant.clone(), refund, metadata, due_at };
    refunds::save(connection, &record, "")?;
    callback::announce_refund(merchants, connection, session, &record, nanoseconds(now))?;
    Ok(record)
}

/// Takes the steps that are due by now, each at its moment, and tells the merchant of each.
pub(crate) fn advance(
    merchants: &[Merchant],
    connection: &Connection,
    record: &mut RefundRecord,
    now: Timestamp,
) -> Result<(), Fault> {
    while let Some(due) = record.due_at.filter(|due| *due <= now) {
        let Step { status, destination, why } = record.next();
        record.due_at = due.checked_add(STEP).ok().filter(|_| !status.is_final());
        record.refund.status = status;
        record.refund.destination_type = destination;
        record.refund.updated_at = Some(due);
        refunds::save(connection, record, why)?;
        let session = sessions::find_any(connection, record.session())?.ok_or(Fault::Record("refund"))?;
        callback::announce_refund(merchants, connection, &session, record, nanoseconds(due))?;
    }
    Ok(())
}

/// What may still be given back of a charge. A refund that has failed by now leaves its amount free.
fn left(
    merchants: &[Merchant],
    connection: &Connection,
    charge: &ChargeId,
    captured: &Amount,
    now: Timestamp,
) -> Result<Amount, Fault> {
    let mut left = captured.value();
    for mut record in refunds::of_charge(connection, charge.as_str())? {
        advance(merchants, connection, &mut record, now)?;
        if record.counts() {
            left -= record.refund.amount.as_ref().map(Amount::value).unwrap_or_default();
        }
    }
    Amount::new(left, captured.currency().clone()).map_err(|_| Fault::Record("refund"))
}

/// What is asked for of what is left.
fn part(captured: &Amount, left: Amount, request: &CreateRefund) -> Result<Amount, Refusal> {
    let Some(amount) = request.amount.clone() else {
        return if left.is_zero() { Err(Refusal::given_back()) } else { Ok(left) };
    };
    if amount.currency() != captured.currency() {
        return Err(Refusal::field("amount.currency", "must be the currency of the payment"));
    }
    if left.is_zero() {
        return Err(Refusal::given_back());
    }
    if amount.value() > left.value() {
        return Err(Refusal::field(
            "amount.value",
            "must be at most what is captured and not given back yet",
        ));
    }
    Ok(amount)
}
