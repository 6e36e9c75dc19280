//! What a merchant is told, how often, in which order, and what a restart does to it.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use cardseal_sandbox::{Error, Merchant, Sandbox};
use cardseal_types::{Callback, CallbackData};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::hosted::url_of;
use crate::program::{Caller, Program};
use crate::receiver::{KEY, Receiver, attempts};
use crate::support::{Gateway, NAMES, config, confirm_body, envelope_of, id, plaintext};
use crate::wallets::wallet_body;

const CHALLENGED: &str = "4440000112290002";
const FRICTIONLESS: &str = "4440000112200001";
const DECLINED: &str = "4440000334480001";
const CVC: &str = "918";

/// Milliseconds between the attempts that are documented.
const WAITS: [u64; 6] = [300_000, 900_000, 3_600_000, 10_800_000, 21_600_000, 43_200_000];

fn is(state: &'static str) -> impl Fn(&[Value]) -> bool {
    move |all| all.iter().all(|callback| callback["state"] == state)
}

/// What is told of each end of a hosted or a wallet payment, in this order.
#[tokio::test]
async fn every_end_of_a_shoppers_page_is_told() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let gateway = Gateway::with(receiver.config(dir.path())).await;
    let (processing, paid, cancelled) = ("PAYMENT.PROCESSING", "PAYMENT.PAID", "PAYMENT.CANCELLED");
    let phones: [(&str, &[&str]); 4] = [
        ("08111111001", &[processing, paid]),
        ("08111111002", &[processing]),
        ("08111111003", &[processing, cancelled]),
        ("08111111004", &[processing]),
    ];
    for (phone, events) in phones {
        let session = gateway.redirect(|_| ()).await;
        let wallet = gateway.choose_wallet(&session, "DANA", false).await;
        gateway.pay_by_wallet(&wallet, phone).await;
        for event in events {
            let told = receiver.next().await;
            assert_eq!((told.told().0, told.told().1), (*event, id(&session)), "{phone}");
        }
    }
    let session = gateway.post("/v2/payments", &wallet_body("OVO")).await.data().clone();
    gateway.press(url_of(&session), &[("decision", "cancel")]).await.on();
    assert_eq!(receiver.next().await.told(), (cancelled, id(&session), "CANCELLED"));
    for fixed in [Value::Null, json!({"type": "CARD"})] {
        let session = gateway.redirect(|body| body["paymentMethod"] = fixed).await;
        gateway.press(url_of(&session), &[("decision", "cancel")]).await.on();
        let told = receiver.next().await;
        assert_eq!(told.told(), (cancelled, id(&session), "CANCELLED"));
        assert_eq!(told.json["data"], gateway.retrieve(&session).await, "what a retrieve call shows");
    }
    for (number, events) in [(CHALLENGED, [processing, paid]), (DECLINED, [processing, cancelled])] {
        let session = gateway.redirect(|_| ()).await;
        let led = gateway.pay_by_card(&session, number, false).await;
        assert!(receiver.is_idle(), "there is no event for the bank's page");
        gateway.press(led.on(), &[("decision", "approve")]).await.on();
        for event in events {
            let told = receiver.next().await;
            assert_eq!((told.told().0, told.told().1), (event, id(&session)), "{number}");
        }
    }
    gateway.callbacks_until(is("DELIVERED")).await;
    assert!(receiver.is_idle());
}

