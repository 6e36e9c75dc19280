use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::harness::{EMAIL, Shop};

const JSON: (&str, &str) = ("content-type", "application/json");

fn order() -> Value {
    json!({"items": [{"sku": "tea", "quantity": 1}], "customer": {"name": "T", "email": EMAIL}, "method": "stored"})
}

#[tokio::test]
async fn another_sites_page_changes_nothing() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let body = || Some(order().to_string().into_bytes());
    let own = shop.url();
    for headers in [
        &[JSON][..],
        &[JSON, ("sec-fetch-site", "same-origin"), ("origin", &own)],
        &[JSON, ("sec-fetch-site", "none")],
        &[("content-type", "application/json; charset=utf-8")],
    ] {
        shopper.send(Method::POST, "/api/orders", headers, body()).await.ok();
    }
    for header in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        shopper
            .send(Method::POST, "/api/orders", &[JSON, header], body())
            .await
            .refused(403, "foreign_origin");
    }
    for kind in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp"]
    {
        let answer = shopper.send(Method::POST, "/api/orders", &[("content-type", kind)], body()).await;
        answer.refused(415, "unsupported_media_type");
    }
    shopper.send(Method::POST, "/api/orders", &[], body()).await.refused(415, "unsupported_media_type");
    assert_eq!(shopper.get("/api/orders").await.ok()["orders"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn malformed_and_oversized_bodies_are_refused_without_an_echo() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    for text in [
        "",
        "{",
        "[]",
        "null",
        r#""SENTINEL""#,
        r#"{"SENTINEL":1}"#,
        r#"{"items":"SENTINEL"}"#,
        r#"{"items":[],"method":"card","SENTINEL":1}"#,
        r#"{"items":[{"sku":"tea","quantity":"SENTINEL"}],"method":"card"}"#,
        r#"{"items":[{"sku":"tea","quantity":-1}],"method":"card"}"#,
        r#"{"items":[{"sku":"tea","quantity":1,"price":"SENTINEL"}],"method":"card"}"#,
        r#"{"method":"card","method":"card","items":[]}"#,
    ] {
        let answer = shopper.send(Method::POST, "/api/orders", &[JSON], Some(text.into())).await;
        assert!(!answer.text.contains("SENTINEL"), "{}", answer.text);
        answer.refused(400, "invalid_json");
    }
    let deep = "[".repeat(10_000);
    shopper.send(Method::POST, "/api/orders", &[JSON], Some(deep.into())).await.refused(400, "invalid_json");
    let large = format!("{}{}", " ".repeat(64 * 1024), order());
    shopper
        .send(Method::POST, "/api/orders", &[JSON], Some(large.into()))
        .await
        .refused(413, "body_too_large");
}

#[tokio::test]
async fn a_wrong_field_is_named_and_not_repeated() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let with = |pointer: &str, value: Value| {
        let mut body = order();
        *body.pointer_mut(pointer).unwrap() = value;
        body
    };
    for (body, field) in [
        (with("/items/0/sku", json!("SENTINEL")), "items[0].sku"),
        (with("/items/0/quantity", json!(0)), "items[0].quantity"),
        (with("/items", json!([])), "items"),
        (with("/method", json!("SENTINEL")), "method"),
        (with("/customer/email", json!("SENTINEL@@shop.example")), "customer.email"),
        (with("/customer/name", json!("SENTINEL\n")), "customer.name"),
        (with("/customer/name", json!(" ")), "customer.name"),
        (with("/customer", json!(null)), "customer"),
    ] {
        // White space at the ends of a name is cut off before it is judged.
        let body = match body["customer"]["name"].as_str() {
            Some("SENTINEL\n") => with("/customer/name", json!("SENT\nINEL")),
            _ => body,
        };
        let answer = shopper.post("/api/orders", &body).await;
        assert!(!answer.text.contains("SENT"), "{}", answer.text);
        assert_eq!(answer.refused(400, "invalid_request")["error"]["field"], field);
    }
}

#[tokio::test]
async fn every_answer_carries_its_headers() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    for path in ["/api/catalog", "/api/orders", "/api/nothing", "/nothing", "/return/x/success", "/"] {
        let answer = shopper.get(path).await;
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{path}");
        assert!(answer.body.is_object(), "{path}: {}", answer.text);
    }
    shopper.get("/api/nothing").await.refused(404, "not_found");
    shopper.send(Method::DELETE, "/api/orders", &[], None).await.refused(405, "method_not_allowed");
    shopper
        .send(Method::PUT, "/api/wallet", &[JSON], Some("{}".into()))
        .await
        .refused(405, "method_not_allowed");
}

#[tokio::test]
async fn a_catalog_shows_the_prices_that_are_charged() {
    let shop = Shop::open().await;
    let catalog = shop.shopper().get("/api/catalog").await.ok();
    let tea = json!({"sku": "tea", "name": "Tea", "description": "Green", "type": "PHYSICAL", "price": {"value": "50000", "currency": "IDR"}});
    assert_eq!(catalog["items"][0], tea);
}

#[tokio::test]
async fn the_cookie_is_set_once_and_is_not_what_is_stored() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let first = shopper.get("/api/catalog").await;
    let cookie = first.headers["set-cookie"].to_str().unwrap();
    assert!(
        cookie.starts_with("cardseal_shopper=") && cookie.contains("; HttpOnly; SameSite=Lax"),
        "{cookie}"
    );
    let second = shopper.post("/api/orders", &order()).await;
    assert!(second.headers.get("set-cookie").is_none());
    let value = shopper.cookie.lock().unwrap().clone().unwrap();
    let value = value.split_once('=').unwrap().1;
    for file in std::fs::read_dir(shop.data_dir()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(value.len()).any(|window| window == value.as_bytes()));
    }
}

#[tokio::test]
async fn the_gateway_is_not_asked_more_than_once_a_second() {
    let shop = Shop::open().await;
    let cookie = shop.shopper().cookie;
    let answer = {
        let shopper = shop.known(&cookie);
        shopper.buy(crate::harness::CHALLENGE, false).await
    };
    let id = answer["order"]["id"].as_str().unwrap();
    let shopper = shop.known(&cookie);
    shop.freeze();
    assert_eq!(shopper.status(id).await["status"], "action_required");
    crate::harness::at_the_bank(answer["next"]["url"].as_str().unwrap(), "approve").await;
    let path = format!("/api/orders/{id}");
    assert_eq!(shopper.get(&path).await.ok()["order"]["status"], "action_required");
    assert_eq!(shopper.status(id).await["status"], "paid");
}

/// A body whose length is not told in advance.
#[tokio::test]
async fn a_body_that_grows_too_large_is_cut_off() {
    let shop = Shop::open().await;
    let mut stream = TcpStream::connect(shop.url().strip_prefix("http://").unwrap()).await.unwrap();
    let head = "POST /api/orders HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nConnection: close\r\n\
                Transfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let chunk = format!("{:x}\r\n{}\r\n", 1024, " ".repeat(1024));
    for _ in 0..65 {
        stream.write_all(chunk.as_bytes()).await.unwrap();
    }
    let body = order().to_string();
    // The service may have hung up by now.
    let _ = stream.write_all(format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len()).as_bytes()).await;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).await.unwrap();
    assert_eq!(line, "HTTP/1.1 413 Payload Too Large\r\n");
}
