//! Every documented limit is kept, and every refusal names its field.

use serde_json::{Value, json};

use crate::support::{
    Gateway, NAMES, billing, confirm_body, envelope_of, id, plaintext, session_body, stored_body,
};

/// Sets a value by its path, or removes it where the value is null.
fn with(mut body: Value, path: &str, value: Value) -> Value {
    let (parents, name) = path.rsplit_once('/').unwrap();
    let parent = body.pointer_mut(parents).unwrap().as_object_mut().unwrap();
    if value.is_null() {
        assert!(parent.remove(name).is_some(), "{path}");
    } else {
        parent.insert(name.to_owned(), value);
    }
    body
}

#[tokio::test]
async fn what_is_wrong_with_a_create_call_is_named() {
    let gateway = Gateway::start().await;
    let long = |len: usize| json!("x".repeat(len));
    let line = "/orderInformation/productDetails/0";
    let line_field = |name: &str| format!("orderInformation.productDetails[0].{name}");
    let cases: Vec<(String, Value, String)> = vec![
        ("/clientReferenceId".into(), Value::Null, "clientReferenceId".into()),
        ("/clientReferenceId".into(), json!(""), "clientReferenceId".into()),
        ("/clientReferenceId".into(), long(101), "clientReferenceId".into()),
        ("/clientReferenceId".into(), json!("a b"), "clientReferenceId".into()),
        ("/amount".into(), Value::Null, "amount".into()),
        ("/amount/value".into(), Value::Null, "amount.value".into()),
        ("/amount/value".into(), json!(0), "amount.value".into()),
        ("/amount/value".into(), json!(-5), "amount.value".into()),
        ("/amount/value".into(), json!(0.5), "amount.value".into()),
        ("/amount/value".into(), json!(1_000_000_000_000_000_000_u64), "amount.value".into()),
        ("/amount/value".into(), json!("ten"), "amount.value".into()),
        ("/amount/currency".into(), json!("idr"), "amount.currency".into()),
        ("/amount/currency".into(), json!("RUPIAH"), "amount.currency".into()),
        ("/paymentType".into(), json!("MULTIPLE"), "paymentType".into()),
        ("/paymentMethod".into(), Value::Null, "paymentMethod".into()),
        ("/paymentMethod/type".into(), Value::Null, "paymentMethod.type".into()),
        ("/paymentMethod/type".into(), json!("VIRTUAL_ACCOUNT"), "paymentMethod.type".into()),
        ("/paymentMethod/type".into(), json!("QR"), "paymentMethod.type".into()),
        (
            "/paymentMethod/card".into(),
            json!({"number": "4440000112290002"}),
            "paymentMethod.card.number".into(),
        ),
        ("/paymentMethod/card".into(), json!({"token": "t"}), "paymentMethod.card.token".into()),
        (
            "/paymentMethod/card".into(),
            json!({"encryptedCard": "QUJD"}),
            "paymentMethod.card.encryptedCard".into(),
        ),
        ("/mode".into(), json!("POPUP"), "mode".into()),
        ("/saveForFutureUse".into(), json!("yes"), "saveForFutureUse".into()),
        ("/showSavedPayment".into(), json!(true), "showSavedPayment".into()),
        ("/bypassStatusPage".into(), json!(true), "bypassStatusPage".into()),
        ("/recurringId".into(), json!("r1"), "recurringId".into()),
        ("/splitRoutingConfigurations".into(), json!([{}]), "splitRoutingConfigurations".into()),
        ("/redirectUrl".into(), Value::Null, "redirectUrl".into()),
        ("/redirectUrl/failureReturnUrl".into(), Value::Null, "redirectUrl.failureReturnUrl".into()),
        ("/customer".into(), Value::Null, "customer".into()),
        ("/customer/email".into(), Value::Null, "customer.email".into()),
        ("/customer/email".into(), json!("nobody"), "customer.email".into()),
        ("/customer/email".into(), json!(format!("{}@x", "x".repeat(254))), "customer.email".into()),
        ("/customer/givenName".into(), long(256), "customer.givenName".into()),
        ("/customer/givenName".into(), json!(""), "customer.givenName".into()),
        ("/customer/surname".into(), long(256), "customer.surname".into()),
        ("/customer/phoneNumber/countryCode".into(), json!("62"), "customer.phoneNumber.countryCode".into()),
        (
            "/customer/phoneNumber/countryCode".into(),
            json!("+6212"),
            "customer.phoneNumber.countryCode".into(),
        ),
        ("/customer/phoneNumber/number".into(), json!("8".repeat(16)), "customer.phoneNumber.number".into()),
        ("/customer/phoneNumber/number".into(), Value::Null, "customer.phoneNumber.number".into()),
        ("/customerId".into(), json!("c1"), "customer".into()),
        ("/orderInformation".into(), Value::Null, "orderInformation".into()),
        ("/orderInformation/productDetails".into(), json!([]), "orderInformation.productDetails".into()),
        ("/orderInformation/productDetails".into(), Value::Null, "orderInformation.productDetails".into()),
        (format!("{line}/type"), json!("FOOD"), line_field("type")),
        (format!("{line}/name"), long(256), line_field("name")),
        (format!("{line}/category"), json!(""), line_field("category")),
        (format!("{line}/quantity"), json!(0), line_field("quantity")),
        (format!("{line}/quantity"), json!(1.5), line_field("quantity")),
        (format!("{line}/price"), Value::Null, line_field("price")),
        ("/statementDescriptor".into(), long(21), "statementDescriptor".into()),
        ("/expirationMode".into(), json!("NEVER"), "expirationMode".into()),
        ("/expiryAt".into(), json!("tomorrow"), "expiryAt".into()),
        ("/expiryAt".into(), json!("2030-01-01T00:00:00Z"), "expiryAt".into()),
        ("/expiryAt".into(), json!("2030-01-31T00:00:00.001Z"), "expiryAt".into()),
        ("/expiryAt".into(), json!("2030-01-02T00:00:00+07:00"), "expiryAt".into()),
        ("/metadata".into(), json!("m"), "metadata".into()),
        ("/autoConfirm".into(), json!(1), "autoConfirm".into()),
    ];
    for (path, value, field) in cases {
        let refused = gateway.post("/v2/payments", &with(session_body(), &path, value.clone())).await;
        assert!(
            refused.refused(400, "api_validation_error").fields().contains(&field.as_str()),
            "{path} {value}"
        );
    }
    for options in [
        json!({"threeDsMethod": "EXTERNAL"}),
        json!({"captureMethod": "sometime"}),
        json!({"threeDsMethod": "SOMETIMES"}),
        json!({"installment": {"enabled": true}}),
        json!({"cardOnFile": {"type": "SCHEDULED"}}),
    ] {
        let mut body = session_body();
        body["paymentMethodOptions"] = json!({"card": options});
        let refused = gateway.post("/v2/payments", &body).await;
        assert!(
            refused.refused(400, "api_validation_error").fields()[0]
                .starts_with("paymentMethodOptions.card.")
        );
    }
    assert_eq!(gateway.get("/v2/payments").await.json["pagination"]["totalItems"], 0);
}