#[tokio::test]
async fn a_payment_is_told_of_as_processing_and_as_paid() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let gateway = Gateway::with(receiver.config(dir.path())).await;
    let session = gateway.create(|_| ()).await;
    let mut card = plaintext(CHALLENGED);
    card["card"]["cvc"] = json!(CVC);
    let key = session["encryptionKey"].as_str().unwrap();
    let envelope = envelope_of(key, card.to_string().as_bytes(), NAMES);
    let path = format!("/v2/payments/{}/confirm", id(&session));
    let confirmed = gateway.post(&path, &confirm_body(&envelope)).await.data().clone();
    assert_eq!(confirmed["status"], "REQUIRE_ACTION");
    assert_eq!(gateway.callbacks().await, Vec::<Value>::new(), "there is no event for the bank's page");
    gateway.decide(&confirmed, "approve").await;

    let (processing, paid) = (receiver.next().await, receiver.next().await);
    assert_eq!(processing.told(), ("PAYMENT.PROCESSING", id(&session), "PROCESSING"));
    assert_eq!(processing.json["data"]["chargeDetails"][0]["status"], "PROCESSING");
    assert_eq!(paid.told(), ("PAYMENT.PAID", id(&session), "PAID"));
    assert_eq!(paid.json["data"], gateway.retrieve(&session).await, "what a retrieve call shows");
    for delivery in [&processing, &paid] {
        assert_eq!((delivery.method.as_str(), delivery.path.as_str()), ("POST", "/callbacks"));
        let header = |name: &str| delivery.headers[name].to_str().unwrap();
        assert_eq!(header("x-api-key"), KEY);
        assert_eq!((header("content-type"), header("accept")), ("application/json", "application/json"));
        assert_eq!(delivery.json.as_object().unwrap().len(), 2);
        let read: Callback = serde_json::from_str(&delivery.text).unwrap();
        assert!(matches!(read.data, CallbackData::Session(session) if session.id.as_str() == id(&confirmed)));
        for secret in [CHALLENGED, CVC, &envelope, key] {
            assert!(!delivery.text.contains(&format!("\"{secret}\"")), "{secret}");
        }
    }
    let callbacks = gateway.callbacks_until(is("DELIVERED")).await;
    let events: Vec<_> = callbacks.iter().map(|callback| callback["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["PAYMENT.PAID", "PAYMENT.PROCESSING"], "newest first");
    assert_eq!(attempts(&callbacks[0]), &vec![json!({"at": crate::support::START, "status": 200})]);
    assert_eq!(callbacks[0]["sessionId"], session["id"]);
    assert!(callbacks[0].get("nextAttemptAt").is_none());
    let log = crate::support::log().0.lock().unwrap().clone();
    assert!(!String::from_utf8_lossy(&log).contains(KEY));
}

#[tokio::test]
async fn every_end_is_told_of_but_expiry() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let gateway = Gateway::with(receiver.config(dir.path())).await;
    let frictionless = gateway.pay(FRICTIONLESS, |_| ()).await;
    assert_eq!(receiver.next().await.told(), ("PAYMENT.PROCESSING", id(&frictionless), "PROCESSING"));
    assert_eq!(receiver.next().await.told(), ("PAYMENT.PAID", id(&frictionless), "PAID"));

    let declined = gateway.pay(DECLINED, |_| ()).await;
    assert_eq!(receiver.next().await.told(), ("PAYMENT.PROCESSING", id(&declined), "PROCESSING"));
    let told = receiver.next().await;
    assert_eq!(told.told(), ("PAYMENT.CANCELLED", id(&declined), "CANCELLED"));
    assert_eq!(told.json["data"], declined);
    assert_eq!(told.json["data"]["chargeDetails"][0]["failureCode"], "DECLINED_BY_CHANNEL");

    let cancelled = gateway.cancelled().await;
    let told = receiver.next().await;
    assert_eq!(told.told(), ("PAYMENT.CANCELLED", id(&cancelled), "CANCELLED"));
    assert_eq!(told.json["data"], cancelled);

    gateway.create(|_| ()).await;
    let open = gateway.create(|_| ()).await;
    gateway.confirm(&open, CHALLENGED).await;
    gateway.running.advance_clock(Duration::from_secs(3600)).await.unwrap();
    assert_eq!(gateway.callbacks_until(is("DELIVERED")).await.len(), 5);
    assert!(receiver.is_idle());
}

#[tokio::test]
async fn a_merchant_without_an_address_is_told_nothing() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let mut gateway = Gateway::with(receiver.config(dir.path())).await;
    gateway.log_in("merchant-two", "secret-two").await;
    gateway.cancelled().await;
    gateway.log_in("merchant-one", "secret-one").await;
    let own = gateway.cancelled().await;
    assert_eq!(receiver.next().await.told().1, id(&own));
    assert_eq!(gateway.callbacks().await.len(), 1);
}

