use cardseal_host::types::{
    Amount, CancellationReason, CaptureMethod, CardOptions, ChargeStatus, CreateSession, Customer,
    CustomerId, Mode, PaymentMethod, PaymentToken, SessionStatus, StoredPaymentMethodStatus, ThreeDsMethod,
};
use cardseal_host::{Client, Credentials, Environment, InputError, NewCardSession, Outcome};
use serde_json::{Value, json};

use crate::samples::{
    KEY, confirm, new_card_session, order, reference, session, session_id, stored_card_payment, urls,
};
use crate::server::{Server, refusal, success};

fn body(server: &Server, line: &str) -> Value {
    serde_json::from_slice(&server.requests(line)[0].body).unwrap()
}

#[tokio::test]
async fn a_new_card_session_asks_for_a_key() {
    let server = Server::start(|seen| match seen.line.as_str() {
        "POST /v2/payments" => success(session("REQUIRE_CONFIRMATION")),
        _ => None,
    })
    .await;
    let options = CardOptions {
        capture_method: Some(CaptureMethod::Automatic),
        three_ds_method: Some(ThreeDsMethod::Challenge),
    };
    let asked = new_card_session()
        .save_for_future_use(true)
        .card_options(options)
        .expiry_at("2030-01-01T00:00:00Z".parse().unwrap())
        .metadata(json!({"invoiceNo": "INV0001"}).as_object().unwrap().clone())
        .statement_descriptor("SHOP")
        .unwrap();
    let payment = server.client().create_card_session(asked).await.unwrap();
    let Outcome::RequiresConfirmation { session_key: Some(key) } = payment.outcome else { panic!() };
    assert_eq!(key.encryption_key, KEY);
    assert_eq!(
        body(&server, "POST /v2/payments"),
        json!({
            "clientReferenceId": "ORDER0001", "amount": {"value": 10000, "currency": "IDR"}, "paymentType": "SINGLE",
            "paymentMethod": {"type": "CARD"}, "mode": "API", "autoConfirm": false, "saveForFutureUse": true,
            "paymentMethodOptions": {"card": {"captureMethod": "automatic", "threeDsMethod": "CHALLENGE"}},
            "redirectUrl": {
                "successReturnUrl": "https://shop.example/ok", "failureReturnUrl": "https://shop.example/fail",
                "expirationReturnUrl": "https://shop.example/expired"},
            "customer": {"email": "buyer@shop.example"}, "statementDescriptor": "SHOP",
            "orderInformation": {"productDetails": [{
                "type": "DIGITAL", "name": "Item", "quantity": 1, "price": {"value": 10000, "currency": "IDR"}}]},
            "expiryAt": "2030-01-01T00:00:00Z", "metadata": {"invoiceNo": "INV0001"},
        })
    );
    assert_eq!(server.requests("POST /v2/payments")[0].headers["content-type"], "application/json");
}

#[tokio::test]
async fn a_known_customer_is_sent_by_id_alone() {
    let server = Server::start(|seen| match seen.line.as_str() {
        "POST /v2/payments" => success(session("REQUIRE_CONFIRMATION")),
        _ => None,
    })
    .await;
    let customer = CustomerId::parse("customer-1").unwrap();
    let asked = NewCardSession::new(reference(), Amount::idr(10_000).unwrap(), customer, urls(), order());
    let _payment = server.client().create_card_session(asked).await.unwrap();
    let sent = body(&server, "POST /v2/payments");
    assert_eq!((&sent["customerId"], &sent["customer"]), (&json!("customer-1"), &Value::Null));
}

#[tokio::test]
async fn a_stored_card_is_charged_with_its_code() {
    let server = Server::start(|seen| match seen.line.as_str() {
        "POST /v2/payments" => {
            let mut answer = session("REQUIRE_ACTION");
            answer["paymentUrl"] = json!("http://127.0.0.1:9/3ds/1");
            success(answer)
        }
        _ => None,
    })
    .await;
    let payment = server.client().pay_with_stored_card(stored_card_payment("token-x", "123")).await.unwrap();
    let Outcome::ActionRequired { redirect } = payment.outcome else { panic!() };
    assert_eq!(redirect.web_url(), Some("http://127.0.0.1:9/3ds/1"));
    let sent = body(&server, "POST /v2/payments");
    assert_eq!(sent["paymentMethod"], json!({"type": "CARD", "card": {"token": "token-x", "cvc": "123"}}));
    assert_eq!((&sent["autoConfirm"], &sent["mode"]), (&json!(true), &json!("API")));
    assert_eq!((&sent["customerId"], &sent["customer"]), (&json!("customer-1"), &Value::Null));
}

