use std::collections::VecDeque;
use std::fmt;
use std::num::NonZeroU32;

use cardseal_types::{Charge, ClientReferenceId, PaymentSession, Refund, ResponseCode};
use reqwest::Method;
use serde::de::DeserializeOwned;

use crate::answer::{AnswerError, Listing};
use crate::call::Call;
use crate::client::Client;
use crate::error::{Error, Kind};
use crate::input::InputError;
use crate::outcome::Payment;
use crate::retry::{Operation, Tries};

/// A list of the gateway, read page by page and never further than was said.
///
/// Each page is one call with its own deadline, tried again like any read. What is created while a list is read may
/// move items over the border of two pages; whoever needs each item once compares ids. See the gateway's page
/// "Pagination".
///
/// ```
/// # use cardseal_host::{Client, Error, Outcome};
/// # async fn count(client: &Client) -> Result<usize, Error> {
/// let mut sessions = client.list_sessions().max_pages(5);
/// let mut paid = 0;
/// while let Some(payment) = sessions.next().await? {
///     paid += usize::from(payment.outcome == Outcome::Paid);
/// }
/// # Ok(paid)
/// # }
/// ```
#[must_use = "nothing is read before `next` or `all`"]
pub struct Pages<T> {
    client: Client,
    operation: Operation,
    path: String,
    per_page: u32,
    max_pages: u32,
    /// Pages that were read.
    read: u32,
    more: bool,
    total_items: Option<u64>,
    items: VecDeque<T>,
    keep: Box<dyn Fn(&T) -> bool + Send + Sync>,
}

/// What a list of the gateway holds. Implemented for [`Payment`], [`Charge`] and [`Refund`].
pub trait Listed: Sized {
    /// The form in which it comes.
    type Wire: DeserializeOwned;

    /// What it is to a caller.
    fn of(wire: Self::Wire, plain_loopback: bool) -> Self;
}

impl<T: Listed> Pages<T> {
    /// The number of pages after which reading stops, whatever the gateway still has. 100 if not set; zero counts as
    /// one.
    pub fn max_pages(mut self, pages: u32) -> Self {
        self.max_pages = pages.max(1);
        self
    }

    /// Items to ask for per page; 100 if not set, which is also the most that the gateway gives. It may give fewer: the
    /// size it answers with is what the rest of the list is read by.
    pub fn per_page(mut self, items: NonZeroU32) -> Self {
        self.per_page = items.get().min(MAX_PER_PAGE);
        self
    }

    /// The next item, read from the gateway when the last page is used up; `None` at the end of the list, or after
    /// [`max_pages`](Self::max_pages). [`is_cut_short`](Self::is_cut_short) tells which.
    ///
    /// After an error the same page can be asked for again.
    ///
    /// # Errors
    ///
    /// As [`Error`] tells.
    pub async fn next(&mut self) -> Result<Option<T>, Error> {
        while self.items.is_empty() && self.more && self.read < self.max_pages {
            self.read_page().await?;
        }
        Ok(self.items.pop_front())
    }

    /// All that is left of the list.
    ///
    /// # Errors
    ///
    /// [`Error::is_misuse`] if the list has more than [`max_pages`](Self::max_pages); otherwise as [`Error`] tells.
    pub async fn all(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(item) = self.next().await? {
            all.push(item);
        }
        match self.is_cut_short() {
            false => Ok(all),
            true => Err(Error::because(Kind::Misuse, InputError::MorePages).during(self.operation, None)),
        }
    }

    /// Whether the gateway has pages that were not read.
    #[must_use]
    pub fn is_cut_short(&self) -> bool {
        self.more && self.read >= self.max_pages
    }

    /// Items in all by the gateway's count, once a page was read.
    #[must_use]
    pub fn total_items(&self) -> Option<u64> {
        self.total_items
    }