#[tokio::test]
async fn failures_are_retried_by_the_schedule_across_a_restart_and_then_left_to_a_human() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let statuses = [500, 503, 408, 429, 599, 502, 500];
    receiver.answer(statuses);
    let mut gateway = Gateway::with(receiver.config(dir.path())).await;
    let mut config = receiver.config(dir.path());
    gateway.cancelled().await;
    let start = gateway.running.now();
    let mut expected = start;
    for (made, wait) in (1..).zip(WAITS) {
        let callback = gateway.attempted(made).await;
        expected += Duration::from_millis(wait);
        assert_eq!(callback["state"], "PENDING");
        assert_eq!(callback["nextAttemptAt"], expected.to_string());
        // One millisecond before, nothing is due: the times of all attempts are compared below.
        gateway.running.advance_clock(Duration::from_millis(wait - 1)).await.unwrap();
        if made == 3 {
            gateway.running.shutdown().await.unwrap();
            gateway = Gateway::with(config).await;
            config = receiver.config(dir.path());
        }
        gateway.running.advance_clock(Duration::from_millis(1)).await.unwrap();
    }
    let callback = gateway.attempted(7).await;
    let mut at = start;
    for ((attempt, status), wait) in
        attempts(&callback).iter().zip(statuses).zip(WAITS.into_iter().chain([0]))
    {
        assert_eq!(attempt, &json!({"at": at.to_string(), "status": status}));
        at += Duration::from_millis(wait);
    }
    assert_eq!(callback["state"], "MANUAL");
    assert!(callback.get("nextAttemptAt").is_none());
    let first = receiver.next().await;
    for _ in 1..7 {
        assert_eq!(receiver.next().await.text, first.text, "the same bytes every time");
    }

    receiver.answer([500]);
    gateway.resend(&callback["id"]).await;
    assert_eq!(gateway.attempted(8).await["state"], "MANUAL", "a resend brings no new schedule");
    let resent = gateway.resend(&callback["id"]).await;
    assert_eq!((resent.status, &resent.json["state"]), (200, &json!("PENDING")));
    let callback = gateway.attempted(9).await;
    assert_eq!((&callback["state"], &callback["resends"]), (&json!("DELIVERED"), &json!(2)));
}

#[tokio::test]
async fn only_200_acknowledges_and_no_redirect_is_followed() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let gateway = Gateway::with(receiver.config(dir.path())).await;
    for status in [201, 204, 301, 302, 307, 308, 400, 401, 403, 404, 409, 422] {
        receiver.answer([status]);
        let session = gateway.cancelled().await;
        assert_eq!(receiver.next().await.told().1, id(&session));
        let callback = gateway.attempted(1).await;
        assert_eq!(
            (&callback["state"], &callback["attempts"][0]["status"]),
            (&json!("REFUSED"), &json!(status))
        );
    }
    gateway.running.advance_clock(Duration::from_secs(48 * 3600)).await.unwrap();
    assert!(gateway.callbacks_until(is("REFUSED")).await.iter().all(|all| attempts(all).len() == 1));
    assert!(receiver.is_idle(), "a redirect was followed, or a refusal tried again");
}

#[tokio::test]
async fn transport_faults_are_retried() {
    let dir = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut config = config(dir.path());
    let url = |scheme: &str| format!("{scheme}://127.0.0.1:{port}/");
    config.merchants[0] =
        Merchant::new("merchant-one", "secret-one", "Shop").with_callbacks(url("http"), KEY);
    config.merchants[1] =
        Merchant::new("merchant-two", "secret-two", "Shop").with_callbacks(url("https"), KEY);
    let mut gateway = Gateway::with(config).await;
    let hangs_up = tokio::spawn(async move {
        // Hangs up twice: on a request in clear, and on a greeting in TLS.
        for _ in 0..2 {
            drop(listener.accept().await.unwrap());
        }
        listener
    });
    gateway.cancelled().await;
    let broken = gateway.attempted(1).await;
    assert_eq!(
        (&broken["state"], &broken["attempts"][0]["fault"]),
        (&json!("PENDING"), &json!("broken off"))
    );
    gateway.log_in("merchant-two", "secret-two").await;
    gateway.cancelled().await;
    let broken = gateway.attempted(1).await;
    assert_eq!(
        (&broken["state"], &broken["attempts"][0]["fault"]),
        (&json!("PENDING"), &json!("connection"))
    );
    // Nobody listens any more.
    drop(hangs_up.await.unwrap());
    gateway.cancelled().await;
    let unreached = gateway.attempted(1).await;
    assert_eq!(unreached["attempts"][0], json!({"at": crate::support::START, "fault": "connection"}));
    assert_eq!(unreached["nextAttemptAt"], "2030-01-01T00:05:00Z");
}

#[tokio::test]
async fn a_receiver_that_never_answers_is_given_up_on() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let gateway = Gateway::with(receiver.config(dir.path())).await;
    let session = gateway.create(|_| ()).await;
    let _gate = receiver.hold(id(&session));
    let reason = json!({"cancellationReason": "VOID_SESSION"});
    gateway.post(&format!("/v2/payments/{}/cancel", id(&session)), &reason).await;
    receiver.next().await;
    let callback = gateway.attempted(1).await;
    assert_eq!(
        (&callback["state"], &callback["attempts"][0]["fault"]),
        (&json!("PENDING"), &json!("timeout"))
    );
}

