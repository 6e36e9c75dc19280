//! Money that is held first and taken later.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use cardseal_types::{Capture, PaymentSession};
use serde_json::{Value, json};

use crate::receiver::Receiver;
use crate::support::{Answer, Gateway, config, id, request_id};

const CHALLENGED: &str = "4440000112290002";
const FRICTIONLESS: &str = "5550000112230001";
const DECLINED: &str = "4440000334480001";

fn manual(body: &mut Value) {
    body["paymentMethodOptions"] = json!({"card": {"captureMethod": "manual"}});
}

fn idr(value: u64) -> Value {
    json!({"value": value, "currency": "IDR"})
}

impl Gateway {
    /// Without an `X-REQUEST-ID`, which the documentation does not ask for.
    async fn capture(&self, session: &Value, body: &Value) -> Answer {
        let request = self.http.post(self.url(&format!("/v2/payments/{}/capture", id(session))));
        self.send(self.authorized(request).json(body)).await
    }
}

#[tokio::test]
async fn held_money_is_taken_by_a_capture() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let mut gateway = Gateway::with(receiver.config(dir.path())).await;
    let session = gateway.create(manual).await;
    let confirmed = gateway.confirm(&session, CHALLENGED).await.data().clone();
    let back = gateway.decide(&confirmed, "approve").await;
    assert_eq!(back, "https://shop.example/ok", "the shopper has done what was asked");
    let page = gateway.send(gateway.http.get(confirmed["paymentUrl"].as_str().unwrap())).await;
    assert!(page.text.contains("Payment approved"), "{}", page.text);

    let held = gateway.retrieve(&session).await;
    let charge = &held["chargeDetails"][0];
    assert_eq!((&held["status"], &charge["status"]), (&json!("PROCESSING"), &json!("WAITING_FOR_CAPTURE")));
    assert_eq!((&charge["authorizedAmount"], &charge["capturedAmount"]), (&idr(149_000), &Value::Null));
    assert_eq!((&charge["isCaptured"], &charge["paidAt"]), (&json!(false), &Value::Null));
    assert_eq!(charge["card"]["authorizationResult"]["cvvResult"], "MATCHED");
    assert!(gateway.tokens(&session).await.is_empty(), "stored when it is paid");
    let told = receiver.next().await;
    assert_eq!(told.told(), ("PAYMENT.PROCESSING", id(&session), "PROCESSING"));
    assert_eq!(told.json["data"], held, "told once, as held");

    // Held money does not expire with the session.
    gateway.running.advance_clock(Duration::from_secs(3600)).await.unwrap();
    gateway.log_in("merchant-one", "secret-one").await;
    let answer = gateway.capture(&held, &json!({"releaseRemainingAmount": true})).await;
    let capture: Capture = serde_json::from_value(answer.data().clone()).unwrap();
    assert_eq!(answer.data()["status"], "SUCCESS");
    assert_eq!(
        (&answer.data()["amount"], &answer.data()["releaseRemainingAmount"]),
        (&idr(149_000), &json!(true))
    );
    assert_eq!(answer.data()["paymentSessionId"], session["id"]);
    assert_eq!(answer.data()["paymentSessionClientReferenceId"], session["clientReferenceId"]);
    assert_eq!(answer.data()["createdAt"], "2030-01-01T01:00:00Z");

    let paid = gateway.retrieve(&session).await;
    serde_json::from_value::<PaymentSession>(paid.clone()).unwrap();
    let charge = &paid["chargeDetails"][0];
    assert_eq!((&paid["status"], &charge["status"]), (&json!("PAID"), &json!("SUCCESS")));
    assert_eq!((&charge["isCaptured"], &charge["capturedAmount"]), (&json!(true), &idr(149_000)));
    assert_eq!(charge["paidAt"], "2030-01-01T01:00:00Z");
    let history = json!([{
        "captureId": capture.id.as_str(), "currency": "IDR", "capturedAmount": 149_000, "status": "SUCCESS",
        "createdAt": "2030-01-01T01:00:00Z",
    }]);
    assert_eq!(charge["captureHistories"], history);
    assert_eq!(gateway.tokens(&session).await.len(), 1);
    let told = receiver.next().await;
    assert_eq!((told.told(), &told.json["data"]), (("PAYMENT.PAID", id(&session), "PAID"), &paid));

    let again = gateway.capture(&paid, &json!({"releaseRemainingAmount": true})).await;
    assert_eq!(again.refused(422, "api_validation_error").fields(), ["status"]);
    assert_eq!(gateway.retrieve(&session).await, paid);
}