#[tokio::test]
async fn a_confirmation_carries_the_envelope_and_what_it_overrides() {
    let server = Server::start(|seen| match seen.line.as_str() {
        "POST /v2/payments/s1/confirm" => success(session("PAID")),
        _ => None,
    })
    .await;
    let options = CardOptions { capture_method: None, three_ds_method: Some(ThreeDsMethod::Never) };
    let card = confirm("QUJD").save_for_future_use(false).card_options(options).order_information(order());
    let payment = server.client().confirm_session(&session_id(), card).await.unwrap();
    assert_eq!(payment.outcome, Outcome::Paid);
    let mut sent = body(&server, "POST /v2/payments/s1/confirm");
    assert!(sent["orderInformation"].take()["productDetails"].is_array());
    assert_eq!(
        sent,
        json!({
            "paymentMethod": {"type": "CARD", "card": {"encryptedCard": "QUJD"}},
            "paymentMethodOptions": {"card": {"threeDsMethod": "NEVER"}},
            "saveForFutureUse": false, "orderInformation": null,
        })
    );
}

#[tokio::test]
async fn a_session_is_found_by_its_reference_alone() {
    let server = Server::start(|seen| {
        let (mut other, mut older, newest) = (session("PAID"), session("EXPIRED"), session("PAID"));
        other["clientReferenceId"] = json!("ORDER0002");
        older["createdAt"] = json!("2029-01-01T00:00:00Z");
        match (seen.line.as_str(), seen.nth) {
            ("GET /v2/payments?clientReferenceId=ORDER0001", 0) => success(json!([other, newest, older])),
            ("GET /v2/payments?clientReferenceId=ORDER0001", 1) => success(json!([other])),
            ("GET /v2/payments?clientReferenceId=ORDER0001", 2) => success(json!([])),
            ("GET /v2/payments?clientReferenceId=ORDER0001", 3) => refusal(404, "resource_missing"),
            ("GET /v2/payments?clientReferenceId=ORDER0001", _) => refusal(404, "not_found"),
            _ => None,
        }
    })
    .await;
    let client = server.client();
    let found = client.retrieve_session_by_reference(&reference()).await.unwrap().unwrap();
    assert_eq!(found.outcome, Outcome::Paid);
    for _ in 0..3 {
        assert!(client.retrieve_session_by_reference(&reference()).await.unwrap().is_none());
    }
    assert!(client.retrieve_session_by_reference(&reference()).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_customer_brings_what_is_stored() {
    let server = Server::start(|seen| match seen.line.as_str() {
        "GET /v1/customers/customer-1" => success(json!({
            "givenName": "Test", "email": "buyer@shop.example", "storePaymentMethods": [{
                "token": "t-0000001", "paymentMethod": "card", "paymentChannel": "VISA", "status": "SLEEPING",
                "createdAt": "2029-01-01T00:00:00.000000001Z",
                "card": {"network": "NEWNET", "last4": "0002", "expMonth": "01", "expYear": "39"}}]})),
        _ => None,
    })
    .await;
    let customer =
        server.client().retrieve_customer(&CustomerId::parse("customer-1").unwrap()).await.unwrap();
    let stored = &customer.stored_payment_methods[0];
    assert_eq!(stored.status, StoredPaymentMethodStatus::Unknown("SLEEPING".into()));
    assert_eq!(stored.card.as_ref().unwrap().network.as_str(), "NEWNET");
}

#[tokio::test]
async fn values_that_this_version_does_not_know_survive_and_pay_nothing() {
    let server = Server::start(|seen| match seen.line.as_str() {
        "GET /v2/payments/s1" => {
            let mut answer = session("PAID_LATER");
            answer["mode"] = json!("TELEPATHY");
            answer["newField"] = json!({"a": [1, {"b": null}]});
            answer["chargeDetails"] =
                json!([{"id": "c1", "status": "MAYBE", "failureCode": "NEW_CODE", "x": 1.5}]);
            success(answer)
        }
        _ => None,
    })
    .await;
    let payment = server.client().retrieve_session(&session_id()).await.unwrap();
    assert_eq!(payment.outcome, Outcome::Unknown(SessionStatus::Unknown("PAID_LATER".into())));
    assert_eq!(payment.session.mode, Some(Mode::Unknown("TELEPATHY".into())));
    assert_eq!(payment.session.latest_charge().unwrap().status, ChargeStatus::Unknown("MAYBE".into()));
}

#[tokio::test]
async fn a_cancellation_gives_a_reason_that_a_merchant_may_give() {
    let server = Server::start(|seen| match seen.line.as_str() {
        "POST /v2/payments/s1/cancel" => {
            let mut answer = session("CANCELLED");
            answer["cancellationReason"] = json!("DUPLICATED");
            success(answer)
        }
        _ => None,
    })
    .await;
    let client = server.client();
    let payment = client.cancel_session(&session_id(), CancellationReason::Duplicated).await.unwrap();
    assert_eq!(payment.outcome, Outcome::Cancelled { reason: Some(CancellationReason::Duplicated) });
    assert_eq!(body(&server, "POST"), json!({"grantType": "client_credentials"}));
    assert_eq!(body(&server, "POST /v2"), json!({"cancellationReason": "DUPLICATED"}));
    for reason in [CancellationReason::ChargeFailed, CancellationReason::Fraudulent] {
        assert!(client.cancel_session(&session_id(), reason).await.unwrap_err().is_misuse());
    }
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_right_is_refused_before_it_is_sent() {
    let server = Server::start(|_| None).await;
    type Spoil = fn(&mut CreateSession);
    let cases: [(Spoil, InputError); 11] = [
        (|s| s.redirect_url.success_return_url.clear(), InputError::ReturnUrl),
        (|s| s.redirect_url.failure_return_url = "a".repeat(256), InputError::ReturnUrl),
        (|s| s.redirect_url.expiration_return_url.clear(), InputError::ReturnUrl),
        (|s| s.order_information.product_details.clear(), InputError::EmptyOrder),
        (|s| s.statement_descriptor = Some("a".repeat(21)), InputError::StatementDescriptor),
        (|s| s.customer = None, InputError::Customer),
        (|s| s.customer_id = CustomerId::parse("c").ok(), InputError::Customer),
        (|s| s.customer = Some(Customer::new("")), InputError::Email),
        (|s| s.customer = Some(Customer::new("a".repeat(256))), InputError::Email),
        (|s| s.show_saved_payment = Some(true), InputError::RedirectOnly),
        (
            |s| {
                let cvc = cardseal_host::types::Cvc::parse(b"123").unwrap();
                s.payment_method = Some(PaymentMethod::stored_card(PaymentToken::parse("t").unwrap(), cvc));
            },
            InputError::TokenWithoutCustomerId,
        ),
    ];
    for (spoil, expected) in cases {
        let mut session = CreateSession::from(new_card_session());
        spoil(&mut session);
        let error = server.client().create_session(session).await.unwrap_err();
        let source = std::error::Error::source(&error).unwrap().downcast_ref::<InputError>();
        assert!(error.is_misuse() && !error.is_unknown_outcome(), "{error:?}");
        assert_eq!(source, Some(&expected));
    }
    assert_eq!((server.lines().len(), server.tokens_granted()), (0, 0));
}

#[test]
fn a_statement_descriptor_has_twenty_characters() {
    assert!(new_card_session().statement_descriptor("é".repeat(20)).is_ok());
    assert!(new_card_session().statement_descriptor("").is_ok());
    for wrong in ["a".repeat(21), "a\nb".into()] {
        let refused = stored_card_payment("t", "123").statement_descriptor(wrong).unwrap_err();
        assert_eq!(refused, InputError::StatementDescriptor);
    }
}

#[test]
fn a_client_is_shared_between_threads_and_made_without_a_gateway() {
    fn shared<T: Send + Sync + Clone + 'static>(_: &T) {}
    fn sent<T: Send>(_: &T) {}
    for environment in [Environment::Production, Environment::Sandbox] {
        let client = Client::builder(environment, Credentials::new("m", "s")).build().unwrap();
        shared(&client);
        sent(&client.confirm_session(&session_id(), confirm("QUJD")));
        sent(&client.create_card_session(new_card_session()));
    }
}
