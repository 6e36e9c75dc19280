//! Money that is given back: how much, by which way, and who is told.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use cardseal_types::{Callback, CallbackData, Refund, RefundStatus};
use serde_json::{Value, json};

use crate::receiver::Receiver;
use crate::support::{Answer, Gateway, START, config, id, request_id};

const FRICTIONLESS: &str = "4440000112200001";
const DECLINED: &str = "4440000334480001";

/// From one step of a refund to the next.
const STEP: Duration = Duration::from_secs(5);

fn money(value: &str) -> Value {
    json!({"value": value, "currency": "IDR"})
}

fn full(session: &Value, reference: &str) -> Value {
    json!({"clientReferenceId": reference, "paymentSessionId": session["id"], "isFullAmount": true,
        "reason": "REQUESTED_BY_CUSTOMER"})
}

fn part(session: &Value, reference: &str, value: &str) -> Value {
    json!({"clientReferenceId": reference, "paymentSessionId": session["id"], "amount": money(value),
        "reason": "REQUESTED_BY_CUSTOMER"})
}

fn to_account(mut body: Value, number: &str) -> Value {
    body["transferDestination"] = json!({"channelCode": "BCA", "description": "Refund1",
        "channelInformation": {"accountNumber": number, "accountName": "SITI BUYER"}});
    body
}

impl Gateway {
    /// Without an `X-REQUEST-ID`, which the documentation does not ask for.
    pub(crate) async fn refund(&self, body: &Value) -> Answer {
        self.send(self.authorized(self.http.post(self.url("/v1/refunds"))).json(body)).await
    }

    pub(crate) async fn refund_now(&self, refund: &Value) -> Value {
        self.get(&format!("/v1/refunds/{}", id(refund))).await.data().clone()
    }

    async fn step(&self) {
        self.running.advance_clock(STEP).await.unwrap();
    }
}

#[tokio::test]
async fn a_full_refund_goes_back_by_the_channel() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let gateway = Gateway::with(receiver.config(dir.path())).await;
    let paid =
        gateway.pay(FRICTIONLESS, |body| body["amount"] = json!({"value": 10000, "currency": "IDR"})).await;
    assert_eq!(receiver.next().await.told().0, "PAYMENT.PROCESSING");
    assert_eq!(receiver.next().await.told().0, "PAYMENT.PAID");
    let mut body = full(&paid, "REFUND0001");
    body["description"] = json!("changed their mind");
    body["metadata"] = json!({"rma": "R1", "exact": 1.10});
    let answer = gateway.refund(&body).await;
    let mut expected = json!({
        "id": answer.data()["id"], "clientReferenceId": "REFUND0001", "paymentSessionId": paid["id"],
        "chargeId": paid["chargeDetails"][0]["id"], "isFullAmount": true, "amount": money("10000.00"),
        "capturedAmount": money("10000.00"), "reason": "REQUESTED_BY_CUSTOMER", "description": "changed their mind",
        "method": "AUTO", "status": "PENDING", "createdAt": START, "updatedAt": START,
        "metadata": {"rma": "R1", "exact": 1.10},
    });
    assert_eq!(answer.data(), &expected);
    serde_json::from_value::<Refund>(expected.clone()).unwrap();
    assert_eq!(gateway.refund_now(&expected).await, expected);
    let told = receiver.next().await;
    assert_eq!((told.told().0, &told.json["data"]), ("REFUND.PENDING", &expected));

    // One millisecond before its time nothing moves.
    gateway.running.advance_clock(STEP - Duration::from_millis(1)).await.unwrap();
    assert_eq!(gateway.refund_now(&expected).await, expected);
    gateway.running.advance_clock(Duration::from_millis(1)).await.unwrap();
    expected["status"] = json!("SUCCESS");
    expected["destinationType"] = json!("CHANNEL");
    expected["updatedAt"] = json!("2030-01-01T00:00:05Z");
    assert_eq!(gateway.refund_now(&expected).await, expected);
    let told = receiver.next().await;
    assert_eq!((told.told().0, &told.json["data"]), ("REFUND.SUCCESS", &expected));
    let read: Callback = serde_json::from_str(&told.text).unwrap();
    assert!(matches!(read.data, CallbackData::Refund(refund) if refund.status == RefundStatus::Success));
    gateway.running.advance_clock(Duration::from_secs(600)).await.unwrap();
    assert_eq!(gateway.refund_now(&expected).await, expected, "what is final stays");
    assert!(receiver.is_idle());
    let spent = gateway.retrieve(&paid).await;
    assert_eq!(spent, paid, "a refund does not change the payment");
}

