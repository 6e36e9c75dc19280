use cardseal_types::{ClientReferenceId, CustomerId, EwalletChannel, SessionId};
use jiff::Timestamp;

use super::{Method, OrderId, OrderStatus, REPLACED};

/// One try to pay an order: one payment session at the gateway.
///
/// The row is written before the gateway is called, so whatever happens in between, the session can be found again by
/// its reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Counted from one within its order.
    pub number: u32,
    /// With what it is paid.
    pub method: Method,
    /// The session, once the gateway has told its id.
    pub session: Option<SessionId>,
    /// The customer whom the gateway filed the session under.
    pub customer: Option<CustomerId>,
    /// How far it is.
    pub state: AttemptState,
    /// Where the shopper has to go: an address or a link into an app, while there is somewhere to go.
    pub redirect: Option<String>,
    /// Whether what pays is to be stored. On the gateway's page the shopper decides, so there it is whether storing is
    /// offered, and once it is paid whether it is stored.
    pub save: bool,
    /// What may be shown of the card.
    pub card: Option<ChargedCard>,
    /// The e-wallet, if it is one.
    pub wallet: Option<EwalletChannel>,
    /// Why it was not paid: a failure code of the gateway, `CANCELLED`, `REPLACED` or `SESSION_EXPIRED`.
    pub failure: Option<String>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When its state last changed.
    pub updated_at: Timestamp,
}

impl Attempt {
    /// The reference by which the gateway knows the attempt: unique, and derived from order and number alone.
    #[must_use]
    pub fn reference(&self, order: &OrderId) -> ClientReferenceId {
        reference(order, self.number)
    }

    /// Whether money may move although nobody was sent anywhere: the call that opens it is under way.
    pub(crate) fn may_charge(&self) -> bool {
        self.state == AttemptState::Creating && self.method.charges_at_once()
    }

    /// Where it stands, in the words of the order that it would pay.
    #[must_use]
    pub fn status(&self) -> OrderStatus {
        match self.state {
            AttemptState::Creating if self.may_charge() => OrderStatus::Processing,
            AttemptState::Ready if self.method == Method::Redirect => OrderStatus::ActionRequired,
            AttemptState::Creating | AttemptState::Ready | AttemptState::Void => OrderStatus::Open,
            AttemptState::Submitted | AttemptState::Processing => OrderStatus::Processing,
            AttemptState::ActionRequired => OrderStatus::ActionRequired,
            AttemptState::Paid => OrderStatus::Paid,
            AttemptState::Declined => OrderStatus::Declined,
            // Not by the shopper's wish, but to make room for another.
            AttemptState::Cancelled if self.failure.as_deref() == Some(REPLACED) => OrderStatus::Open,
            AttemptState::Cancelled => OrderStatus::Cancelled,
            AttemptState::Expired => OrderStatus::Expired,
        }
    }
}

/// The reference by which the gateway knows attempt `number` of an order.
#[must_use]
pub fn reference(order: &OrderId, number: u32) -> ClientReferenceId {
    ClientReferenceId::parse(format!("{order}n{number}"))
        .expect("an order id and a number are alphanumeric and short")
}

/// The order and the number that a reference was derived from.
pub(crate) fn parse_reference(reference: &ClientReferenceId) -> Option<(OrderId, u32)> {
    // An order's id has 32 characters of an alphabet that holds the `n` as well.
    let (order, number) = reference.as_str().split_at_checked(32)?;
    let digits = number.strip_prefix('n')?;
    let canonical = !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.parse().ok().filter(|_| canonical)?;
    Some((OrderId::parse(order)?, number))
}

/// What may be shown of a charged card.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChargedCard {
    /// Network, as the gateway spells it.
    pub brand: String,
    /// Last four digits.
    pub last_four: String,
}

