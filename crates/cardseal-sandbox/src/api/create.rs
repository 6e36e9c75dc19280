//! `POST /v2/payments`.

use axum::extract::State;
use axum::http::HeaderMap;
use cardseal_types::{Customer, CustomerId, Mode, PaymentMethodType, PaymentToken, SessionId, Timestamp};
use jiff::SignedDuration;
use rusqlite::Connection;

use super::access_token::Caller;
use super::answer::Answer;
use super::body::JsonBody;
use super::method::UNKNOWN_TOKEN;
use super::new_session::{NewSession, Payer, UNKNOWN_CUSTOMER};
use super::once::Once;
use super::refusal::{Halt, Refusal};
use crate::app::App;
use crate::card::KnownCard;
use crate::charge::Tender;
use crate::error::Fault;
use crate::ewallet::WalletRecord;
use crate::journal::Journal;
use crate::keys::KeyPair;
use crate::machine::State as Phase;
use crate::order;
use crate::payment;
use crate::random;
use crate::session::{Beside, Session, SessionView};
use crate::store::{customers, sessions, tokens};
use crate::vault::{StoredMethod, StoredToken};

/// How long a session lives if nothing else is asked for.
const LIFE: SignedDuration = SignedDuration::from_mins(15);

/// One create call, everything about it known but what the database says.
struct Order {
    app: App,
    merchant: String,
    new: NewSession,
    /// For a card that is still to come.
    key: Option<KeyPair>,
}

pub(super) async fn create(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    JsonBody(body): JsonBody,
) -> Result<Answer, Refusal> {
    let once = Once::required(&app, &caller.merchant, &headers, &[], &body)?;
    // Before a key pair is taken for nothing.
    if let Some(answer) = once.replay(&app).await? {
        return Ok(answer);
    }
    let new = NewSession::read(&body, app.clock.now()).map_err(Refusal::validation)?;
    drop(body);
    let key = if new.method.awaits_card() { Some(app.keys.take().await?) } else { None };
    let order = Order { app: app.clone(), merchant: caller.merchant, new, key };
    app.decide(move |connection, now| once.carry_out(connection, now, || order.place(connection, now))).await
}

impl Order {
    fn place(self, connection: &Connection, now: Timestamp) -> Result<Answer, Halt> {
        if sessions::is_taken(connection, &self.merchant, self.new.client_reference_id.as_str())? {
            return Err(Refusal::duplicate().into());
        }
        let (customer_id, customer) = self.payer(connection, now)?;
        let card = self.stored_card(connection, &customer_id)?;
        let app = self.app.clone();
        self.open(connection, &app, (customer_id, customer), card, now)
    }

    fn payer(&self, connection: &Connection, now: Timestamp) -> Result<(CustomerId, Customer), Halt> {
        match &self.new.payer {
            Payer::Given(customer) => {
                Ok((customers::upsert(connection, &self.merchant, customer, now)?, customer.clone()))
            }
            Payer::Known(id) => {
                let customer = customers::find(connection, &self.merchant, id.as_str())?;
                let customer = customer.ok_or_else(|| Refusal::field("customerId", UNKNOWN_CUSTOMER))?;
                Ok((id.clone(), customer))
            }
        }
    }

    fn stored_card(&self, connection: &Connection, customer: &CustomerId) -> Result<Option<KnownCard>, Halt> {
        let Some(token) = self.new.method.token.as_ref().map(PaymentToken::as_str) else { return Ok(None) };
        let stored = tokens::find(connection, &self.merchant, customer.as_str(), token)?;
        let card = match stored.filter(StoredToken::is_active).map(|stored| stored.method) {
            Some(StoredMethod::Card(card)) => card,
            _ => return Err(Refusal::field("paymentMethod.card.token", UNKNOWN_TOKEN).into()),
        };
        let problems = order::missing_billing([&self.new.order]);
        if card.scenario.is_foreign() && !problems.is_empty() {
            return Err(Refusal::validation(problems).into());
        }
        Ok(Some(card))
    }