/// What becomes of a refund: its statuses after each step, then its `destinationType`.
struct Ending {
    reference: &'static str,
    method: &'static str,
    account: Option<&'static str>,
    statuses: &'static [&'static str],
    destination: &'static str,
}

#[rustfmt::skip]
const ENDINGS: [Ending; 11] = [
    Ending { reference: "plain", method: "AUTO", account: None, statuses: &["SUCCESS"], destination: "CHANNEL" },
    Ending { reference: "plain-account", method: "AUTO", account: Some("999966660002"), statuses: &["SUCCESS"], destination: "CHANNEL" },
    Ending { reference: "1001-x", method: "AUTO", account: Some("999966660001"), statuses: &["WAITING_BANK_TRANSFER", "SUCCESS"], destination: "ACCOUNT" },
    Ending { reference: "1001-y", method: "AUTO", account: None, statuses: &["WAITING_BANK_TRANSFER", "SUCCESS"], destination: "ACCOUNT" },
    Ending { reference: "2001-x", method: "AUTO", account: Some("999966660008"), statuses: &["WAITING_BANK_TRANSFER", "FAILED"], destination: "ACCOUNT" },
    Ending { reference: "2002-x", method: "AUTO", account: Some("999966660002"), statuses: &["WAITING_BANK_TRANSFER", "FAILED"], destination: "ACCOUNT" },
    Ending { reference: "2001-y", method: "AUTO", account: Some("999966660001"), statuses: &["WAITING_BANK_TRANSFER", "SUCCESS"], destination: "ACCOUNT" },
    Ending { reference: "transfer-1", method: "TRANSFER_ONLY", account: Some("999966660001"), statuses: &["WAITING_BANK_TRANSFER", "SUCCESS"], destination: "ACCOUNT" },
    Ending { reference: "transfer-8", method: "TRANSFER_ONLY", account: Some("999966660008"), statuses: &["WAITING_BANK_TRANSFER", "FAILED"], destination: "ACCOUNT" },
    Ending { reference: "transfer-2", method: "TRANSFER_ONLY", account: Some("999966660002"), statuses: &["WAITING_BANK_TRANSFER", "FAILED"], destination: "ACCOUNT" },
    Ending { reference: "transfer-x", method: "TRANSFER_ONLY", account: Some("1234567890"), statuses: &["WAITING_BANK_TRANSFER", "FAILED"], destination: "ACCOUNT" },
];

#[tokio::test]
async fn the_documented_references_and_accounts_end_as_documented_and_every_step_is_told() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let mut gateway = Gateway::with(receiver.config(dir.path())).await;
    for ending in ENDINGS {
        gateway.log_in("merchant-one", "secret-one").await;
        let paid = gateway.pay(FRICTIONLESS, |_| ()).await;
        receiver.next().await;
        receiver.next().await;
        let mut body = full(&paid, ending.reference);
        body["method"] = json!(ending.method);
        if let Some(account) = ending.account {
            body = to_account(body, account);
        }
        let mut refund = gateway.refund(&body).await.data().clone();
        assert_eq!((&refund["status"], &refund["destinationType"]), (&json!("PENDING"), &Value::Null));
        assert_eq!(refund["transferDestination"], body["transferDestination"]);
        assert_eq!(receiver.next().await.told(), ("REFUND.PENDING", id(&refund), "PENDING"));
        for status in ending.statuses {
            assert!(refund["destinationType"].is_null(), "{}", ending.reference);
            gateway.step().await;
            refund = gateway.refund_now(&refund).await;
            assert_eq!(refund["status"], *status, "{}", ending.reference);
            let told = receiver.next().await;
            let event = match *status {
                // Spelled so by the documentation.
                "WAITING_BANK_TRANSFER" => "REFUND.WAITING_BANK_TRANFER".to_owned(),
                other => format!("REFUND.{other}"),
            };
            assert_eq!((told.told(), &told.json["data"]), ((&*event, id(&refund), *status), &refund));
        }
        assert_eq!(refund["destinationType"], ending.destination, "{}", ending.reference);
        gateway.step().await;
        assert_eq!(gateway.refund_now(&refund).await, refund, "{}", ending.reference);
    }
    assert!(receiver.is_idle());
}

