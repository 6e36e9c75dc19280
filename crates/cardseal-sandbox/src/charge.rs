//! A charge: opened, settled or expired. What the bank and the issuer say comes from the card's scenario.

use cardseal_types::{
    Amount, AuthenticationResult, AuthorizationResult, AvsResult, BinInformation, Capture, CaptureHistory,
    CaptureId, CaptureSession, CaptureStatus, CardBrand, CardCharge, Charge, ChargeId, ChargeStatus,
    CvvResult, FailureCode, FdsRiskAssessment, PaymentMethodType, ThreeDsResult, Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::card::KnownCard;
use crate::error::Fault;
use crate::ewallet::WalletRecord;
use crate::random;
use crate::scenarios::Failure;
use crate::session::Session;

/// A charge as it is stored.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ChargeRecord {
    /// What the API shows.
    pub(crate) charge: Charge,
    /// The card, once there is one.
    pub(crate) card: Option<KnownCard>,
    pub(crate) cvc_given: bool,
    /// The e-wallet, once there is one.
    #[serde(default)]
    pub(crate) wallet: Option<WalletRecord>,
    /// Opens the bank's or the wallet's page, where there is one.
    pub(crate) challenge: Option<String>,
    /// Whether the shopper ticked "Save for future use" on the hosted page; nothing where there was none.
    #[serde(default)]
    pub(crate) ticked: Option<bool>,
}

/// What a shopper pays with.
#[derive(Debug)]
pub(crate) enum Tender {
    Card { card: KnownCard, cvc_given: bool },
    Wallet(WalletRecord),
}

/// How the shopper was authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Authentication {
    /// Not at all, as the merchant asked.
    Bypassed,
    /// Without being asked.
    Frictionless,
    /// On the bank's page.
    Challenge,
}

/// Why a capture cannot be made of what is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CaptureError {
    #[error("must be at most what is authorised and not captured yet")]
    TooMuch,
    #[error("must be the currency of the payment")]
    Currency,
}

impl ChargeRecord {
    /// A charge that waits for what it is paid with.
    pub(crate) fn open(session: &Session, now: Timestamp) -> Result<Self, Fault> {
        let is_card = session.method == Some(PaymentMethodType::Card);
        let channel = session.channel().filter(|_| session.method == Some(PaymentMethodType::Ewallet));
        let charge = Charge {
            id: ChargeId::parse(random::uuid()?).map_err(|_| Fault::Record("charge id"))?,
            payment_session_id: Some(session.id.clone()),
            payment_session_client_reference_id: Some(session.client_reference_id.clone()),
            statement_descriptor: Some(session.statement_descriptor.clone()),
            amount: Some(session.amount.clone()),
            authorized_amount: None,
            captured_amount: None,
            status: ChargeStatus::WaitingForUserAction,
            is_captured: false,
            created_at: Some(now),
            updated_at: Some(now),
            paid_at: None,
            fds_risk_assessment: None,
            card: is_card.then(CardCharge::default).map(unauthenticated),
            ewallet: channel.map(|channel| WalletRecord::new(channel.clone(), None).shown()),
            capture_histories: None,
            failure_code: None,
            failure_message: None,
            recommendation: None,
        };
        Ok(Self { charge, card: None, cvc_given: false, wallet: None, challenge: None, ticked: None })
    }

    /// It is with its partner now. Says whether that is news.
    pub(crate) fn process(&mut self, now: Timestamp) -> bool {
        let is_news = self.charge.status != ChargeStatus::Processing;
        self.charge.status = ChargeStatus::Processing;
        self.charge.updated_at = Some(now);
        is_news
    }

    /// Whether it still waits for what it is paid with.
    pub(crate) fn is_offered(&self) -> bool {
        self.charge.status == ChargeStatus::WaitingForUserAction && self.challenge.is_none()
    }

