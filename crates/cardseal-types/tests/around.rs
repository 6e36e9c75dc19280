//! What surrounds a payment: callbacks, refunds, captures and what an account accepts, read and written again.

use std::time::Duration;

use cardseal_types::{
    Amount, Callback, CallbackData, CallbackEvent, Capture, CaptureSession, CaptureStatus, CardBrand,
    ChargeId, ClientReferenceId, CreateRefund, Customer, EwalletChannel, EwalletCharge, PaymentMethodConfigs,
    Refund, RefundReason, RefundStatus, SessionId, SessionStatus, VirtualAccountChannel,
};
use serde_json::{Value, json};

fn callback(event: &str, data: Value) -> Result<Callback, serde_json::Error> {
    serde_json::from_str(&json!({"data": data, "event": event}).to_string())
}

fn refund() -> Value {
    json!({"id": "r1", "clientReferenceId": "REFUND0001", "paymentSessionId": "s1", "isFullAmount": false,
        "amount": {"value": "5000.00", "currency": "IDR"}, "capturedAmount": {"value": "10000.00", "currency": "IDR"},
        "reason": "REQUESTED_BY_CUSTOMER", "status": "WAITING_BANK_TRANSFER", "destinationType": "",
        "createdAt": "2029-12-31T23:05:00Z"})
}

#[test]
fn every_documented_event_has_its_spelling_and_its_family() {
    let spelled: Vec<(&str, bool, bool)> = CallbackEvent::KNOWN
        .iter()
        .map(|event| (event.as_str(), event.is_of_session(), event.is_of_refund()))
        .collect();
    assert_eq!(
        spelled,
        [
            ("PAYMENT.PROCESSING", true, false),
            ("PAYMENT.PAID", true, false),
            ("PAYMENT.SUCCESS", true, false),
            ("PAYMENT.CANCELLED", true, false),
            ("CHARGE.SUCCESS", true, false),
            ("REFUND.PENDING", false, true),
            ("REFUND.WAITING_BANK_TRANFER", false, true),
            ("REFUND.SUCCESS", false, true),
            ("REFUND.FAILED", false, true),
        ]
    );
}

#[test]
fn a_callback_is_read_by_the_family_of_its_event() {
    let session = json!({"id": "s1", "status": "PAID", "amount": {"value": 10000, "currency": "IDR"}});
    for event in ["PAYMENT.PAID", "PAYMENT.EXPIRED", "CHARGE.SUCCESS", "payment.paid"] {
        let CallbackData::Session(data) = callback(event, session.clone()).unwrap().data else {
            panic!("{event}")
        };
        assert_eq!((data.status, data.amount), (SessionStatus::Paid, Amount::idr(10_000).ok()));
    }
    for event in ["REFUND.WAITING_BANK_TRANFER", "REFUND.WAITING_BANK_TRANSFER", "REFUND.CANCELLED"] {
        let CallbackData::Refund(data) = callback(event, refund()).unwrap().data else { panic!("{event}") };
        assert_eq!((data.status, data.amount), (RefundStatus::WaitingBankTransfer, Amount::idr(5_000).ok()));
    }
    for event in ["PAYOUT.SUCCESS", "PAYMENTS", "", "REFUND"] {
        let read = callback(event, json!({"secret": 1})).unwrap();
        assert!(matches!(read.data, CallbackData::Other(_)), "{event}");
        assert_eq!(format!("{:?}", read.data), "Other(..)");
    }
    for (event, data) in
        [("PAYMENT.PAID", json!({"id": "s1"})), ("REFUND.SUCCESS", json!({"status": "SUCCESS"}))]
    {
        assert!(callback(event, data).is_err(), "{event}");
    }
}

#[test]
fn a_callback_is_written_as_it_was_read() {
    let session = json!({"event": "PAYMENT.PAID", "data": {"id": "s1", "status": "PAID", "paymentMethod": null,
        "expiryAt": null, "chargeDetails": null, "amount": {"value": 10000, "currency": "IDR"}}});
    let read: Callback = serde_json::from_value(session.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), session);
    assert_eq!(format!("{read:?}"), "Callback { event: PaymentPaid, data: Session(s1, PAID) }");
    let other = json!({"event": "PAYOUT.SUCCESS", "data": {"id": 7}});
    let read: Callback = serde_json::from_value(other.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), other);
}

