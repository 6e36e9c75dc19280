//! Takes a card in: opens its envelope with the session's key and judges what was inside.

use crate::app::Shared;
use crate::envelope::{self, PrivateKey};
use crate::fields::Problems;
use crate::plaintext::{FIELD, Judge, Presented};
use crate::session::Session;

/// The card in an envelope that was made for this session. The costly part of a payment: not for async threads.
pub(crate) fn open(
    app: &Shared,
    session: &Session,
    pkcs8: &[u8],
    encrypted_card: &str,
) -> Result<Presented, Problems> {
    let key = PrivateKey::from_pkcs8(pkcs8).map_err(|_| sealed())?;
    let opened = envelope::open(&key, encrypted_card).map_err(|_| sealed())?;
    let judge = Judge {
        secrets: &app.secrets,
        merchant: &session.merchant,
        now: app.clock.now(),
        accept_unlisted: app.accept_unlisted_cards,
    };
    judge.read(&opened)
}

/// One answer, whatever is wrong with an envelope.
fn sealed() -> Problems {
    let mut problems = Problems::default();
    problems.add(FIELD, "cannot be opened with the key of this session");
    problems
}
