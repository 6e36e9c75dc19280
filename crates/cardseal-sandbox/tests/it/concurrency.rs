//! Many at once, one wins.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::json;

use crate::support::{Gateway, confirm_body, id, request_id, sealed, session_body};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_confirms_make_one_charge() {
    let gateway = Arc::new(Gateway::start().await);
    let session = gateway.create(|_| ()).await;
    let envelope = sealed(session["encryptionKey"].as_str().unwrap(), "4440000112200001");
    let path = format!("/v2/payments/{}/confirm", id(&session));
    let calls: Vec<_> = (0..64)
        .map(|_| {
            let (gateway, path, body) = (Arc::clone(&gateway), path.clone(), confirm_body(&envelope));
            tokio::spawn(async move { gateway.post(&path, &body).await })
        })
        .collect();
    let mut charges = HashSet::new();
    let mut refused = 0;
    for call in calls {
        let answer = call.await.unwrap();
        if answer.status == 200 {
            charges.insert(answer.data()["chargeDetails"][0]["id"].as_str().unwrap().to_owned());
        } else {
            answer.refused(422, "api_validation_error");
            refused += 1;
        }
    }
    assert_eq!((charges.len(), refused), (1, 63));
    let paid = gateway.retrieve(&session).await;
    assert_eq!(paid["chargeDetails"].as_array().unwrap().len(), 1);
    assert!(charges.contains(paid["chargeDetails"][0]["id"].as_str().unwrap()));
    assert_eq!(gateway.tokens(&session).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn confirm_and_cancel_do_not_both_win() {
    let gateway = Arc::new(Gateway::start().await);
    for _ in 0..12 {
        let session = gateway.create(|_| ()).await;
        let envelope = sealed(session["encryptionKey"].as_str().unwrap(), "4440000112200001");
        let path = format!("/v2/payments/{}", id(&session));
        let (confirm_path, cancel_path) = (format!("{path}/confirm"), format!("{path}/cancel"));
        let (confirm, reason) = (confirm_body(&envelope), json!({"cancellationReason": "VOID_SESSION"}));
        let (confirmed, cancelled) =
            tokio::join!(gateway.post(&confirm_path, &confirm), gateway.post(&cancel_path, &reason));
        assert_ne!(confirmed.status == 200, cancelled.status == 200);
        let end = gateway.retrieve(&session).await;
        assert_eq!(end["status"], if confirmed.status == 200 { "PAID" } else { "CANCELLED" });
        assert_eq!(end["chargeDetails"].is_null(), cancelled.status == 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_request_sent_sixteen_times_makes_one_session() {
    let gateway = Arc::new(Gateway::start().await);
    let (body, request) = (session_body(), request_id());
    let calls: Vec<_> = (0..16)
        .map(|_| {
            let (gateway, body, request) = (Arc::clone(&gateway), body.clone(), request.clone());
            tokio::spawn(async move { gateway.post_as("/v2/payments", &body, &request).await.text })
        })
        .collect();
    let mut answers = HashSet::new();
    for call in calls {
        answers.insert(call.await.unwrap());
    }
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(gateway.get("/v2/payments").await.json["pagination"]["totalItems"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_key_serves_two_sessions() {
    let gateway = Arc::new(Gateway::start().await);
    let calls: Vec<_> = (0..12)
        .map(|_| {
            let gateway = Arc::clone(&gateway);
            tokio::spawn(
                async move { gateway.create(|_| ()).await["encryptionKey"].as_str().unwrap().to_owned() },
            )
        })
        .collect();
    let mut keys = HashSet::new();
    for call in calls {
        keys.insert(call.await.unwrap());
    }
    assert_eq!(keys.len(), 12);
}
