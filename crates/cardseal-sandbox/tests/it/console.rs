//! The console: what it shows, what it never shows, who may use it, and what its buttons do.

use std::time::Duration;

use reqwest::header::HOST;
use serde_json::{Value, json};

use crate::receiver::{KEY, Receiver};
use crate::simulations::by_wallet;
use crate::support::{
    FORM, Gateway, NAMES, config, confirm_body, envelope_of, form_token, id, plaintext, stored_body,
};

const CHALLENGED: &str = "4440000112290002";
const DECLINED: &str = "4440000334480001";
const CVC: &str = "918";

fn encoded(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

impl Gateway {
    async fn page(&self, path: &str) -> String {
        let answer = self.send(self.http.get(self.url(path))).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.text
    }

    async fn story(&self, session: &Value) -> String {
        self.page(&format!("/console/sessions/{}", id(session))).await
    }

    /// Presses a button of the console and gives where it leads.
    async fn button(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let token = form_token(&self.page("/console").await);
        let pairs: Vec<_> = [("token", token.as_str())].into_iter().chain(fields.iter().copied()).collect();
        let request = self.http.post(self.url(path)).header("Content-Type", FORM);
        let answer =
            request.header("Sec-Fetch-Site", "same-origin").body(encoded(&pairs)).send().await.unwrap();
        assert_eq!(answer.status(), 303, "{path} {fields:?}: {}", answer.text().await.unwrap());
        answer.headers()["location"].to_str().unwrap().to_owned()
    }

    async fn pick(&self, session: &Value, outcome: &str) {
        let (path, back) = (
            format!("/console/sessions/{}/outcome", id(session)),
            format!("/console/sessions/{}", id(session)),
        );
        assert_eq!(self.button(&path, &[("back", &back), ("outcome", outcome)]).await, back);
    }
}

/// The text of a page without its tags, each run of white space as one space.
fn text(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Checks that these occur in the text, one after the other.
#[track_caller]
fn in_order(page: &str, parts: &[&str]) {
    let text = text(page);
    let mut rest = text.as_str();
    for part in parts {
        let Some(at) = rest.find(part) else { panic!("{part:?} is not in, or not in its place of:\n{text}") };
        rest = &rest[at + part.len()..];
    }
}

#[tokio::test]
async fn a_story_tells_everything_in_the_order_in_which_it_happened() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    receiver.answer([500]);
    let mut gateway = Gateway::with(receiver.config(dir.path())).await;
    let manual =
        |body: &mut Value| body["paymentMethodOptions"] = json!({"card": {"captureMethod": "manual"}});
    let session = gateway.create(manual).await;
    let confirmed = gateway.confirm(&session, CHALLENGED).await.data().clone();
    gateway.decide(&confirmed, "approve").await;
    assert_eq!(receiver.next().await.answer, 500);
    gateway.attempted(1).await;
    for (amount, release) in [(100_000, false), (9_000, true)] {
        let body = json!({"releaseRemainingAmount": release, "amount": {"value": amount, "currency": "IDR"}});
        gateway.post(&format!("/v2/payments/{}/capture", id(&session)), &body).await.data();
    }
    receiver.next().await;
    let refund = json!({"clientReferenceId": "1001-story", "paymentSessionId": session["id"],
        "isFullAmount": true, "reason": "OTHERS"});
    gateway.refund(&refund).await.data();
    receiver.next().await;
    gateway.running.advance_clock(Duration::from_secs(10)).await.unwrap();
    receiver.next().await;
    receiver.next().await;
    gateway
        .callbacks_until(|all| all.iter().filter(|callback| callback["state"] == "DELIVERED").count() == 4)
        .await;
    // The story is on the disk.
    gateway.running.shutdown().await.unwrap();
    gateway = Gateway::with(receiver.config(dir.path())).await;
    let story = gateway.story(&session).await;
    in_order(
        &story,
        &[
            session["clientReferenceId"].as_str().unwrap(),
            "PAID",
            "Rp 149.000",
            "Story",
            "+0.000 s Session created API, card",
            "Session PROCESSING confirmed, the charge goes to its partner",
            "Session REQUIRE_ACTION the bank or the wallet asks the shopper",
            "Charge WAITING_FOR_USER_ACTION",
            "Session PROCESSING the shopper answered",
            "Session PROCESSING approved, the money is held",
            "Charge WAITING_FOR_CAPTURE",
            "Callback PAYMENT.PROCESSING to be sent",
            "Sent PAYMENT.PROCESSING PENDING HTTP 500",
            "Capture SUCCESS 100000 IDR",
            "Capture SUCCESS 9000 IDR",
            "Session PAID the last of the held money is taken or let go",
            "Charge SUCCESS",
            "Callback PAYMENT.PAID to be sent",
            "Refund PENDING 1001-story",
            "Callback REFUND.PENDING to be sent",
            "+5.000 s Refund WAITING_BANK_TRANSFER 1001-story",
            "channel failed",
            "+10.000 s Refund SUCCESS 1001-story",
            "by bank transfer",
            "Session",
            id(&session),
            "Merchant Shop",
            "Charge",
            "Paid with VISA ending in 0002",
            "Refunds",
            "1001-story",
            "ACCOUNT",
            "Callbacks",
            "PAYMENT.PROCESSING",
            "HTTP 500",
            "Resend",
        ],
    );
    assert_eq!(story.matches("Sent</strong>").count(), 5, "every attempt is told");

    let declined = gateway.pay(DECLINED, |_| ()).await;
    in_order(
        &gateway.story(&declined).await,
        &[
            "CANCELLED",
            "Session CANCELLED refused",
            "Charge FAILED DECLINED_BY_CHANNEL",
            "Cancelled CHARGE_FAILED",
            "Failure DECLINED_BY_CHANNEL the issuer declined the payment",
            "Issuer's answer 05",
        ],
    );
}

#[tokio::test]
async fn the_list_is_filtered_by_status_reference_and_customer() {
    let mut gateway = Gateway::start().await;
    in_order(&gateway.page("/console").await, &["Sessions", "No session yet", "POST /v2/payments"]);
    let named = |reference: &'static str, email: &'static str| {
        move |body: &mut Value| {
            body["clientReferenceId"] = json!(reference);
            body["customer"] = json!({"email": email, "givenName": "<script>x()</script>"});
        }
    };
    let paid = gateway.pay("4440000112200001", named("TEA-1", "Siti@shop.example")).await;
    gateway.create(named("TEA-2", "budi@shop.example")).await;
    gateway.log_in("merchant-two", "secret-two").await;
    gateway.create(named("CUP-3", "siti@shop.example")).await;
    let all = gateway.page("/console").await;
    in_order(&all, &["CUP-3", "Second Shop", "TEA-2", "TEA-1", "Siti@shop.example", "3 in all"]);
    assert!(all.contains("Batik &amp; Co &lt;b&gt;") && !all.contains("<b>") && !all.contains("<script>x"));
    for (query, expected) in [
        ("status=PAID", vec!["TEA-1"]),
        ("status=REQUIRE_CONFIRMATION", vec!["CUP-3", "TEA-2"]),
        ("status=EXPIRED", vec![]),
        ("status=NONSENSE", vec!["CUP-3", "TEA-2", "TEA-1"]),
        ("reference=tea", vec!["TEA-2", "TEA-1"]),
        (&format!("reference={}", id(&paid)), vec!["TEA-1"]),
        ("reference=%25", vec![]),
        ("customer=SITI@", vec!["CUP-3", "TEA-1"]),
        (&format!("customer={}", paid["customerId"].as_str().unwrap()), vec!["TEA-1"]),
        ("customer=siti&reference=TEA&status=PAID", vec!["TEA-1"]),
        ("page=2", vec![]),
        ("page=x&reference=", vec!["CUP-3", "TEA-2", "TEA-1"]),
    ] {
        let page = gateway.page(&format!("/console?{query}")).await;
        let found: Vec<_> = ["CUP-3", "TEA-2", "TEA-1"]
            .into_iter()
            .filter(|name| page.contains(&format!(">{name}</a>")))
            .collect();
        assert_eq!(found, expected, "{query}");
        assert_eq!(
            page.contains("No session is like that"),
            expected.is_empty() && !query.starts_with("page"),
            "{query}"
        );
    }
    let searched = gateway.page("/console?reference=%22%3E%3Cb%3E&customer=%27").await;
    assert!(searched.contains("value=\"&quot;&gt;&lt;b&gt;\""), "{searched}");
    // What has run out is not shown as open.
    gateway.running.advance_clock(Duration::from_secs(900)).await.unwrap();
    in_order(&gateway.page("/console?status=EXPIRED").await, &["CUP-3", "TEA-2", "2 in all"]);
}

#[tokio::test]
async fn a_long_list_has_pages() {
    let gateway = Gateway::start().await;
    for _ in 0..51 {
        // By wallet, which needs no key pair.
        let cheap = |body: &mut Value| {
            by_wallet(body);
            body["amount"]["value"] = json!(7);
        };
        gateway.create(cheap).await;
    }
    let first = gateway.page("/console?customer=buyer").await;
    assert_eq!(first.matches("Rp\u{a0}7<").count(), 50);
    assert!(first.contains("href=\"/console?customer=buyer&amp;page=2\" rel=\"next\""), "{first}");
    let second = gateway.page("/console?customer=buyer&page=2").await;
    assert_eq!(second.matches("Rp\u{a0}7<").count(), 1);
    in_order(&second, &["Newer", "51 in all, page 2 of 2"]);
}

#[tokio::test]
async fn outcomes_are_what_the_shoppers_pages_would_do() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let gateway = Gateway::with(receiver.config(dir.path())).await;
    for (outcome, status, charge, failure) in [
        ("approve", "PAID", "SUCCESS", None),
        ("fail", "CANCELLED", "FAILED", Some("AUTHENTICATION_FAILED")),
        ("cancel", "CANCELLED", "FAILED", Some("CANCELLED_BY_USER")),
        ("expire", "EXPIRED", "EXPIRED", Some("CHARGE_EXPIRED")),
    ] {
        let session = gateway.create(|_| ()).await;
        gateway.confirm(&session, CHALLENGED).await.data();
        let page = gateway.story(&session).await;
        in_order(
            &page,
            &[
                "Pick the outcome",
                "Waits for the shopper on the bank's page.",
                "Approve",
                "Fail",
                "Cancel",
                "Let it expire",
            ],
        );
        gateway.pick(&session, outcome).await;
        let now = gateway.retrieve(&session).await;
        assert_eq!(
            (&now["status"], &now["chargeDetails"][0]["status"]),
            (&json!(status), &json!(charge)),
            "{outcome}"
        );
        assert_eq!(now["chargeDetails"][0]["failureCode"].as_str(), failure, "{outcome}");
        if outcome != "expire" {
            receiver.next().await;
            let told = receiver.next().await;
            assert_eq!((told.told().1, &told.json["data"]), (id(&session), &now), "real callbacks follow");
        }
        assert!(!gateway.story(&session).await.contains("Pick the outcome"));
        // A second press comes too late and changes nothing.
        for other in ["approve", "fail", "cancel", "expire"] {
            gateway.pick(&session, other).await;
        }
        assert_eq!(gateway.retrieve(&session).await, now);
    }
    for (outcome, status, failure) in [
        ("approve", "PAID", None),
        ("fail", "CANCELLED", Some("DECLINED_BY_CHANNEL")),
        ("cancel", "CANCELLED", Some("CANCELLED_BY_USER")),
        ("expire", "EXPIRED", Some("CHARGE_EXPIRED")),
    ] {
        let session = gateway.create(by_wallet).await;
        in_order(&gateway.story(&session).await, &["Waits for the shopper on the wallet's page."]);
        gateway.pick(&session, outcome).await;
        let now = gateway.retrieve(&session).await;
        let code = now["chargeDetails"][0]["failureCode"].as_str();
        assert_eq!((now["status"].as_str(), code), (Some(status), failure), "{outcome}");
    }
}

