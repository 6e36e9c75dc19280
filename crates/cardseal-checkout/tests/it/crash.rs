//! What a crash between two writes leaves behind, put into the database by hand, and a gateway that goes away.

use serde_json::{Value, json};

use crate::harness::{CHALLENGE, FRICTIONLESS, Shop, at_the_bank, at_the_wallet, with_card};

/// Stops the service, as a crash would at a worse moment, and sets its newest attempt back to what was written then.
async fn crash(shop: &mut Shop, set: &str) {
    shop.stop().await;
    let newest = "created_at = (SELECT max(created_at) FROM attempts)";
    let changed = shop.database().execute(&format!("UPDATE attempts SET open = 1, {set} WHERE {newest}"), []);
    assert_eq!(changed.unwrap(), 1);
    shop.reopen().await;
}

const LOST: &str = "state = 'creating', session_id = NULL, customer_id = NULL, redirect = NULL";

#[tokio::test]
async fn a_session_whose_answer_was_lost_is_found_by_its_reference() {
    let mut shop = Shop::open().await;
    let cookie = shop.shopper().cookie;
    let created = shop.known(&cookie).order("card").await;
    let id = created["order"]["id"].as_str().unwrap();
    crash(&mut shop, LOST).await;
    let shopper = shop.known(&cookie);
    // The page still has its key, so its card can still be charged.
    let paid = shopper.pay(id, &created["sessionKey"], FRICTIONLESS, true).await.ok();
    assert_eq!((&paid["order"]["status"], &paid["order"]["saved"]), (&json!("paid"), &json!(true)));
}

#[tokio::test]
async fn a_stored_card_that_was_charged_while_the_service_died_is_paid_and_not_charged_again() {
    let mut shop = Shop::open().await;
    let cookie = shop.shopper().cookie;
    let (id, token) = {
        let shopper = shop.known(&cookie);
        shopper.buy(FRICTIONLESS, true).await;
        let token = shopper.wallet().await[0]["token"].as_str().unwrap().to_owned();
        let created = shopper.order("stored").await;
        let id = created["order"]["id"].as_str().unwrap().to_owned();
        let answer = shopper.pay_saved(&id, &token, "731").await.ok();
        if answer["next"]["kind"] == "redirect" {
            at_the_bank(answer["next"]["url"].as_str().unwrap(), "approve").await;
        }
        (id, token)
    };
    crash(&mut shop, LOST).await;
    let shopper = shop.known(&cookie);
    shopper.pay_saved(&id, &token, "731").await.refused(409, "already_paid");
    assert_eq!(shopper.status(&id).await["status"], "paid");
}

#[tokio::test]
async fn a_stored_card_whose_request_may_be_on_its_way_is_waited_for_before_another_try() {
    let mut shop = Shop::open().await;
    let cookie = shop.shopper().cookie;
    let (id, token) = {
        let shopper = shop.known(&cookie);
        shopper.buy(FRICTIONLESS, true).await;
        let token = shopper.wallet().await[0]["token"].as_str().unwrap().to_owned();
        let created = shopper.order("stored").await;
        (created["order"]["id"].as_str().unwrap().to_owned(), token)
    };
    shop.stop().await;
    let now = jiff::Timestamp::now().as_microsecond();
    let insert = "INSERT INTO attempts (order_id, number, method, state, open, save, created_at, updated_at)
                  VALUES (?1, 1, 'stored', 'creating', 1, 0, ?2, ?2)";
    shop.database().execute(insert, rusqlite::params![id, now]).unwrap();
    shop.reopen().await;
    let shopper = shop.known(&cookie);
    shopper.pay_saved(&id, &token, "731").await.refused(409, "payment_in_progress");
    assert_eq!(shopper.status(&id).await["status"], "processing");
    shop.move_clock(120);
    let answer = shopper.pay_saved(&id, &token, "731").await.ok();
    assert_ne!(answer["order"]["status"], "processing");
}

#[tokio::test]
async fn a_page_whose_answer_was_lost_is_found_and_not_opened_twice() {
    let mut shop = Shop::open().await;
    let cookie = shop.shopper().cookie;
    let created = shop.known(&cookie).order_with(json!({"method": "redirect", "via": "card"})).await;
    let id = created["order"]["id"].as_str().unwrap();
    crash(&mut shop, LOST).await;
    let shopper = shop.known(&cookie);
    let again = shopper.post(&format!("/api/orders/{id}/redirect"), &json!({"via": "card"})).await;
    assert_eq!(again.refused(409, "payment_in_progress")["next"], created["next"]);
    with_card(created["next"]["url"].as_str().unwrap(), FRICTIONLESS, false).await;
    assert_eq!(shopper.status(id).await["status"], "paid");
}

