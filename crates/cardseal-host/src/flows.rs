//! Each flow as a whole: what the back end does from the first call to the paid order.
//!
//! Every example on this page is compiled and run against a gateway of its own by `cargo test`. Given are `client`, a
//! [`Client`](crate::Client), and what each payment needs: a `reference` that is unique, the `price`, the addresses that
//! the shopper comes back to (`urls`), and the lines of the `order`.
//!
//! | | on the gateway's page | on the shop's own page |
//! |---|---|---|
//! | first time | [REDIRECT](#redirect-the-first-time) | [API](#api-the-first-time) |
//! | saved | [REDIRECT](#redirect-with-what-is-saved) | [API](#api-with-a-saved-card) |
//! | e-wallet | one of the methods there | [API](#api-with-an-e-wallet) |
//!
//! Afterwards: [callback](#callback), [capture](#capture), [refund](#refund), [listing](#listing).
//!
//! # REDIRECT, the first time
//!
//! The gateway's page takes the card or the wallet. With `save_for_future_use` it asks the shopper whether to keep it.
//!
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
//! # fn main() -> Done { in_a_shop(|shop| async move {
//! # use cardseal_host::{Outcome, RedirectPayment};
//! # let (client, (reference, price, urls, order)) = (shop.client(), shop.order());
//! let shopper = Customer::new("buyer@shop.example");
//! let payment = RedirectPayment::new(reference, price, shopper, urls, order).save_for_future_use(true);
//! let opened = client.create_redirect_session(payment).await?;
//!
//! // Keep the id with your customer: what is saved is saved under it.
//! let customer_id = opened.session.customer_id.clone();
//!
//! let Outcome::ActionRequired { redirect } = opened.outcome else { return Err("no page".into()) };
//! // The shopper goes to `redirect`, pays there, and comes back.
//! # shop.pays_by_card(redirect.as_str()).await;
//!
//! let payment = client.resolve_return(&opened.session.id).await?;
//! assert_eq!(payment.outcome, Outcome::Paid);
//! # assert!(customer_id.is_some());
//! # assert_eq!(client.retrieve_customer(&customer_id.unwrap()).await?.stored_payment_methods.len(), 1);
//! # Ok(()) }) }
//! ```
//!
//! # REDIRECT, with what is saved
//!
//! The page lists what is stored under the customer. A saved card asks for its security code there, so the code never
//! meets the shop; a saved wallet asks its owner.
//!
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
//! # fn main() -> Done { in_a_shop(|shop| async move {
//! # use cardseal_host::{HostedMethod, Outcome, RedirectPayment};
//! # let customer_id = shop.with_stored_card().await;
//! # let (client, (reference, price, urls, order)) = (shop.client(), shop.order());
//! let payment = RedirectPayment::new(reference, price, customer_id, urls, order)
//!     .method(HostedMethod::card())
//!     .show_saved_payment(true);
//! let opened = client.create_redirect_session(payment).await?;
//!
//! let Outcome::ActionRequired { redirect } = opened.outcome else { return Err("no page".into()) };
//! // The shopper picks the card there and types its code.
//! # shop.pays_by_stored_card(redirect.as_str()).await;
//!
//! let payment = client.resolve_return(&opened.session.id).await?;
//! assert_eq!(payment.outcome, Outcome::Paid);
//! # Ok(()) }) }
//! ```
//!
//! # API, the first time
//!
//! The shop's own form takes the card and encrypts it in the browser, with the npm package `cardseal`, to the session's
//! key. The back end passes on what it cannot read.
//!
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
//! # fn main() -> Done { in_a_shop(|shop| async move {
//! # use cardseal_host::{ConfirmCard, NewCardSession, Outcome};
//! # let (client, (reference, price, urls, order)) = (shop.client(), shop.order());
//! let shopper = Customer::new("buyer@shop.example");
//! let session = NewCardSession::new(reference, price, shopper, urls, order);
//! let opened = client.create_card_session(session).await?;
//!
//! let Outcome::RequiresConfirmation { session_key: Some(key) } = opened.outcome else { return Err("no key".into()) };
//! // The page gets `key` and sends back what it made of the card.
//! # let encrypted_card = shop.browser_seals(&key);
//!
//! let confirm = ConfirmCard::new(encrypted_card).save_for_future_use(true);
//! let confirmed = client.confirm_session(&opened.session.id, confirm).await?;
//! let payment = match confirmed.outcome {
//!     Outcome::ActionRequired { redirect } => {
//!         // The shopper goes to the bank at `redirect`, and comes back.
//! #       shop.approves(redirect.as_str()).await;
//!         client.resolve_return(&opened.session.id).await?
//!     }
//!     _ => confirmed,
//! };
//! assert_eq!(payment.outcome, Outcome::Paid);
//! # let customer = client.retrieve_customer(&payment.session.customer_id.unwrap()).await?;
//! # assert_eq!(customer.stored_payment_methods.len(), 1);
//! # Ok(()) }) }
//! ```
//!
//! # API, with a saved card
//!
//! The shop lists what is stored and asks for the security code, which passes through the back end in clear: that is
//! this flow's price. [REDIRECT](#redirect-with-what-is-saved) does without.
//!
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
//! # fn main() -> Done { in_a_shop(|shop| async move {
//! # use cardseal_host::{Outcome, StoredCardPayment, types::Cvc};
//! # let customer_id = shop.with_stored_card().await;
//! # let (client, (reference, price, urls, order)) = (shop.client(), shop.order());
//! # let typed = b"731";
//! let customer = client.retrieve_customer(&customer_id).await?;
//! let stored = customer.stored_payment_methods.into_iter().next().ok_or("nothing stored")?;
//!
//! let cvc = Cvc::parse(typed)?;
//! let payment = StoredCardPayment::new(reference, price, customer_id, stored.token, cvc, urls, order);
//! let charged = client.pay_with_stored_card(payment).await?;
//! let payment = match charged.outcome {
//!     Outcome::ActionRequired { redirect } => {
//!         // The shopper goes to the bank at `redirect`, and comes back.
//! #       shop.approves(redirect.as_str()).await;
//!         client.resolve_return(&charged.session.id).await?
//!     }
//!     _ => charged,
//! };
//! assert_eq!(payment.outcome, Outcome::Paid);
//! # Ok(()) }) }
//! ```
//!
//! # API, with an e-wallet
//!
//! The shopper chose the wallet in the shop. Where the address is a link into the wallet's app, it is
//! [`RedirectTarget::App`](crate::RedirectTarget::App).
//!
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
//! # fn main() -> Done { in_a_shop(|shop| async move {
//! # use cardseal_host::{EwalletPayment, Outcome, types::EwalletChannel};
//! # let (client, (reference, price, urls, order)) = (shop.client(), shop.order());
//! let shopper = Customer::new("buyer@shop.example");
//! let payment = EwalletPayment::new(reference, price, EwalletChannel::Dana, shopper, urls, order)
//!     .save_for_future_use(true);
//! let opened = client.create_ewallet_session(payment).await?;
//!
//! let Outcome::ActionRequired { redirect } = opened.outcome else { return Err("no wallet".into()) };
//! // The shopper confirms at `redirect`, and comes back.
//! # shop.confirms_at_wallet(redirect.as_str()).await;
//!
//! let payment = client.resolve_return(&opened.session.id).await?;
//! assert_eq!(payment.outcome, Outcome::Paid);
//! # let customer = client.retrieve_customer(&payment.session.customer_id.unwrap()).await?;
//! # assert_eq!(customer.stored_payment_methods[0].payment_channel, "dana");
//! # Ok(()) }) }
//! ```
//!
//! # Callback
//!
//! The gateway calls when something happened. What it says is not believed but read again; see
//! [`CallbackKeys`](crate::CallbackKeys).
//!
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
//! # fn main() -> Done { in_a_shop(|shop| async move {
//! # use cardseal_host::{CallbackKeys, Outcome};
//! # let customer_id = shop.with_stored_card().await;
//! # let client = shop.client();
//! # let paid = client.list_sessions().next().await?.unwrap().session;
//! # let (header, body) = (["the-key"], serde_json::to_vec(&serde_json::json!({"event": "PAYMENT.PAID", "data": paid}))?);
//! let keys = CallbackKeys::new("the-key".into())?;
//!
//! // `header` is every value of `CallbackKeys::HEADER` in the request, `body` its bytes.
//! let callback = keys.verify(&header)?.parse(&body)?;
//! let payment = client.trusted_session(&callback).await?;
//! if payment.outcome == Outcome::Paid {
//!     // Fulfil the order once: `callback.dedupe_key()` is the same for each delivery.
//! }
//! # assert_eq!(payment.outcome, Outcome::Paid);
//! # assert!(callback.dedupe_key().is_some());
//! # Ok(()) }) }
//! ```
//!
//! # Capture
//!
//! With [`CaptureMethod::Manual`](crate::types::CaptureMethod::Manual) the card's money is reserved first, and taken when
//! the order leaves the house; what is not taken is let go.
//!
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
//! # fn main() -> Done { in_a_shop(|shop| async move {
//! # use cardseal_host::{HostedMethod, Outcome, RedirectPayment, types::{CaptureMethod, CaptureSession, CardOptions}};
//! # let (client, (reference, price, urls, order)) = (shop.client(), shop.order());
//! # let shopper = Customer::new("buyer@shop.example");
//! let by_hand = CardOptions { capture_method: Some(CaptureMethod::Manual), ..CardOptions::default() };
//! let payment = RedirectPayment::new(reference, price, shopper, urls, order).method(HostedMethod::card_with(by_hand));
//! let opened = client.create_redirect_session(payment).await?;
//! # shop.pays_by_card(opened.session.payment_url.as_deref().unwrap()).await;
//!
//! let reserved = client.resolve_return(&opened.session.id).await?;
//! assert_eq!(reserved.outcome, Outcome::AwaitingCapture);
//!
//! // One of two things is sold out: 30,000 of the 50,000 are taken, the rest goes back to the card.
//! client.capture(&opened.session.id, CaptureSession::part_and_release(Amount::idr(30_000)?)).await?;
//! let payment = client.retrieve_session(&opened.session.id).await?;
//! assert_eq!(payment.outcome, Outcome::Paid);
//! # Ok(()) }) }
//! ```
//!
//! # Refund
//!
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
//! # fn main() -> Done { in_a_shop(|shop| async move {
//! # use cardseal_host::types::{CreateRefund, RefundReason, RefundStatus};
//! # shop.with_stored_card().await;
//! # let client = shop.client();
//! # let session_id = client.list_sessions().next().await?.unwrap().session.id;
//! let reference = ClientReferenceId::parse("REFUND1")?;
//! let half = Amount::idr(25_000)?;
//! let refund = CreateRefund::partial(reference, session_id, half, RefundReason::RequestedByCustomer);
//! let refund = client.create_refund(refund).await?;
//!
//! // It is under way; a callback tells its end, or a later look.
//! let refund = client.retrieve_refund(&refund.id).await?;
//! assert!(matches!(refund.status, RefundStatus::Pending | RefundStatus::Success));
//! # Ok(()) }) }
//! ```
//!
//! # Listing
//!
//! Lists are read page by page, and never without a bound.
//!
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
//! # fn main() -> Done { in_a_shop(|shop| async move {
//! # use cardseal_host::Outcome;
//! # shop.with_stored_card().await;
//! # let client = shop.client();
//! let mut sessions = client.list_sessions().max_pages(5);
//! let mut paid = 0;
//! while let Some(payment) = sessions.next().await? {
//!     paid += u32::from(payment.outcome == Outcome::Paid);
//! }
//! assert_eq!(paid, 1);
//! # Ok(()) }) }
//! ```
