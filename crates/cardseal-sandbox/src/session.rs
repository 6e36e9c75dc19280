//! A payment session as it is stored, and as the API shows it.

use cardseal_types::{
    Amount, CancellationReason, CaptureMethod, Charge, ClientReferenceId, Customer, CustomerId,
    EwalletChannel, EwalletDetails, ExpirationMode, Mode, OrderInformation, PaymentMethodOptions,
    PaymentMethodType, PaymentToken, RedirectUrls, SessionId, SessionStatus, Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::journal::{Journal, Step};
use crate::machine::{Event, State};

/// A session as it is stored. It holds no card: that belongs to its charge.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) id: SessionId,
    pub(crate) merchant: String,
    pub(crate) client_reference_id: ClientReferenceId,
    pub(crate) amount: Amount,
    pub(crate) auto_confirm: bool,
    #[serde(default = "api")]
    pub(crate) mode: Mode,
    /// As the merchant fixed it, or as the shopper chose it on the hosted page.
    #[serde(default = "card")]
    pub(crate) method: Option<PaymentMethodType>,
    pub(crate) token: Option<PaymentToken>,
    /// Mobile number of the wallet, as the merchant sent it.
    #[serde(default)]
    pub(crate) account_identifier: Option<String>,
    pub(crate) options: Option<PaymentMethodOptions>,
    pub(crate) save_for_future_use: Option<bool>,
    #[serde(default)]
    pub(crate) show_saved_payment: Option<bool>,
    #[serde(default)]
    pub(crate) bypass_status_page: Option<bool>,
    pub(crate) redirect_url: RedirectUrls,
    pub(crate) statement_descriptor: String,
    pub(crate) expiration_mode: Option<ExpirationMode>,
    pub(crate) state: State,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) expiry_at: Timestamp,
    /// Public half of the session's key. In REDIRECT mode it goes as soon as the shopper has chosen.
    pub(crate) encryption_key: Option<String>,
    /// Opens the hosted page, in REDIRECT mode.
    #[serde(default)]
    pub(crate) page: Option<String>,
    pub(crate) customer_id: CustomerId,
    pub(crate) customer: Customer,
    pub(crate) order: OrderInformation,
    pub(crate) metadata: Option<Box<RawValue>>,
    pub(crate) cancelled_at: Option<Timestamp>,
    pub(crate) cancellation_reason: Option<CancellationReason>,
    /// What is not written yet of what it went through.
    #[serde(skip)]
    pub(crate) journal: Journal,
}

/// Sessions that were stored before there was another mode, or another method.
fn api() -> Mode {
    Mode::Api
}

fn card() -> Option<PaymentMethodType> {
    Some(PaymentMethodType::Card)
}

/// The state has no line for the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WrongState(pub(crate) State);

impl Session {
    /// Moves along the machine's table.
    pub(crate) fn apply(&mut self, event: Event, now: Timestamp) -> Result<(), WrongState> {
        self.state = self.state.after(event).ok_or(WrongState(self.state))?;
        self.updated_at = now;
        self.journal.note(Step { event, to: self.state, at: now });
        Ok(())
    }

    /// Moves to CANCELLED for a reason.
    pub(crate) fn cancel(
        &mut self,
        event: Event,
        reason: CancellationReason,
        now: Timestamp,
    ) -> Result<(), WrongState> {
        self.apply(event, now)?;
        self.cancelled_at = Some(now);
        self.cancellation_reason = Some(reason);
        Ok(())
    }

    /// Whether its time has passed although it still stands open. The last moment before `expiry_at` is in time.
    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        now >= self.expiry_at && self.state.after(Event::Expire).is_some()
    }

    /// Whether the money is to be held until the merchant captures it.
    pub(crate) fn is_captured_by_hand(&self) -> bool {
        let card = self.options.as_ref().and_then(|options| options.card.as_ref());
        card.is_some_and(|card| card.capture_method == Some(CaptureMethod::Manual))
    }

    /// The key to encrypt with, as long as the session waits for an envelope, be it from the merchant or from its page.
    pub(crate) fn open_key(&self) -> Option<&str> {
        let waits = match self.mode {
            Mode::Redirect => !self.state.status().is_final(),
            _ => self.state == State::RequireConfirmation,
        };
        self.encryption_key.as_deref().filter(|_| waits)
    }

    /// Whether the shopper pays on the hosted page.
    pub(crate) fn is_hosted(&self) -> bool {
        self.mode == Mode::Redirect
    }

    /// The wallet that the merchant fixed.
    pub(crate) fn channel(&self) -> Option<&EwalletChannel> {
        self.options.as_ref()?.ewallet.as_ref()?.channel.as_ref()
    }
}