#[tokio::test]
async fn a_session_offers_only_what_can_happen_to_it() {
    let gateway = Gateway::start().await;
    let waiting = gateway.create(|_| ()).await;
    let hosted = gateway
        .create(|body| {
            body["mode"] = json!("REDIRECT");
            body["autoConfirm"] = json!(true);
            body.as_object_mut().unwrap().remove("paymentMethod");
        })
        .await;
    let offers = |page: &str| -> Vec<&str> {
        ["approve", "fail", "cancel", "expire"]
            .into_iter()
            .filter(|value| page.contains(&format!("name=\"outcome\" value=\"{value}\"")))
            .collect()
    };
    assert_eq!(offers(&gateway.story(&waiting).await), ["expire"]);
    assert_eq!(offers(&gateway.story(&hosted).await), ["cancel", "expire"]);
    // Its charge is open already, and still nothing is chosen that could be approved.
    let offered = gateway
        .create(|body| {
            by_wallet(body);
            body["mode"] = json!("REDIRECT");
        })
        .await;
    assert_eq!(offered["chargeDetails"][0]["status"], "WAITING_FOR_USER_ACTION");
    assert_eq!(offers(&gateway.story(&offered).await), ["cancel", "expire"]);
    for session in [&waiting, &hosted, &offered] {
        let before = gateway.retrieve(session).await;
        for outcome in ["approve", "fail"] {
            gateway.pick(session, outcome).await;
        }
        assert_eq!(gateway.retrieve(session).await, before);
    }
    gateway.pick(&waiting, "expire").await;
    gateway.pick(&hosted, "cancel").await;
    assert_eq!(gateway.retrieve(&waiting).await["status"], "EXPIRED");
    assert_eq!(gateway.retrieve(&hosted).await["status"], "CANCELLED");
    let manual =
        |body: &mut Value| body["paymentMethodOptions"] = json!({"card": {"captureMethod": "manual"}});
    let held = gateway.pay("5550000112230001", manual).await;
    assert_eq!(
        offers(&gateway.story(&held).await),
        Vec::<&str>::new(),
        "held money waits for the merchant alone"
    );
}