#[tokio::test]
async fn a_page_that_was_paid_on_while_the_service_died_is_paid() {
    let mut shop = Shop::open().await;
    let cookie = shop.shopper().cookie;
    let created = shop.known(&cookie).order_with(json!({"method": "redirect", "save": true})).await;
    let id = created["order"]["id"].as_str().unwrap();
    with_card(created["next"]["url"].as_str().unwrap(), FRICTIONLESS, true).await;
    crash(&mut shop, &format!("{LOST}, save = 1")).await;
    let shopper = shop.known(&cookie);
    for (path, wish) in
        [("redirect", json!({})), ("ewallet", json!({"channel": "OVO"})), ("session", json!({}))]
    {
        shopper.post(&format!("/api/orders/{id}/{path}"), &wish).await.refused(409, "already_paid");
    }
    assert_eq!(shopper.status(id).await["saved"], true);
}

#[tokio::test]
async fn a_page_that_was_never_opened_is_opened_by_the_next_wish() {
    let mut shop = Shop::open().await;
    let cookie = shop.shopper().cookie;
    let id = unsent(&mut shop, &cookie, "redirect").await;
    let shopper = shop.known(&cookie);
    assert_eq!(shopper.status(&id).await["status"], "open");
    let answer = shopper.post(&format!("/api/orders/{id}/redirect"), &json!({})).await.ok();
    assert_eq!(answer["next"]["kind"], "redirect");
}

#[tokio::test]
async fn a_wallet_whose_request_may_be_on_its_way_is_waited_for() {
    let mut shop = Shop::open().await;
    let cookie = shop.shopper().cookie;
    let id = unsent(&mut shop, &cookie, "ewallet").await;
    let shopper = shop.known(&cookie);
    let path = format!("/api/orders/{id}/ewallet");
    shopper.post(&path, &json!({"channel": "OVO"})).await.refused(409, "payment_in_progress");
    assert_eq!(shopper.status(&id).await["status"], "processing");
    shop.move_clock(120);
    let answer = shopper.post(&path, &json!({"channel": "OVO"})).await.ok();
    assert_eq!(answer["next"]["kind"], "redirect");
}

#[tokio::test]
async fn a_wallet_that_paid_while_the_service_died_is_paid_and_saved() {
    let mut shop = Shop::open().await;
    let cookie = shop.shopper().cookie;
    let wish = json!({"method": "ewallet", "channel": "OVO", "save": true});
    let created = shop.known(&cookie).order_with(wish).await;
    let id = created["order"]["id"].as_str().unwrap();
    at_the_wallet(created["next"]["url"].as_str().unwrap(), "08111111001").await;
    crash(&mut shop, LOST).await;
    let shopper = shop.known(&cookie);
    let path = format!("/api/orders/{id}/ewallet");
    shopper.post(&path, &json!({"channel": "OVO"})).await.refused(409, "already_paid");
    let paid = shopper.status(id).await;
    assert_eq!((&paid["saved"], &paid["wallet"]["channel"]), (&json!(true), &json!("OVO")));
}

#[tokio::test]
async fn a_service_that_died_while_it_asked_whose_address_it_is_goes_on() {
    let mut shop = Shop::open().await;
    let cookie = shop.shopper().cookie;
    // The question is a page on which nobody chooses; it is open, and its answer was lost.
    let created = shop.known(&cookie).order_with(json!({"method": "redirect"})).await;
    let id = created["order"]["id"].as_str().unwrap();
    crash(&mut shop, LOST).await;
    let shopper = shop.known(&cookie);
    let wish = json!({"channel": "OVO", "save": true});
    let answer = shopper.post(&format!("/api/orders/{id}/ewallet"), &wish).await.ok();
    assert_eq!(answer["saveIgnored"], false);
    at_the_wallet(answer["next"]["url"].as_str().unwrap(), "08111111001").await;
    assert_eq!(shopper.status(id).await["saved"], true);
    assert_eq!(shopper.wallet().await.len(), 1);
}

/// An order whose attempt was written down and never sent.
async fn unsent(
    shop: &mut Shop,
    cookie: &std::sync::Arc<std::sync::Mutex<Option<String>>>,
    method: &str,
) -> String {
    let created = shop.known(cookie).order("stored").await;
    let id = created["order"]["id"].as_str().unwrap().to_owned();
    shop.stop().await;
    let now = jiff::Timestamp::now().as_microsecond();
    let insert = "INSERT INTO attempts (order_id, number, method, state, open, save, created_at, updated_at)
                  VALUES (?1, 1, ?2, 'creating', 1, 0, ?3, ?3)";
    shop.database().execute(insert, rusqlite::params![id, method, now]).unwrap();
    shop.reopen().await;
    id
}

