//! Payments by e-wallet that are settled by the simulation call.

use std::time::Duration;

use serde_json::{Value, json};

use crate::receiver::Receiver;
use crate::support::{Answer, Gateway, id};

pub(crate) fn by_wallet(body: &mut Value) {
    body["paymentMethod"] = json!({"type": "EWALLET"});
    body["paymentMethodOptions"] = json!({"ewallet": {"channel": "DANA"}});
    body["autoConfirm"] = json!(true);
}

impl Gateway {
    /// Without an `X-REQUEST-ID`, which the documentation does not ask for.
    pub(crate) async fn simulate(&self, session: &Value, status: &str) -> Answer {
        let body = json!({"paymentSessionId": session["id"], "chargeStatus": status});
        self.send(self.authorized(self.http.post(self.url("/v2/payments/simulations"))).json(&body)).await
    }
}

#[tokio::test]
async fn a_waiting_wallet_payment_is_paid_and_told() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let gateway = Gateway::with(receiver.config(dir.path())).await;
    let session = gateway.create(by_wallet).await;
    assert_eq!(session["status"], "REQUIRE_ACTION");
    let answer = gateway.simulate(&session, "SUCCESS").await;
    assert_eq!(answer.data(), &json!({"updated": "true"}), "a text, as documented");
    let paid = gateway.retrieve(&session).await;
    let charge = &paid["chargeDetails"][0];
    assert_eq!((&paid["status"], &charge["status"]), (&json!("PAID"), &json!("SUCCESS")));
    assert_eq!((&charge["ewallet"]["channel"], &charge["isCaptured"]), (&json!("DANA"), &json!(true)));
    assert_eq!(receiver.next().await.told(), ("PAYMENT.PROCESSING", id(&session), "PROCESSING"));
    let told = receiver.next().await;
    assert_eq!((told.told(), &told.json["data"]), (("PAYMENT.PAID", id(&session), "PAID"), &paid));
    // The money of a wallet is given back like any other.
    let refund = json!({"clientReferenceId": "wallet-refund", "paymentSessionId": session["id"],
        "isFullAmount": true, "reason": "OTHERS"});
    assert_eq!(gateway.refund(&refund).await.data()["amount"]["value"], "149000.00");
    for status in ["SUCCESS", "EXPIRED"] {
        let again = gateway.simulate(&session, status).await;
        assert_eq!(again.refused(422, "api_validation_error").fields(), ["status"]);
    }
    assert_eq!(gateway.retrieve(&session).await, paid);
}

#[tokio::test]
async fn a_wallet_payment_can_run_out() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let gateway = Gateway::with(receiver.config(dir.path())).await;
    let session = gateway.create(by_wallet).await;
    gateway.simulate(&session, "expired").await.data();
    let expired = gateway.retrieve(&session).await;
    let charge = &expired["chargeDetails"][0];
    assert_eq!((&expired["status"], &charge["status"]), (&json!("EXPIRED"), &json!("EXPIRED")));
    assert_eq!(charge["failureCode"], "CHARGE_EXPIRED");
    gateway.simulate(&session, "SUCCESS").await.refused(422, "api_validation_error");
    assert_eq!(receiver.next().await.told().0, "PAYMENT.PROCESSING", "and there is no event for the end");
    gateway.running.advance_clock(Duration::from_secs(60)).await.unwrap();
    gateway.callbacks_until(|all| all.iter().all(|callback| callback["state"] == "DELIVERED")).await;
    assert!(receiver.is_idle());
}

#[tokio::test]
async fn only_a_wallet_payment_that_waits_can_be_settled() {
    let mut gateway = Gateway::start().await;
    let card = gateway.create(|_| ()).await;
    let challenged = gateway.confirm(&card, "4440000112290002").await.data().clone();
    let refused = gateway.simulate(&challenged, "SUCCESS").await;
    assert_eq!(refused.refused(422, "api_validation_error").fields(), ["paymentSessionId"]);
    assert_eq!(gateway.retrieve(&challenged).await["status"], "REQUIRE_ACTION");
    // On the hosted page no wallet is chosen yet.
    let hosted = gateway
        .create(|body| {
            body["mode"] = json!("REDIRECT");
            body["autoConfirm"] = json!(true);
            body.as_object_mut().unwrap().remove("paymentMethod");
        })
        .await;
    let refused = gateway.simulate(&hosted, "SUCCESS").await;
    assert_eq!(refused.refused(422, "api_validation_error").fields(), ["status"]);
    for (body, fields) in [
        (json!({}), vec!["paymentSessionId", "chargeStatus"]),
        (json!({"paymentSessionId": "a b", "chargeStatus": "SUCCESS"}), vec!["paymentSessionId"]),
        (json!({"paymentSessionId": hosted["id"], "chargeStatus": "FAILED"}), vec!["chargeStatus"]),
        (
            json!({"paymentSessionId": hosted["id"], "chargeStatus": "SUCCESS", "amount": {"value": 1, "currency": "IDR"}}),
            vec!["amount"],
        ),
    ] {
        let answer = gateway.post("/v2/payments/simulations", &body).await;
        assert_eq!(answer.refused(400, "api_validation_error").fields(), fields, "{body}");
    }
    let session = gateway.create(by_wallet).await;
    let bare = |answer: &Answer| {
        (answer.status, answer.text.replace(answer.json["error"]["traceId"].as_str().unwrap(), ""))
    };
    let unknown = gateway.simulate(&json!({"id": "00000000-0000-4000-8000-000000000000"}), "SUCCESS").await;
    unknown.refused(404, "resource_missing");
    gateway.log_in("merchant-two", "secret-two").await;
    assert_eq!(bare(&gateway.simulate(&session, "SUCCESS").await), bare(&unknown));
    gateway.log_in("merchant-one", "secret-one").await;
    assert_eq!(gateway.retrieve(&session).await["status"], "REQUIRE_ACTION");
    // Its time passes in the end, and with it the chance.
    gateway.running.advance_clock(Duration::from_secs(899)).await.unwrap();
    gateway.log_in("merchant-one", "secret-one").await;
    gateway.running.advance_clock(Duration::from_secs(1)).await.unwrap();
    gateway.simulate(&session, "SUCCESS").await.refused(422, "api_validation_error");
}
