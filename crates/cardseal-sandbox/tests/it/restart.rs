//! What was acknowledged is there after a restart.

use std::time::Duration;

use serde_json::json;

use crate::support::{Gateway, config, confirm_body, id, request_id, sealed, session_body, stored_body};

#[tokio::test]
async fn nothing_acknowledged_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let port;
    let (waiting, envelope, challenged, paid, token, body, request, first);
    {
        let gateway = Gateway::with(config(dir.path())).await;
        port = url::Url::parse(gateway.running.base_url()).unwrap().port().unwrap();
        waiting = gateway.create(|_| ()).await;
        envelope = sealed(waiting["encryptionKey"].as_str().unwrap(), "4440000112290002");
        let session = gateway.create(|_| ()).await;
        challenged = gateway.confirm(&session, "4440000112290002").await.data().clone();
        paid = gateway.pay("5550000112220002", |_| ()).await;
        token = gateway.tokens(&paid).await[0]["token"].clone();
        (body, request) = (session_body(), request_id());
        first = gateway.post_as("/v2/payments", &body, &request).await.text;
        gateway.running.advance_clock(Duration::from_secs(60)).await.unwrap();
        // Dropped, not shut down: the server's task is cut off where it stands.
    }
    while std::net::TcpListener::bind(("127.0.0.1", port)).is_err() {
        tokio::task::yield_now().await;
    }
    let mut config = config(dir.path());
    config.port = port;
    let gateway = Gateway::with(config).await;
    assert_eq!(gateway.running.now().to_string(), "2030-01-01T00:01:00Z");
    assert_eq!(gateway.retrieve(&waiting).await, waiting);
    let confirmed =
        gateway.post(&format!("/v2/payments/{}/confirm", id(&waiting)), &confirm_body(&envelope)).await;
    assert_eq!(confirmed.data()["status"], "REQUIRE_ACTION");
    gateway.decide(&challenged, "approve").await;
    assert_eq!(gateway.retrieve(&challenged).await["status"], "PAID");
    assert_eq!(gateway.retrieve(&paid).await, paid);
    assert_eq!(gateway.post_as("/v2/payments", &body, &request).await.text, first);
    let again = gateway.post("/v2/payments", &stored_body(&paid["customerId"], &token)).await;
    assert_eq!(again.data()["status"], "REQUIRE_ACTION");
    gateway.running.advance_clock(Duration::from_secs(840)).await.unwrap();
    gateway.running.shutdown().await.unwrap();
}

#[tokio::test]
async fn an_access_token_outlives_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let first = Gateway::with(config(dir.path())).await;
    let token = first.token.clone();
    first.running.shutdown().await.unwrap();
    let mut gateway = Gateway::with(config(dir.path())).await;
    gateway.token = token;
    assert_eq!(gateway.get("/v2/payments").await.data(), &json!([]));
}

#[tokio::test]
async fn a_second_process_does_not_get_the_data() {
    let dir = tempfile::tempdir().unwrap();
    let gateway = Gateway::with(config(dir.path())).await;
    let second = cardseal_sandbox::Sandbox::start(config(dir.path())).await;
    assert!(matches!(second, Err(cardseal_sandbox::Error::Store(_))), "{second:?}");
    gateway.running.shutdown().await.unwrap();
    cardseal_sandbox::Sandbox::start(config(dir.path())).await.unwrap().shutdown().await.unwrap();
}

#[tokio::test]
async fn a_graceful_stop_leaves_one_file_behind() {
    let dir = tempfile::tempdir().unwrap();
    let gateway = Gateway::with(config(dir.path())).await;
    gateway.create(|_| ()).await;
    gateway.running.shutdown().await.unwrap();
    let wal = dir.path().join("sandbox.sqlite3-wal");
    assert!(!wal.exists() || std::fs::metadata(wal).unwrap().len() == 0);
}
