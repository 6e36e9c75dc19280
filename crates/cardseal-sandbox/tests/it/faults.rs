//! Faults that are asked for, and every documented code over HTTP.

use std::collections::HashSet;

use cardseal_types::{FailureCode, ResponseCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{Answer, Gateway, id, request_id, session_body, stored_body};

const FRICTIONLESS: &str = "4440000112200001";

/// Status and type of every documented code.
#[rustfmt::skip]
const CODES: [(u16, &str, &str); 14] = [
    (400, "api_validation_error",  "API_ERROR"),
    (401, "credentials_invalid",   "API_ERROR"),
    (403, "resource_not_complete", "API_ERROR"),
    (403, "forbidden_access",      "API_ERROR"),
    (404, "not_found",             "GATEWAY_ERROR"),
    (404, "resource_missing",      "GATEWAY_ERROR"),
    (404, "data_not_found",        "API_ERROR"),
    (409, "duplicate_error",       "GATEWAY_ERROR"),
    (409, "idempotency_error",     "API_ERROR"),
    (429, "frequency_above_limit", "API_ERROR"),
    (500, "internal_error",        "GATEWAY_ERROR"),
    (502, "bad_gateway",           "GATEWAY_ERROR"),
    (503, "service_unavailable",   "GATEWAY_ERROR"),
    (504, "gateway_timeout",       "GATEWAY_ERROR"),
];

impl Gateway {
    async fn fault(&self, body: Value) -> Answer {
        self.send(self.http.post(self.url("/control/faults")).json(&body)).await
    }

    async fn faults(&self) -> Vec<Value> {
        let list = self.send(self.http.get(self.url("/control/faults"))).await;
        list.json["faults"].as_array().unwrap().clone()
    }

    async fn total(&self) -> Value {
        self.get("/v2/payments").await.json["pagination"]["totalItems"].clone()
    }
}

#[tokio::test]
async fn every_documented_code_can_be_asked_for() {
    let gateway = Gateway::start().await;
    assert_eq!(CODES.len() + 1, ResponseCode::KNOWN.len(), "all but success");
    for (status, code, error_type) in CODES {
        let added = gateway.fault(json!({"code": code})).await;
        assert_eq!((added.status, &added.json["left"]), (200, &json!(1)), "{}", added.text);
        let struck = gateway.get("/v2/payments").await;
        assert_eq!(struck.refused(status, code).json["error"]["type"], error_type, "{code}");
        assert_eq!(gateway.get("/v2/payments").await.status, 200, "{code} strikes once");
    }
    assert_eq!(gateway.faults().await, Vec::<Value>::new());
    for bad in ["00", "teapot", ""] {
        assert_eq!(
            gateway.fault(json!({"code": bad})).await.refused(400, "api_validation_error").fields(),
            ["code"]
        );
    }
}

#[tokio::test]
async fn what_the_sandbox_can_do_really_has_the_same_status_and_type() {
    let mut gateway = Gateway::start().await;
    let session = gateway.create(|_| ()).await;
    let (body, request) = (session_body(), request_id());
    gateway.post_as("/v2/payments", &body, &request).await.data();
    let mut same_reference = session_body();
    same_reference["clientReferenceId"] = body["clientReferenceId"].clone();
    let sub =
        gateway.authorized(gateway.http.get(gateway.url("/v2/payments"))).header("x-submerchant-id", "x");
    let confirmed = format!("/v2/payments/{}/capture", id(&session));
    let release = json!({"releaseRemainingAmount": true});
    let mut answers = vec![
        (400, "api_validation_error", gateway.post("/v2/payments", &json!({})).await),
        (401, "credentials_invalid", gateway.send(gateway.http.get(gateway.url("/v2/payments"))).await),
        (403, "forbidden_access", gateway.send(sub).await),
        (404, "not_found", gateway.get("/v2/nothing").await),
        (404, "resource_missing", gateway.get("/v2/payments/none").await),
        (409, "duplicate_error", gateway.post("/v2/payments", &same_reference).await),
        (409, "idempotency_error", gateway.post_as("/v2/payments", &session_body(), &request).await),
    ];
    for (status, code, answer) in &answers {
        let documented = CODES.iter().find(|line| line.1 == *code).unwrap();
        let error_type = &answer.refused(*status, code).json["error"]["type"];
        assert_eq!((documented.0, documented.2), (*status, error_type.as_str().unwrap()), "{code}");
    }
    // Statuses without a code of their own.
    let put = gateway.authorized(gateway.http.put(gateway.url("/v2/payments")));
    answers.push((405, "api_validation_error", gateway.send(put).await));
    answers.push((422, "api_validation_error", gateway.post(&confirmed, &release).await));
    for (status, code, answer) in &answers[7..] {
        answer.refused(*status, code);
    }
    // An access token is good for 15 minutes, by the sandbox's clock.
    gateway.running.advance_clock(std::time::Duration::from_secs(900)).await.unwrap();
    gateway.get("/v2/payments").await.refused(401, "credentials_invalid");
    gateway.log_in("merchant-one", "secret-one").await;
    gateway.get("/v2/payments").await.data();
}

#[tokio::test]
async fn every_failure_code_comes_out_of_a_payment() {
    let gateway = Gateway::start().await;
    let mut seen = HashSet::new();
    for card in cardseal_sandbox::scenarios::test_cards().filter(|card| card.brand == "VISA") {
        let session = gateway
            .pay(card.number, |body| body["orderInformation"]["billingInfo"] = crate::support::billing())
            .await;
        if let Some(code) = session["chargeDetails"][0]["failureCode"].as_str() {
            seen.insert(code.to_owned());
        }
    }
    let waiting = gateway.create(|_| ()).await;
    gateway.confirm(&waiting, "4440000112290002").await.data();
    gateway.running.advance_clock(std::time::Duration::from_secs(899)).await.unwrap();
    assert_eq!(gateway.retrieve(&waiting).await["chargeDetails"][0]["failureCode"], Value::Null);
    gateway.running.advance_clock(std::time::Duration::from_secs(1)).await.unwrap();
    let mut gateway = gateway;
    gateway.log_in("merchant-one", "secret-one").await;
    let expired = gateway.retrieve(&waiting).await;
    assert_eq!(
        (&expired["status"], &expired["chargeDetails"][0]["status"]),
        (&json!("EXPIRED"), &json!("EXPIRED"))
    );
    seen.insert(expired["chargeDetails"][0]["failureCode"].as_str().unwrap().to_owned());
    let documented: HashSet<_> = FailureCode::KNOWN.iter().map(|code| code.as_str().to_owned()).collect();
    assert_eq!(seen, documented);
}

#[tokio::test]
async fn every_route_can_be_struck_by_its_pattern_and_only_it_is() {
    let gateway = Gateway::start().await;
    let session = gateway.create(|_| ()).await;
    let routes = [
        ("POST", "/v1/access-token"),
        ("GET", "/v1/customers/{id}"),
        ("POST", "/v1/refunds"),
        ("GET", "/v1/refunds"),
        ("GET", "/v1/refunds/{id}"),
        ("POST", "/v2/payments"),
        ("GET", "/v2/payments"),
        ("POST", "/v2/payments/simulations"),
        ("GET", "/v2/payments/{id}"),
        ("POST", "/v2/payments/{id}/confirm"),
        ("POST", "/v2/payments/{id}/cancel"),
        ("POST", "/v2/payments/{id}/capture"),
        ("GET", "/v2/charges"),
        ("GET", "/v2/payment-method-configs"),
    ];
    for (method, pattern) in routes {
        let url = gateway.url(&pattern.replace("{id}", id(&session)));
        for route in
            [format!("{method} {pattern}"), pattern.to_owned(), pattern.replace("{id}", id(&session))]
        {
            gateway.fault(json!({"route": route, "code": "bad_gateway", "times": 1000})).await;
            let calls = routes.iter().filter(|other| other.1 != pattern && !other.1.contains("{id}"));
            for (other, path) in calls {
                let request = gateway.http.request(other.parse().unwrap(), gateway.url(path));
                let answer = gateway.send(gateway.authorized(request)).await;
                assert_ne!(answer.status, 502, "{other} {path} was struck by {route}");
            }
            let request = gateway.http.request(method.parse().unwrap(), &url);
            gateway.send(gateway.authorized(request)).await.refused(502, "bad_gateway");
            assert_eq!(gateway.faults().await[0]["left"], 999, "{route}");
            let cleared = gateway.send(gateway.http.delete(gateway.url("/control/faults"))).await;
            assert_eq!(cleared.json, json!({"forgotten": 1}));
        }
    }
    // Without a route: everything but the access token. Control and pages are never struck.
    gateway.fault(json!({"code": "internal_error", "times": 2})).await;
    let token = gateway.http.post(gateway.url("/v1/access-token"));
    gateway.send(token).await.refused(401, "credentials_invalid");
    assert_eq!(gateway.send(gateway.http.get(gateway.url("/control/clock"))).await.status, 200);
    assert_eq!(gateway.send(gateway.http.get(gateway.url("/3ds/none"))).await.status, 404);
    gateway.get("/v2/nothing").await.refused(404, "not_found");
    gateway.get("/v2/charges?clientReferenceId=x").await.refused(500, "internal_error");
    gateway.get("/v1/customers/x").await.refused(500, "internal_error");
    gateway.get("/v1/customers/x").await.refused(404, "resource_missing");
}

#[tokio::test]
async fn before_nothing_happens_and_after_the_commit_everything_has() {
    let gateway = Gateway::start().await;
    let mut sessions = 0;
    for (carried_out, fault) in [
        (false, json!({"cut": "connection"})),
        (false, json!({"code": "service_unavailable", "when": "before"})),
        (true, json!({"code": "internal_error", "when": "after_commit"})),
        (true, json!({"cut": "connection", "when": "after_commit"})),
        (true, json!({"cut": "body"})),
        (true, json!({"delayMs": 1})),
        (true, json!({"delayMs": 1, "when": "after_commit"})),
    ] {
        gateway.fault(fault.clone()).await;
        let (body, request) = (session_body(), request_id());
        let call = gateway
            .authorized(gateway.http.post(gateway.url("/v2/payments")))
            .header("X-REQUEST-ID", &request);
        let answer = match call.json(&body).send().await {
            Ok(answer) => answer.text().await.ok(),
            Err(_) => None,
        };
        assert_eq!(answer.is_none(), fault["cut"].is_string(), "{fault}");
        sessions += i32::from(carried_out);
        assert_eq!(gateway.total().await, sessions, "{fault}");
        // Tried again under its id it is there, once.
        let again = gateway.post_as("/v2/payments", &body, &request).await;
        assert_eq!(again.data()["clientReferenceId"], body["clientReferenceId"]);
        sessions += i32::from(!carried_out);
        assert_eq!(gateway.total().await, sessions, "{fault}");
    }
}

/// Everything that comes back over a connection of its own, to its end.
async fn raw(gateway: &Gateway, path: &str) -> Vec<u8> {
    let address = gateway.running.base_url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    // A connection that is reset ends what came, too.
    let _ = stream.read_to_end(&mut bytes).await;
    bytes
}

#[tokio::test]
async fn a_cut_connection_sends_nothing_and_a_cut_body_half() {
    let gateway = Gateway::start().await;
    let whole = raw(&gateway, "/v2/payments").await;
    let body_of = |bytes: &[u8]| {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let told = head
            .lines()
            .find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
        (told.unwrap().parse::<usize>().unwrap(), body.len())
    };
    let (told, came) = body_of(&whole);
    assert_eq!(told, came);
    for when in ["before", "after_commit"] {
        gateway.fault(json!({"cut": "connection", "when": when})).await;
        assert_eq!(raw(&gateway, "/v2/payments").await, b"", "{when}");
    }
    gateway.fault(json!({"cut": "body"})).await;
    assert_eq!(body_of(&raw(&gateway, "/v2/payments").await), (told, told / 2));
}

#[tokio::test]
async fn faults_are_checked_listed_and_forgotten() {
    let gateway = Gateway::start().await;
    for (body, field) in [
        (json!({}), "code"),
        (json!({"code": "internal_error", "cut": "body"}), "cut"),
        (json!({"cut": "cable"}), "cut"),
        (json!({"cut": "body", "when": "before"}), "when"),
        (json!({"code": "internal_error", "when": "later"}), "when"),
        (json!({"code": "internal_error", "times": 0}), "times"),
        (json!({"code": "internal_error", "times": 1001}), "times"),
        (json!({"code": "internal_error", "delayMs": 60_001}), "delayMs"),
        (json!({"code": "internal_error", "route": "/v2/payment"}), "route"),
        (json!({"code": "internal_error", "route": "DELETE /v2/payments"}), "route"),
        (json!({"code": "internal_error", "route": "/v2/payments/"}), "route"),
        (json!({"code": "internal_error", "route": "/control/clock"}), "route"),
    ] {
        assert_eq!(
            gateway.fault(body.clone()).await.refused(400, "api_validation_error").fields(),
            [field],
            "{body}"
        );
    }
    assert_eq!(gateway.faults().await, Vec::<Value>::new());
    let first = gateway
        .fault(json!({"route": "get /v2/charges", "code": "BAD_GATEWAY", "times": 2, "delayMs": 5}))
        .await;
    let second = gateway.fault(json!({"cut": "connection"})).await;
    let expected = json!([
        {"id": first.json["id"], "route": "GET /v2/charges", "code": "bad_gateway", "when": "before", "delayMs": 5,
            "times": 2, "left": 2},
        {"id": second.json["id"], "cut": "connection", "when": "before", "delayMs": 0, "times": 1, "left": 1},
    ]);
    assert_eq!(json!(gateway.faults().await), expected);
    let remove = |id: &str| gateway.send(gateway.http.delete(gateway.url(&format!("/control/faults/{id}"))));
    assert_eq!(remove(id(&second.json)).await.json, json!({"forgotten": 1}));
    remove(id(&second.json)).await.refused(404, "resource_missing");
    assert_eq!(gateway.faults().await.len(), 1);
    for _ in 1..100 {
        assert_eq!(gateway.fault(json!({"code": "internal_error"})).await.status, 200);
    }
    gateway.fault(json!({"code": "internal_error"})).await.refused(400, "api_validation_error");
}

#[tokio::test]
async fn a_charge_whose_answer_was_lost_is_made_once() {
    let gateway = Gateway::start().await;
    let paid = gateway.pay(FRICTIONLESS, |_| ()).await;
    let token = gateway.tokens(&paid).await[0]["token"].clone();
    let (mut body, request) = (stored_body(&paid["customerId"], &token), request_id());
    body["paymentMethodOptions"] = json!({"card": {"threeDsMethod": "NEVER"}});
    gateway.fault(json!({"cut": "connection", "when": "after_commit", "route": "POST /v2/payments"})).await;
    let call =
        gateway.authorized(gateway.http.post(gateway.url("/v2/payments"))).header("X-REQUEST-ID", &request);
    call.json(&body).send().await.unwrap_err();
    let found = gateway
        .get(&format!("/v2/payments?clientReferenceId={}", body["clientReferenceId"].as_str().unwrap()))
        .await;
    assert_eq!(found.data()[0]["status"], "PAID");
    let again = gateway.post_as("/v2/payments", &body, &request).await;
    assert_eq!(again.data()["chargeDetails"], found.data()[0]["chargeDetails"]);
}