#[tokio::test]
async fn the_clock_the_callbacks_and_the_faults_have_their_buttons() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let gateway = Gateway::with(receiver.config(dir.path())).await;
    in_order(&gateway.page("/console/callbacks").await, &["Nothing was told yet"]);
    receiver.answer([404]);
    let cancelled = gateway.cancelled().await;
    receiver.next().await;
    let callback = gateway.attempted(1).await;
    in_order(
        &gateway.page("/console/callbacks").await,
        &["REFUSED", "PAYMENT.CANCELLED", "HTTP 404", "Resend"],
    );
    let path = format!("/console/callbacks/{}/resend", id(&callback));
    assert_eq!(
        gateway.button(&path, &[("back", "/console/callbacks?page=1")]).await,
        "/console/callbacks?page=1"
    );
    assert_eq!(receiver.next().await.told().1, id(&cancelled));
    gateway.attempted(2).await;
    in_order(&gateway.page("/console/callbacks").await, &["DELIVERED", "HTTP 404 HTTP 200"]);

    for (seconds, now) in
        [("300", "00:05:00"), ("900", "00:20:00"), ("3600", "01:20:00"), ("43200", "13:20:00")]
    {
        assert_eq!(
            gateway.button("/console/clock", &[("back", "//evil.example"), ("advance", seconds)]).await,
            "/console"
        );
        assert!(gateway.page("/console").await.contains(&format!("2030-01-01 {now}.000 UTC")));
    }
    in_order(&gateway.page("/console/faults").await, &["Nothing is to go wrong"]);
    let fault = [
        ("route", "GET /v2/charges"),
        ("effect", "bad_gateway"),
        ("when", "before"),
        ("times", "2"),
        ("delay", "0"),
    ];
    gateway.button("/console/faults", &fault).await;
    let cut = [
        ("route", ""),
        ("effect", "cut:connection"),
        ("when", "after_commit"),
        ("times", "1"),
        ("delay", "5"),
    ];
    gateway.button("/console/faults", &cut).await;
    in_order(
        &gateway.page("/console/faults").await,
        &[
            "bad_gateway GET /v2/charges before 0 ms 2 of 2",
            "connection ends any but the access token after the commit 5 ms 1 of 1",
        ],
    );
    gateway.get("/v2/charges").await.refused(502, "bad_gateway");
    assert_eq!(gateway.button("/console/faults/forget", &[("id", "")]).await, "/console/faults");
    in_order(&gateway.page("/console/faults").await, &["Nothing is to go wrong"]);
    // What the control call would refuse, the form refuses with its words.
    let token = form_token(&gateway.page("/console").await);
    let wrong = encoded(&[
        ("token", &token),
        ("route", ""),
        ("effect", "delay"),
        ("when", "before"),
        ("times", "many"),
        ("delay", "0"),
    ]);
    let answer = gateway
        .send(gateway.http.post(gateway.url("/console/faults")).header("Content-Type", FORM).body(wrong))
        .await;
    assert_eq!(answer.status, 400);
    in_order(&answer.text, &["code required", "times must be a whole number"]);
}