    async fn read_page(&mut self) -> Result<(), Error> {
        let (page, joint) = (self.read + 1, if self.path.contains('?') { '&' } else { '?' });
        let core = &*self.client.core;
        let call = Call {
            core,
            operation: self.operation,
            method: Method::GET,
            url: core.url(&format!("{}{joint}page={page}&perPage={}", self.path, self.per_page))?,
            body: None,
            request_id: None,
            deadline: self.client.call_deadline(),
        };
        let listing = match call.run_read::<Listing<T::Wire>>().await {
            // A list without a single item may be answered as missing.
            Err(error) if page == 1 && is_missing(&error) => Listing::default(),
            result => result?,
        };
        if listing.pagination.is_some_and(|at| at.page != page) {
            return Err(
                call.give_up(Error::because(Kind::Unreadable, AnswerError::ANOTHER), Tries::default())
            );
        }
        self.read = page;
        // An empty page ends a list, whatever its count says.
        self.more = !listing.items.is_empty() && listing.pagination.is_some_and(|at| page < at.total_pages);
        if let Some(at) = listing.pagination {
            self.total_items = Some(at.total_items);
            // The next page begins where this one ended only if both are of one size.
            self.per_page = if page == 1 && at.per_page > 0 { at.per_page } else { self.per_page };
        }
        let plain = core.environment.is_plain_loopback();
        let items = listing.items.into_iter().map(|wire| T::of(wire, plain));
        self.items.extend(items.filter(|item| (self.keep)(item)));
        Ok(())
    }
}

impl Listed for Payment {
    type Wire = PaymentSession;

    fn of(wire: PaymentSession, plain_loopback: bool) -> Self {
        Self::of(wire, plain_loopback)
    }
}

impl Listed for Charge {
    type Wire = Self;

    fn of(wire: Self, _: bool) -> Self {
        wire
    }
}

impl Listed for Refund {
    type Wire = Self;

    fn of(wire: Self, _: bool) -> Self {
        wire
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &self.operation)
            .field("max_pages", &self.max_pages)
            .field("read", &self.read)
            .field("more", &self.more)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// The merchant's sessions. See the gateway's page "Retrieve List of Payment Sessions".
    pub fn list_sessions(&self) -> Pages<Payment> {
        self.pages(Operation::ListSessions, "/v2/payments".into(), |_| true)
    }

    /// The charges of the session with this reference. See the gateway's page "Retrieve Charge Details".
    pub fn charges_by_reference(&self, reference: &ClientReferenceId) -> Pages<Charge> {
        let path = format!("/v2/charges?clientReferenceId={reference}");
        let mine = reference.clone();
        // A gateway that ignores the filter answers with others' charges.
        self.pages(Operation::ListCharges, path, move |charge: &Charge| {
            charge.payment_session_client_reference_id.as_ref().is_none_or(|found| *found == mine)
        })
    }

    /// The merchant's refunds. See the gateway's pages on refunds.
    pub fn list_refunds(&self) -> Pages<Refund> {
        self.pages(Operation::ListRefunds, "/v1/refunds".into(), |_| true)
    }

    pub(crate) fn pages<T>(
        &self,
        operation: Operation,
        path: String,
        keep: impl Fn(&T) -> bool + Send + Sync + 'static,
    ) -> Pages<T> {
        Pages {
            client: self.clone(),
            operation,
            path,
            per_page: MAX_PER_PAGE,
            max_pages: 100,
            read: 0,
            more: true,
            total_items: None,
            items: VecDeque::new(),
            keep: Box::new(keep),
        }
    }
}

/// Whether the gateway says that there is no such thing, and not that there is no such address.
pub(crate) fn is_missing(error: &Error) -> bool {
    let missing = matches!(error.code(), Some(ResponseCode::ResourceMissing | ResponseCode::DataNotFound));
    error.is_not_found() && missing
}

/// The gateway's own limit.
const MAX_PER_PAGE: u32 = 100;
