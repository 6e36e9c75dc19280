//! Reads what was inside an envelope, strictly, and keeps of it only what may be kept.

use cardseal_card::{CardError, CardholderName, Cvc, ExpiryDate, Pan, brand::UNKNOWN, check_cvc};
use cardseal_types::{OrderInformation, Timestamp};

use crate::card::{KnownCard, month_of};
use crate::charge::Tender;
use crate::envelope::Opened;
use crate::fields::{Fields, Problems};
use crate::order;
use crate::scenarios::{self, Scenario};
use crate::secrets::Secrets;

/// A card as it came out of its envelope, without its number and its code.
#[derive(Debug)]
pub(crate) struct Presented {
    pub(crate) card: KnownCard,
    pub(crate) cvc_given: bool,
    /// An order may ride in the envelope (for address checks).
    pub(crate) order: Option<OrderInformation>,
}

impl Presented {
    /// What is charged.
    pub(crate) fn tender(self) -> Tender {
        Tender::Card { card: self.card, cvc_given: self.cvc_given }
    }
}

/// Who judges a card, and when.
#[derive(Debug)]
pub(crate) struct Judge<'a> {
    pub(crate) secrets: &'a Secrets,
    pub(crate) merchant: &'a str,
    pub(crate) now: Timestamp,
    pub(crate) accept_unlisted: bool,
}

/// The field that every problem of an envelope is told of.
pub(crate) const FIELD: &str = "paymentMethod.card.encryptedCard";

impl Judge<'_> {
    /// Reads the plaintext, or says what is wrong with it. Number and code end here.
    pub(crate) fn read(&self, opened: &Opened) -> Result<Presented, Problems> {
        let mut problems = Problems::default();
        let presented = self.presented(opened, &mut problems);
        if let (Some(presented), true) = (presented, problems.is_empty()) {
            return Ok(presented);
        }
        let mut under_envelope = Problems::default();
        for detail in problems.into_details() {
            let dot = if detail.field.is_empty() { "" } else { "." };
            under_envelope.add(format!("{FIELD}{dot}{}", detail.field), detail.message);
        }
        Err(under_envelope)
    }

    fn presented(&self, opened: &Opened, problems: &mut Problems) -> Option<Presented> {
        // EXPOSE: this is where a card is read; the buffer is wiped with `opened`.
        let fields = Fields::parse(opened.expose_plaintext(), problems)?;
        fields.require("card", problems);
        device(&fields, problems);
        fields.object("metadata", problems);
        let order = order::order(&fields, problems);
        let card = fields.object("card", problems)?;
        for name in ["number", "expiryMonth", "expiryYear", "nameOnCard"] {
            card.require(name, problems);
        }
        let number = self.number(&card, problems);
        let expiry = self.expiry(&card, problems);
        let name = holder(&card, problems);
        let cvc_given = code(&card, number.as_ref(), problems);
        let card = self.known(
            &number?,
            &expiry?,
            str::from_utf8(name?.expose_secret()).unwrap_or_default(),
            problems,
            &card.path("number"),
        )?;
        Some(Presented { card, cvc_given, order })
    }

    fn number(&self, card: &Fields<'_>, problems: &mut Problems) -> Option<Pan> {
        let digits = card.plain("number", "must be a text of digits", problems)?;
        judged(Pan::parse(digits), card.path("number"), problems)
    }

    fn expiry(&self, card: &Fields<'_>, problems: &mut Problems) -> Option<ExpiryDate> {
        let month = two_digits(card, "expiryMonth", problems);
        let year = two_digits(card, "expiryYear", problems);
        let date = judged(ExpiryDate::parse(month?, year?), card.path("expiryMonth"), problems)?;
        judged(date.check(month_of(self.now)), card.path("expiryYear"), problems)?;
        Some(date)
    }

    fn known(
        &self,
        number: &Pan,
        expiry: &ExpiryDate,
        name: &str,
        problems: &mut Problems,
        path: &str,
    ) -> Option<KnownCard> {
        // EXPOSE: looked up among the published test cards, cut to what may be shown, and digested under a key.
        let digits = number.expose_secret();
        let listed = scenarios::test_card(digits);
        if listed.is_none() && !self.accept_unlisted {
            problems.add(path, "is not one of the published test cards; this sandbox takes no others");
            return None;
        }
        let brand = listed.map(|card| card.network()).or_else(|| number.brand());
        if brand.is_none() {
            problems.add(path, "belongs to no network that is accepted");
        }
        let start =
            |len| digits.get(..len).and_then(|d| std::str::from_utf8(d).ok()).unwrap_or_default().to_owned();
        let (first_name, last_name) = name.split_once(char::is_whitespace).unwrap_or((name, ""));
        Some(KnownCard {
            brand: brand?,
            first6: start(6),
            first8: start(8),
            last4: number.last_four().as_str().to_owned(),
            exp_month: format!("{:02}", expiry.month()),
            exp_year: format!("{:02}", expiry.year() % 100),
            fingerprint: self.secrets.fingerprint(self.merchant, digits),
            scenario: listed.map_or(Scenario::Success, |card| card.scenario),
            holder_first_name: first_name.to_owned(),
            holder_last_name: last_name.trim().to_owned(),
        })
    }
}

fn two_digits<'a>(card: &Fields<'a>, name: &str, problems: &mut Problems) -> Option<&'a [u8]> {
    let rule = "must be a text of two digits";
    let digits = card.plain(name, rule, problems)?;
    let two = digits.len() == 2 && digits.iter().all(u8::is_ascii_digit);
    if !two {
        problems.add(card.path(name), rule);
    }
    two.then_some(digits)
}

fn holder(card: &Fields<'_>, problems: &mut Problems) -> Option<CardholderName> {
    let name = zeroize::Zeroizing::new(card.text("nameOnCard", 0..=255, problems)?);
    judged(CardholderName::parse(&name), card.path("nameOnCard"), problems)
}

/// Whether a code was given. The gateway's page does not ask for one; a given one has to suit the network.
fn code(card: &Fields<'_>, number: Option<&Pan>, problems: &mut Problems) -> bool {
    let Some(digits) = card.plain("cvc", "must be a text of digits", problems) else { return false };
    if digits.is_empty() {
        return false;
    }
    let cvc = Cvc::parse(digits).map_err(CardError::from);
    let suits = cvc.and_then(|cvc| check_cvc(&cvc, number.map_or(&UNKNOWN, Pan::rule)));
    judged(suits, card.path("cvc"), problems).is_some()
}

/// Device information is optional and only has to have the documented types; none of it is kept.
fn device(fields: &Fields<'_>, problems: &mut Problems) {
    const TEXTS: [&str; 9] = [
        "type",
        "userAgent",
        "ipAddress",
        "acceptLanguage",
        "cookieToken",
        "deviceId",
        "browserWidth",
        "browserHeight",
        "country",
    ];
    if let Some(device) = fields.object("deviceInformations", problems) {
        for name in TEXTS {
            device.text(name, 0..=2048, problems);
        }
    }
}

fn judged<T>(result: Result<T, CardError>, path: String, problems: &mut Problems) -> Option<T> {
    result.map_err(|reason| problems.add(path, reason.to_string())).ok()
}
