//! Reads and judges the body of a call for a refund.

use cardseal_types::{
    Amount, ChannelInformation, ChargeId, ClientReferenceId, CreateRefund, RefundMethod, RefundReason,
    SessionId, TransferDestination,
};
use serde_json::value::RawValue;

use crate::fields::{Fields, Problems};

/// A call for a refund that is right in itself.
#[derive(Debug)]
pub(super) struct NewRefund {
    /// Exactly one of session and charge is there, and an amount exactly if it is not the full one.
    pub(super) request: CreateRefund,
    pub(super) metadata: Option<Box<RawValue>>,
}

const REFERENCE: &str = "must have 1 to 100 letters, digits, hyphens or underscores";

impl NewRefund {
    /// Reads a body.
    pub(super) fn read(body: &[u8]) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let read = Fields::parse(body, &mut problems).and_then(|fields| Self::fields(&fields, &mut problems));
        read.filter(|_| problems.is_empty()).ok_or(problems)
    }

    fn fields(fields: &Fields<'_>, problems: &mut Problems) -> Option<Self> {
        for name in ["clientReferenceId", "reason"] {
            fields.require(name, problems);
        }
        let reference = fields
            .parsed("clientReferenceId", REFERENCE, problems, |text| ClientReferenceId::parse(text).ok());
        let (payment_session_id, charge_id) = subject(fields, problems);
        let is_full_amount = fields.flag("isFullAmount", problems);
        let amount = amount(fields, is_full_amount, problems);
        let reason = fields.choice("reason", RefundReason::KNOWN, problems);
        let description = fields.text("description", 0..=50, problems);
        let method = fields.choice("method", RefundMethod::KNOWN, problems);
        let transfer_destination = destination(fields, method.as_ref(), problems);
        fields.object("metadata", problems);
        let request = CreateRefund {
            client_reference_id: reference?,
            payment_session_id,
            charge_id,
            is_full_amount,
            amount,
            reason: reason?,
            description,
            method,
            transfer_destination,
            metadata: None,
        };
        Some(Self { request, metadata: fields.raw("metadata").map(ToOwned::to_owned) })
    }
}

fn subject(fields: &Fields<'_>, problems: &mut Problems) -> (Option<SessionId>, Option<ChargeId>) {
    match (fields.raw("paymentSessionId").is_some(), fields.raw("chargeId").is_some()) {
        (true, true) => problems.add("chargeId", "must not stand beside paymentSessionId"),
        (false, false) => problems.add("paymentSessionId", "required, unless chargeId is given"),
        _ => {}
    }
    let session = |text| SessionId::parse(text).ok();
    let charge = |text| ChargeId::parse(text).ok();
    (
        fields.parsed("paymentSessionId", REFERENCE, problems, session),
        fields.parsed("chargeId", REFERENCE, problems, charge),
    )
}

fn amount(fields: &Fields<'_>, is_full: Option<bool>, problems: &mut Problems) -> Option<Amount> {
    match (is_full == Some(true), fields.raw("amount").is_some()) {
        (true, true) => problems.add("amount", "must not stand beside isFullAmount true"),
        (false, false) => problems.add("amount", "required, unless isFullAmount is true"),
        _ => {}
    }
    let amount = fields.amount("amount", problems)?;
    if amount.is_zero() {
        problems.add("amount.value", "must be more than zero");
    }
    Some(amount)
}

fn destination(
    fields: &Fields<'_>,
    method: Option<&RefundMethod>,
    problems: &mut Problems,
) -> Option<TransferDestination> {
    if method == Some(&RefundMethod::TransferOnly) && fields.raw("transferDestination").is_none() {
        problems.add("transferDestination", "required with TRANSFER_ONLY");
    }
    let fields = fields.object("transferDestination", problems)?;
    for name in ["channelCode", "channelInformation"] {
        fields.require(name, problems);
    }
    let channel_code = fields.text("channelCode", 1..=20, problems);
    let rule = "must have at most 20 letters and digits";
    let description = fields.parsed("description", rule, problems, |text| {
        let plain = text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        plain.then_some(text)
    });
    let account = fields.object("channelInformation", problems)?;
    for name in ["accountNumber", "accountName"] {
        account.require(name, problems);
    }
    let account_number = account.text("accountNumber", 1..=30, problems);
    let account_name = account.text("accountName", 1..=50, problems);
    Some(TransferDestination {
        channel_code: channel_code?,
        channel_information: ChannelInformation {
            account_number: account_number?,
            account_name: account_name?,
        },
        description,
    })
}
