//! The shapes of the gateway's documentation, read and written again.

use cardseal_types::{
    CancellationReason, CardBrand, ConfirmSession, CreateSession, Customer, EwalletCharge, PaymentMethodType,
    PaymentSession, Response, ResponseCode, SessionStatus,
};

const CREATE: &str = r#"{
  "clientReferenceId": "ORDER0001", "amount": { "value": 10000, "currency": "IDR" }, "paymentType": "SINGLE",
  "paymentMethod": { "type": "CARD" }, "saveForFutureUse": true, "mode": "API",
  "redirectUrl": { "successReturnUrl": "https://shop.example/ok", "failureReturnUrl": "https://shop.example/fail",
                   "expirationReturnUrl": "https://shop.example/expired" },
  "customer": { "givenName": "Test", "surname": "Buyer", "email": "buyer@shop.example",
                "phoneNumber": { "countryCode": "+62", "number": "81200000000" } },
  "orderInformation": { "productDetails": [
    { "type": "DIGITAL", "name": "Item", "quantity": 1, "price": { "value": 10000, "currency": "IDR" } } ] },
  "autoConfirm": false, "statementDescriptor": "SHOP", "expirationMode": "STRICT",
  "expiryAt": "2030-01-01T00:00:00Z", "metadata": { "invoiceNo": "INV0001" } }"#;

#[test]
fn a_create_request_comes_back_as_it_was() {
    let create: CreateSession = serde_json::from_str(CREATE).unwrap();
    let written: serde_json::Value = serde_json::to_value(&create).unwrap();
    assert_eq!(written, serde_json::from_str::<serde_json::Value>(CREATE).unwrap());
}

#[test]
fn both_spellings_of_the_flags_are_read_and_one_is_written() {
    let other = CREATE.replace("saveForFutureUse", "saveForFuture").replace("countryCode", "CountryCode");
    let create: CreateSession = serde_json::from_str(&other.replace("surname", "sureName")).unwrap();
    assert_eq!(create.save_for_future_use, Some(true));
    assert_eq!(
        serde_json::to_value(&create).unwrap(),
        serde_json::from_str::<serde_json::Value>(CREATE).unwrap()
    );
}

#[test]
fn confirm_options_are_read_in_both_places_and_written_at_the_top() {
    let options =
        r#""paymentMethodOptions":{"card":{"captureMethod":"automatic","threeDsMethod":"CHALLENGE"}}"#;
    let top = format!(r#"{{"paymentMethod":{{"type":"CARD","card":{{"encryptedCard":"QUJD"}}}},{options}}}"#);
    let nested =
        format!(r#"{{"paymentMethod":{{"type":"CARD","card":{{"encryptedCard":"QUJD"}},{options}}}}}"#);
    for json in [&top, &nested] {
        let confirm: ConfirmSession = serde_json::from_str(json).unwrap();
        assert_eq!(&serde_json::to_string(&confirm).unwrap(), &top);
    }
}

#[test]
fn an_answer_with_challenge_is_read() {
    let answer: Response<PaymentSession> = serde_json::from_str(
        r#"{ "code": "00", "message": "Success", "data": {
      "id": "00000000-0000-4000-8000-000000000001", "status": "REQUIRE_ACTION", "mode": "API", "autoConfirm": false,
      "paymentUrl": "https://3ds.example/payment/creditcard/threeds?session_id=x",
      "paymentMethod": { "type": "CARD", "card": { "token": "", "encryptedCard": "QUJD", "cvc": "" } },
      "chargeDetails": [ { "id": "00000000-0000-4000-8000-000000000003", "status": "WAITING_FOR_USER_ACTION",
        "paidAt": null, "card": { "first6": "444000", "first8": "44400001", "last4": "0002", "expMonth": "01",
          "expYear": "39",
          "binInformations": { "type": "CREDIT", "issuingBank": "TEST", "brand": "VISA", "country": "ID" },
          "authenticationResult": { "threeDsVersion": "3DS2", "threeDsResult": "", "threeDsMethod": "",
            "eciCode": "" }, "authorizationResult": null } } ] } }"#,
    )
    .unwrap();
    assert_eq!(answer.code, ResponseCode::Success);
    let session = answer.data.unwrap();
    assert_eq!(session.status, SessionStatus::RequireAction);
    let card = session.latest_charge().unwrap().card.clone().unwrap();
    assert_eq!(card.last4, "0002");
    assert_eq!(card.bin_informations.unwrap().brand, CardBrand::Visa);
    assert!(session.session_key().is_none());
}

