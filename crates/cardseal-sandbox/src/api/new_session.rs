//! Reads and judges the body of a create call.

use cardseal_types::{
    Amount, CaptureMethod, CardOptions, ClientReferenceId, Customer, CustomerId, Cvc, ExpirationMode,
    OrderInformation, PaymentMethodOptions, PaymentToken, RedirectUrls, ThreeDsMethod, Timestamp,
};
use jiff::SignedDuration;
use serde_json::value::RawValue;
use url::Url;

use crate::fields::{Fields, Problems};
use crate::order;

/// A create call that is right in itself.
#[derive(Debug)]
pub(super) struct NewSession {
    pub(super) client_reference_id: ClientReferenceId,
    pub(super) amount: Amount,
    pub(super) auto_confirm: bool,
    /// The stored card to charge; present exactly if `auto_confirm` is.
    pub(super) token: Option<PaymentToken>,
    pub(super) options: Option<PaymentMethodOptions>,
    pub(super) save_for_future_use: Option<bool>,
    pub(super) redirect_url: RedirectUrls,
    pub(super) payer: Payer,
    pub(super) order: OrderInformation,
    pub(super) statement_descriptor: Option<String>,
    pub(super) expiration_mode: Option<ExpirationMode>,
    pub(super) expiry_at: Option<Timestamp>,
    pub(super) metadata: Option<Box<RawValue>>,
}

/// Who pays: known by id, or given in full.
#[derive(Debug)]
pub(super) enum Payer {
    Known(CustomerId),
    Given(Customer),
}

/// How long a session may live at most, in days; what the method configuration says.
pub(super) const LONGEST_LIFE_DAYS: i64 = 30;

const LATER: &str = "is not available in this sandbox";

impl NewSession {
    /// Reads a body. The code of a stored card is looked at and dropped.
    pub(super) fn read(body: &[u8], now: Timestamp) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let read =
            Fields::parse(body, &mut problems).and_then(|fields| Self::fields(&fields, now, &mut problems));
        match read {
            Some(new) if problems.is_empty() => Ok(new),
            _ => Err(problems),
        }
    }

    fn fields(fields: &Fields<'_>, now: Timestamp, problems: &mut Problems) -> Option<Self> {
        for name in ["clientReferenceId", "amount", "redirectUrl", "orderInformation"] {
            fields.require(name, problems);
        }
        modes(fields, problems);
        let client_reference_id = fields.parsed(
            "clientReferenceId",
            "must have 1 to 100 letters, digits, hyphens or underscores",
            problems,
            |text| ClientReferenceId::parse(text).ok(),
        );
        let amount = amount(fields, problems);
        let auto_confirm = fields.flag("autoConfirm", problems).unwrap_or(true);
        let token = method(fields, auto_confirm, problems);
        let options = options(fields, problems);
        let save = fields.flag(fields.spelling(&["saveForFutureUse", "saveForFuture"]), problems);
        let redirect_url = redirects(fields, problems);
        let payer = payer(fields, auto_confirm, problems);
        let order = order::order(fields, problems);
        let statement_descriptor = fields.text("statementDescriptor", 0..=20, problems);
        let expiration_mode = fields.choice("expirationMode", ExpirationMode::KNOWN, problems);
        let expiry_at = expiry(fields, now, problems);
        let metadata = metadata(fields, problems);
        Some(Self {
            client_reference_id: client_reference_id?,
            amount: amount?,
            auto_confirm,
            token,
            options,
            save_for_future_use: save,
            redirect_url: redirect_url?,
            payer: payer?,
            order: order?,
            statement_descriptor: statement_descriptor.filter(|text| !text.is_empty()),
            expiration_mode,
            expiry_at,
            metadata,
        })
    }
}

fn amount(fields: &Fields<'_>, problems: &mut Problems) -> Option<Amount> {
    let amount = fields.amount("amount", problems)?;
    if amount.is_zero() {
        problems.add("amount.value", "must be more than zero");
    }
    Some(amount)
}

/// What this sandbox does not simulate is said to be so.
fn modes(fields: &Fields<'_>, problems: &mut Problems) {
    // The gateway's default is REDIRECT, so a body without a mode asks for it.
    if fields.raw("mode").is_none() {
        problems.add("mode", "must be API; REDIRECT, the default, is not available in this sandbox");
    }
    fields.parsed("mode", "must be API; no other mode is available in this sandbox", problems, |text| {
        (text == "API").then_some(())
    });
    fields.parsed(
        "paymentType",
        "must be SINGLE; MULTIPLE is for VIRTUAL_ACCOUNT and QR",
        problems,
        |text| (text == "SINGLE").then_some(()),
    );
    fields.refuse(
        &["showSavedPayment", "showSavePayment", "bypassStatusPage"],
        "is for mode REDIRECT only",
        problems,
    );
    fields.refuse(
        &["splitRoutingConfigurations", "recurringId", "initiateFirstAuthorization"],
        LATER,
        problems,
    );
}

