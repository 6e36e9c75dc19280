//! The hosted page as the sandbox sees it: whose it is, what it offers, and whether it still waits for a choice.

use cardseal_types::{EwalletChannel, PaymentMethodType, Timestamp};
use rusqlite::Connection;

use crate::api::refusal::Halt;
use crate::app::Shared;
use crate::card::KnownCard;
use crate::charge::{ChargeRecord, Tender};
use crate::error::Fault;
use crate::ewallet::{self, WalletRecord};
use crate::order;
use crate::payment;
use crate::session::Session;
use crate::store::{charges, sessions, tokens};
use crate::vault::{StoredMethod, StoredToken};

/// What stands behind the address of a hosted page.
#[derive(Debug)]
pub(crate) struct Hosted {
    pub(crate) session: Session,
    pub(crate) record: Option<ChargeRecord>,
    saved: Vec<StoredToken>,
}

/// One line of the page's list.
#[derive(Debug)]
pub(crate) enum Choice<'a> {
    /// A stored method by its place in the list; its token stays here.
    Saved(usize, &'a StoredMethod),
    /// A new card.
    Card,
    /// A wallet.
    Wallet(EwalletChannel),
}

impl Choice<'_> {
    /// What the form sends for it.
    pub(crate) fn value(&self) -> String {
        match self {
            Self::Saved(place, _) => format!("saved:{place}"),
            Self::Card => "card".to_owned(),
            Self::Wallet(channel) => channel.as_str().to_owned(),
        }
    }
}

impl Hosted {
    /// The page of this secret as it is stored, whatever time has done to it since.
    pub(crate) fn stored(connection: &Connection, secret: &str) -> Result<Option<Self>, Fault> {
        let Some(id) = sessions::of_page(connection, secret)? else { return Ok(None) };
        let Some(session) = sessions::find_any(connection, &id)? else { return Ok(None) };
        let record = charges::of_session(connection, &session)?;
        let saved = match session.show_saved_payment {
            Some(true) => tokens::of_customer(connection, &session.merchant, session.customer_id.as_str())?,
            _ => Vec::new(),
        };
        Ok(Some(Self { session, record, saved }))
    }

    /// The page of this secret as it stands now: ended, if its time has passed.
    pub(crate) fn load(connection: &Connection, secret: &str, now: Timestamp) -> Result<Option<Self>, Fault> {
        let Some(mut hosted) = Self::stored(connection, secret)? else { return Ok(None) };
        if hosted.session.is_due(now) {
            payment::end_if_due(connection, &mut hosted.session, now)?;
            hosted.record = charges::of_session(connection, &hosted.session)?;
        }
        Ok(Some(hosted))
    }

    /// Whether the shopper is still to choose.
    pub(crate) fn is_open(&self) -> bool {
        is_open(&self.session, self.record.as_ref())
    }

    /// What the shopper may choose from. A place in it stays the same while the page is open: newer ones come last.
    pub(crate) fn choices(&self) -> Vec<Choice<'_>> {
        let is = |kind: PaymentMethodType| self.session.method.as_ref().is_none_or(|fixed| *fixed == kind);
        let fixed = self.session.channel();
        let is_channel = |channel: &EwalletChannel| fixed.is_none_or(|fixed| fixed == channel);
        let suits = |method: &StoredMethod| match method {
            StoredMethod::Card(_) => is(PaymentMethodType::Card),
            StoredMethod::Wallet(wallet) => is(PaymentMethodType::Ewallet) && is_channel(&wallet.channel),
        };
        let saved = self.saved.iter().filter(|token| token.is_active()).map(|token| &token.method);
        let saved = saved.filter(|method| suits(method)).enumerate();
        let mut choices: Vec<_> = saved.map(|(place, method)| Choice::Saved(place, method)).collect();
        if is(PaymentMethodType::Card) {
            choices.push(Choice::Card);
        }
        if is(PaymentMethodType::Ewallet) {
            let channels = EwalletChannel::KNOWN.iter().filter(|channel| is_channel(channel));
            choices.extend(channels.cloned().map(Choice::Wallet));
        }
        choices
    }

    /// Whether a card from abroad lacks the address that it needs.
    pub(crate) fn lacks_address(&self, card: &KnownCard) -> bool {
        card.scenario.is_foreign() && !order::missing_billing([&self.session.order]).is_empty()
    }

    /// A new wallet, with the number that the merchant sent.
    pub(crate) fn wallet(&self, channel: EwalletChannel) -> Tender {
        let proposed =
            self.session.account_identifier.as_deref().filter(|text| ewallet::e164(text).is_some());
        Tender::Wallet(WalletRecord::new(channel, proposed.map(str::to_owned)))
    }

    /// Charges what was chosen, if nothing was before.
    pub(crate) fn pay(
        mut self,
        app: &Shared,
        connection: &Connection,
        tender: (Tender, bool),
        now: Timestamp,
    ) -> Result<Self, Halt> {
        if self.is_open() {
            self.record = Some(payment::choose(app, connection, &mut self.session, tender, now)?);
        }
        Ok(self)
    }

    /// The shopper cancels, if nothing was chosen before.
    pub(crate) fn cancel(
        mut self,
        app: &Shared,
        connection: &Connection,
        now: Timestamp,
    ) -> Result<Self, Halt> {
        if self.is_open() {
            payment::abandon(app, connection, &mut self.session, now)?;
            self.record = charges::of_session(connection, &self.session)?;
        }
        Ok(self)
    }
}

/// Whether the shopper of a hosted session is still to choose.
pub(crate) fn is_open(session: &Session, record: Option<&ChargeRecord>) -> bool {
    session.state.after(crate::machine::Event::Choose).is_some()
        && record.is_none_or(ChargeRecord::is_offered)
}