#[test]
fn a_refund_is_asked_for_with_its_amount_as_a_string() {
    let reference = ClientReferenceId::parse("REFUND0001").unwrap();
    let session = SessionId::parse("s1").unwrap();
    let amount = Amount::idr(5_000).unwrap();
    let part = CreateRefund::partial(reference.clone(), session, amount, RefundReason::RequestedByCustomer);
    let written = json!({"clientReferenceId": "REFUND0001", "paymentSessionId": "s1", "isFullAmount": false,
        "amount": {"value": "5000", "currency": "IDR"}, "reason": "REQUESTED_BY_CUSTOMER"});
    assert_eq!(serde_json::to_value(&part).unwrap(), written);
    assert_eq!(serde_json::from_str::<CreateRefund>(&written.to_string()).unwrap(), part);
    let full = CreateRefund::full(reference, ChargeId::parse("c1").unwrap(), RefundReason::Duplicate);
    assert_eq!(
        serde_json::to_value(&full).unwrap(),
        json!({"clientReferenceId": "REFUND0001", "chargeId": "c1", "isFullAmount": true, "reason": "DUPLICATE"})
    );
}

#[test]
fn a_refund_is_read_with_blanks_and_written_with_strings() {
    let read: Refund = serde_json::from_str(&refund().to_string()).unwrap();
    let written = serde_json::to_value(&read).unwrap();
    assert_eq!(written["amount"], json!({"value": "5000.00", "currency": "IDR"}));
    assert_eq!(written["capturedAmount"], json!({"value": "10000.00", "currency": "IDR"}));
    let states: Vec<bool> = RefundStatus::KNOWN.iter().map(RefundStatus::is_final).collect();
    assert_eq!(states, [false, false, true, true, true]);
}

#[test]
fn a_bank_account_is_not_shown() {
    let json =
        r#"{"channelCode":"BCA","channelInformation":{"accountNumber":"999966660001","accountName":"Test"}}"#;
    let account: cardseal_types::TransferDestination = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&account).unwrap(), json);
    assert!(!format!("{account:?}").contains("9999") && !format!("{account:?}").contains("Test"));
}

#[test]
fn a_wallets_account_and_a_refund_preference_are_read_and_not_shown() {
    let wallet =
        r#"{"channel":"OVO","accountInformations":{"mobileNumber":"628111111001","name":"Test Buyer"}}"#;
    let read: EwalletCharge = serde_json::from_str(wallet).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), wallet);
    let customer = r#"{"email":"a@b.co","refundPreference":{"method":"TRANSFER_ONLY","transferDestination":{
        "channelCode":"BCA","channelInformation":{"accountNumber":"999966660001","accountName":"Test Buyer"}}}}"#;
    let known: Customer = serde_json::from_str(customer).unwrap();
    let written = serde_json::to_value(&known).unwrap();
    assert_eq!(written, serde_json::from_str::<Value>(customer).unwrap());
    let shown = format!("{read:?}{known:?}");
    assert!(shown.contains("TransferOnly"));
    for secret in ["628111111001", "Test Buyer", "999966660001"] {
        assert!(!shown.contains(secret), "{secret}");
    }
}

#[test]
fn a_capture_takes_all_or_a_part() {
    let part = Amount::idr(4_000).unwrap();
    let number = json!({"value": 4000, "currency": "IDR"});
    for (capture, written) in [
        (CaptureSession::full(), json!({"releaseRemainingAmount": true})),
        (CaptureSession::part(part.clone()), json!({"releaseRemainingAmount": false, "amount": number})),
        (CaptureSession::part_and_release(part), json!({"releaseRemainingAmount": true, "amount": number})),
    ] {
        assert_eq!(serde_json::to_value(&capture).unwrap(), written);
    }
    let read: Capture = serde_json::from_str(
        r#"{"id":"k1","paymentSessionId":"s1","releaseRemainingAmount":true,"amount":{"value":4000,"currency":"IDR"},
            "status":"PENDING","createdAt":"2029-12-31T23:05:00Z","updatedAt":""}"#,
    )
    .unwrap();
    assert_eq!((read.status, read.updated_at), (CaptureStatus::Pending, None));
}

