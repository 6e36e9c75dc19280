use reqwest::StatusCode;
use reqwest::header::LOCATION;

use crate::harness::{CHALLENGE, FRICTIONLESS, Shop, at_the_bank};

#[tokio::test]
async fn a_forged_return_pays_nothing() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let created = shopper.order("card").await;
    let waiting = shopper.buy(CHALLENGE, false).await;
    for (order, status) in [(&created["order"], "open"), (&waiting["order"], "action_required")] {
        let id = order["id"].as_str().unwrap();
        for way in ["success", "success?status=PAID", "failure", "expired"] {
            let answer = shopper.get(&format!("/return/{id}/{way}")).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER);
            assert_eq!(answer.headers[LOCATION], format!("{}/result.html?order={id}", shop.url()));
            assert_eq!(shopper.status(id).await["status"], status);
        }
    }
}

#[tokio::test]
async fn a_paid_order_stays_paid_whatever_address_is_opened() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let paid = shopper.buy(FRICTIONLESS, false).await;
    let id = paid["order"]["id"].as_str().unwrap();
    for way in ["failure", "expired"] {
        shopper.get(&format!("/return/{id}/{way}")).await;
        assert_eq!(shopper.status(id).await["status"], "paid");
    }
}

#[tokio::test]
async fn coming_back_without_the_cookie_counts_and_tells_nothing() {
    let shop = Shop::open().await;
    let (shopper, stranger) = (shop.shopper(), shop.shopper());
    let answer = shopper.buy(CHALLENGE, false).await;
    let id = answer["order"]["id"].as_str().unwrap();
    let back = at_the_bank(answer["next"]["url"].as_str().unwrap(), "approve").await;
    let landed = stranger.get(back.strip_prefix(&shop.url()).unwrap()).await;
    assert_eq!((landed.status, landed.text.as_str()), (StatusCode::SEE_OTHER, ""));
    // Read by the return alone: the service's clock has not moved.
    assert_eq!(shopper.get(&format!("/api/orders/{id}")).await.ok()["order"]["status"], "paid");
}

#[tokio::test]
async fn unknown_returns_are_not_found() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let created = shopper.order("card").await;
    let id = created["order"]["id"].as_str().unwrap();
    for path in [
        "/return/x/success",
        "/return/00000000000000000000000000000000/success",
        &format!("/return/{id}/paid"),
    ] {
        shopper.get(path).await.refused(404, "not_found");
    }
}

#[tokio::test]
async fn an_order_that_nobody_looks_at_is_settled_after_a_restart() {
    let mut shop = Shop::open().await;
    let cookie = shop.shopper().cookie;
    let answer = {
        let shopper = shop.known(&cookie);
        shopper.buy(CHALLENGE, false).await
    };
    let id = answer["order"]["id"].as_str().unwrap();
    at_the_bank(answer["next"]["url"].as_str().unwrap(), "approve").await;
    shop.move_clock(120);
    shop.restart().await;
    let shopper = shop.known(&cookie);
    // A list does not ask the gateway; the service did so by itself.
    let listed = loop {
        let listed = shopper.get("/api/orders").await.ok()["orders"][0].clone();
        if listed["status"] != "action_required" {
            break listed;
        }
    };
    assert_eq!((listed["status"].as_str(), listed["id"].as_str()), (Some("paid"), Some(id)));
}