    /// The shopper's card or wallet is known now. The card of a token is shown only after authentication.
    pub(crate) fn present(&mut self, session: &Session, tender: Tender, now: Timestamp) {
        self.charge.updated_at = Some(now);
        match tender {
            Tender::Card { card, cvc_given } => {
                let shown = if session.token.is_some() { CardCharge::default() } else { shown(&card) };
                self.charge.card = Some(unauthenticated(shown));
                self.charge.ewallet = None;
                self.card = Some(card);
                self.cvc_given = cvc_given;
            }
            Tender::Wallet(wallet) => {
                self.charge.card = None;
                self.charge.ewallet = Some(wallet.shown());
                if wallet.account.is_some() {
                    self.charge.status = ChargeStatus::WaitingForAuthentication;
                }
                self.wallet = Some(wallet);
            }
        }
    }

    /// What the partner says: approved, or failed for a reason. What is approved is taken at once or only held.
    pub(crate) fn settle(
        &mut self,
        by: Authentication,
        failure: Option<&Failure>,
        is_held: bool,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let failed_code = failure.map(|failure| &failure.code);
        if let Some(card) = &self.card {
            self.charge.card = Some(CardCharge {
                authentication_result: Some(authentication(card, by, failed_code)),
                authorization_result: self.authorization(failure)?,
                ..shown(card)
            });
            self.charge.fds_risk_assessment = Some(assessment(failed_code, now));
        }
        self.charge.updated_at = Some(now);
        match failure {
            Some(failure) => self.fail(ChargeStatus::Failed, failure),
            None => {
                self.charge.authorized_amount.clone_from(&self.charge.amount);
                if is_held {
                    self.charge.status = ChargeStatus::WaitingForCapture;
                } else {
                    self.take(self.charge.amount.clone(), now);
                }
            }
        }
        Ok(())
    }

    /// Captures what is asked for of what is held. The charge waits on for as long as something is left and not let go.
    pub(crate) fn capture(
        &mut self,
        id: CaptureId,
        request: CaptureSession,
        now: Timestamp,
    ) -> Result<Capture, CaptureError> {
        let held = self.charge.authorized_amount.as_ref().ok_or(CaptureError::TooMuch)?;
        let before = self.charge.captured_amount.as_ref().map(Amount::value).unwrap_or_default();
        let left = held.value() - before;
        if request.amount.as_ref().is_some_and(|amount| amount.currency() != held.currency()) {
            return Err(CaptureError::Currency);
        }
        let value = request.amount.as_ref().map_or(left, Amount::value);
        if value > left {
            return Err(CaptureError::TooMuch);
        }
        let amount = |value| Amount::new(value, held.currency().clone()).map_err(|_| CaptureError::TooMuch);
        let (part, in_all) = (amount(value)?, amount(before + value)?);
        self.charge.capture_histories.get_or_insert_default().push(history(&id, &part, now));
        self.charge.updated_at = Some(now);
        if value == left || request.release_remaining_amount {
            self.take(Some(in_all), now);
        } else {
            self.charge.captured_amount = Some(in_all);
        }
        Ok(Capture {
            id,
            payment_session_id: self.charge.payment_session_id.clone(),
            payment_session_client_reference_id: self.charge.payment_session_client_reference_id.clone(),
            release_remaining_amount: Some(request.release_remaining_amount),
            amount: Some(part),
            status: CaptureStatus::Success,
            created_at: Some(now),
            updated_at: Some(now),
        })
    }

    fn take(&mut self, amount: Option<Amount>, now: Timestamp) {
        self.charge.status = ChargeStatus::Success;
        self.charge.is_captured = true;
        self.charge.paid_at = Some(now);
        self.charge.captured_amount = amount;
    }

    /// The session's time passed before the shopper answered.
    pub(crate) fn expire(&mut self, now: Timestamp) {
        self.charge.updated_at = Some(now);
        self.fail(ChargeStatus::Expired, &Failure::expired());
    }

    fn fail(&mut self, status: ChargeStatus, failure: &Failure) {
        self.charge.status = status;
        self.charge.failure_code = Some(failure.code.clone());
        self.charge.failure_message = Some(failure.message.to_owned());
    }