#[tokio::test]
async fn parts_are_taken_until_nothing_is_left() {
    let gateway = Gateway::start().await;
    let held = gateway.pay(FRICTIONLESS, manual).await;
    let part = |value| json!({"releaseRemainingAmount": false, "amount": idr(value)});
    for (value, in_all) in [(100_000, 100_000), (48_999, 148_999)] {
        assert_eq!(gateway.capture(&held, &part(value)).await.data()["amount"], idr(value));
        let now = gateway.retrieve(&held).await;
        let charge = &now["chargeDetails"][0];
        assert_eq!(
            (&now["status"], &charge["status"]),
            (&json!("PROCESSING"), &json!("WAITING_FOR_CAPTURE"))
        );
        assert_eq!((&charge["capturedAmount"], &charge["isCaptured"]), (&idr(in_all), &json!(false)));
    }
    let before = gateway.retrieve(&held).await;
    let too_much = gateway.capture(&held, &part(2)).await;
    assert_eq!(too_much.refused(400, "api_validation_error").fields(), ["amount.value"]);
    assert_eq!(gateway.retrieve(&held).await, before);
    // The last unit ends it, although nothing was said of letting go.
    gateway.capture(&held, &part(1)).await.data();
    let paid = gateway.retrieve(&held).await;
    assert_eq!(
        (&paid["status"], &paid["chargeDetails"][0]["capturedAmount"]),
        (&json!("PAID"), &idr(149_000))
    );
    let histories = paid["chargeDetails"][0]["captureHistories"].as_array().unwrap();
    let taken: Vec<_> = histories.iter().map(|history| history["capturedAmount"].as_u64().unwrap()).collect();
    assert_eq!(taken, [100_000, 48_999, 1]);
}

#[tokio::test]
async fn a_part_can_let_the_rest_go_and_a_capture_without_an_amount_takes_what_is_left() {
    let dir = tempfile::tempdir().unwrap();
    let mut gateway = Gateway::with(config(dir.path())).await;
    let released = gateway.pay(FRICTIONLESS, manual).await;
    let rest = gateway.pay(FRICTIONLESS, manual).await;
    let part = json!({"releaseRemainingAmount": false, "amount": idr(9_000)});
    gateway.capture(&rest, &part).await.data();
    // Held money outlives a restart.
    gateway.running.shutdown().await.unwrap();
    gateway = Gateway::with(config(dir.path())).await;
    let part = json!({"releaseRemainingAmount": true, "amount": idr(10_000)});
    assert_eq!(gateway.capture(&released, &part).await.data()["amount"], idr(10_000));
    let paid = gateway.retrieve(&released).await;
    let charge = &paid["chargeDetails"][0];
    assert_eq!((&paid["status"], &charge["capturedAmount"]), (&json!("PAID"), &idr(10_000)));
    assert_eq!(charge["authorizedAmount"], idr(149_000));

    let all = json!({"releaseRemainingAmount": false});
    assert_eq!(gateway.capture(&rest, &all).await.data()["amount"], idr(140_000));
    let paid = gateway.retrieve(&rest).await;
    assert_eq!(
        (&paid["status"], &paid["chargeDetails"][0]["capturedAmount"]),
        (&json!("PAID"), &idr(149_000))
    );
}

