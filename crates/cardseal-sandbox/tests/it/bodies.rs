//! Whatever is sent, the answer is the documented envelope and quotes nothing.

use serde_json::json;

use crate::support::{
    Gateway, NAMES, confirm_body, envelope_of, id, plaintext, request_id, sealed, session_body,
};

/// Stands where a value is wrong and must not come back.
const SENTINEL: &str = "4929123456781236";

async fn raw(
    gateway: &Gateway,
    path: &str,
    content_type: &str,
    body: impl Into<reqwest::Body>,
) -> crate::support::Answer {
    let request = gateway.http.post(gateway.url(path)).header("X-REQUEST-ID", request_id());
    let request = gateway.authorized(request).header("Content-Type", content_type).body(body);
    gateway.send(request).await
}

#[tokio::test]
async fn malformed_bodies_are_refused_without_being_quoted() {
    let gateway = Gateway::start().await;
    let session = gateway.create(|_| ()).await;
    let good = session_body().to_string();
    let bodies: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        SENTINEL.as_bytes().to_vec(),
        format!("\"{SENTINEL}\"").into_bytes(),
        format!("{{\"card\": {SENTINEL}").into_bytes(),
        format!("{{{SENTINEL}: 1}}").into_bytes(),
        format!("[{{\"cvc\":\"{SENTINEL}\"}}]").into_bytes(),
        format!("{{\"amount\":\"{SENTINEL}\",\"amount\":\"{SENTINEL}\"}}").into_bytes(),
        [b"{\"a\":\"".as_slice(), &[0xff, 0xfe], SENTINEL.as_bytes(), b"\"}"].concat(),
        format!("{}{SENTINEL}{}", "[".repeat(5000), "]".repeat(5000)).into_bytes(),
        format!("{good}{SENTINEL}").into_bytes(),
    ];
    for path in [
        "/v2/payments".to_owned(),
        format!("/v2/payments/{}/confirm", id(&session)),
        format!("/v2/payments/{}/cancel", id(&session)),
    ] {
        for body in &bodies {
            raw(&gateway, &path, "application/json", body.clone()).await.refused(400, "api_validation_error");
        }
        for content_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""] {
            let refused = raw(&gateway, &path, content_type, good.clone()).await;
            assert_eq!(refused.refused(400, "api_validation_error").fields(), ["Content-Type"]);
        }
        let long = format!("{{\"x\":\"{}\"}}", "9".repeat(129 * 1024));
        raw(&gateway, &path, "application/json", long).await.refused(400, "api_validation_error");
    }
    assert!(!gateway.seen.lock().unwrap().contains(SENTINEL));
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_refused_in_the_envelope() {
    let gateway = Gateway::start().await;
    for path in ["/", "/v2", "/v2/payments/x/void", "/v1/refund", "/v2/payments/"] {
        gateway.get(path).await.refused(404, "not_found");
    }
    let request = gateway.http.delete(gateway.url("/v2/payments"));
    gateway.send(gateway.authorized(request)).await.refused(405, "api_validation_error");
    let request = gateway.http.get(gateway.url("/v1/access-token"));
    gateway.send(request).await.refused(405, "api_validation_error");
}

#[tokio::test]
async fn calls_without_good_credentials_are_refused() {
    let gateway = Gateway::start().await;
    let calls =
        ["/v2/payments", "/v2/payments/x", "/v1/customers/x", "/v2/charges", "/v2/payment-method-configs"];
    for path in calls {
        gateway.send(gateway.http.get(gateway.url(path))).await.refused(401, "credentials_invalid");
        for header in ["Bearer", "Bearer x", "Basic abc", "Bearer a.b.c"] {
            let request = gateway.http.get(gateway.url(path)).header("Authorization", header);
            gateway.send(request).await.refused(401, "credentials_invalid");
        }
    }
    let request = gateway.http.post(gateway.url("/v2/payments")).json(&session_body());
    gateway.send(request).await.refused(401, "credentials_invalid");
    let wrong =
        [("merchant-one", "secret-two"), ("merchant-one", ""), ("", ""), ("merchant-three", "secret-one")];
    for (id, secret) in wrong {
        let request = gateway.http.post(gateway.url("/v1/access-token"));
        let request = request.header("X-MERCHANT-ID", id).header("X-MERCHANT-SECRET", secret);
        gateway.send(request).await.refused(401, "credentials_invalid");
    }
    let request = gateway.http.post(gateway.url("/v1/access-token"));
    let request = request.header("X-MERCHANT-ID", "merchant-one").header("X-MERCHANT-SECRET", "secret-one");
    let refused = gateway.send(request.json(&json!({"grantType": "password"}))).await;
    assert_eq!(refused.refused(400, "api_validation_error").fields(), ["grantType"]);
    let request = gateway.http.post(gateway.url("/v1/access-token"));
    let request = request.header("X-MERCHANT-ID", "merchant-one").header("X-MERCHANT-SECRET", "secret-one");
    gateway.send(request).await.data();
    let request =
        gateway.authorized(gateway.http.get(gateway.url("/v2/payments"))).header("x-submerchant-id", "s");
    gateway.send(request).await.refused(403, "forbidden_access");
}