#[tokio::test]
async fn first_attempts_of_a_session_keep_their_order_and_hold_up_no_other_session() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let gateway = Gateway::with(receiver.config(dir.path())).await;
    let slow = gateway.create(|_| ()).await;
    let gate = receiver.hold(id(&slow));
    gateway.confirm(&slow, FRICTIONLESS).await;
    assert_eq!(receiver.next().await.told(), ("PAYMENT.PROCESSING", id(&slow), "PROCESSING"));
    let quick = gateway.pay(FRICTIONLESS, |_| ()).await;
    assert_eq!(receiver.next().await.told(), ("PAYMENT.PROCESSING", id(&quick), "PROCESSING"));
    assert_eq!(receiver.next().await.told(), ("PAYMENT.PAID", id(&quick), "PAID"));
    gate.add_permits(2);
    assert_eq!(receiver.next().await.told(), ("PAYMENT.PAID", id(&slow), "PAID"));

    // A failed first attempt holds up nothing: what is told later may come first.
    receiver.answer([500]);
    let failing = gateway.pay(FRICTIONLESS, |_| ()).await;
    assert_eq!(receiver.next().await.told().0, "PAYMENT.PROCESSING");
    assert_eq!(receiver.next().await.told(), ("PAYMENT.PAID", id(&failing), "PAID"));
    let callbacks = gateway.callbacks_until(|all| all[0]["state"] == "DELIVERED").await;
    assert_eq!(callbacks[1]["state"], "PENDING");
}

#[tokio::test]
async fn a_delivery_that_a_crash_cut_off_is_made_again() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let session;
    {
        let gateway = Gateway::with(receiver.config(dir.path())).await;
        let open = gateway.create(|_| ()).await;
        receiver.hold(id(&open));
        session = gateway.confirm(&open, FRICTIONLESS).await.data().clone();
        assert_eq!(receiver.next().await.told().0, "PAYMENT.PROCESSING");
        // Dropped while the merchant has not answered yet.
    }
    receiver.hold(id(&session)).add_permits(2);
    let gateway = Gateway::with(receiver.config(dir.path())).await;
    assert_eq!(receiver.next().await.told(), ("PAYMENT.PROCESSING", id(&session), "PROCESSING"));
    assert_eq!(receiver.next().await.told(), ("PAYMENT.PAID", id(&session), "PAID"));
    assert_eq!(gateway.callbacks_until(is("DELIVERED")).await.len(), 2);
}

#[tokio::test]
async fn a_graceful_stop_waits_for_the_answer() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let gateway = Gateway::with(receiver.config(dir.path())).await;
    let session = gateway.create(|_| ()).await;
    let gate = receiver.hold(id(&session));
    let reason = json!({"cancellationReason": "VOID_SESSION"});
    gateway.post(&format!("/v2/payments/{}/cancel", id(&session)), &reason).await;
    receiver.next().await;
    let stop = tokio::spawn(gateway.running.shutdown());
    gate.add_permits(1);
    stop.await.unwrap().unwrap();
    let gateway = Gateway::with(receiver.config(dir.path())).await;
    assert_eq!(gateway.callbacks().await[0]["state"], "DELIVERED");
    assert!(receiver.is_idle());
}

#[tokio::test]
async fn a_resend_is_guarded_and_is_never_lost() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let gateway = Gateway::with(receiver.config(dir.path())).await;
    let session = gateway.create(|_| ()).await;
    let gate = receiver.hold(id(&session));
    let reason = json!({"cancellationReason": "VOID_SESSION"});
    gateway.post(&format!("/v2/payments/{}/cancel", id(&session)), &reason).await;
    receiver.next().await;
    let callback = gateway.callbacks().await[0].clone();
    let url = gateway.url(&format!("/control/callbacks/{}/resend", callback["id"].as_str().unwrap()));
    // What a form on some other page could send.
    gateway.send(gateway.http.post(&url)).await.refused(400, "api_validation_error");
    let form = gateway.http.post(&url).header("Content-Type", "text/plain").body("{}");
    gateway.send(form).await.refused(400, "api_validation_error");
    gateway.resend(&json!("00000000-0000-4000-8000-000000000000")).await.refused(404, "resource_missing");
    assert_eq!(gateway.callbacks().await[0]["resends"], 0);

    // Asked for while the first delivery still waits for its answer.
    gateway.resend(&callback["id"]).await;
    gate.add_permits(2);
    receiver.next().await;
    let callbacks = gateway.callbacks_until(is("DELIVERED")).await;
    assert_eq!(attempts(&callbacks[0]).len(), 2);

    gateway.running.shutdown().await.unwrap();
    let silent = Gateway::with(config(dir.path())).await;
    let refused = silent.resend(&callback["id"]).await;
    assert_eq!(refused.refused(400, "api_validation_error").fields(), ["callbackUrl"]);
    assert_eq!(silent.callbacks().await[0]["state"], "DELIVERED");
}

