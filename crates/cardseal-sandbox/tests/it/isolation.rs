//! What belongs to another merchant does not exist.

use serde_json::{Value, json};

use crate::support::{Answer, Gateway, confirm_body, sealed, stored_body};

/// The answer without what differs between any two refusals.
fn bare(answer: &Answer) -> Value {
    let mut json = answer.json.clone();
    json["error"]["traceId"] = json!("");
    json!([answer.status, json])
}

#[tokio::test]
async fn foreign_and_unknown_ids_get_the_same_answer() {
    let mut gateway = Gateway::start().await;
    let waiting = gateway.create(|_| ()).await;
    let envelope = sealed(waiting["encryptionKey"].as_str().unwrap(), "4440000112290002");
    let paid = gateway.pay("4440000112290002", |_| ()).await;
    let token = gateway.tokens(&paid).await[0]["token"].clone();
    gateway.log_in("merchant-two", "secret-two").await;

    let unknown = "00000000-0000-4000-8000-000000000000";
    let cancel = json!({"cancellationReason": "VOID_SESSION"});
    let capture = json!({"releaseRemainingAmount": true});
    for own in [&waiting, &paid] {
        let foreign = own["id"].as_str().unwrap();
        for id in [foreign, "..", "%2e%2e", "a%20b", "%ff", &"x".repeat(300)] {
            let read = gateway.get(&format!("/v2/payments/{id}")).await;
            if id == ".." || id == "%2e%2e" {
                continue; // the client itself resolves these to another address
            }
            assert_eq!(bare(&read), bare(&gateway.get(&format!("/v2/payments/{unknown}")).await), "{id}");
            read.refused(404, "resource_missing");
            for (call, body) in
                [("confirm", &confirm_body(&envelope)), ("cancel", &cancel), ("capture", &capture)]
            {
                let foreign = gateway.post(&format!("/v2/payments/{id}/{call}"), body).await;
                let missing = gateway.post(&format!("/v2/payments/{unknown}/{call}"), body).await;
                assert_eq!(bare(&foreign), bare(&missing), "{call} {id}");
                foreign.refused(404, "resource_missing");
            }
        }
        let customer = own["customerId"].as_str().unwrap();
        let foreign = gateway.get(&format!("/v1/customers/{customer}")).await;
        assert_eq!(bare(&foreign), bare(&gateway.get(&format!("/v1/customers/{unknown}")).await));
        foreign.refused(404, "resource_missing");
    }

    let foreign = gateway.post("/v2/payments", &stored_body(&paid["customerId"], &token)).await;
    let missing = gateway.post("/v2/payments", &stored_body(&json!(unknown), &token)).await;
    assert_eq!(bare(&foreign), bare(&missing));
    assert_eq!(foreign.fields(), ["customerId"]);

    let reference = paid["clientReferenceId"].as_str().unwrap();
    let listed = gateway.get(&format!("/v2/payments?clientReferenceId={reference}")).await;
    assert_eq!((listed.data(), gateway.get("/v2/payments").await.data()), (&json!([]), &json!([])));

    gateway.log_in("merchant-one", "secret-one").await;
    assert_eq!(gateway.retrieve(&waiting).await, waiting);
}

#[tokio::test]
async fn one_shopper_of_two_merchants_is_two_customers() {
    let mut gateway = Gateway::start().await;
    let same = json!({"email": "same@shop.example"});
    let first = gateway.pay("4440000112290002", |body| body["customer"] = same.clone()).await;
    let first_token = gateway.tokens(&first).await[0].clone();
    gateway.log_in("merchant-two", "secret-two").await;
    let second = gateway
        .pay("4440000112290002", |body| body["customer"] = json!({"email": "SAME@shop.example"}))
        .await;
    let second_token = gateway.tokens(&second).await[0].clone();
    assert_ne!(first["customerId"], second["customerId"]);
    assert_ne!(first_token["token"], second_token["token"]);
    assert_ne!(first_token["card"]["fingerprint"], second_token["card"]["fingerprint"]);
}