#[tokio::test]
async fn only_the_consoles_own_forms_change_anything() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let gateway = Gateway::with(receiver.config(dir.path())).await;
    let session = gateway.create(|_| ()).await;
    let waiting = gateway.confirm(&session, CHALLENGED).await.data().clone();
    let bank =
        form_token(&gateway.send(gateway.http.get(waiting["paymentUrl"].as_str().unwrap())).await.text);
    let cancelled = gateway.cancelled().await;
    receiver.next().await;
    let callback = gateway.attempted(1).await;
    let token = form_token(&gateway.page("/console").await);
    let forms = [
        (
            format!("/console/sessions/{}/outcome", id(&session)),
            vec![("back", "/console"), ("outcome", "approve")],
        ),
        (format!("/console/callbacks/{}/resend", id(&callback)), vec![("back", "/console")]),
        ("/console/clock".to_owned(), vec![("back", "/console"), ("advance", "300")]),
        (
            "/console/faults".to_owned(),
            vec![
                ("route", ""),
                ("effect", "internal_error"),
                ("when", "before"),
                ("times", "1"),
                ("delay", "0"),
            ],
        ),
        ("/console/faults/forget".to_owned(), vec![("id", "")]),
    ];
    let own = gateway.running.base_url().to_owned();
    let mut attempts: Vec<(&str, Vec<(&str, &str)>)> = vec![("", vec![]), ("x", vec![]), (&bank, vec![])];
    for headers in [
        vec![("Sec-Fetch-Site", "cross-site")],
        vec![("Sec-Fetch-Site", "same-site")],
        vec![("Sec-Fetch-Site", "none")],
        vec![("Origin", "https://evil.example")],
        vec![("Origin", "null")],
        vec![("Origin", own.as_str()), ("Sec-Fetch-Site", "cross-site")],
    ] {
        attempts.push((&token, headers));
    }
    for (path, fields) in &forms {
        for (given, headers) in &attempts {
            let pairs: Vec<_> = [("token", *given)].into_iter().chain(fields.iter().copied()).collect();
            let request =
                gateway.http.post(gateway.url(path)).header("Content-Type", FORM).body(encoded(&pairs));
            let request =
                headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
            assert_eq!(gateway.send(request).await.status, 403, "{path} {given} {headers:?}");
        }
        let request = gateway.http.get(gateway.url(path));
        let read = gateway.send(request).await.status;
        assert_eq!(read, if path == "/console/faults" { 200 } else { 405 }, "{path} by GET");
    }
    let button = encoded(&[("token", &token), ("back", "/console"), ("advance", "301")]);
    let request = gateway.http.post(gateway.url("/console/clock")).header("Content-Type", FORM).body(button);
    assert_eq!(gateway.send(request).await.status, 403, "no button says so");
    assert_eq!(gateway.retrieve(&session).await["status"], "REQUIRE_ACTION");
    assert_eq!(gateway.running.now().to_string(), crate::support::START);
    assert_eq!(gateway.callbacks().await[0]["resends"], 0);
    in_order(&gateway.page("/console/faults").await, &["Nothing is to go wrong"]);
    assert_eq!(cancelled["status"], "CANCELLED");
}