/// What the API shows of a session.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionView<'a> {
    id: &'a SessionId,
    client_reference_id: &'a ClientReferenceId,
    amount: &'a Amount,
    auto_confirm: bool,
    mode: &'a Mode,
    payment_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    bypass_status_page: Option<bool>,
    redirect_url: &'a RedirectUrls,
    payment_method: Option<MethodView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_method_options: Option<&'a PaymentMethodOptions>,
    statement_descriptor: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    save_for_future_use: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    show_saved_payment: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration_mode: Option<&'a ExpirationMode>,
    status: SessionStatus,
    created_at: Timestamp,
    updated_at: Timestamp,
    expiry_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    encryption_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_url: Option<String>,
    charge_details: Option<Vec<&'a Charge>>,
    customer_id: &'a CustomerId,
    customer: &'a Customer,
    order_information: &'a OrderInformation,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancelled_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancellation_reason: Option<&'a CancellationReason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<&'a RawValue>,
}

#[derive(Debug, Serialize)]
struct MethodView<'a> {
    #[serde(rename = "type")]
    method_type: &'a PaymentMethodType,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<CardView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ewallet: Option<EwalletDetails>,
}

/// The documentation prints all three, blank where they do not apply. A code is never printed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct CardView<'a> {
    token: &'a str,
    encrypted_card: &'a str,
    cvc: &'static str,
}

/// What stands beside a session when it is shown.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Beside<'a> {
    pub(crate) charge: Option<&'a Charge>,
    /// Where the shopper has to go.
    pub(crate) payment_url: Option<&'a str>,
    /// The envelope, echoed by the answer to its own confirm call and by nothing else.
    pub(crate) envelope: Option<&'a str>,
}

impl<'a> SessionView<'a> {
    /// Shows a session with its charge. The answer to a confirm call shows the key once more.
    pub(crate) fn new(session: &'a Session, beside: Beside<'a>) -> Self {
        let token = session.token.as_ref().map_or("", PaymentToken::as_str);
        let envelope = beside.envelope.unwrap_or_default();
        let has_card = !token.is_empty() || !envelope.is_empty();
        let card = has_card.then_some(CardView { token, encrypted_card: envelope, cvc: "" });
        let account = session.account_identifier.clone();
        let ewallet = account.map(|account| EwalletDetails { account_identifier: Some(account) });
        let method = session.method.as_ref().map(|method_type| MethodView { method_type, card, ewallet });
        let key_of_confirmed = session.encryption_key.as_deref().filter(|_| beside.envelope.is_some());
        Self {
            id: &session.id,
            client_reference_id: &session.client_reference_id,
            amount: &session.amount,
            auto_confirm: session.auto_confirm,
            mode: &session.mode,
            payment_type: "SINGLE",
            bypass_status_page: session.bypass_status_page,
            redirect_url: &session.redirect_url,
            payment_method: method,
            payment_method_options: session.options.as_ref(),
            statement_descriptor: &session.statement_descriptor,
            save_for_future_use: session.save_for_future_use,
            show_saved_payment: session.show_saved_payment,
            expiration_mode: session.expiration_mode.as_ref(),
            status: session.state.status(),
            created_at: session.created_at,
            updated_at: session.updated_at,
            expiry_at: session.expiry_at,
            // The key of the hosted page is the page's own.
            encryption_key: session.open_key().or(key_of_confirmed).filter(|_| !session.is_hosted()),
            payment_url: beside.payment_url.map(str::to_owned),
            charge_details: beside.charge.map(|charge| vec![charge]),
            customer_id: &session.customer_id,
            customer: &session.customer,
            order_information: &session.order,
            cancelled_at: session.cancelled_at,
            cancellation_reason: session.cancellation_reason.as_ref(),
            metadata: session.metadata.as_deref(),
        }
    }
}
