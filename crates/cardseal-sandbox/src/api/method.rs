//! Reads and judges how a session is to be paid: mode, method, and the choices about it.

use cardseal_types::{
    CaptureMethod, CardOptions, Cvc, EwalletChannel, EwalletOptions, Mode, PaymentMethodOptions,
    PaymentMethodType, PaymentToken, ThreeDsMethod, Timestamp,
};

use crate::ewallet;
use crate::fields::{Fields, Problems};

/// How a session is to be paid.
#[derive(Debug)]
pub(super) struct Method {
    pub(super) mode: Mode,
    pub(super) auto_confirm: bool,
    /// Nothing where the shopper chooses on the hosted page.
    pub(super) method_type: Option<PaymentMethodType>,
    /// The stored card to charge.
    pub(super) token: Option<PaymentToken>,
    /// Mobile number of the wallet, as it was sent.
    pub(super) account_identifier: Option<String>,
    pub(super) options: Option<PaymentMethodOptions>,
    pub(super) show_saved_payment: Option<bool>,
    pub(super) bypass_status_page: Option<bool>,
}

pub(super) const LATER: &str = "is not available in this sandbox";

impl Method {
    /// Reads it from a create call. The code of a stored card is looked at and dropped.
    pub(super) fn read(fields: &Fields<'_>, now: Timestamp, problems: &mut Problems) -> Self {
        let mode = fields.choice("mode", Mode::KNOWN, problems).unwrap_or(Mode::Redirect);
        let auto_confirm = fields.flag("autoConfirm", problems).unwrap_or(true);
        let method = fields.object("paymentMethod", problems);
        let method_type = method.as_ref().and_then(|method| kind(method, problems));
        let mut read = Self {
            token: None,
            account_identifier: None,
            options: options(fields, problems),
            show_saved_payment: None,
            bypass_status_page: None,
            mode,
            auto_confirm,
            method_type,
        };
        if let Some(method) = &method {
            read.details(method, problems);
        }
        read.suit(fields, now, problems);
        match read.mode {
            Mode::Redirect => read.hosted(fields, problems),
            _ => read.own(fields, problems),
        }
        read
    }

    /// What belongs to one kind of method only.
    fn details(&mut self, method: &Fields<'_>, problems: &mut Problems) {
        method.refuse(&["virtualAccount", "qr"], LATER, problems);
        if self.method_type != Some(PaymentMethodType::Ewallet) {
            method.refuse(&["ewallet"], "goes with type EWALLET", problems);
        }
        if self.method_type != Some(PaymentMethodType::Card) {
            method.refuse(&["card"], "goes with type CARD", problems);
        }
        match &self.method_type {
            Some(PaymentMethodType::Ewallet) => self.account_identifier = account(method, problems),
            Some(PaymentMethodType::Card) => self.token = self.card(method, problems),
            _ => {}
        }
    }

    /// A card to follow, or the token of a stored one with its code.
    fn card(&self, method: &Fields<'_>, problems: &mut Problems) -> Option<PaymentToken> {
        let card = method.object("card", problems);
        if self.mode == Mode::Redirect {
            if let Some(card) = card {
                let rule = "is for mode API; in mode REDIRECT the shopper gives the card on the payment page";
                card.refuse(&["token", "cvc", "encryptedCard"], rule, problems);
                raw_number(&card, problems);
            }
            return None;
        }
        if !self.auto_confirm {
            if let Some(card) = card {
                card.refuse(&["token", "cvc"], "goes with autoConfirm true", problems);
                card.refuse(&["encryptedCard"], "goes into the confirm call", problems);
                raw_number(&card, problems);
            }
            return None;
        }
        let Some(card) = card else {
            problems
                .add("paymentMethod.card", "required with autoConfirm true: a stored card's token and cvc");
            return None;
        };
        raw_number(&card, problems);
        card.refuse(&["encryptedCard"], "goes with autoConfirm false, into the confirm call", problems);
        card.require("token", problems);
        card.require("cvc", problems);
        let rule = "must be a text of 3 or 4 digits";
        if card.plain("cvc", rule, problems).is_some_and(|digits| Cvc::parse(digits).is_err()) {
            problems.add(card.path("cvc"), rule);
        }
        card.parsed("token", UNKNOWN_TOKEN, problems, |text| PaymentToken::parse(text).ok())
    }

    /// Choices about a method that is not the session's are a mistake, and a wallet's end lies ahead.
    fn suit(&self, fields: &Fields<'_>, now: Timestamp, problems: &mut Problems) {
        let Some(options) = &self.options else { return };
        let is = |method_type| self.method_type.as_ref().is_none_or(|own| *own == method_type);
        if options.card.is_some() && !is(PaymentMethodType::Card) {
            problems.add("paymentMethodOptions.card", "goes with type CARD");
        }
        if options.ewallet.is_some() && !is(PaymentMethodType::Ewallet) {
            problems.add("paymentMethodOptions.ewallet", "goes with type EWALLET");
        }
        let end = options.ewallet.as_ref().and_then(|wallet| wallet.expiry_at);
        if end.is_some_and(|end| end <= now) && fields.raw("paymentMethodOptions").is_some() {
            problems.add("paymentMethodOptions.ewallet.expiryAt", "must lie in the future");
        }
    }