#[tokio::test]
async fn the_limits_themselves_are_accepted() {
    let gateway = Gateway::start().await;
    let long = |len: usize| json!("é".repeat(len));
    let session = gateway
        .create(|body| {
            body["clientReferenceId"] = json!("r".repeat(100));
            body["amount"]["value"] = json!(999_999_999_999_999_999_u64);
            body["statementDescriptor"] = long(20);
            body["customer"]["givenName"] = long(255);
            body["customer"]["phoneNumber"] = json!({"CountryCode": "+123", "number": "8".repeat(15)});
            body["redirectUrl"]["successReturnUrl"] =
                json!(format!("https://shop.example/{}", "x".repeat(234)));
            body["orderInformation"]["billingInfo"] = billing();
            let mut shipping = billing();
            shipping["method"] = json!("INSTANT");
            shipping["shippingFee"] = json!({"value": "0", "currency": "IDR"});
            body["orderInformation"]["shippingInfo"] = shipping;
        })
        .await;
    let read = gateway.get(&format!("/v2/payments/{}", id(&session))).await;
    assert!(read.text.contains(r#""value":999999999999999999,"#));
    assert_eq!(read.data()["orderInformation"]["shippingInfo"]["method"], "INSTANT");
}

#[tokio::test]
async fn return_addresses_lead_to_shops_only() {
    let gateway = Gateway::start().await;
    let bad = [
        "javascript:alert(1)",
        "data:text/html,x",
        "//shop.example",
        "/ok",
        "shop.example",
        "https://",
        "ftp://shop.example",
        "https://user:pass@shop.example/",
        "https://user@shop.example/",
        "https:\\\\shop.example",
        "https://shop.example\\@evil.example",
        " https://shop.example",
        "https://shop.example/a b",
        "https://shop.example/\n",
        "",
        "https://[::1",
        "myapp://done",
    ];
    for url in bad {
        for name in ["successReturnUrl", "failureReturnUrl", "expirationReturnUrl"] {
            let mut body = session_body();
            body["redirectUrl"][name] = json!(url);
            let refused = gateway.post("/v2/payments", &body).await;
            assert_eq!(
                refused.refused(400, "api_validation_error").fields(),
                [format!("redirectUrl.{name}")],
                "{url}"
            );
        }
    }
    let mut body = session_body();
    body["redirectUrl"]["successReturnUrl"] = json!(format!("https://shop.example/{}", "x".repeat(235)));
    gateway.post("/v2/payments", &body).await.refused(400, "api_validation_error");
}

#[tokio::test]
async fn a_stored_card_needs_its_token_its_code_and_its_customer() {
    let gateway = Gateway::start().await;
    let paid = gateway.pay("4440000112290002", |_| ()).await;
    let token = gateway.tokens(&paid).await[0]["token"].clone();
    let other = gateway.create(|_| ()).await;
    let good = || stored_body(&paid["customerId"], &token);
    let cases = [
        (with(good(), "/paymentMethod/card/token", Value::Null), "paymentMethod.card.token"),
        (with(good(), "/paymentMethod/card/token", json!("unknown")), "paymentMethod.card.token"),
        (with(good(), "/paymentMethod/card/token", json!("../x")), "paymentMethod.card.token"),
        (with(good(), "/paymentMethod/card/cvc", Value::Null), "paymentMethod.card.cvc"),
        (with(good(), "/paymentMethod/card/cvc", json!("12")), "paymentMethod.card.cvc"),
        (with(good(), "/paymentMethod/card/cvc", json!(123)), "paymentMethod.card.cvc"),
        (with(good(), "/paymentMethod/card/cvc", json!("12a")), "paymentMethod.card.cvc"),
        (with(good(), "/paymentMethod/card", Value::Null), "paymentMethod.card"),
        (with(good(), "/customerId", other["customerId"].clone()), "paymentMethod.card.token"),
        (with(good(), "/customerId", json!("unknown")), "customerId"),
        (with(with(good(), "/customerId", Value::Null), "/customer", paid["customer"].clone()), "customerId"),
    ];
    for (body, field) in cases {
        let refused = gateway.post("/v2/payments", &body).await;
        assert_eq!(refused.refused(400, "api_validation_error").fields(), [field], "{body}");
    }
    assert_eq!(gateway.post("/v2/payments", &good()).await.data()["status"], "REQUIRE_ACTION");
}

#[tokio::test]
async fn what_is_wrong_inside_an_envelope_is_named_by_its_path() {
    let gateway = Gateway::start().await;
    let session = gateway.create(|_| ()).await;
    let key = session["encryptionKey"].as_str().unwrap();
    let good = || plaintext("4440000112290002");
    let cases = [
        (with(good(), "/card", Value::Null), "card"),
        (with(good(), "/card/number", Value::Null), "card.number"),
        (with(good(), "/card/number", json!("4440000112290003")), "card.number"),
        (with(good(), "/card/number", json!("4440 0001 1229 0002")), "card.number"),
        (with(good(), "/card/number", json!(4_440_000_112_290_002_u64)), "card.number"),
        (with(good(), "/card/expiryMonth", json!("13")), "card.expiryMonth"),
        (with(good(), "/card/expiryMonth", json!("1")), "card.expiryMonth"),
        (with(good(), "/card/expiryMonth", json!(1)), "card.expiryMonth"),
        (with(good(), "/card/expiryYear", json!("2039")), "card.expiryYear"),
        (with(good(), "/card/expiryYear", json!("29")), "card.expiryYear"),
        (with(good(), "/card/cvc", json!("12")), "card.cvc"),
        (with(good(), "/card/cvc", json!("1234")), "card.cvc"),
        (with(good(), "/card/cvc", json!("12x")), "card.cvc"),
        (with(good(), "/card/nameOnCard", json!("  ")), "card.nameOnCard"),
        (with(good(), "/card/nameOnCard", json!("4440000112290002")), "card.nameOnCard"),
        (with(good(), "/card/nameOnCard", Value::Null), "card.nameOnCard"),
        (with(good(), "/deviceInformations/userAgent", json!(1)), "deviceInformations.userAgent"),
        (with(good(), "/metadata", json!([])), "metadata"),
        (with(good(), "/orderInformation", json!({})), "orderInformation.productDetails"),
    ];
    let path = format!("/v2/payments/{}/confirm", id(&session));
    let mut texts = vec!["[]".to_owned(), "{".to_owned(), r#"{"card":{},"card":{}}"#.to_owned()];
    for text in texts.drain(..) {
        let refused = gateway.post(&path, &confirm_body(&envelope_of(key, text.as_bytes(), NAMES))).await;
        assert!(
            refused.refused(400, "api_validation_error").fields()[0]
                .starts_with("paymentMethod.card.encryptedCard")
        );
    }
    for (body, field) in cases {
        let envelope = envelope_of(key, body.to_string().as_bytes(), NAMES);
        let refused = gateway.post(&path, &confirm_body(&envelope)).await;
        let field = format!("paymentMethod.card.encryptedCard.{field}");
        assert_eq!(refused.refused(400, "api_validation_error").fields(), [field], "{body}");
        assert!(!refused.text.contains("4440000112290002"));
    }
    assert_eq!(gateway.retrieve(&session).await["status"], "REQUIRE_CONFIRMATION");
}

#[tokio::test]
async fn a_card_is_good_through_the_last_day_of_its_month_and_its_code_is_optional() {
    let gateway = Gateway::start().await;
    let mut body = plaintext("4440000112200001");
    body["card"]["expiryMonth"] = json!("01");
    body["card"]["expiryYear"] = json!("30");
    body["card"].as_object_mut().unwrap().remove("cvc");
    let session = gateway.create(|_| ()).await;
    let envelope =
        envelope_of(session["encryptionKey"].as_str().unwrap(), body.to_string().as_bytes(), NAMES);
    let paid =
        gateway.post(&format!("/v2/payments/{}/confirm", id(&session)), &confirm_body(&envelope)).await;
    let card = &paid.data()["chargeDetails"][0]["card"];
    assert_eq!((&card["expMonth"], &card["expYear"]), (&json!("01"), &json!("30")));
    assert_eq!(card["authorizationResult"]["cvvResult"], "NOT_SUBMITTED");
}

#[tokio::test]
async fn what_is_wrong_with_a_confirm_call_is_named() {
    let gateway = Gateway::start().await;
    let session = gateway.create(|_| ()).await;
    let path = format!("/v2/payments/{}/confirm", id(&session));
    let card = |card: Value| json!({"paymentMethod": {"type": "CARD", "card": card}});
    let cases = [
        (json!({}), "paymentMethod"),
        (json!({"paymentMethod": {"card": {"encryptedCard": "QUJD"}}}), "paymentMethod.type"),
        (json!({"paymentMethod": {"type": "CARD"}}), "paymentMethod.card"),
        (card(json!({})), "paymentMethod.card.encryptedCard"),
        (card(json!({"encryptedCard": ""})), "paymentMethod.card.encryptedCard"),
        (card(json!({"encryptedCard": 1})), "paymentMethod.card.encryptedCard"),
        (card(json!({"encryptedCard": "QUJD", "cvc": "123"})), "paymentMethod.card.cvc"),
        (card(json!({"encryptedCard": "QUJD", "number": "1"})), "paymentMethod.card.number"),
    ];
    for (body, field) in cases {
        let refused = gateway.post(&path, &body).await;
        assert_eq!(refused.refused(400, "api_validation_error").fields(), [field], "{body}");
    }
}

#[tokio::test]
async fn lists_are_paged() {
    let gateway = Gateway::start().await;
    let mut ids = Vec::new();
    for _ in 0..23 {
        ids.insert(0, gateway.create(|_| ()).await["id"].clone());
    }
    let page = |query: &'static str| gateway.get(query);
    let first = page("/v2/payments").await;
    assert_eq!(
        first.json["pagination"],
        json!({"page": 1, "perPage": 20, "totalItems": 23, "totalPages": 2})
    );
    let listed = |answer: &crate::support::Answer| -> Vec<Value> {
        answer.data().as_array().unwrap().iter().map(|session| session["id"].clone()).collect()
    };
    assert_eq!(listed(&first), ids[..20]);
    assert_eq!(listed(&page("/v2/payments?page=2").await), ids[20..]);
    assert_eq!(listed(&page("/v2/payments?perPage=100").await).len(), 23);
    assert_eq!(listed(&page("/v2/payments?page=4294967295&perPage=100").await).len(), 0);
    for (query, field) in [
        ("/v2/payments?page=0", "page"),
        ("/v2/payments?page=x", "page"),
        ("/v2/payments?perPage=101", "perPage"),
        ("/v2/payments?perPage=-1", "perPage"),
        ("/v2/payments?clientReferenceId=a%20b", "clientReferenceId"),
    ] {
        assert_eq!(page(query).await.refused(400, "api_validation_error").fields(), [field]);
    }
    let session = gateway.create(|body| body["clientReferenceId"] = json!("find-me")).await;
    let found = page("/v2/payments?clientReferenceId=find-me").await;
    assert_eq!(found.data(), &json!([session]));
    let none = page("/v2/payments?clientReferenceId=nobody").await;
    assert_eq!((none.data(), &none.json["pagination"]["totalItems"]), (&json!([]), &json!(0)));
}