    /// What the issuer said, if it was asked.
    fn authorization(&self, failure: Option<&Failure>) -> Result<Option<AuthorizationResult>, Fault> {
        let code = match failure {
            None => random::digits(6)?,
            Some(Failure { issuer_code: Some(code), .. }) => (*code).to_owned(),
            Some(_) => return Ok(None),
        };
        let cvv = match code.as_str() {
            _ if !self.cvc_given => CvvResult::NotSubmitted,
            "N7" => CvvResult::NotMatched,
            _ => CvvResult::Matched,
        };
        Ok(Some(AuthorizationResult {
            acquirer_reference_number: random::digits(23)?,
            retrieval_reference_number: random::digits(12)?,
            stan: random::digits(6)?,
            avs_result: Some(AvsResult::NotAvailable),
            cvv_result: Some(cvv),
            authorized_amount: self.charge.amount.clone().filter(|_| failure.is_none()),
            issuer_authorization_code: code,
        }))
    }
}

fn history(id: &CaptureId, part: &Amount, now: Timestamp) -> CaptureHistory {
    CaptureHistory {
        capture_id: id.as_str().to_owned(),
        currency: part.currency().as_str().to_owned(),
        captured_amount: part.value(),
        status: CaptureStatus::Success.as_str().to_owned(),
        created_at: Some(now),
    }
}

const THREE_DS_VERSION: &str = "3DS2";

/// A card that was not authenticated yet: blank texts where there will be some.
fn unauthenticated(card: CardCharge) -> CardCharge {
    let waiting = AuthenticationResult {
        three_ds_version: Some(THREE_DS_VERSION.into()),
        three_ds_result: Some(ThreeDsResult::Unknown(String::new())),
        three_ds_method: Some(String::new()),
        eci_code: Some(String::new()),
    };
    CardCharge { authentication_result: Some(waiting), ..card }
}

/// What 3-D Secure made of a card.
fn authentication(
    card: &KnownCard,
    by: Authentication,
    failed: Option<&FailureCode>,
) -> AuthenticationResult {
    use FailureCode::{AuthenticationFailed, CancelledByUser};
    let (result, [mastercard, others]) = match (by, failed) {
        (_, Some(AuthenticationFailed | CancelledByUser)) => (Some(ThreeDsResult::Failed), ["00", "07"]),
        (Authentication::Bypassed, _) => (None, ["00", "07"]),
        _ => (Some(ThreeDsResult::Successful), ["02", "05"]),
    };
    let method = match by {
        Authentication::Bypassed => "BYPASSED",
        Authentication::Frictionless => "FRICTIONLESS",
        Authentication::Challenge => "CHALLENGE",
    };
    let eci = if card.brand == CardBrand::Mastercard { mastercard } else { others };
    AuthenticationResult {
        three_ds_version: Some(THREE_DS_VERSION.into()).filter(|_| by != Authentication::Bypassed),
        three_ds_result: result,
        three_ds_method: Some(method.into()),
        eci_code: Some(eci.into()),
    }
}

/// What may be shown of a card.
fn shown(card: &KnownCard) -> CardCharge {
    let country = if card.scenario.is_foreign() { "US" } else { "ID" };
    CardCharge {
        first6: card.first6.clone(),
        first8: card.first8.clone(),
        last4: card.last4.clone(),
        exp_month: card.exp_month.clone(),
        exp_year: card.exp_year.clone(),
        fingerprint: Some(card.fingerprint.clone()),
        bin_informations: Some(BinInformation {
            card_type: "CREDIT".into(),
            issuing_bank: "TEST BANK".into(),
            brand: card.brand.clone(),
            country: country.into(),
        }),
        authentication_result: None,
        authorization_result: None,
    }
}

fn assessment(failed: Option<&FailureCode>, now: Timestamp) -> FdsRiskAssessment {
    let (score, level, recommendation, status) = match failed {
        Some(FailureCode::BlockedByFds) => ("95", "HIGH", "Reject", "REJECTED"),
        Some(FailureCode::RequireReview) => ("70", "MEDIUM", "Reject", "REJECTED"),
        _ => ("5", "LOW", "Approve", "PASSED"),
    };
    FdsRiskAssessment {
        score: score.into(),
        level: level.into(),
        recommendation: recommendation.into(),
        status: status.into(),
        evaluated_at: Some(now),
    }
}
