use std::task::Poll;

use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};

use crate::harness::{CHALLENGE, FRICTIONLESS, Shop, client, sealed};

/// Sessions and charges that the gateway has, straight from its database file.
fn gateway_counts(shop: &Shop) -> (i64, i64) {
    let file = shop.gateway_dir().join("sandbox.sqlite3");
    let db = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let count =
        |table: &str| db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
    (count("sessions"), count("charges"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixteen_clicks_are_one_charge() {
    for number in [FRICTIONLESS, CHALLENGE] {
        let shop = Shop::open().await;
        let shopper = shop.shopper();
        let created = shopper.order("card").await;
        let id = created["order"]["id"].as_str().unwrap();
        let clicks = (0..16).map(|_| shopper.pay(id, &created["sessionKey"], number, true));
        let answers = join(clicks).await;
        let (won, lost): (Vec<_>, Vec<_>) =
            answers.into_iter().partition(|answer| answer.status.is_success());
        assert_eq!(won.len(), 1);
        for answer in lost {
            let code = answer.body["error"]["code"].as_str().unwrap().to_owned();
            assert!(matches!(code.as_str(), "payment_in_progress" | "already_paid"), "{code}");
            assert!(answer.body["order"].is_object() && answer.body["next"].is_object());
            assert_eq!(answer.status, 409);
        }
        assert_eq!(gateway_counts(&shop), (1, 1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixteen_clicks_with_a_saved_card_are_one_charge() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    shopper.buy(FRICTIONLESS, true).await;
    let token = shopper.wallet().await[0]["token"].as_str().unwrap().to_owned();
    let created = shopper.order("stored").await;
    let id = created["order"]["id"].as_str().unwrap();
    let before = gateway_counts(&shop);
    let answers = join((0..16).map(|_| shopper.pay_saved(id, &token, "731"))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status.is_success()).count(), 1);
    assert_eq!(gateway_counts(&shop), (before.0 + 1, before.1 + 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixteen_clicks_leave_one_page_or_wallet_that_can_be_paid() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    for (path, wish) in [
        ("redirect", json!({"via": "card", "save": true})),
        ("redirect", json!({"save": true})),
        ("ewallet", json!({"channel": "DANA", "save": true})),
    ] {
        let created = shopper.order("stored").await;
        let id = created["order"]["id"].as_str().unwrap();
        let path = format!("/api/orders/{id}/{path}");
        let answers = join((0..16).map(|_| shopper.post(&path, &wish))).await;
        let (won, lost): (Vec<_>, Vec<_>) =
            answers.into_iter().partition(|answer| answer.status.is_success());
        assert!(!won.is_empty());
        for answer in lost {
            answer.refused(409, "payment_in_progress");
        }
        // A page on which nothing is chosen yet may have made room for the next; the last one stands.
        assert_eq!(open_sessions(&shop, id), 1, "{wish}");
        assert!(shopper.get(&format!("/api/orders/{id}")).await.ok()["next"]["url"].is_string());
    }
}

/// Sessions of an order that can still be paid, by the gateway's own database.
fn open_sessions(shop: &Shop, order: &str) -> i64 {
    let file = shop.gateway_dir().join("sandbox.sqlite3");
    let db = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let query = "SELECT count(*) FROM sessions WHERE client_reference_id LIKE ?1 || 'n%'
                 AND state IN ('REQUIRE_PAYMENT_METHOD', 'REQUIRE_CONFIRMATION', 'REQUIRE_ACTION')";
    db.query_row(query, [order], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn a_payment_under_way_is_not_begun_again_but_shown() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let created = shopper.order("card").await;
    let id = created["order"]["id"].as_str().unwrap();
    let answer = shopper.pay(id, &created["sessionKey"], CHALLENGE, false).await.ok();
    let again =
        shopper.pay(id, &created["sessionKey"], CHALLENGE, false).await.refused(409, "payment_in_progress");
    assert_eq!(again["next"], answer["next"]);
    let session = shopper.post(&format!("/api/orders/{id}/session"), &json!({})).await;
    assert_eq!(session.refused(409, "payment_in_progress")["next"], answer["next"]);
}

#[tokio::test]
async fn an_order_survives_restarts_at_every_step() {
    let mut shop = Shop::open().await;
    let cookie = shop.shopper().cookie;
    let created = {
        let shopper = shop.known(&cookie);
        shopper.order("card").await
    };
    let id = created["order"]["id"].as_str().unwrap().to_owned();
    shop.restart().await;
    let answer: Value = {
        let shopper = shop.known(&cookie);
        shopper.pay(&id, &created["sessionKey"], CHALLENGE, true).await.ok()
    };
    shop.restart().await;
    // The service listens elsewhere now, as the return address does not know; the shopper comes back all the same.
    let shopper = shop.known(&cookie);
    assert_eq!(shopper.get(&format!("/api/orders/{id}")).await.ok()["order"]["status"], "action_required");
    crate::harness::at_the_bank(answer["next"]["url"].as_str().unwrap(), "approve").await;
    assert_eq!(shopper.status(&id).await["status"], "paid");
    assert_eq!(shopper.wallet().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_click_whose_browser_goes_away_still_counts_once() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let created = shopper.order("card").await;
    let id = created["order"]["id"].as_str().unwrap();
    let cookie = shopper.cookie.lock().unwrap().clone().unwrap();
    let body =
        json!({"encryptedCard": sealed(&created["sessionKey"], FRICTIONLESS), "save": false}).to_string();
    let url = format!("{}/api/orders/{id}/card", shop.url());
    let request =
        client().post(url).header("cookie", cookie).header("content-type", "application/json").body(body);
    let task = tokio::spawn(request.send());
    // Wait until the gateway is about to hear of it, then hang up.
    while shopper.get(&format!("/api/orders/{id}")).await.ok()["order"]["status"] == "open" {}
    task.abort();
    let _ = task.await;
    while shopper.status(id).await["status"] != "paid" {}
    assert_eq!(gateway_counts(&shop), (1, 1));
}

/// Drives all futures at once.
async fn join<T>(futures: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut futures: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|cx| {
        for (future, result) in futures.iter_mut().filter(|(_, result)| result.is_none()) {
            if let Poll::Ready(value) = future.as_mut().poll(cx) {
                *result = Some(value);
            }
        }
        if futures.iter().all(|(_, result)| result.is_some()) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    futures.into_iter().filter_map(|(_, result)| result).collect()
}