#[tokio::test]
async fn nobody_else_than_this_machine_is_let_in_and_headers_are_strict() {
    let gateway = Gateway::start().await;
    let session = gateway.create(|_| ()).await;
    let story = format!("/console/sessions/{}", id(&session));
    let paths = [
        "/console",
        "/console/callbacks",
        "/console/faults",
        &story,
        "/control/clock",
        "/control/faults",
        "/control/callbacks",
    ];
    for path in paths {
        for (name, value) in [
            ("host", "evil.example"),
            ("host", "evil.example:80"),
            ("host", "192.168.1.7"),
            ("x-forwarded-for", "203.0.113.7"),
            ("forwarded", "for=203.0.113.7"),
            ("x-forwarded-host", "sandbox.example"),
        ] {
            let request = gateway.http.get(gateway.url(path)).header(name, value);
            gateway.send(request).await.refused(403, "forbidden_access");
        }
        let port = gateway.running.base_url().rsplit(':').next().unwrap();
        let request = gateway.http.get(gateway.url(path)).header(HOST, format!("localhost:{port}"));
        assert_eq!(gateway.send(request).await.status, 200, "{path}");
    }
    // The API and the shopper's pages are for whoever reaches them.
    let request =
        gateway.authorized(gateway.http.get(gateway.url("/v2/payments"))).header(HOST, "sandbox.example");
    assert_eq!(gateway.send(request).await.status, 200);
    for path in &paths[..4] {
        let response = gateway.http.get(gateway.url(path)).send().await.unwrap();
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!((header("cache-control"), header("x-frame-options")), ("no-store".into(), "DENY".into()));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(
            header("content-security-policy"),
            "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; frame-ancestors 'none'; \
             base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        );
        let page = response.text().await.unwrap();
        assert!(
            !page.contains("style=") && !page.contains("onclick") && page.matches("<script").count() == 1
        );
    }
    for (path, media_type) in [
        ("/assets/console.css", "text/css; charset=utf-8"),
        ("/assets/console.js", "text/javascript; charset=utf-8"),
    ] {
        let response = gateway.http.get(gateway.url(path)).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], media_type);
    }
    for path in ["/console/sessions/none", "/console/sessions/%ff", "/console/sessions/%3Cscript%3E"] {
        let answer = gateway.send(gateway.http.get(gateway.url(path))).await;
        assert_eq!(answer.status, 404);
        in_order(&answer.text, &["There is no such thing"]);
    }
}