#[test]
fn the_documented_configuration_is_read() {
    let configs: PaymentMethodConfigs = serde_json::from_str(
        r#"{ "card": { "enabled": true, "acceptedChannels": ["VISA","MASTERCARD","NEWNET"],
             "minimumAmount": {"value": 10000, "currency": "IDR"},
             "maximumAmount": {"value": 9999999999, "currency": "IDR"},
             "maximumExpiry": "30 DAYS", "installmentConfig": null },
           "virtualAccount": { "enabled": false, "acceptedChannels": ["BCA"], "maximumExpiry": "x" },
           "ewallet": { "enabled": true, "acceptedChannels": ["DANA","SHOPEEPAY"], "maximumExpiry": "60 MINUTES" },
           "installment": { "enabled": true, "acceptedChannels": { "BCA": true } } }"#,
    )
    .unwrap();
    let card = configs.card.unwrap();
    assert_eq!(card.accepted_channels[2], CardBrand::Unknown("NEWNET".into()));
    assert_eq!(card.maximum_expiry.unwrap().duration(), Some(Duration::from_secs(30 * 24 * 60 * 60)));
    let bank = configs.virtual_account.unwrap();
    assert_eq!(bank.accepted_channels, [VirtualAccountChannel::Bca]);
    assert_eq!((bank.enabled, bank.maximum_expiry.unwrap().duration()), (false, None));
    let wallet = configs.ewallet.unwrap();
    assert_eq!(wallet.maximum_expiry.as_ref().unwrap().duration(), Some(Duration::from_secs(60 * 60)));
    assert!(configs.qr.is_none() && configs.installment.unwrap().enabled);
}

#[test]
fn a_method_accepts_what_is_within_its_limits() {
    let configs: PaymentMethodConfigs = serde_json::from_str(
        r#"{"ewallet":{"enabled":true,"acceptedChannels":["DANA"],"minimumAmount":{"value":10000,"currency":"IDR"},
            "maximumAmount":{"value":20000,"currency":"IDR"}}}"#,
    )
    .unwrap();
    let mut wallet = configs.ewallet.unwrap();
    let idr = |value| Amount::idr(value).unwrap();
    for (value, accepted) in [(9_999, false), (10_000, true), (20_000, true), (20_001, false)] {
        assert_eq!(wallet.accepts(&EwalletChannel::Dana, &idr(value)), accepted, "{value}");
    }
    assert!(!wallet.accepts(&EwalletChannel::Ovo, &idr(15_000)));
    let dollars = Amount::parse("15000", cardseal_types::Currency::Usd).unwrap();
    assert!(!wallet.accepts(&EwalletChannel::Dana, &dollars));
    wallet.enabled = false;
    assert!(!wallet.accepts(&EwalletChannel::Dana, &idr(15_000)));
}

#[test]
fn a_part_that_is_not_as_documented_hides_nothing_else() {
    let plan = r#"{"binNumbers":["444000"],"enabledPlans":[3,6],"plans":[{"odd":1}],"minimumAmount":"many"}"#;
    for installments in [
        format!(r#""installmentConfig":{plan}"#),
        format!(r#""installmentConfigs":[{plan}]"#),
        format!(r#""installmentConfig":null,"installmentConfigs":[{plan}]"#),
    ] {
        let configs: PaymentMethodConfigs = serde_json::from_str(&format!(
            r#"{{"qr":7,"ewallet":{{"enabled":"perhaps"}},"card":{{"enabled":true,"acceptedChannels":"all",
               "minimumAmount":{{"value":"","currency":""}},"maximumExpiry":5,{installments}}}}}"#
        ))
        .unwrap();
        assert!(configs.qr.is_none() && configs.ewallet.is_none());
        let card = configs.card.unwrap();
        assert!(card.enabled && card.accepted_channels.is_empty() && card.minimum_amount.is_none());
        assert_eq!(card.maximum_expiry, None);
        assert_eq!(card.installment_configs[0].enabled_plans, [3, 6], "{installments}");
        assert_eq!(card.installment_configs[0].minimum_amount, None);
    }
}