    fn open(
        self,
        connection: &Connection,
        app: &App,
        payer: (CustomerId, Customer),
        card: Option<KnownCard>,
        now: Timestamp,
    ) -> Result<Answer, Halt> {
        let key = self.key.as_ref().map(|pair| pair.encryption_key().to_owned());
        let pkcs8 =
            self.key.as_ref().map(KeyPair::expose_pkcs8).map(|der| zeroize::Zeroizing::new(der.to_vec()));
        let mut session = self.session(payer, key, now)?;
        sessions::save(connection, &session)?;
        if let Some(pkcs8) = pkcs8 {
            // EXPOSE: kept until the session leaves REQUIRE_CONFIRMATION, so that a restart loses no session.
            sessions::save_key(connection, &session, &pkcs8)?;
        }
        let tender = match (card, session.channel()) {
            (Some(card), _) => Some(Tender::Card { card, cvc_given: true }),
            (None, Some(channel)) if session.auto_confirm && !session.is_hosted() => {
                let proposed = session.account_identifier.clone();
                Some(Tender::Wallet(WalletRecord::new(channel.clone(), proposed)))
            }
            _ => None,
        };
        let record = match tender {
            Some(tender) => Some(payment::confirm(app, connection, &mut session, tender, now)?),
            None if session.is_hosted() && session.auto_confirm && session.method.is_some() => {
                Some(payment::offer(connection, &mut session, now)?)
            }
            None => None,
        };
        let url = app.payment_url(&session, record.as_ref());
        let beside = Beside {
            charge: record.as_ref().map(|record| &record.charge),
            payment_url: url.as_deref(),
            envelope: None,
        };
        Ok(Answer::of(SessionView::new(&session, beside))?)
    }

    fn session(
        self,
        (customer_id, customer): (CustomerId, Customer),
        encryption_key: Option<String>,
        now: Timestamp,
    ) -> Result<Session, Halt> {
        let name = self.app.merchant(&self.merchant).map_or("", |merchant| merchant.name.as_str());
        let id = SessionId::parse(random::uuid()?).map_err(|_| Fault::Record("session id"))?;
        let method = self.new.method;
        let is_hosted = method.mode == Mode::Redirect;
        // The shopper has to choose; without autoConfirm the documentation prints another state for the same.
        let state = match (is_hosted, method.auto_confirm, &method.method_type) {
            (true, true, None) => Phase::RequirePaymentMethod,
            _ => Phase::RequireConfirmation,
        };
        let options =
            method.options.as_ref().filter(|_| method.method_type == Some(PaymentMethodType::Ewallet));
        let wallet_end = options.and_then(|options| options.ewallet.as_ref()?.expiry_at);
        let expiry_at = self.new.expiry_at.or_else(|| now.checked_add(LIFE).ok()).unwrap_or(Timestamp::MAX);
        Ok(Session {
            id,
            client_reference_id: self.new.client_reference_id,
            amount: self.new.amount,
            auto_confirm: method.auto_confirm,
            mode: method.mode,
            method: method.method_type,
            token: method.token,
            account_identifier: method.account_identifier,
            options: method.options,
            save_for_future_use: self.new.save_for_future_use,
            show_saved_payment: method.show_saved_payment,
            bypass_status_page: method.bypass_status_page,
            redirect_url: self.new.redirect_url,
            statement_descriptor: self
                .new
                .statement_descriptor
                .unwrap_or_else(|| name.chars().take(20).collect()),
            expiration_mode: self.new.expiration_mode,
            state,
            created_at: now,
            updated_at: now,
            // A wallet that ends earlier ends its session: there is nothing else to pay it with.
            expiry_at: wallet_end.map_or(expiry_at, |end| end.min(expiry_at)),
            encryption_key,
            page: if is_hosted { Some(random::secret()?) } else { None },
            customer_id,
            customer,
            order: self.new.order,
            metadata: self.new.metadata,
            cancelled_at: None,
            cancellation_reason: None,
            merchant: self.merchant,
            journal: Journal::default(),
        })
    }
}