/// The payment method: a card to follow, or the token of a stored one with its code.
fn method(fields: &Fields<'_>, auto_confirm: bool, problems: &mut Problems) -> Option<PaymentToken> {
    fields.require("paymentMethod", problems);
    let method = fields.object("paymentMethod", problems)?;
    card_type(&method, problems);
    method.refuse(&["ewallet", "virtualAccount", "qr"], LATER, problems);
    let card = method.object("card", problems);
    if !auto_confirm {
        if let Some(card) = card {
            card.refuse(&["token", "cvc"], "goes with autoConfirm true", problems);
            card.refuse(&["encryptedCard"], "goes into the confirm call", problems);
            raw_number(&card, problems);
        }
        return None;
    }
    let Some(card) = card else {
        problems.add("paymentMethod.card", "required with autoConfirm true: a stored card's token and cvc");
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

/// One answer for a token that is unknown, inactive or somebody else's.
pub(super) const UNKNOWN_TOKEN: &str = "is not an active token of this customer";

/// Cards are the only method so far.
pub(super) fn card_type(method: &Fields<'_>, problems: &mut Problems) {
    method.require("type", problems);
    method.parsed("type", "must be CARD; no other method is available in this sandbox", problems, |text| {
        text.eq_ignore_ascii_case("CARD").then_some(())
    });
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
    let card = options.object("card", problems)?;
    let capture_method = card.choice("captureMethod", CaptureMethod::KNOWN, problems);
    let three_ds_method = card.choice("threeDsMethod", ThreeDsMethod::KNOWN, problems);
    if three_ds_method == Some(ThreeDsMethod::External) {
        problems.add(card.path("threeDsMethod"), format!("EXTERNAL {LATER}"));
    }
    card.refuse(&["threeDsInfo", "cardOnFile"], LATER, problems);
    if let Some(installment) = card.object("installment", problems) {
        installment.refuse(&["enabled"], LATER, problems);
    }
    Some(PaymentMethodOptions::card(CardOptions { capture_method, three_ds_method }))
}

fn redirects(fields: &Fields<'_>, problems: &mut Problems) -> Option<RedirectUrls> {
    let urls = fields.object("redirectUrl", problems)?;
    let [success, failure, expiration] =
        ["successReturnUrl", "failureReturnUrl", "expirationReturnUrl"].map(|name| {
            urls.require(name, problems);
            let rule =
                "must be an http or https address of at most 255 characters, without user and password";
            urls.parsed(name, rule, problems, |text| is_return_url(&text).then_some(text))
        });
    Some(RedirectUrls {
        success_return_url: success?,
        failure_return_url: failure?,
        expiration_return_url: expiration?,
    })
}

fn is_return_url(text: &str) -> bool {
    // A back-slash or white space is read differently by different parsers.
    let plain = text.chars().all(|c| !c.is_whitespace() && c != '\\');
    let url = Url::parse(text);
    plain
        && text.chars().count() <= 255
        && url.is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.has_host()
                && url.username().is_empty()
                && url.password().is_none()
        })
}

fn payer(fields: &Fields<'_>, auto_confirm: bool, problems: &mut Problems) -> Option<Payer> {
    match (fields.raw("customerId").is_some(), fields.raw("customer").is_some()) {
        (true, true) => problems.add("customer", "must not stand beside customerId"),
        (false, false) => problems.add("customer", "required, unless customerId is given"),
        (false, true) if auto_confirm => problems.add("customerId", "required to charge a stored card"),
        _ => {}
    }
    let id = fields.parsed("customerId", UNKNOWN_CUSTOMER, problems, |text| CustomerId::parse(text).ok());
    let customer = order::customer(fields, problems);
    id.map(Payer::Known).or(customer.map(Payer::Given))
}

/// One answer for a customer who is unknown or somebody else's.
pub(super) const UNKNOWN_CUSTOMER: &str = "is not a customer of this merchant";

fn expiry(fields: &Fields<'_>, now: Timestamp, problems: &mut Problems) -> Option<Timestamp> {
    let expiry = fields.moment("expiryAt", problems)?;
    let longest = now.checked_add(SignedDuration::from_hours(24 * LONGEST_LIFE_DAYS));
    if expiry <= now || longest.is_ok_and(|longest| expiry > longest) {
        problems.add("expiryAt", format!("must lie in the future, at most {LONGEST_LIFE_DAYS} days"));
    }
    Some(expiry)
}

fn metadata(fields: &Fields<'_>, problems: &mut Problems) -> Option<Box<RawValue>> {
    fields.object("metadata", problems)?;
    fields.raw("metadata").map(ToOwned::to_owned)
}
