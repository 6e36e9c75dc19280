use cardseal_host::types::{
    Amount, CardOptions, CreateSession, Customer, CustomerId, EwalletChannel, ThreeDsMethod,
};
use cardseal_host::{EwalletPayment, HostedMethod, InputError, Outcome, Payer, RedirectPayment};
use serde_json::{Value, json};

use crate::samples::{order, reference, session, urls};
use crate::server::{Server, success};

const CREATE: &str = "POST /v2/payments";

fn price() -> Amount {
    Amount::idr(10_000).unwrap()
}

fn shopper() -> Customer {
    Customer::new("buyer@shop.example")
}

fn known() -> CustomerId {
    CustomerId::parse("customer-1").unwrap()
}

fn hosted<P: Into<Payer>>(payer: P) -> RedirectPayment<P> {
    RedirectPayment::new(reference(), price(), payer, urls(), order())
}

fn wallet(channel: EwalletChannel) -> EwalletPayment {
    EwalletPayment::new(reference(), price(), channel, shopper(), urls(), order())
}

/// What a session is created with, without what all sessions have.
fn wire(session: impl Into<CreateSession>) -> Value {
    let mut wire = serde_json::to_value(session.into()).unwrap();
    let fields = wire.as_object_mut().unwrap();
    for (name, value) in [
        ("clientReferenceId", json!("ORDER0001")),
        ("amount", json!({"value": 10000, "currency": "IDR"})),
        ("paymentType", json!("SINGLE")),
    ] {
        assert_eq!(fields.remove(name), Some(value));
    }
    assert!(fields.remove("redirectUrl").is_some() && fields.remove("orderInformation").is_some());
    wire
}

async fn gateway(mode: &'static str, status: &'static str, address: &'static str) -> Server {
    Server::start(move |seen| {
        let mut answer = session(status);
        answer["mode"] = json!(mode);
        answer["autoConfirm"] = Value::Null;
        answer["paymentUrl"] = json!(address);
        (seen.line == CREATE).then(|| success(answer))?
    })
    .await
}

#[test]
fn a_shopper_may_choose_on_the_gateways_page() {
    assert_eq!(
        wire(hosted(shopper())),
        json!({"mode": "REDIRECT", "autoConfirm": false, "customer": {"email": "buyer@shop.example"}})
    );
}

#[test]
fn the_page_may_offer_every_wallet_or_one() {
    let method = |method| wire(hosted(shopper()).method(method));
    let any = json!({"mode": "REDIRECT", "autoConfirm": true, "customer": {"email": "buyer@shop.example"},
        "paymentMethod": {"type": "EWALLET"}});
    assert_eq!(method(HostedMethod::any_ewallet()), any);
    let mut one = any;
    one["paymentMethodOptions"] = json!({"ewallet": {"channel": "OVO"}});
    assert_eq!(method(HostedMethod::ewallet(EwalletChannel::Ovo)), one);
}

#[test]
fn the_first_time_the_page_offers_to_save() {
    let options = CardOptions { capture_method: None, three_ds_method: Some(ThreeDsMethod::Challenge) };
    let payment = hosted(shopper())
        .method(HostedMethod::card_with(options))
        .save_for_future_use(true)
        .bypass_status_page(true)
        .statement_descriptor("SHOP")
        .unwrap();
    assert_eq!(
        wire(payment),
        json!({"mode": "REDIRECT", "autoConfirm": true, "customer": {"email": "buyer@shop.example"},
            "paymentMethod": {"type": "CARD"}, "paymentMethodOptions": {"card": {"threeDsMethod": "CHALLENGE"}},
            "saveForFutureUse": true, "bypassStatusPage": true, "statementDescriptor": "SHOP"})
    );
}