/// How far an attempt is. It only moves to the right, and never out of a final state.
///
/// ```text
/// Creating ─► Ready ─► Submitted ─► ActionRequired ─► Processing ─► Paid | Declined | Cancelled | Expired | Void
/// ```
///
/// Any number of steps may be skipped. The one way back, `Submitted` to `Ready`, takes the order's claim and the
/// gateway's word that the confirmation never arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttemptState {
    /// Written down; the gateway may or may not know it.
    Creating,
    /// The session waits for a card, or for the shopper on the gateway's page; it can still be cancelled.
    Ready,
    /// A confirmation was sent or is about to be.
    Submitted,
    /// The shopper has to go somewhere.
    ActionRequired,
    /// With the issuer.
    Processing,
    /// Paid; final.
    Paid,
    /// Refused; final.
    Declined,
    /// Cancelled by the shopper or replaced by another attempt; final.
    Cancelled,
    /// Its time passed; final.
    Expired,
    /// The gateway never took it; final.
    Void,
}

impl AttemptState {
    /// Every state.
    pub const ALL: [Self; 10] = [
        Self::Creating,
        Self::Ready,
        Self::Submitted,
        Self::ActionRequired,
        Self::Processing,
        Self::Paid,
        Self::Declined,
        Self::Cancelled,
        Self::Expired,
        Self::Void,
    ];

    /// Whether nothing can change any more.
    #[must_use]
    pub fn is_final(self) -> bool {
        self >= Self::Paid
    }

    /// Whether this state may follow from `earlier`.
    #[must_use]
    pub fn follows(self, earlier: Self) -> bool {
        !earlier.is_final() && self > earlier
    }

    /// The name under which a store keeps it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Creating => "creating",
            Self::Ready => "ready",
            Self::Submitted => "submitted",
            Self::ActionRequired => "action_required",
            Self::Processing => "processing",
            Self::Paid => "paid",
            Self::Declined => "declined",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Void => "void",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// What the gateway told about an attempt, to be written down if it is news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The session.
    pub session: SessionId,
    /// The customer, if the gateway named one.
    pub customer: Option<CustomerId>,
    /// How far it is.
    pub state: AttemptState,
    /// Where the shopper has to go.
    pub redirect: Option<String>,
    /// What may be shown of the card.
    pub card: Option<ChargedCard>,
    /// The e-wallet, if it is one.
    pub wallet: Option<EwalletChannel>,
    /// Whether what paid is stored, if that became known now.
    pub save: Option<bool>,
    /// Why it was not paid.
    pub failure: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_only_move_forward_and_final_ones_stay() {
        use AttemptState as S;
        for earlier in S::ALL {
            for later in S::ALL {
                let order = |state| S::ALL.iter().position(|other| *other == state).unwrap();
                let expected = order(earlier) < 5 && order(later) > order(earlier);
                assert_eq!(later.follows(earlier), expected, "{earlier:?} -> {later:?}");
            }
        }
    }

    #[test]
    fn names_are_read_back() {
        for state in AttemptState::ALL {
            assert_eq!(AttemptState::parse(state.as_str()), Some(state));
        }
        assert_eq!(AttemptState::parse("refunded"), None);
    }

    #[test]
    fn every_attempt_has_its_own_reference() {
        let order = OrderId::random().unwrap();
        assert_ne!(reference(&order, 1), reference(&order, 2));
        assert!(reference(&order, u32::MAX).as_str().bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }

    #[test]
    fn a_reference_is_read_back_and_nothing_else_is_one() {
        let order = OrderId::random().unwrap();
        for number in [1, 12, u32::MAX] {
            assert_eq!(parse_reference(&reference(&order, number)), Some((order.clone(), number)));
        }
        for wrong in ["", "n", "n0", "n01", "nx", "n4294967296", "1"] {
            let text = format!("{order}{wrong}");
            assert_eq!(parse_reference(&ClientReferenceId::parse(text).unwrap()), None, "{wrong}");
        }
        assert_eq!(parse_reference(&ClientReferenceId::parse("ORDER0001n1").unwrap()), None);
    }
}