#[tokio::test]
async fn a_confirmation_that_never_left_can_be_made_again() {
    let mut shop = Shop::open().await;
    let cookie = shop.shopper().cookie;
    let created = shop.known(&cookie).order("card").await;
    let id = created["order"]["id"].as_str().unwrap();
    crash(&mut shop, "state = 'submitted', save = 1").await;
    let shopper = shop.known(&cookie);
    assert_eq!(shopper.status(id).await["status"], "open");
    let paid = shopper.pay(id, &created["sessionKey"], FRICTIONLESS, false).await.ok();
    assert_eq!((&paid["order"]["status"], &paid["order"]["saved"]), (&json!("paid"), &json!(false)));
}

#[tokio::test]
async fn a_confirmation_whose_answer_was_lost_is_not_made_again() {
    let mut shop = Shop::open().await;
    let cookie = shop.shopper().cookie;
    let created = shop.known(&cookie).order("card").await;
    let id = created["order"]["id"].as_str().unwrap();
    let answer: Value = shop.known(&cookie).pay(id, &created["sessionKey"], CHALLENGE, false).await.ok();
    crash(&mut shop, "state = 'submitted', redirect = NULL").await;
    let shopper = shop.known(&cookie);
    let again = shopper.pay(id, &created["sessionKey"], CHALLENGE, false).await;
    assert_eq!(again.refused(409, "payment_in_progress")["next"], answer["next"]);
}

#[tokio::test]
async fn without_a_gateway_nothing_is_charged_and_the_order_waits() {
    let mut shop = Shop::open().await;
    let cookie = shop.shopper().cookie;
    let created = shop.known(&cookie).order("card").await;
    let id = created["order"]["id"].as_str().unwrap();
    let fresh = shop.known(&cookie).order("stored").await;
    shop.lose_gateway().await;
    let shopper = shop.known(&cookie);
    let refused = shopper.pay(id, &created["sessionKey"], FRICTIONLESS, false).await;
    assert_eq!(refused.refused(503, "gateway_unavailable")["order"]["status"], "open");
    shopper.post(&format!("/api/orders/{id}/session"), &json!({})).await.refused(503, "gateway_unavailable");
    for (path, wish) in [
        ("redirect", json!({"save": true})),
        ("redirect", json!({"via": "card"})),
        ("ewallet", json!({"channel": "OVO", "save": true})),
    ] {
        for order in [id, fresh["order"]["id"].as_str().unwrap()] {
            let refused = shopper.post(&format!("/api/orders/{order}/{path}"), &wish).await;
            refused.refused(503, "gateway_unavailable");
            assert_eq!(shopper.status(order).await["status"], "open");
        }
    }
    // A look at the order answers what is known.
    assert_eq!(shopper.status(id).await["status"], "open");
    shopper.get("/api/wallet").await.refused(503, "gateway_unavailable");
    shop.regain_gateway().await;
    let shopper = shop.known(&cookie);
    let opened = shopper.post(&format!("/api/orders/{id}/redirect"), &json!({"save": true})).await.ok();
    assert_eq!((&opened["next"]["kind"], &opened["saveIgnored"]), (&json!("redirect"), &json!(false)));
}

#[tokio::test]
async fn a_page_or_wallet_whose_answers_are_lost_is_found_and_is_the_only_one() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    for (path, wish) in [("redirect", json!({"via": "card"})), ("ewallet", json!({"channel": "OVO"}))] {
        for asking_helps in [true, false] {
            let created = shopper.order("stored").await;
            let id = created["order"]["id"].as_str().unwrap();
            // It is made, and no answer comes through: at best to the question what there is of its reference.
            shop.fault("POST /v2/payments", "after_commit").await;
            if !asking_helps {
                shop.fault("GET /v2/payments", "before").await;
            }
            let answer = shopper.post(&format!("/api/orders/{id}/{path}"), &wish).await.ok();
            if !asking_helps {
                let (status, code) = match path {
                    // Nobody has its address, so nobody can pay on it; a wallet may be asking its owner already.
                    "redirect" => (503, "gateway_unavailable"),
                    _ => (409, "payment_in_progress"),
                };
                shopper.post(&format!("/api/orders/{id}/{path}"), &wish).await.refused(status, code);
            }
            shop.forget_faults().await;
            assert_eq!(answer["next"]["kind"], if asking_helps { "redirect" } else { "result" });
            shop.tick();
            let known = shopper.get(&format!("/api/orders/{id}")).await.ok();
            assert_eq!(known["order"]["status"], "action_required");
            let again = shopper.post(&format!("/api/orders/{id}/{path}"), &wish).await;
            assert_eq!(again.refused(409, "payment_in_progress")["next"], known["next"]);
            let second = cardseal_types::ClientReferenceId::parse(format!("{id}n2")).unwrap();
            assert!(shop.client().retrieve_session_by_reference(&second).await.unwrap().is_none());
        }
    }
}