#[tokio::test]
async fn one_long_jump_of_the_clock_takes_every_step_at_its_time() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let gateway = Gateway::with(receiver.config(dir.path())).await;
    let paid = gateway.pay(FRICTIONLESS, |_| ()).await;
    receiver.next().await;
    receiver.next().await;
    let refund = gateway.refund(&to_account(full(&paid, "2001-jump"), "999966660008")).await.data().clone();
    gateway.running.advance_clock(Duration::from_secs(600)).await.unwrap();
    let events = [receiver.next().await, receiver.next().await, receiver.next().await];
    let told: Vec<_> =
        events.iter().map(|told| (told.told().0, told.json["data"]["updatedAt"].as_str().unwrap())).collect();
    assert_eq!(
        told,
        [
            ("REFUND.PENDING", START),
            ("REFUND.WAITING_BANK_TRANFER", "2030-01-01T00:00:05Z"),
            ("REFUND.FAILED", "2030-01-01T00:00:10Z"),
        ]
    );
    assert_eq!(gateway.refund_now(&refund).await, events[2].json["data"]);
}

#[tokio::test]
async fn parts_are_given_back_until_nothing_is_left_and_what_failed_can_be_given_again() {
    let gateway = Gateway::start().await;
    let paid = gateway.pay(FRICTIONLESS, |_| ()).await;
    let first = gateway.refund(&part(&paid, "part-1", "100000")).await;
    assert_eq!(
        (&first.data()["amount"], &first.data()["isFullAmount"]),
        (&money("100000.00"), &json!(false))
    );
    assert_eq!(first.data()["capturedAmount"], money("149000.00"));
    let too_much = gateway.refund(&part(&paid, "part-2", "49001")).await;
    assert_eq!(too_much.refused(400, "api_validation_error").fields(), ["amount.value"]);
    // By its charge, with a number for a value, under the reference that was refused.
    let mut by_charge = part(&paid, "part-2", "0");
    by_charge["amount"]["value"] = json!(40000);
    by_charge.as_object_mut().unwrap().remove("paymentSessionId");
    by_charge["chargeId"] = paid["chargeDetails"][0]["id"].clone();
    let second = gateway.refund(&by_charge).await.data().clone();
    assert_eq!((&second["amount"], &second["paymentSessionId"]), (&money("40000.00"), &paid["id"]));
    // All of it is what is left of it. This one fails, and its amount is free again.
    let failing = gateway.refund(&to_account(full(&paid, "2001-rest"), "999966660008")).await.data().clone();
    assert_eq!((&failing["amount"], &failing["isFullAmount"]), (&money("9000.00"), &json!(true)));
    for body in [full(&paid, "rest"), part(&paid, "rest", "1")] {
        assert_eq!(gateway.refund(&body).await.refused(422, "api_validation_error").fields(), ["amount"]);
    }
    gateway.step().await;
    gateway.refund(&full(&paid, "rest")).await.refused(422, "api_validation_error");
    gateway.step().await;
    assert_eq!(gateway.refund_now(&failing).await["status"], "FAILED");
    assert_eq!(gateway.refund(&part(&paid, "rest", "9000.00")).await.data()["amount"], money("9000.00"));
    gateway.refund(&full(&paid, "more")).await.refused(422, "api_validation_error");
}

#[tokio::test]
async fn only_what_was_captured_can_be_given_back() {
    let gateway = Gateway::start().await;
    let held = gateway
        .pay(FRICTIONLESS, |body| body["paymentMethodOptions"] = json!({"card": {"captureMethod": "manual"}}))
        .await;
    gateway.refund(&full(&held, "held")).await.refused(422, "api_validation_error");
    let capture = json!({"releaseRemainingAmount": false, "amount": {"value": 50000, "currency": "IDR"}});
    gateway.post(&format!("/v2/payments/{}/capture", id(&held)), &capture).await.data();
    let refused = gateway.refund(&part(&held, "held", "50001")).await;
    assert_eq!(refused.refused(400, "api_validation_error").fields(), ["amount.value"]);
    assert_eq!(gateway.refund(&full(&held, "held")).await.data()["amount"], money("50000.00"));

    let declined = gateway.pay(DECLINED, |_| ()).await;
    let open = gateway.create(|_| ()).await;
    for (session, status) in [(&declined, "CANCELLED"), (&open, "REQUIRE_CONFIRMATION")] {
        let refused = gateway.refund(&full(session, "nothing")).await;
        assert_eq!(refused.refused(422, "api_validation_error").fields(), ["status"], "{status}");
        assert!(refused.text.contains(status), "{}", refused.text);
    }
    assert_eq!(gateway.get("/v1/refunds").await.json["pagination"]["totalItems"], 1);
}

