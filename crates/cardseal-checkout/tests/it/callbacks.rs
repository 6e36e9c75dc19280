//! The gateway's callbacks, posted as the gateway posts them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use cardseal_types::{Callback, CallbackData, CallbackEvent, SessionId};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::fulfilment::{Merchant, next, rest};
use crate::harness::{
    Answer, CALLBACK_KEY, CHALLENGE, FRICTIONLESS, Shop, at_the_bank, at_the_wallet, client, logs, with_card,
};

const PATH: &str = "/callbacks/payments";
const LIMIT: usize = 256 * 1024;

/// Posts a body as the gateway does, and looks at what every answer has to be like.
async fn post(shop: &Shop, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Answer {
    let gateway = shop.shopper();
    let headers: Vec<_> = [("content-type", "application/json")].iter().chain(headers).copied().collect();
    let answer = gateway.send(Method::POST, PATH, &headers, Some(body.into())).await;
    assert!(answer.headers.get("set-cookie").is_none(), "a gateway is no shopper");
    assert_eq!(answer.headers["cache-control"], "no-store");
    answer
}

async fn deliver(shop: &Shop, callback: &Value) -> Answer {
    post(shop, &[("x-api-key", CALLBACK_KEY)], callback.to_string()).await
}

/// A callback with the session as the gateway has it.
async fn callback(shop: &Shop, event: CallbackEvent, session: &str) -> Value {
    let id = SessionId::parse(session).unwrap();
    let session = shop.client().retrieve_session(&id).await.unwrap().session;
    serde_json::to_value(Callback { event, data: CallbackData::Session(Box::new(session)) }).unwrap()
}

/// The newest order's status as the service knows it: a list asks nobody.
async fn known(shop: &Shop, cookie: &Arc<Mutex<Option<String>>>) -> String {
    let listed = shop.known(cookie).get("/api/orders").await.ok();
    listed["orders"][0]["status"].as_str().unwrap().to_owned()
}

/// An order whose card waits for its bank.
struct Waiting {
    cookie: Arc<Mutex<Option<String>>>,
    session: String,
    bank: String,
}

async fn waiting(shop: &Shop) -> Waiting {
    let shopper = shop.shopper();
    let created = shopper.order("card").await;
    let id = created["order"]["id"].as_str().unwrap();
    let answer = shopper.pay(id, &created["sessionKey"], CHALLENGE, false).await.ok();
    Waiting {
        cookie: shopper.cookie.clone(),
        session: created["sessionKey"]["sessionId"].as_str().unwrap().to_owned(),
        bank: answer["next"]["url"].as_str().unwrap().to_owned(),
    }
}

#[tokio::test]
async fn an_order_is_paid_although_its_shopper_never_comes_back() {
    let (merchant, mut handed) = Merchant::replying([]);
    let shop = Shop::open_with(Some(merchant)).await;
    let order = waiting(&shop).await;
    at_the_bank(&order.bank, "approve").await;
    assert_eq!(known(&shop, &order.cookie).await, "action_required");
    let paid = callback(&shop, CallbackEvent::PaymentPaid, &order.session).await;
    assert_eq!(deliver(&shop, &paid).await.ok(), json!({"received": true}));
    assert_eq!(known(&shop, &order.cookie).await, "paid");
    next(&mut handed).await;
}

#[tokio::test]
async fn what_was_paid_on_the_gateways_page_or_in_a_wallet_is_told_and_handed_over() {
    let (merchant, mut handed) = Merchant::replying([]);
    let shop = Shop::open_with(Some(merchant)).await;
    let shopper = shop.shopper();
    for wish in [
        json!({"method": "redirect", "save": true}),
        json!({"method": "ewallet", "channel": "DANA", "save": true}),
    ] {
        let created = shopper.order_with(wish).await;
        let id = created["order"]["id"].as_str().unwrap();
        let url = created["next"]["url"].as_str().unwrap();
        match created["order"]["method"].as_str() {
            Some("redirect") => with_card(url, FRICTIONLESS, true).await,
            _ => at_the_wallet(url, "08111111001").await,
        };
        let newest =
            shop.client().retrieve_session_by_reference(&newest(&shop, id).await).await.unwrap().unwrap();
        let paid = callback(&shop, CallbackEvent::PaymentPaid, newest.session.id.as_str()).await;
        for _ in 0..2 {
            deliver(&shop, &paid).await.ok();
        }
        let listed = shopper.get("/api/orders").await.ok()["orders"][0].clone();
        assert_eq!((&listed["status"], &listed["saved"]), (&json!("paid"), &json!(true)));
        next(&mut handed).await;
    }
    assert_eq!(shopper.wallet().await.len(), 2);
}

/// The reference of an order's newest session at the gateway.
async fn newest(shop: &Shop, order: &str) -> cardseal_types::ClientReferenceId {
    let mut newest = None;
    for number in 1..4 {
        let reference = cardseal_types::ClientReferenceId::parse(format!("{order}n{number}")).unwrap();
        if shop.client().retrieve_session_by_reference(&reference).await.unwrap().is_some() {
            newest = Some(reference);
        }
    }
    newest.unwrap()
}

#[tokio::test]
async fn a_cancelled_payment_is_told_by_a_callback_too() {
    let shop = Shop::open().await;
    let order = waiting(&shop).await;
    at_the_bank(&order.bank, "fail").await;
    let cancelled = callback(&shop, CallbackEvent::PaymentCancelled, &order.session).await;
    deliver(&shop, &cancelled).await.ok();
    assert_eq!(known(&shop, &order.cookie).await, "declined");
}

#[tokio::test]
async fn without_the_key_nothing_is_read_and_nothing_told() {
    let shop = Shop::open().await;
    let order = waiting(&shop).await;
    at_the_bank(&order.bank, "approve").await;
    let paid = callback(&shop, CallbackEvent::PaymentPaid, &order.session).await.to_string();
    let cookie = order.cookie.lock().unwrap().clone().unwrap();
    let longer = format!("{CALLBACK_KEY}0");
    let mut answers = Vec::new();
    for headers in [
        &[][..],
        &[("x-api-key", "")],
        &[("x-api-key", "another-key")],
        &[("x-api-key", &CALLBACK_KEY[1..])],
        &[("x-api-key", &longer)],
        &[("x-api-key", CALLBACK_KEY), ("x-api-key", CALLBACK_KEY)],
        &[("x-api-key", "another-key"), ("x-api-key", CALLBACK_KEY)],
        &[("authorization", CALLBACK_KEY)],
        &[("cookie", &cookie)],
        &[("cookie", &cookie), ("x-api-key", "another-key")],
    ] {
        for body in [paid.clone(), String::new(), "{".into(), " ".repeat(LIMIT + 1)] {
            let answer = post(&shop, headers, body).await;
            answers.push(answer.text.clone());
            answer.refused(401, "callback_key_refused");
        }
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(known(&shop, &order.cookie).await, "action_required");
}

#[tokio::test]
async fn both_keys_are_taken_during_a_rotation_and_the_old_one_no_longer_after() {
    let mut shop = Shop::open().await;
    let order = waiting(&shop).await;
    let mut delivered = Vec::new();
    for keys in [vec!["key-1"], vec!["key-2", "key-1"], vec!["key-2"]] {
        shop.keys = keys;
        shop.restart().await;
        let body = callback(&shop, CallbackEvent::PaymentProcessing, &order.session).await.to_string();
        for key in ["key-1", "key-2", "key-3"] {
            let answer = post(&shop, &[("x-api-key", key)], body.clone()).await;
            delivered.push(answer.status.as_u16());
        }
    }
    assert_eq!(delivered, [200, 401, 401, 200, 200, 401, 401, 200, 401]);
}

#[tokio::test]
async fn without_a_configured_key_the_address_is_not_there() {
    let mut shop = Shop::open().await;
    let order = waiting(&shop).await;
    shop.keys.clear();
    shop.restart().await;
    let body = callback(&shop, CallbackEvent::PaymentPaid, &order.session).await;
    let nothing = shop.shopper().get("/callbacks/nothing").await.text;
    for answer in [deliver(&shop, &body).await, post(&shop, &[("x-api-key", "")], "").await] {
        assert_eq!(answer.text, nothing);
        answer.refused(404, "not_found");
    }
    shop.shopper().get(PATH).await.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_deliveries_and_news_in_reverse_are_one_fulfilment() {
    let (merchant, mut handed) = Merchant::replying([]);
    let mut shop = Shop::open_with(Some(merchant)).await;
    let order = waiting(&shop).await;
    at_the_bank(&order.bank, "approve").await;
    let paid = callback(&shop, CallbackEvent::PaymentPaid, &order.session).await;
    let mut deliveries = JoinSet::new();
    for _ in 0..10 {
        let request = client().post(format!("{}{PATH}", shop.url())).header("x-api-key", CALLBACK_KEY);
        deliveries.spawn(request.body(paid.to_string()).send());
    }
    for answer in deliveries.join_all().await {
        assert_eq!(answer.unwrap().status(), 200);
    }
    for (event, status) in
        [("PAYMENT.CANCELLED", "CANCELLED"), ("PAYMENT.PROCESSING", "PROCESSING"), ("PAYMENT.PAID", "PAID")]
    {
        let mut late = paid.clone();
        (late["event"], late["data"]["status"]) = (event.into(), status.into());
        deliver(&shop, &late).await.ok();
        assert_eq!(known(&shop, &order.cookie).await, "paid");
    }
    // Of a payment that has ended, what was heard once needs no gateway any more.
    shop.lose_gateway().await;
    deliver(&shop, &paid).await.ok();
    next(&mut handed).await;
    shop.restart().await;
    shop.stop().await;
    assert_eq!(rest(&mut handed), Vec::<String>::new());
    let db = shop.database();
    let count = |sql| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM fulfilments"), 1);
    assert_eq!(count("SELECT count(*) FROM callbacks"), 3);
    assert_eq!(count("SELECT deliveries FROM callbacks WHERE callback LIKE '%PAYMENT.PAID%'"), 12);
}

#[tokio::test]
async fn a_forged_claim_pays_nothing_and_does_not_hide_the_true_one() {
    let (merchant, mut handed) = Merchant::replying([]);
    let shop = Shop::open_with(Some(merchant)).await;
    let order = waiting(&shop).await;
    let mut forged = callback(&shop, CallbackEvent::PaymentPaid, &order.session).await;
    forged["data"]["status"] = "PAID".into();
    forged["data"]["chargeDetails"][0]["status"] = "SUCCESS".into();
    for _ in 0..2 {
        deliver(&shop, &forged).await.ok();
        assert_eq!(known(&shop, &order.cookie).await, "action_required");
    }
    assert_eq!(rest(&mut handed), Vec::<String>::new());
    at_the_bank(&order.bank, "approve").await;
    // Word for word what was forged, and true by now.
    deliver(&shop, &forged).await.ok();
    assert_eq!(known(&shop, &order.cookie).await, "paid");
    next(&mut handed).await;
}

#[tokio::test]
async fn a_forged_cancellation_takes_nothing_away() {
    let shop = Shop::open().await;
    let order = waiting(&shop).await;
    let mut forged = callback(&shop, CallbackEvent::PaymentCancelled, &order.session).await;
    forged["data"]["status"] = "CANCELLED".into();
    deliver(&shop, &forged).await.ok();
    assert_eq!(known(&shop, &order.cookie).await, "action_required");
    at_the_bank(&order.bank, "approve").await;
    deliver(&shop, &forged).await.ok();
    assert_eq!(known(&shop, &order.cookie).await, "paid", "the gateway is believed, not the callback");
}

#[tokio::test]
async fn without_the_gateway_it_has_to_be_delivered_again() {
    let mut shop = Shop::open().await;
    let order = waiting(&shop).await;
    at_the_bank(&order.bank, "approve").await;
    let paid = callback(&shop, CallbackEvent::PaymentPaid, &order.session).await;
    shop.lose_gateway().await;
    deliver(&shop, &paid).await.refused(503, "gateway_unavailable");
    assert_eq!(known(&shop, &order.cookie).await, "action_required");
    shop.regain_gateway().await;
    deliver(&shop, &paid).await.ok();
    assert_eq!(known(&shop, &order.cookie).await, "paid");
}

#[tokio::test]
async fn a_restart_between_deliveries_loses_nothing_and_repeats_nothing() {
    let (merchant, mut handed) = Merchant::replying([]);
    let mut shop = Shop::open_with(Some(merchant)).await;
    let order = waiting(&shop).await;
    let processing = callback(&shop, CallbackEvent::PaymentProcessing, &order.session).await;
    deliver(&shop, &processing).await.ok();
    shop.restart().await;
    at_the_bank(&order.bank, "approve").await;
    let paid = callback(&shop, CallbackEvent::PaymentPaid, &order.session).await;
    deliver(&shop, &paid).await.ok();
    shop.restart().await;
    assert_eq!(known(&shop, &order.cookie).await, "paid");
    deliver(&shop, &paid).await.ok();
    shop.stop().await;
    assert_eq!(rest(&mut handed).len(), 1);
}

#[tokio::test]
async fn a_session_whose_id_was_lost_is_found_by_the_reference() {
    let mut shop = Shop::open().await;
    let order = waiting(&shop).await;
    at_the_bank(&order.bank, "approve").await;
    shop.stop().await;
    let lost = "UPDATE attempts SET state = 'creating', session_id = NULL, redirect = NULL";
    assert_eq!(shop.database().execute(lost, []).unwrap(), 1);
    shop.reopen().await;
    let paid = callback(&shop, CallbackEvent::PaymentPaid, &order.session).await;
    deliver(&shop, &paid).await.ok();
    assert_eq!(known(&shop, &order.cookie).await, "paid");
}

#[tokio::test]
async fn what_was_paid_after_its_end_is_told_to_the_operator() {
    let mut shop = Shop::open().await;
    let order = waiting(&shop).await;
    at_the_bank(&order.bank, "approve").await;
    shop.stop().await;
    let ended = "UPDATE attempts SET state = 'void', open = 0";
    assert_eq!(shop.database().execute(ended, []).unwrap(), 1);
    let id: String = shop.database().query_row("SELECT id FROM orders", [], |row| row.get(0)).unwrap();
    shop.reopen().await;
    let paid = callback(&shop, CallbackEvent::PaymentPaid, &order.session).await;
    deliver(&shop, &paid).await.ok();
    let log = String::from_utf8_lossy(&logs().lock().unwrap()).into_owned();
    let told = |line: &str| line.contains("paid after its end") && line.contains(&id);
    assert!(log.lines().any(told), "an operator has to know");
}

#[tokio::test]
async fn what_is_not_this_shops_is_acknowledged_and_left_alone() {
    let mut shop = Shop::open().await;
    let order = waiting(&shop).await;
    let real = callback(&shop, CallbackEvent::PaymentPaid, &order.session).await;
    let mut foreign = real.clone();
    foreign["data"]["id"] = "00000000-0000-4000-8000-00000000ffff".into();
    let mut nowhere = foreign.clone();
    nowhere["data"]["clientReferenceId"] = "ORDER0001".into();
    // Whoever asked the gateway about these would get no answer.
    shop.lose_gateway().await;
    for callback in [
        // The reference is that of an attempt whose session is another.
        &foreign,
        &nowhere,
        &json!({"event": "REFUND.SUCCESS", "data": {"id": "r1", "status": "SUCCESS"}}),
        &json!({"event": "PAYOUT.SUCCESS", "data": {"id": "p1"}}),
    ] {
        assert_eq!(deliver(&shop, callback).await.ok(), json!({"received": true}));
    }
    assert_eq!(known(&shop, &order.cookie).await, "action_required");
}

#[tokio::test]
async fn a_body_that_is_no_callback_is_refused_without_an_echo() {
    let shop = Shop::open().await;
    for (body, code) in [
        ("", "invalid_json"),
        ("SENTINEL", "invalid_json"),
        ("[]", "invalid_json"),
        (r#"{"event":"PAYMENT.PAID"}"#, "invalid_json"),
        (r#"{"event":"PAYMENT.PAID","data":"SENTINEL"}"#, "invalid_json"),
        (r#"{"event":"PAYMENT.PAID","data":{"id":"../SENTINEL","status":"PAID"}}"#, "invalid_json"),
        (r#"{"event":"A","event":"SENTINEL","data":{}}"#, "invalid_json"),
        (r#"{"event":"SENTINEL\n","data":{}}"#, "invalid_request"),
    ] {
        let answer = post(&shop, &[("x-api-key", CALLBACK_KEY)], body).await;
        assert!(!answer.text.contains("SENTINEL"), "{}", answer.text);
        answer.refused(400, code);
    }
}

#[tokio::test]
async fn a_body_is_bounded() {
    let shop = Shop::open().await;
    let order = waiting(&shop).await;
    let body = callback(&shop, CallbackEvent::PaymentProcessing, &order.session).await.to_string();
    let padded = |size: usize| format!("{body}{}", " ".repeat(size - body.len()));
    let key = [("x-api-key", CALLBACK_KEY)];
    post(&shop, &key, padded(LIMIT)).await.ok();
    post(&shop, &key, padded(LIMIT + 1)).await.refused(413, "body_too_large");
    // A body whose length is not told in advance.
    let mut stream = TcpStream::connect(shop.url().strip_prefix("http://").unwrap()).await.unwrap();
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nHost: shop\r\nX-API-Key: {CALLBACK_KEY}\r\nConnection: close\r\n\
         Transfer-Encoding: chunked\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let chunk = format!("{:x}\r\n{}\r\n", LIMIT / 16, " ".repeat(LIMIT / 16));
    for _ in 0..16 {
        stream.write_all(chunk.as_bytes()).await.unwrap();
    }
    // One byte more, and no end.
    stream.write_all(b"1\r\n \r\n").await.unwrap();
    let mut line = String::new();
    let mut reader = BufReader::new(stream);
    // A service that takes more would wait for more.
    let read = tokio::time::timeout(Duration::from_secs(25), reader.read_line(&mut line));
    read.await.expect("an answer before the end of the body").unwrap();
    assert_eq!(line, "HTTP/1.1 413 Payload Too Large\r\n");
}

#[tokio::test]
async fn the_wall_against_foreign_pages_does_not_stop_the_gateway() {
    let shop = Shop::open().await;
    let order = waiting(&shop).await;
    let body = callback(&shop, CallbackEvent::PaymentProcessing, &order.session).await.to_string();
    let key = ("x-api-key", CALLBACK_KEY);
    for header in [
        ("origin", "https://gateway.example"),
        ("sec-fetch-site", "cross-site"),
        ("cookie", "cardseal_shopper=0"),
        ("accept", "application/json"),
    ] {
        post(&shop, &[key, header], body.clone()).await.ok();
    }
    let shopper = shop.shopper();
    shopper.get(PATH).await.refused(405, "method_not_allowed");
    shopper.send(Method::OPTIONS, PATH, &[], None).await.refused(405, "method_not_allowed");
    assert!(shopper.cookie.lock().unwrap().is_none());
}

#[tokio::test]
async fn neither_the_key_nor_the_body_is_logged_or_kept() {
    let mut shop = Shop::open().await;
    let order = waiting(&shop).await;
    at_the_bank(&order.bank, "approve").await;
    let mut paid = callback(&shop, CallbackEvent::PaymentPaid, &order.session).await;
    paid["data"]["metadata"] = json!({"note": "BODYSENTINEL"});
    paid["data"]["statementDescriptor"] = "BODYSENTINEL".into();
    let other = json!({"event": "OTHER.BODYSENTINEL", "data": {"note": "BODYSENTINEL"}});
    let broken = r#"{"event":"PAYMENT.PAID","data":{"id":"BODYSENTINEL","status":7}}"#.to_owned();
    for body in [paid.to_string(), other.to_string(), broken, "BODYSENTINEL".into()] {
        for key in [CALLBACK_KEY, "WRONGKEYSENTINEL"] {
            let answer = post(&shop, &[("x-api-key", key)], body.clone()).await;
            assert!(!answer.text.contains("SENTINEL") && !answer.text.contains(CALLBACK_KEY));
        }
    }
    assert_eq!(known(&shop, &order.cookie).await, "paid");
    shop.shopper().buy(FRICTIONLESS, false).await;
    shop.stop().await;
    let log = String::from_utf8_lossy(&logs().lock().unwrap()).into_owned();
    assert!(log.contains("a callback was acted upon") && log.contains("a callback was refused"));
    let mut kept = log;
    for file in std::fs::read_dir(shop.data_dir()).unwrap() {
        kept += &String::from_utf8_lossy(&std::fs::read(file.unwrap().path()).unwrap());
    }
    for secret in ["BODYSENTINEL", "WRONGKEYSENTINEL", CALLBACK_KEY] {
        assert!(!kept.contains(secret), "{secret}");
    }
}