#[test]
fn stored_methods_are_read_under_either_name_and_in_any_case() {
    for name in ["storedPaymentMethods", "storePaymentMethods"] {
        let json = format!(
            r#"{{ "email": "buyer@shop.example", "{name}": [ {{ "token": "shorttoken1", "paymentMethod": "ewallet",
               "paymentChannel": "dana", "status": "ACTIVE", "createdAt": "2029-01-01T00:00:00.000000001Z" }} ] }}"#
        );
        let customer: Customer = serde_json::from_str(&json).unwrap();
        assert_eq!(customer.stored_payment_methods[0].payment_method, PaymentMethodType::Ewallet);
    }
    let none: Customer = serde_json::from_str(r#"{"email":"a@b.c","storePaymentMethods":null}"#).unwrap();
    assert!(none.stored_payment_methods.is_empty());
}

#[test]
fn an_error_is_read_with_either_trace_spelling() {
    for name in ["traceId", "trace_id"] {
        let json = format!(
            r#"{{"code":"api_validation_error","message":"invalid request","error":{{"type":"API_ERROR",
               "details":[{{"field":"customer.email","message":"required"}}],"{name}":"0abc"}}}}"#
        );
        let answer: Response<PaymentSession> = serde_json::from_str(&json).unwrap();
        let error = answer.error.unwrap();
        assert_eq!(error.trace_id.as_deref(), Some("0abc"));
        assert_eq!(error.details[0].field, "customer.email");
    }
}

#[test]
fn money_inside_a_flattened_object_stays_exact() {
    let json = r#"{"givenName":"A","email":"a@b.c","method":"REGULAR","shippingFee":{"value":"0.10","currency":"USD"}}"#;
    let shipping: cardseal_types::ShippingInfo = serde_json::from_str(json).unwrap();
    assert_eq!(shipping.shipping_fee.unwrap().value().to_string(), "0.1");
}

#[test]
fn unknown_fields_and_values_do_no_harm_and_a_repeated_key_is_refused() {
    let session: PaymentSession = serde_json::from_str(
        r#"{"id":"s1","status":"ON_HOLD","novel":{"a":[1]},"cancellationReason":"MOON_PHASE"}"#,
    )
    .unwrap();
    assert_eq!(session.status.as_str(), "ON_HOLD");
    assert_eq!(session.cancellation_reason, Some(CancellationReason::Unknown("MOON_PHASE".into())));
    assert!(
        serde_json::from_str::<PaymentSession>(r#"{"id":"s1","status":"PAID","status":"PAID"}"#).is_err()
    );
}

#[test]
fn a_masked_echo_does_not_hide_the_session() {
    let session: PaymentSession = serde_json::from_str(
        r#"{"id":"s1","status":"PAID","paymentMethod":{"type":"CARD","card":{"token":"****","encryptedCard":"[masked]",
           "cvc":"***"}}}"#,
    )
    .unwrap();
    assert_eq!(session.status, SessionStatus::Paid);
    let card = session.payment_method.unwrap().card.unwrap();
    assert!(card.token.is_none() && card.encrypted_card.is_none() && card.cvc.is_none());
}

#[test]
fn a_wallets_account_is_read_in_part_or_not_at_all() {
    let json =
        r#"{"channel":"DANA","accountInformations":{"mobileNumber":"628111111001","name":"Test Account"}}"#;
    let wallet: EwalletCharge = serde_json::from_str(json).unwrap();
    let account = wallet.account_informations.as_ref().unwrap();
    assert_eq!(account.mobile_number.as_deref(), Some("628111111001"));
    assert_eq!(serde_json::to_string(&wallet).unwrap(), json);
    for part in [r#"{"channel":"OVO"}"#, r#"{"channel":"OVO","accountInformations":{"name":"N"}}"#] {
        let wallet: EwalletCharge = serde_json::from_str(part).unwrap();
        assert_eq!(serde_json::to_string(&wallet).unwrap(), part);
    }
    let blank: EwalletCharge =
        serde_json::from_str(r#"{"channel":"OVO","accountInformations":null}"#).unwrap();
    assert_eq!(blank.account_informations, None);
}
