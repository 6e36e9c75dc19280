//! Reads and judges the body of a create call.

use cardseal_types::{
    Amount, ClientReferenceId, Customer, CustomerId, ExpirationMode, OrderInformation, RedirectUrls,
    Timestamp,
};
use jiff::SignedDuration;
use serde_json::value::RawValue;
use url::Url;

use super::method::{LATER, Method};
use crate::fields::{Fields, Problems};
use crate::order;

/// A create call that is right in itself.
#[derive(Debug)]
pub(super) struct NewSession {
    pub(super) client_reference_id: ClientReferenceId,
    pub(super) amount: Amount,
    pub(super) method: Method,
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
        unavailable(fields, problems);
        let client_reference_id = fields.parsed(
            "clientReferenceId",
            "must have 1 to 100 letters, digits, hyphens or underscores",
            problems,
            |text| ClientReferenceId::parse(text).ok(),
        );
        let amount = amount(fields, problems);
        let method = Method::read(fields, now, problems);
        let save = fields.flag(fields.spelling(&["saveForFutureUse", "saveForFuture"]), problems);
        let redirect_url = redirects(fields, problems);
        let payer = payer(fields, &method, problems);
        let order = order::order(fields, problems);
        let statement_descriptor = fields.text("statementDescriptor", 0..=20, problems);
        let expiration_mode = fields.choice("expirationMode", ExpirationMode::KNOWN, problems);
        let expiry_at = expiry(fields, now, problems);
        let metadata = metadata(fields, problems);
        Some(Self {
            client_reference_id: client_reference_id?,
            amount: amount?,
            method,
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
fn unavailable(fields: &Fields<'_>, problems: &mut Problems) {
    fields.parsed(
        "paymentType",
        "must be SINGLE; MULTIPLE is for VIRTUAL_ACCOUNT and QR",
        problems,
        |text| (text == "SINGLE").then_some(()),
    );
    fields.refuse(
        &["splitRoutingConfigurations", "recurringId", "initiateFirstAuthorization"],
        LATER,
        problems,
    );
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

fn payer(fields: &Fields<'_>, method: &Method, problems: &mut Problems) -> Option<Payer> {
    match (fields.raw("customerId").is_some(), fields.raw("customer").is_some()) {
        (true, true) => problems.add("customer", "must not stand beside customerId"),
        (false, false) => problems.add("customer", "required, unless customerId is given"),
        (false, true) if method.is_stored_card() => {
            problems.add("customerId", "required to charge a stored card")
        }
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
