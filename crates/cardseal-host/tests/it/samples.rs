//! Values that the tests share.

use cardseal_host::types::{
    Amount, ClientReferenceId, Customer, CustomerId, Cvc, EncryptedCard, OrderInformation, PaymentToken,
    ProductDetail, ProductType, RedirectUrls, SessionId,
};
use cardseal_host::{ConfirmCard, NewCardSession, StoredCardPayment};
use serde_json::{Value, json};

/// The key of a session: RSA, 2048 bits.
pub(crate) const KEY: &str = include_str!("sample_key.txt").trim_ascii_end();

pub(crate) fn order() -> OrderInformation {
    OrderInformation::new(vec![ProductDetail {
        product_type: ProductType::Digital,
        category: None,
        sub_category: None,
        name: Some("Item".into()),
        description: None,
        quantity: 1,
        price: Amount::idr(10_000).unwrap(),
    }])
}

pub(crate) fn urls() -> RedirectUrls {
    RedirectUrls {
        success_return_url: "https://shop.example/ok".into(),
        failure_return_url: "https://shop.example/fail".into(),
        expiration_return_url: "https://shop.example/expired".into(),
    }
}

pub(crate) fn reference() -> ClientReferenceId {
    ClientReferenceId::parse("ORDER0001").unwrap()
}

pub(crate) fn session_id() -> SessionId {
    SessionId::parse("s1").unwrap()
}

pub(crate) fn new_card_session() -> NewCardSession {
    let payer = Customer::new("buyer@shop.example");
    NewCardSession::new(reference(), Amount::idr(10_000).unwrap(), payer, urls(), order())
}

pub(crate) fn stored_card_payment(token: &str, cvc: &str) -> StoredCardPayment {
    StoredCardPayment::new(
        reference(),
        Amount::idr(10_000).unwrap(),
        CustomerId::parse("customer-1").unwrap(),
        PaymentToken::parse(token).unwrap(),
        Cvc::parse(cvc.as_bytes()).unwrap(),
        urls(),
        order(),
    )
}

pub(crate) fn confirm(envelope: &str) -> ConfirmCard {
    ConfirmCard::new(EncryptedCard::parse(envelope).unwrap())
}

/// A session of the gateway with this status.
pub(crate) fn session(status: &str) -> Value {
    json!({
        "id": "s1", "clientReferenceId": "ORDER0001", "amount": {"value": 10000, "currency": "IDR"},
        "mode": "API", "autoConfirm": false, "status": status, "encryptionKey": KEY,
        "createdAt": "2029-12-31T23:45:00Z", "expiryAt": "2030-01-01T00:00:00Z",
    })
}
