//! A card number and a code sent through every path are nowhere afterwards.

use serde_json::json;

use crate::hosted::{key_of, saved_body, url_of};
use crate::support::{
    Gateway, NAMES, config, confirm_body, envelope_of, id, plaintext, session_body, stored_body,
};

/// Cards of both outcomes; the code is four digits that occur in nothing else here.
const CARDS: [&str; 3] = ["4440000112290002", "5550000334410001", "3550000112280001"];
const CVC: &str = "918";
const UNLISTED: &str = "4929123456781236";

fn occurrences(bytes: &[u8], text: &str) -> usize {
    bytes.windows(text.len()).filter(|window| *window == text.as_bytes()).count()
}

/// A code is three digits, which occur by chance in times and ids: looked for as it would be written.
fn assert_clean(what: &str, bytes: &[u8]) {
    for number in CARDS.into_iter().chain([UNLISTED]) {
        assert_eq!(occurrences(bytes, number), 0, "number in {what}");
    }
    for written in [format!("\"{CVC}\""), format!("cvc={CVC}"), format!("cvc: {CVC}"), format!(":{CVC}}}")] {
        assert_eq!(occurrences(bytes, &written), 0, "code in {what}");
    }
}

#[tokio::test]
async fn numbers_and_codes_are_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    let gateway = Gateway::with(config(dir.path())).await;
    let mut envelopes = Vec::new();
    for number in CARDS {
        walk(&gateway, number).await;
        envelopes.extend(hosted(&gateway, number).await);
    }
    refusals(&gateway).await;
    let seen = gateway.seen.lock().unwrap().clone();
    assert!(seen.contains("0002"), "the answers were captured");
    assert_clean("answers", seen.as_bytes());

    for entry in std::fs::read_dir(dir.path()).unwrap() {
        let entry = entry.unwrap();
        assert_clean(
            &format!("{:?} while running", entry.file_name()),
            &std::fs::read(entry.path()).unwrap(),
        );
    }
    gateway.running.shutdown().await.unwrap();
    let database = std::fs::read(dir.path().join("sandbox.sqlite3")).unwrap();
    assert!(occurrences(&database, "TEST BANK") > 0, "the charges are in the file");
    assert_clean("the database", &database);
    assert_eq!(envelopes.len(), 6);
    for envelope in &envelopes {
        assert_eq!(occurrences(&database, envelope), 0, "envelope in the database");
        assert_eq!(occurrences(seen.as_bytes(), envelope), 0, "envelope in answers");
    }
    let log = crate::support::log().0.lock().unwrap().clone();
    assert!(occurrences(&log, "/v2/payments/{id}/confirm") > 0, "the log was captured");
    assert_clean("the log", &log);
    assert!(occurrences(&log, "/pay/{secret}") > 0, "the log was captured");
    for envelope in &envelopes {
        assert_eq!(occurrences(&log, envelope), 0, "envelope in the log");
    }
    // The control: the search finds what is there.
    assert_eq!(occurrences(b"x4440000112290002y", CARDS[0]), 1);
}

async fn walk(gateway: &Gateway, number: &str) {
    let session = gateway.create(|_| ()).await;
    let mut body = plaintext(number);
    body["card"]["cvc"] = json!(CVC);
    let envelope =
        envelope_of(session["encryptionKey"].as_str().unwrap(), body.to_string().as_bytes(), NAMES);
    let path = format!("/v2/payments/{}/confirm", id(&session));
    let confirmed = gateway.post(&path, &confirm_body(&envelope)).await.data().clone();
    if confirmed["status"] == "REQUIRE_ACTION" {
        gateway.decide(&confirmed, "approve").await;
    }
    gateway.post(&path, &confirm_body(&envelope)).await.refused(422, "api_validation_error");
    gateway.retrieve(&session).await;
    for token in gateway.tokens(&session).await {
        let mut body = stored_body(&session["customerId"], &token["token"]);
        body["paymentMethod"]["card"]["cvc"] = json!(CVC);
        let again = gateway.post_as("/v2/payments", &body, "leaks0000000000000000000000").await;
        gateway.post_as("/v2/payments", &body, "leaks0000000000000000000000").await;
        body["amount"]["value"] = json!(1);
        gateway
            .post_as("/v2/payments", &body, "leaks0000000000000000000000")
            .await
            .refused(409, "idempotency_error");
        if again.status == 200 && again.data()["status"] == "REQUIRE_ACTION" {
            gateway.decide(again.data(), "approve").await;
        }
    }
}

/// The same through the hosted page: refused once, then paid and kept, then paid again with a saved card's code.
async fn hosted(gateway: &Gateway, number: &str) -> Vec<String> {
    let session = gateway.redirect(|_| ()).await;
    let key = key_of(&gateway.visit(url_of(&session)).await.text);
    let envelope = |number: &str| {
        let mut body = plaintext(number);
        body["card"]["cvc"] = json!(CVC);
        envelope_of(&key, body.to_string().as_bytes(), NAMES)
    };
    let envelopes = vec![envelope(UNLISTED), envelope(number)];
    let card = |envelope| [("method", "card"), ("encryptedCard", envelope), ("save", "on"), ("cvc", CVC)];
    assert_eq!(gateway.press(url_of(&session), &card(&envelopes[0])).await.status, 422);
    let led = gateway.press(url_of(&session), &card(&envelopes[1])).await;
    if led.on().contains("/3ds/") {
        gateway.press(led.on(), &[("decision", "approve")]).await.on();
    }
    gateway.visit(&format!("{}/status", url_of(&session))).await;
    if gateway.tokens(&session).await.is_empty() {
        return envelopes;
    }
    let again = gateway.post("/v2/payments", &saved_body(&session)).await.data().clone();
    for code in [UNLISTED, CVC] {
        gateway.press(url_of(&again), &[("method", "saved:0"), ("cvc", code)]).await;
    }
    assert_ne!(gateway.retrieve(&again).await["status"], "REQUIRE_PAYMENT_METHOD");
    envelopes
}

async fn refusals(gateway: &Gateway) {
    let session = gateway.create(|_| ()).await;
    let path = format!("/v2/payments/{}/confirm", id(&session));
    for (name, value) in [
        ("number", json!(UNLISTED)),
        ("number", json!(4_929_123_456_781_236_u64)),
        ("nameOnCard", json!(UNLISTED)),
        ("expiryMonth", json!(UNLISTED)),
        ("cvc", json!(UNLISTED)),
        ("number", json!([UNLISTED])),
    ] {
        let mut body = plaintext(CARDS[0]);
        body["card"][name] = value;
        let envelope =
            envelope_of(session["encryptionKey"].as_str().unwrap(), body.to_string().as_bytes(), NAMES);
        gateway.post(&path, &confirm_body(&envelope)).await.refused(400, "api_validation_error");
    }
    for card in [
        json!({"number": UNLISTED, "cvc": CVC}),
        json!({"token": UNLISTED, "cvc": UNLISTED}),
        json!(UNLISTED),
    ] {
        let mut body = session_body();
        body["autoConfirm"] = json!(true);
        body["paymentMethod"]["card"] = card;
        gateway.post("/v2/payments", &body).await.refused(400, "api_validation_error");
    }
    gateway.get(&format!("/v2/payments/{UNLISTED}")).await.refused(404, "resource_missing");
    gateway.get(&format!("/v2/payments?page={UNLISTED}")).await.refused(400, "api_validation_error");
    gateway.get(&format!("/{UNLISTED}?cvc={CVC}")).await.refused(404, "not_found");
}