    /// The gateway's page.
    fn hosted(&mut self, fields: &Fields<'_>, problems: &mut Problems) {
        let show = fields.spelling(&["showSavedPayment", "showSavePayment"]);
        self.show_saved_payment = fields.flag(show, problems);
        self.bypass_status_page = fields.flag("bypassStatusPage", problems);
        if self.show_saved_payment == Some(true) && fields.raw("customerId").is_none() {
            problems.add("customerId", format!("required with {show}"));
        }
    }

    /// The merchant's own page.
    fn own(&self, fields: &Fields<'_>, problems: &mut Problems) {
        let rule = "is for mode REDIRECT only";
        fields.refuse(&["showSavedPayment", "showSavePayment", "bypassStatusPage"], rule, problems);
        fields.require("paymentMethod", problems);
        let is_wallet = self.method_type == Some(PaymentMethodType::Ewallet);
        if is_wallet && self.auto_confirm && self.channel().is_none() {
            problems.add(CHANNEL, no_channel());
        }
    }

    /// Whether it is a stored card, charged at once.
    pub(super) fn is_stored_card(&self) -> bool {
        self.mode == Mode::Api && self.auto_confirm && self.method_type == Some(PaymentMethodType::Card)
    }

    /// Whether a card may follow, in an envelope.
    pub(super) fn awaits_card(&self) -> bool {
        let may_be_card = self.method_type.as_ref().is_none_or(|own| *own == PaymentMethodType::Card);
        may_be_card && (self.mode == Mode::Redirect || !self.auto_confirm)
    }

    fn channel(&self) -> Option<&EwalletChannel> {
        self.options.as_ref()?.ewallet.as_ref()?.channel.as_ref()
    }
}

/// One answer for a token that is unknown, inactive or somebody else's.
pub(super) const UNKNOWN_TOKEN: &str = "is not an active token of this customer";

/// Where a wallet is named.
pub(super) const CHANNEL: &str = "paymentMethodOptions.ewallet.channel";

/// In mode API the shopper cannot be asked which wallet it is.
pub(super) fn no_channel() -> String {
    let names: Vec<_> = EwalletChannel::KNOWN.iter().map(EwalletChannel::as_str).collect();
    format!("required to charge a wallet in mode API: one of {}", names.join(", "))
}

/// The kinds of method that this sandbox takes.
fn kind(method: &Fields<'_>, problems: &mut Problems) -> Option<PaymentMethodType> {
    method.require("type", problems);
    let rule = "must be CARD or EWALLET; no other method is available in this sandbox";
    method.parsed("type", rule, problems, |text| {
        let kind = PaymentMethodType::from(text.as_str());
        [PaymentMethodType::Card, PaymentMethodType::Ewallet].contains(&kind).then_some(kind)
    })
}

/// The confirm call of a card's session brings a card.
pub(super) fn card_type(method: &Fields<'_>, problems: &mut Problems) {
    method.require("type", problems);
    method.parsed("type", "must be CARD, as the session's", problems, |text| {
        text.eq_ignore_ascii_case("CARD").then_some(())
    });
}

/// The mobile number of a wallet, as it was sent.
pub(super) fn account(method: &Fields<'_>, problems: &mut Problems) -> Option<String> {
    let wallet = method.object("ewallet", problems)?;
    wallet.require("accountIdentifier", problems);
    let rule = "must be an Indonesian mobile number such as 08111111001 or +628111111001";
    wallet.parsed("accountIdentifier", rule, problems, |text| ewallet::e164(&text).map(|_| text))
}

/// Raw card numbers are for merchants who prove that they may; here they are never read.
pub(super) fn raw_number(card: &Fields<'_>, problems: &mut Problems) {
    card.refuse(&["number", "expMonth", "expYear"], "is not taken in clear; encrypt the card", problems);
}

/// The payment method options, beside the method or, as one sample has them, inside it.
pub(super) fn options(fields: &Fields<'_>, problems: &mut Problems) -> Option<PaymentMethodOptions> {
    const NAME: &str = "paymentMethodOptions";
    let nested =
        || fields.object("paymentMethod", &mut Problems::default())?.object(NAME, &mut Problems::default());
    let options = if fields.raw(NAME).is_some() { fields.object(NAME, problems) } else { nested() }?;
    let card = options.object("card", problems).map(|card| card_options(&card, problems));
    let ewallet = options.object("ewallet", problems).map(|wallet| EwalletOptions {
        channel: wallet.choice("channel", EwalletChannel::KNOWN, problems),
        expiry_at: wallet.moment("expiryAt", problems),
    });
    (card.is_some() || ewallet.is_some()).then_some(PaymentMethodOptions { card, ewallet })
}

fn card_options(card: &Fields<'_>, problems: &mut Problems) -> CardOptions {
    let capture_method = card.choice("captureMethod", CaptureMethod::KNOWN, problems);
    let three_ds_method = card.choice("threeDsMethod", ThreeDsMethod::KNOWN, problems);
    if three_ds_method == Some(ThreeDsMethod::External) {
        problems.add(card.path("threeDsMethod"), format!("EXTERNAL {LATER}"));
    }
    card.refuse(&["threeDsInfo", "cardOnFile"], LATER, problems);
    if let Some(installment) = card.object("installment", problems) {
        installment.refuse(&["enabled"], LATER, problems);
    }
    CardOptions { capture_method, three_ds_method }
}