#[tokio::test]
async fn wrong_fields_are_named_and_nothing_happens() {
    let gateway = Gateway::start().await;
    let paid = gateway.pay(FRICTIONLESS, |_| ()).await;
    let change = |name: &str, value: Value| {
        let mut body = part(&paid, "REFUND1", "5000");
        body[name] = value;
        body
    };
    let long = "x".repeat(101);
    let account = |change: &dyn Fn(&mut Value)| {
        let mut body = to_account(part(&paid, "REFUND1", "5000"), "999966660001");
        change(&mut body["transferDestination"]);
        body
    };
    let cases: Vec<(Value, Vec<&str>)> = vec![
        (json!({}), vec!["clientReferenceId", "reason", "paymentSessionId", "amount"]),
        (change("clientReferenceId", json!("")), vec!["clientReferenceId"]),
        (change("clientReferenceId", json!(long)), vec!["clientReferenceId"]),
        (change("clientReferenceId", json!("a b")), vec!["clientReferenceId"]),
        (change("chargeId", json!("x")), vec!["chargeId"]),
        (change("paymentSessionId", Value::Null), vec!["paymentSessionId"]),
        (change("paymentSessionId", json!(7)), vec!["paymentSessionId"]),
        (change("isFullAmount", json!(true)), vec!["amount"]),
        (change("isFullAmount", json!("true")), vec!["isFullAmount"]),
        (change("amount", Value::Null), vec!["amount"]),
        (change("amount", money("0")), vec!["amount.value"]),
        (change("amount", money("-1")), vec!["amount.value"]),
        (change("amount", money("0.5")), vec!["amount.value"]),
        (change("amount", json!({"value": "1", "currency": "USD"})), vec!["amount.currency"]),
        (change("amount", json!("5000")), vec!["amount"]),
        (change("reason", json!("BORED")), vec!["reason"]),
        (change("reason", Value::Null), vec!["reason"]),
        (change("description", json!("x".repeat(51))), vec!["description"]),
        (change("method", json!("CASH")), vec!["method"]),
        (change("method", json!("TRANSFER_ONLY")), vec!["transferDestination"]),
        (change("metadata", json!("x")), vec!["metadata"]),
        (
            change("transferDestination", json!({})),
            vec!["transferDestination.channelCode", "transferDestination.channelInformation"],
        ),
        (account(&|to| to["channelCode"] = json!("x".repeat(21))), vec!["transferDestination.channelCode"]),
        (account(&|to| to["description"] = json!("not plain")), vec!["transferDestination.description"]),
        (account(&|to| to["description"] = json!("x".repeat(21))), vec!["transferDestination.description"]),
        (
            account(&|to| to["channelInformation"] = json!({})),
            vec![
                "transferDestination.channelInformation.accountNumber",
                "transferDestination.channelInformation.accountName",
            ],
        ),
        (
            account(&|to| to["channelInformation"]["accountNumber"] = json!("9".repeat(31))),
            vec!["transferDestination.channelInformation.accountNumber"],
        ),
        (
            account(&|to| to["channelInformation"]["accountName"] = json!("x".repeat(51))),
            vec!["transferDestination.channelInformation.accountName"],
        ),
    ];
    for (body, fields) in cases {
        let refused = gateway.refund(&body).await;
        assert_eq!(refused.refused(400, "api_validation_error").fields(), fields, "{body}");
    }
    for reason in ["SUSPECT_FRAUDULENT", "DUPLICATE", "REQUESTED_BY_CUSTOMER", "CANCELLATION", "OTHERS"] {
        let mut body = part(&paid, reason, "1");
        body["reason"] = json!(reason);
        assert_eq!(gateway.refund(&body).await.data()["reason"], reason);
    }
    assert_eq!(gateway.get("/v1/refunds").await.json["pagination"]["totalItems"], 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_refunds_at_once_never_exceed_what_was_captured() {
    let gateway = Arc::new(Gateway::start().await);
    let paid =
        gateway.pay(FRICTIONLESS, |body| body["amount"] = json!({"value": 100_000, "currency": "IDR"})).await;
    let calls: Vec<_> = (0..64)
        .map(|number| {
            let (gateway, body) = (Arc::clone(&gateway), part(&paid, &format!("race-{number}"), "9000"));
            tokio::spawn(async move { gateway.refund(&body).await })
        })
        .collect();
    let mut taken = 0;
    for call in calls {
        let answer = call.await.unwrap();
        match answer.status {
            200 => taken += 1,
            _ => assert_eq!(answer.refused(400, "api_validation_error").fields(), ["amount.value"]),
        }
    }
    assert_eq!(taken, 11, "eleven times 9000 fit into 100000");
    assert_eq!(gateway.refund(&full(&paid, "race-rest")).await.data()["amount"], money("1000.00"));
    gateway.refund(&full(&paid, "race-none")).await.refused(422, "api_validation_error");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_request_and_one_reference_make_one_refund() {
    let gateway = Arc::new(Gateway::start().await);
    let paid = gateway.pay(FRICTIONLESS, |_| ()).await;
    let (body, request) = (part(&paid, "once", "1000"), request_id());
    let calls: Vec<_> = (0..16)
        .map(|_| {
            let (gateway, body, request) = (Arc::clone(&gateway), body.clone(), request.clone());
            tokio::spawn(async move { gateway.post_as("/v1/refunds", &body, &request).await.text })
        })
        .collect();
    let mut answers = HashSet::new();
    for call in calls {
        answers.insert(call.await.unwrap());
    }
    assert_eq!(answers.len(), 1, "{answers:?}");
    let other = part(&paid, "once", "1001");
    gateway.post_as("/v1/refunds", &other, &request).await.refused(409, "idempotency_error");
    gateway.post_as("/v1/refunds", &json!({}), &request).await.refused(409, "idempotency_error");
    assert_eq!(
        gateway.post_as("/v1/refunds", &body, "short").await.refused(400, "api_validation_error").fields(),
        ["X-REQUEST-ID"]
    );
    // Without the key, or under another one, the reference tells.
    gateway.refund(&body).await.refused(409, "duplicate_error");
    gateway.post("/v1/refunds", &body).await.refused(409, "duplicate_error");
    gateway.running.advance_clock(STEP).await.unwrap();
    let replayed = gateway.post_as("/v1/refunds", &body, &request).await;
    assert_eq!(replayed.data()["status"], "PENDING", "the first answer, as it was");
    assert_eq!(gateway.get("/v1/refunds").await.json["pagination"]["totalItems"], 1);
}

#[tokio::test]
async fn refunds_are_listed_newest_first_page_by_page() {
    let gateway = Gateway::start().await;
    assert_eq!(gateway.get("/v1/refunds").await.data(), &json!([]));
    let paid = gateway.pay(FRICTIONLESS, |_| ()).await;
    for number in 0..5 {
        gateway.refund(&part(&paid, &format!("list-{number}"), "100")).await.data();
    }
    let references = |answer: &Answer| -> Vec<String> {
        answer
            .data()
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["clientReferenceId"].as_str().unwrap().into())
            .collect()
    };
    let first = gateway.get("/v1/refunds?perPage=2").await;
    assert_eq!(references(&first), ["list-4", "list-3"]);
    assert_eq!(first.json["pagination"], json!({"page": 1, "perPage": 2, "totalItems": 5, "totalPages": 3}));
    assert_eq!(references(&gateway.get("/v1/refunds?perPage=2&page=3").await), ["list-0"]);
    assert_eq!(references(&gateway.get("/v1/refunds?clientReferenceId=list-2").await), ["list-2"]);
    for bad in ["page=0", "perPage=101", "perPage=x"] {
        gateway.get(&format!("/v1/refunds?{bad}")).await.refused(400, "api_validation_error");
    }
    gateway.running.advance_clock(STEP).await.unwrap();
    let list = gateway.get("/v1/refunds").await;
    assert!(list.data().as_array().unwrap().iter().all(|refund| refund["status"] == "SUCCESS"));
}

#[tokio::test]
async fn foreign_and_unknown_refunds_get_the_same_answer() {
    let mut gateway = Gateway::start().await;
    let paid = gateway.pay(FRICTIONLESS, |_| ()).await;
    let refund = gateway.refund(&part(&paid, "mine", "1000")).await.data().clone();
    gateway.log_in("merchant-two", "secret-two").await;
    let bytes = |answer: &Answer| {
        let trace = answer.json["error"]["traceId"].as_str().unwrap();
        (answer.status, answer.text.replace(trace, ""))
    };
    let unknown = "00000000-0000-4000-8000-000000000000";
    let missing = gateway.get(&format!("/v1/refunds/{unknown}")).await;
    missing.refused(404, "resource_missing");
    for other in [id(&refund), "%ff", "x"] {
        assert_eq!(bytes(&gateway.get(&format!("/v1/refunds/{other}")).await), bytes(&missing), "{other}");
    }
    for (name, foreign) in [("paymentSessionId", &paid["id"]), ("chargeId", &paid["chargeDetails"][0]["id"])]
    {
        let body = |id: &Value| json!({"clientReferenceId": "theirs", name: id, "isFullAmount": true, "reason": "OTHERS"});
        let (theirs, none) =
            (gateway.refund(&body(foreign)).await, gateway.refund(&body(&json!(unknown))).await);
        assert_eq!(bytes(&theirs), bytes(&none), "{name}");
        assert_eq!(bytes(&theirs), bytes(&missing), "{name}");
    }
    assert_eq!(gateway.get("/v1/refunds").await.data(), &json!([]));
    // A reference is unique among a merchant's own refunds only.
    let own = gateway.pay(FRICTIONLESS, |_| ()).await;
    gateway.refund(&part(&own, "mine", "1000")).await.data();
}

#[tokio::test]
async fn a_refund_outlives_a_restart_and_moves_on_after_it() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let mut gateway = Gateway::with(receiver.config(dir.path())).await;
    let paid = gateway.pay(FRICTIONLESS, |_| ()).await;
    let (body, request) = (to_account(full(&paid, "1001-restart"), "999966660001"), request_id());
    let first = gateway.post_as("/v1/refunds", &body, &request).await;
    for event in ["PAYMENT.PROCESSING", "PAYMENT.PAID", "REFUND.PENDING"] {
        assert_eq!(receiver.next().await.told().0, event);
    }
    gateway.callbacks_until(|all| all.iter().all(|callback| callback["state"] == "DELIVERED")).await;
    gateway.running.shutdown().await.unwrap();
    gateway = Gateway::with(receiver.config(dir.path())).await;
    assert_eq!(gateway.refund_now(first.data()).await, *first.data());
    assert_eq!(gateway.post_as("/v1/refunds", &body, &request).await.text, first.text);
    gateway.refund(&full(&paid, "second")).await.refused(422, "api_validation_error");
    gateway.step().await;
    gateway.running.shutdown().await.unwrap();
    gateway = Gateway::with(receiver.config(dir.path())).await;
    assert_eq!(gateway.refund_now(first.data()).await["status"], "WAITING_BANK_TRANSFER");
    gateway.step().await;
    assert_eq!(gateway.refund_now(first.data()).await["status"], "SUCCESS");
    for event in ["REFUND.WAITING_BANK_TRANFER", "REFUND.SUCCESS"] {
        assert_eq!(receiver.next().await.told().0, event);
    }
}

#[tokio::test]
async fn by_real_time_a_refund_moves_on_by_itself() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let mut config = config(dir.path());
    config.clock = cardseal_sandbox::Clock::system();
    config.merchants = receiver.config(dir.path()).merchants;
    let gateway = Gateway::with(config).await;
    let paid = gateway.pay(FRICTIONLESS, |_| ()).await;
    gateway.refund(&full(&paid, "by-itself")).await.data();
    for event in ["PAYMENT.PROCESSING", "PAYMENT.PAID", "REFUND.PENDING", "REFUND.SUCCESS"] {
        assert_eq!(receiver.next().await.told().0, event);
    }
}