#[tokio::test]
async fn a_wrong_capture_is_refused_and_changes_nothing() {
    let gateway = Gateway::start().await;
    let held = gateway.pay(FRICTIONLESS, manual).await;
    for (body, field) in [
        (json!({}), "releaseRemainingAmount"),
        (json!({"releaseRemainingAmount": "yes"}), "releaseRemainingAmount"),
        (json!({"releaseRemainingAmount": true, "amount": idr(0)}), "amount.value"),
        (json!({"releaseRemainingAmount": true, "amount": idr(149_001)}), "amount.value"),
        (json!({"releaseRemainingAmount": true, "amount": {"value": -1, "currency": "IDR"}}), "amount.value"),
        (
            json!({"releaseRemainingAmount": true, "amount": {"value": 1, "currency": "USD"}}),
            "amount.currency",
        ),
        (json!({"releaseRemainingAmount": true, "amount": 5}), "amount"),
    ] {
        let refused = gateway.capture(&held, &body).await;
        assert_eq!(refused.refused(400, "api_validation_error").fields(), [field], "{body}");
    }
    assert_eq!(gateway.retrieve(&held).await, held);
    // What is not approved is not held.
    let declined = gateway.pay(DECLINED, manual).await;
    assert_eq!(declined["status"], "CANCELLED");
    let body = json!({"releaseRemainingAmount": true});
    gateway.capture(&declined, &body).await.refused(422, "api_validation_error");
    // What is taken at once is not captured again.
    let paid = gateway.pay(FRICTIONLESS, |_| ()).await;
    gateway.capture(&paid, &body).await.refused(422, "api_validation_error");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_two_captures_take_the_money_once() {
    let gateway = Arc::new(Gateway::start().await);
    let held = gateway.pay(FRICTIONLESS, manual).await;
    let calls: Vec<_> = (0..32)
        .map(|_| {
            let (gateway, held) = (Arc::clone(&gateway), held.clone());
            tokio::spawn(
                async move { gateway.capture(&held, &json!({"releaseRemainingAmount": true})).await },
            )
        })
        .collect();
    let mut taken = 0;
    for call in calls {
        let answer = call.await.unwrap();
        if answer.status == 200 {
            taken += 1;
        } else {
            answer.refused(422, "api_validation_error");
        }
    }
    assert_eq!(taken, 1);
    let paid = gateway.retrieve(&held).await;
    assert_eq!(paid["chargeDetails"][0]["capturedAmount"], idr(149_000));
    assert_eq!(paid["chargeDetails"][0]["captureHistories"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_that_is_asked_for_again_under_its_id_is_taken_once() {
    let gateway = Arc::new(Gateway::start().await);
    let held = gateway.pay(FRICTIONLESS, manual).await;
    let other = gateway.pay(FRICTIONLESS, manual).await;
    let request = request_id();
    let path = |session: &Value| format!("/v2/payments/{}/capture", id(session));
    let part = json!({"releaseRemainingAmount": false, "amount": idr(10_000)});
    let calls: Vec<_> = (0..16)
        .map(|_| {
            let (gateway, path, part, request) =
                (Arc::clone(&gateway), path(&held), part.clone(), request.clone());
            tokio::spawn(async move { gateway.post_as(&path, &part, &request).await.text })
        })
        .collect();
    let mut answers = HashSet::new();
    for call in calls {
        answers.insert(call.await.unwrap());
    }
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(gateway.retrieve(&held).await["chargeDetails"][0]["capturedAmount"], idr(10_000));
    // The id stands for this session and this body.
    gateway.post_as(&path(&other), &part, &request).await.refused(409, "idempotency_error");
    let more = json!({"releaseRemainingAmount": false, "amount": idr(10_001)});
    gateway.post_as(&path(&held), &more, &request).await.refused(409, "idempotency_error");
    let short = gateway.post_as(&path(&held), &part, "short").await;
    assert_eq!(short.refused(400, "api_validation_error").fields(), ["X-REQUEST-ID"]);
    gateway.post(&path(&held), &part).await.data();
    assert_eq!(gateway.retrieve(&held).await["chargeDetails"][0]["capturedAmount"], idr(20_000));
    assert_eq!(gateway.retrieve(&other).await, other);
}
