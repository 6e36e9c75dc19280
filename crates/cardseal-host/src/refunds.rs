use cardseal_types::{CreateRefund, Refund, RefundId, RefundMethod, TransferDestination};
use reqwest::Method;

use crate::answer::AnswerError;
use crate::body;
use crate::call::{Call, Stop};
use crate::callback::VerifiedCallback;
use crate::client::Client;
use crate::error::{Error, Kind};
use crate::input::InputError;
use crate::retry::{MAX_TRIES, Operation, Tries};

impl Client {
    /// Gives back a payment or a part of it. See the gateway's page "Create Refund".
    ///
    /// The gateway documents no idempotency key here. When an answer is lost, the refunds are looked through for the
    /// reference first, and the same bytes are sent again only if it is in none of them; a refund that is found under
    /// the reference is the result if it is the one that was asked for.
    ///
    /// # Errors
    ///
    /// [`Error::is_misuse`] for a value that cannot be sent or that the gateway finds wrong;
    /// [`Error::is_unknown_outcome`] if it could not be found out whether there is a refund now, after which
    /// [`list_refunds`](Self::list_refunds) tells; otherwise as [`Error`] tells.
    pub async fn create_refund(&self, refund: CreateRefund) -> Result<Refund, Error> {
        let operation = Operation::CreateRefund;
        check(&refund).map_err(|error| Error::because(Kind::Misuse, error).during(operation, None))?;
        let call = self.write(operation, "/v1/refunds", body::json(&refund)?)?;
        let mut tries = Tries::default();
        loop {
            let failed = match call.run::<Refund>(&mut tries).await {
                Ok(answer) if has_reference_of(&refund, &answer) => return Ok(answer),
                Ok(_) => {
                    let another = Error::because(Kind::Unreadable, AnswerError::ANOTHER);
                    return Err(call.give_up(another, Tries { unsettled: true, ..tries }));
                }
                Err(Stop::Failed(error)) => return Err(error),
                Err(Stop::Reconcile(failed)) => failed,
            };
            // The gateway's own answer says more about the call than a failed look at the list does.
            match self.refunds_like(&refund, &call).await {
                Ok(Some(found)) if is(&refund, &found) => return Ok(found),
                Ok(None) if tries.made < MAX_TRIES && call.wait(&failed, tries).await => {}
                _ => return Err(call.give_up(failed.error, tries)),
            }
        }
    }

    /// A refund as it is now.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if there is no such refund; otherwise as [`Error`] tells.
    pub async fn retrieve_refund(&self, id: &RefundId) -> Result<Refund, Error> {
        let call = Call {
            core: &self.core,
            operation: Operation::RetrieveRefund,
            method: Method::GET,
            url: self.core.url(&format!("/v1/refunds/{id}"))?,
            body: None,
            request_id: None,
            deadline: self.call_deadline(),
        };
        let refund: Refund = call.run_read().await?;
        match refund.id == *id {
            true => Ok(refund),
            false => {
                Err(call.give_up(Error::because(Kind::Unreadable, AnswerError::ANOTHER), Tries::default()))
            }
        }
    }

    /// The refund that a callback speaks of, read from the gateway: the only account of it that may be trusted.
    ///
    /// # Errors
    ///
    /// [`Error::is_misuse`] if the callback names no refund; otherwise as [`retrieve_refund`](Self::retrieve_refund).
    pub async fn trusted_refund(&self, callback: &VerifiedCallback) -> Result<Refund, Error> {
        match callback.refund_id() {
            Some(id) => self.retrieve_refund(id).await,
            None => Err(Error::because(Kind::Misuse, InputError::CallbackSubject)),
        }
    }

    /// The refund with this reference. An error where the list is too long to be sure that there is none.
    async fn refunds_like(&self, sent: &CreateRefund, call: &Call<'_>) -> Result<Option<Refund>, Error> {
        let reference = sent.client_reference_id.clone();
        // The filter is not documented for refunds; a gateway that knows it spares the pages.
        let path = format!("/v1/refunds?clientReferenceId={reference}");
        let mine = move |refund: &Refund| refund.client_reference_id.as_ref() == Some(&reference);
        let mut found =
            self.until(call.deadline).pages(Operation::ListRefunds, path, mine).max_pages(LOOK_UP_PAGES);
        match found.next().await? {
            None if found.is_cut_short() => Err(Error::because(Kind::Misuse, InputError::MorePages)),
            refund => Ok(refund),
        }
    }
}

/// The rules that the gateway documents for a refund, so that a slip costs no round trip.
fn check(refund: &CreateRefund) -> Result<(), InputError> {
    let full = refund.is_full_amount == Some(true);
    let amount = match &refund.amount {
        Some(amount) => !full && !amount.is_zero(),
        None => full,
    };
    if !amount || refund.payment_session_id.is_some() == refund.charge_id.is_some() {
        return Err(InputError::RefundAmount);
    }
    if refund.description.as_ref().is_some_and(|text| text.chars().count() > 50) {
        return Err(InputError::RefundDescription);
    }
    match &refund.transfer_destination {
        Some(account) if !is_account(account) => Err(InputError::TransferDestination),
        None if refund.method == Some(RefundMethod::TransferOnly) => Err(InputError::TransferDestination),
        _ => Ok(()),
    }
}

fn is_account(account: &TransferDestination) -> bool {
    let has = |text: &str, max: usize| (1..=max).contains(&text.chars().count());
    let printed = |text: &String| text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    has(&account.channel_code, 20)
        && has(&account.channel_information.account_number, 30)
        && has(&account.channel_information.account_name, 50)
        && account.description.as_ref().is_none_or(printed)
}

fn has_reference_of(sent: &CreateRefund, answer: &Refund) -> bool {
    answer.client_reference_id.as_ref().is_none_or(|reference| *reference == sent.client_reference_id)
}

/// Whether a refund that was found under the reference is the one that was asked for.
fn is(sent: &CreateRefund, found: &Refund) -> bool {
    fn agree<T: PartialEq>(sent: Option<&T>, found: Option<&T>) -> bool {
        sent.is_none() || found.is_none() || sent == found
    }
    agree(sent.payment_session_id.as_ref(), found.payment_session_id.as_ref())
        && agree(sent.charge_id.as_ref(), found.charge_id.as_ref())
        && agree(sent.amount.as_ref(), found.amount.as_ref())
        && agree(sent.is_full_amount.as_ref(), found.is_full_amount.as_ref())
}

/// Pages of refunds that are looked through for a reference.
const LOOK_UP_PAGES: u32 = 10;