#[tokio::test]
async fn envelopes_that_do_not_open_are_all_refused_alike() {
    let gateway = Gateway::start().await;
    let (session, other) = (gateway.create(|_| ()).await, gateway.create(|_| ()).await);
    let key = session["encryptionKey"].as_str().unwrap();
    let good = sealed(key, "4440000112290002");
    let decoded = |text: &str| {
        use base64::Engine as _;
        base64::prelude::BASE64_STANDARD.decode(text).unwrap()
    };
    let encoded = |bytes: &[u8]| {
        use base64::Engine as _;
        base64::prelude::BASE64_STANDARD.encode(bytes)
    };
    let parts: serde_json::Value = serde_json::from_slice(&decoded(&good)).unwrap();
    let flipped = |name: &str, at: usize| {
        let mut parts = parts.clone();
        let mut bytes = decoded(parts[name].as_str().unwrap());
        bytes[at] ^= 1;
        parts[name] = json!(encoded(&bytes));
        encoded(parts.to_string().as_bytes())
    };
    let without = |name: &str| {
        let mut parts = parts.clone();
        parts.as_object_mut().unwrap().remove(name);
        encoded(parts.to_string().as_bytes())
    };
    let bad = [
        flipped("encryptedKey", 0),
        flipped("encryptedKey", 255),
        flipped("nonce", 0),
        flipped("nonce", 11),
        flipped("ciphertext", 0),
        without("encryptedKey"),
        without("nonce"),
        without("ciphertext"),
        sealed(other["encryptionKey"].as_str().unwrap(), "4440000112290002"),
        "QUJD".to_owned(),
        "!".to_owned(),
        encoded(b"{}"),
        encoded(b"[]"),
        good[..good.len() - 4].to_owned(),
        good.replace('=', ""),
        format!("{good}\n"),
        "A".repeat(16 * 1024),
    ];
    let mut answers = std::collections::HashSet::new();
    for envelope in &bad {
        if envelope == &good {
            continue;
        }
        let refused =
            gateway.post(&format!("/v2/payments/{}/confirm", id(&session)), &confirm_body(envelope)).await;
        refused.refused(400, "api_validation_error");
        let mut json = refused.json.clone();
        json["error"]["traceId"] = json!("");
        if !json.to_string().contains("characters") {
            answers.insert(json.to_string());
        }
    }
    // A line break is a control character, which the field refuses before anything is opened.
    assert!(answers.len() <= 2, "{answers:?}");
    let long = "A".repeat(16 * 1024 + 4);
    let refused = gateway.post(&format!("/v2/payments/{}/confirm", id(&session)), &confirm_body(&long)).await;
    assert_eq!(refused.refused(400, "api_validation_error").fields(), ["paymentMethod.card.encryptedCard"]);
    // The session is still good.
    assert_eq!(gateway.confirm(&session, "4440000112290002").await.data()["status"], "REQUIRE_ACTION");
}

#[tokio::test]
async fn both_spellings_of_the_envelope_are_opened() {
    let gateway = Gateway::start().await;
    for names in [NAMES, ["EncryptedKey", "Nonce", "Ciphertext"]] {
        let session = gateway.create(|_| ()).await;
        let plaintext = plaintext("4440000112200001").to_string();
        let envelope = envelope_of(session["encryptionKey"].as_str().unwrap(), plaintext.as_bytes(), names);
        let path = format!("/v2/payments/{}/confirm", id(&session));
        assert_eq!(gateway.post(&path, &confirm_body(&envelope)).await.data()["status"], "PAID", "{names:?}");
    }
}
