//! What happens to a payment by e-wallet, always inside one transaction.

use cardseal_types::{ChargeStatus, Timestamp};
use rusqlite::Connection;

use crate::api::refusal::Halt;
use crate::app::Shared;
use crate::callback;
use crate::charge::{Authentication, ChargeRecord};
use crate::error::Fault;
use crate::ewallet::{self, Ending, KnownWallet, TEST_OTP};
use crate::machine::{Event, State};
use crate::payment;
use crate::scenarios::Failure;
use crate::session::{Session, WrongState};
use crate::store::{charges, sessions};

/// How many wrong codes end a payment.
pub(crate) const TRIES: u8 = 3;

/// What the wallet makes of what the shopper typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reply {
    /// It was right: the next step follows.
    Taken,
    /// No test phone has this number.
    UnknownPhone,
    /// The code is wrong; so many tries are left.
    WrongCode { left: u8 },
}

/// How a payment that a wallet has not decided yet is settled by simulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Simulated {
    Success,
    Failed,
    Expired,
}

/// The shopper gives the number of the phone. Another number changes nothing.
pub(crate) fn give_phone(
    app: &Shared,
    connection: &Connection,
    session: &Session,
    record: &mut ChargeRecord,
    number: &str,
    now: Timestamp,
) -> Result<Reply, Fault> {
    let Some(phone) = ewallet::test_phone(number) else { return Ok(Reply::UnknownPhone) };
    let wallet = record.wallet.as_mut().ok_or(Fault::Record("wallet"))?;
    let mobile_number = ewallet::e164(phone.number).ok_or(Fault::Record("phone"))?;
    let identity = format!("{} {mobile_number}", wallet.channel);
    wallet.account = Some(KnownWallet {
        channel: wallet.channel.clone(),
        fingerprint: app.secrets.fingerprint(&session.merchant, identity.as_bytes()),
        mobile_number,
        name: "Test Account".to_owned(),
    });
    record.charge.ewallet = Some(wallet.shown());
    record.charge.status = ChargeStatus::WaitingForAuthentication;
    record.charge.updated_at = Some(now);
    charges::save(connection, session, record)?;
    Ok(Reply::Taken)
}

/// The shopper gives the code that the wallet sent. The third wrong one ends the payment.
pub(crate) fn give_code(
    app: &Shared,
    connection: &Connection,
    session: &mut Session,
    record: &mut ChargeRecord,
    code: &str,
    now: Timestamp,
) -> Result<Reply, Halt> {
    let wallet = record.wallet.as_mut().ok_or(Fault::Record("wallet"))?;
    let account = wallet.account.as_ref().ok_or(Fault::Record("wallet account"))?;
    let phone = ewallet::test_phone(&format!("+{}", account.mobile_number)).ok_or(Fault::Record("phone"))?;
    if code == TEST_OTP {
        session.apply(Event::Authenticate, now)?;
        end(app, connection, session, record, phone.ending, now)?;
        return Ok(Reply::Taken);
    }
    wallet.wrong_codes = wallet.wrong_codes.saturating_add(1);
    let left = TRIES.saturating_sub(wallet.wrong_codes);
    if left == 0 {
        session.apply(Event::Authenticate, now)?;
        settle(app, connection, session, record, Some(&Failure::authentication()), now)?;
    } else {
        charges::save(connection, session, record)?;
    }
    Ok(Reply::WrongCode { left })
}

/// Settles what a wallet has not decided yet, whether or not its shopper ever came. Told to the merchant like any end.
pub(crate) fn simulate(
    app: &Shared,
    connection: &Connection,
    session: &mut Session,
    simulated: Simulated,
    now: Timestamp,
) -> Result<(), Halt> {
    let record = charges::of_session(connection, session)?.filter(|record| record.wallet.is_some());
    let is_open = matches!(session.state, State::RequireAction | State::Processing);
    let Some(mut record) = record.filter(|_| is_open) else { return Err(WrongState(session.state).into()) };
    if session.state == State::RequireAction {
        session.apply(Event::Authenticate, now)?;
    }
    let ending = match simulated {
        Simulated::Success => Ending::Succeed,
        Simulated::Failed => Ending::Fail,
        Simulated::Expired => Ending::Expire,
    };
    end(app, connection, session, &mut record, ending, now)
}

/// Brings a payment that the wallet works on to an end.
fn end(
    app: &Shared,
    connection: &Connection,
    session: &mut Session,
    record: &mut ChargeRecord,
    ending: Ending,
    now: Timestamp,
) -> Result<(), Halt> {
    match ending {
        Ending::Succeed => settle(app, connection, session, record, None, now),
        Ending::Fail => settle(app, connection, session, record, Some(&Failure::wallet()), now),
        Ending::StayProcessing => {
            session.apply(Event::Wait, now)?;
            record.process(now);
            Ok(payment::conclude(app, connection, session, record, now)?)
        }
        Ending::Expire => {
            if record.process(now) {
                callback::announce(app, connection, session, Some(record), now)?;
            }
            session.apply(Event::Lapse, now)?;
            record.expire(now);
            sessions::save(connection, session)?;
            Ok(charges::save(connection, session, record)?)
        }
    }
}

fn settle(
    app: &Shared,
    connection: &Connection,
    session: &mut Session,
    record: &mut ChargeRecord,
    failure: Option<&Failure>,
    now: Timestamp,
) -> Result<(), Halt> {
    payment::settle(app, connection, session, record, Authentication::Challenge, failure, now)
}