#[tokio::test]
async fn it_shows_no_number_no_code_no_key_and_no_secret() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let gateway = Gateway::with(receiver.config(dir.path())).await;
    let mut secrets =
        vec![KEY.to_owned(), "secret-one".to_owned(), CHALLENGED.to_owned(), "44400001".to_owned()];
    let session = gateway.create(|_| ()).await;
    let key = session["encryptionKey"].as_str().unwrap().to_owned();
    let mut card = plaintext(CHALLENGED);
    card["card"]["cvc"] = json!(CVC);
    let envelope = envelope_of(&key, card.to_string().as_bytes(), NAMES);
    let path = format!("/v2/payments/{}/confirm", id(&session));
    let confirmed = gateway.post(&path, &confirm_body(&envelope)).await.data().clone();
    secrets.push(confirmed["paymentUrl"].as_str().unwrap().rsplit('/').next().unwrap().to_owned());
    let open = gateway.story(&session).await;
    gateway.decide(&confirmed, "approve").await;
    let token = gateway.tokens(&session).await[0]["token"].clone();
    let mut body = stored_body(&session["customerId"], &token);
    body["paymentMethod"]["card"]["cvc"] = json!(CVC);
    let stored = gateway.post("/v2/payments", &body).await.data().clone();
    secrets.push(stored["paymentUrl"].as_str().unwrap().rsplit('/').next().unwrap().to_owned());
    let hosted = gateway.create(|body| body["mode"] = json!("REDIRECT")).await;
    secrets.push(hosted["paymentUrl"].as_str().unwrap().rsplit('/').next().unwrap().to_owned());
    secrets.extend([key, envelope, token.as_str().unwrap().to_owned()]);
    let account = json!({"clientReferenceId": "secret-account", "paymentSessionId": session["id"], "isFullAmount": true,
        "reason": "OTHERS", "transferDestination": {"channelCode": "BCA",
            "channelInformation": {"accountNumber": "999966660001", "accountName": "SITI BUYER"}}});
    gateway.refund(&account).await.data();
    secrets.push("999966660001".to_owned());
    receiver.next().await;
    let mut pages = vec![open];
    for path in ["/console", "/console/callbacks", "/console/faults", "/console?status=PAID"] {
        pages.push(gateway.page(path).await);
    }
    for session in [&session, &stored, &hosted] {
        pages.push(gateway.story(session).await);
    }
    assert!(pages.iter().any(|page| page.contains("ending in 0002")), "the card is on them");
    for page in &pages {
        for secret in &secrets {
            assert!(!page.contains(secret.as_str()), "{secret} in {page}");
        }
        for written in [format!(">{CVC}<"), format!("\"{CVC}\"")] {
            assert!(!page.contains(&written), "the code in {page}");
        }
    }
}

#[tokio::test]
async fn what_was_stored_before_there_were_stories_is_shown_too() {
    let dir = tempfile::tempdir().unwrap();
    let gateway = Gateway::with(config(dir.path())).await;
    let paid = gateway.pay(CHALLENGED, |_| ()).await;
    gateway.running.shutdown().await.unwrap();
    let database = rusqlite::Connection::open(dir.path().join("sandbox.sqlite3")).unwrap();
    assert!(database.execute("DELETE FROM events", []).unwrap() > 3);
    drop(database);
    let gateway = Gateway::with(config(dir.path())).await;
    in_order(&gateway.story(&paid).await, &["PAID", "Session created", "Charge", "ending in 0002"]);
}