#[tokio::test]
async fn the_list_has_pages_and_knows_references() {
    let (dir, receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let gateway = Gateway::with(receiver.config(dir.path())).await;
    let first = gateway.cancelled().await;
    let second = gateway.cancelled().await;
    let list = |query: String| {
        let request = gateway.http.get(gateway.url(&format!("/control/callbacks?{query}")));
        async { gateway.send(request).await }
    };
    let page = list("page=2&perPage=1".to_owned()).await.json;
    assert_eq!(page["pagination"], json!({"page": 2, "perPage": 1, "totalItems": 2, "totalPages": 2}));
    assert_eq!(page["callbacks"][0]["sessionId"], first["id"]);
    let reference = second["clientReferenceId"].as_str().unwrap();
    let found = list(format!("clientReferenceId={reference}")).await.json;
    assert_eq!(found["callbacks"].as_array().unwrap().len(), 1);
    assert_eq!(found["callbacks"][0]["clientReferenceId"], reference);
    list("page=0".to_owned()).await.refused(400, "api_validation_error");
}

#[tokio::test]
async fn a_sandbox_does_not_start_with_callbacks_it_cannot_send() {
    let dir = tempfile::tempdir().unwrap();
    let merchant = || Merchant::new("m", "s", "M");
    for (url, key) in [("http://shop.example/", KEY), ("", KEY), ("https://shop.example/", "")] {
        let mut config = config(dir.path());
        config.merchants = vec![merchant().with_callbacks(url, key)];
        let error = Sandbox::start(config).await.unwrap_err();
        assert_eq!(matches!(error, Error::CallbackKey), key.is_empty(), "{error}");
        assert_eq!(matches!(error, Error::CallbackUrl), !key.is_empty(), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_program_forgets_no_callback() {
    let (dir, mut receiver) = (tempfile::tempdir().unwrap(), Receiver::start().await);
    let environment =
        [("CARDSEAL_SANDBOX_CALLBACK_URL", &*receiver.url), ("CARDSEAL_SANDBOX_CALLBACK_KEY", KEY)];
    let mut paid = HashSet::new();
    for round in 0..4 {
        // Every other round the merchant is down, so that much is left for the next run.
        receiver.answer_always(if round % 2 == 0 { 500 } else { 200 });
        let mut program = Program::start_with(dir.path(), &environment);
        let caller = Caller::log_in(&program.url).await;
        let count = Arc::new(Semaphore::new(0));
        let payers: Vec<_> =
            (0..3).map(|_| tokio::spawn(caller.clone().pay_until_dead(Arc::clone(&count)))).collect();
        count.acquire_many(4 + round).await.unwrap().forget();
        program.child.kill().unwrap();
        program.child.wait().unwrap();
        for payer in payers {
            let acknowledged = payer.await.unwrap().into_iter();
            paid.extend(acknowledged.filter(|(_, status)| status == "PAID").map(|(id, _)| id));
        }
    }
    assert!(paid.len() >= 12);
    // Once time has passed, whatever the merchant has not acknowledged comes.
    let mut told = HashSet::new();
    receiver.answer_always(200);
    let program = Program::start_with(dir.path(), &environment);
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let clock = http.post(format!("{}/control/clock", program.url)).json(&json!({"advanceSeconds": 300}));
    clock.send().await.unwrap();
    while !paid.is_subset(&told) {
        let delivery = receiver.next().await;
        assert_eq!(delivery.headers["x-api-key"], KEY);
        if let (200, ("PAYMENT.PAID", session, "PAID")) = (delivery.answer, delivery.told()) {
            told.insert(session.to_owned());
        }
    }
    let url = format!("{}/control/callbacks?perPage=100", program.url);
    loop {
        let list: Value = http.get(&url).send().await.unwrap().json().await.unwrap();
        let all = list["callbacks"].as_array().unwrap();
        if all.iter().all(|callback| callback["state"] == "DELIVERED") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