#[test]
fn the_next_time_the_page_shows_what_is_saved() {
    let payment = hosted(known()).method(HostedMethod::card()).show_saved_payment(true);
    assert_eq!(
        wire(payment),
        json!({"mode": "REDIRECT", "autoConfirm": true, "customerId": "customer-1",
            "paymentMethod": {"type": "CARD"}, "showSavedPayment": true})
    );
    let payment =
        hosted(known()).method(HostedMethod::ewallet(EwalletChannel::Dana)).show_saved_payment(true);
    assert_eq!(
        wire(payment),
        json!({"mode": "REDIRECT", "autoConfirm": true, "customerId": "customer-1", "showSavedPayment": true,
            "paymentMethod": {"type": "EWALLET"}, "paymentMethodOptions": {"ewallet": {"channel": "DANA"}}})
    );
}

#[test]
fn another_method_leaves_nothing_of_the_first() {
    let options = CardOptions { capture_method: None, three_ds_method: Some(ThreeDsMethod::Never) };
    let payment = hosted(Payer::from(known()))
        .method(HostedMethod::card_with(options))
        .method(HostedMethod::ewallet(EwalletChannel::Ovo))
        .method(HostedMethod::card());
    assert_eq!(
        wire(payment),
        json!({"mode": "REDIRECT", "autoConfirm": true, "customerId": "customer-1", "paymentMethod": {"type": "CARD"}})
    );
}

#[tokio::test]
async fn a_hosted_session_says_where_the_page_is() {
    for status in ["REQUIRE_PAYMENT_METHOD", "REQUIRE_CONFIRMATION", "REQUIRE_ACTION"] {
        let server = gateway("REDIRECT", status, "http://127.0.0.1:9/pay/s1").await;
        let payment = server.client().create_redirect_session(hosted(shopper())).await.unwrap();
        let Outcome::ActionRequired { redirect } = payment.outcome else { panic!("{status}") };
        assert_eq!(redirect.web_url(), Some("http://127.0.0.1:9/pay/s1"));
        assert_eq!(server.lines(), [CREATE]);
    }
}

#[tokio::test]
async fn a_wallet_is_opened_by_its_own_link() {
    let server = gateway("API", "REQUIRE_ACTION", "shopeeid://pay?id=1").await;
    let asked = wallet(EwalletChannel::ShopeePay)
        .save_for_future_use(true)
        .wallet_expiry_at("2030-01-01T00:00:00Z".parse().unwrap())
        .mobile_number("08111111001")
        .unwrap();
    let payment = server.client().create_ewallet_session(asked).await.unwrap();
    let Outcome::ActionRequired { redirect: cardseal_host::RedirectTarget::App(link) } = payment.outcome
    else {
        panic!()
    };
    assert_eq!(link.as_str(), "shopeeid://pay?id=1");
    let sent: CreateSession = serde_json::from_slice(&server.requests(CREATE)[0].body).unwrap();
    assert_eq!(
        wire(sent),
        json!({"mode": "API", "autoConfirm": true, "customer": {"email": "buyer@shop.example"}, "saveForFutureUse": true,
            "paymentMethod": {"type": "EWALLET", "ewallet": {"accountIdentifier": "08111111001"}},
            "paymentMethodOptions": {"ewallet": {"channel": "SHOPEEPAY", "expiryAt": "2030-01-01T00:00:00Z"}}})
    );
}

#[test]
fn a_mobile_number_is_digits() {
    for right in ["08111111001", "+6281200000000", "81200000", "123456789012345"] {
        assert!(wallet(EwalletChannel::Ovo).mobile_number(right).is_ok(), "{right}");
    }
    for wrong in ["", "+", "8120000", "1234567890123456", "0811 1111 001", "++6281200000000", "0811111100x"] {
        let refused = wallet(EwalletChannel::Ovo).mobile_number(wrong).unwrap_err();
        assert_eq!(refused, InputError::MobileNumber, "{wrong}");
    }
}

#[test]
fn no_payment_shows_its_payer() {
    let shown = format!(
        "{:?} {:?}",
        hosted(shopper()),
        wallet(EwalletChannel::Dana).mobile_number("08111111001").unwrap()
    );
    assert!(
        shown.contains("RedirectPayment") && shown.contains("EwalletPayment") && shown.contains("ORDER0001")
    );
    assert!(!shown.contains("buyer") && !shown.contains("0811"), "{shown}");
}
