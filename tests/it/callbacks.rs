//! Gateway and checkout service together: the callback alone settles an order whose shopper never comes back.

use std::time::Duration;

use cardseal_checkout::{Catalog, Checkout};
use cardseal_host::{CallbackKeys, Credentials, Environment};
use cardseal_sandbox::{Config, Merchant, Sandbox};
use cardseal_types::SessionKey;
use reqwest::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use serde_json::{Value, json};

use crate::support::{SUCCESS_WITH_CHALLENGE, answer_the_bank, envelope};

const CATALOG: &[u8] = br#"{"currency":"IDR","items":[
    {"sku":"tea","name":"Tea","description":"Green","type":"PHYSICAL","price":"50000"}]}"#;
const KEY: &str = "callback-key-of-the-tests";

/// A port that was free a moment ago: gateway and service have to know each other's address before they start.
fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The shop's page: JSON in, JSON out, with the shopper's cookie.
struct Page {
    http: reqwest::Client,
    shop: String,
    cookie: Option<String>,
}

impl Page {
    async fn post(&mut self, path: &str, body: Value) -> Value {
        let mut request =
            self.http.post(format!("{}{path}", self.shop)).header(CONTENT_TYPE, "application/json");
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        let answer = request.body(body.to_string()).send().await.unwrap();
        if let Some(set) = answer.headers().get(SET_COOKIE) {
            self.cookie = set.to_str().unwrap().split(';').next().map(str::to_owned);
        }
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap()
    }

    async fn status(&self, order: &str) -> String {
        let request = self.http.get(format!("{}/api/orders/{order}", self.shop));
        let answer = request.header(COOKIE, self.cookie.as_deref().unwrap()).send().await.unwrap();
        answer.json::<Value>().await.unwrap()["order"]["status"].as_str().unwrap().to_owned()
    }
}

/// What has become of the callback that tells of the payment, once it is no longer on its way; or that it still is.
async fn paid_callback(http: &reqwest::Client, gateway: &str) -> String {
    let mut state = String::from("not made");
    for _ in 0..100 {
        let list: Value =
            http.get(format!("{gateway}/control/callbacks")).send().await.unwrap().json().await.unwrap();
        let paid =
            list["callbacks"].as_array().unwrap().iter().find(|callback| callback["event"] == "PAYMENT.PAID");
        if let Some(paid) = paid {
            state = paid["state"].as_str().unwrap().to_owned();
            if state != "PENDING" {
                break;
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    state
}

#[tokio::test]
async fn a_paid_order_is_known_though_nobody_came_back() {
    let data = tempfile::tempdir().unwrap();
    let port = free_port();
    let mut config = Config::new(data.path().join("gateway"));
    let callbacks = format!("http://127.0.0.1:{port}/callbacks/payments");
    config.merchants =
        vec![Merchant::new("merchant-1", "merchant-secret", "Shop").with_callbacks(callbacks, KEY)];
    let gateway = Sandbox::start(config).await.unwrap();

    let environment = Environment::custom(gateway.base_url()).unwrap();
    let credentials = Credentials::new("merchant-1", "merchant-secret");
    let catalog = Catalog::parse(CATALOG).unwrap();
    let mut config =
        cardseal_checkout::Config::new(environment, credentials, catalog, data.path().join("checkout"));
    config.port = port;
    config.callback_keys = Some(CallbackKeys::new(KEY.into()).unwrap());
    let checkout = Checkout::start(config).await.unwrap();

    let mut page = Page { http: reqwest::Client::new(), shop: checkout.base_url().to_owned(), cookie: None };
    let customer = json!({"name": "Test Buyer", "email": "buyer@shop.example"});
    let order = json!({"items": [{"sku": "tea", "quantity": 1}], "customer": customer, "method": "card"});
    let begun = page.post("/api/orders", order).await;
    let key: SessionKey = serde_json::from_value(begun["sessionKey"].clone()).unwrap();
    let order = begun["order"]["id"].as_str().unwrap();
    let card = json!({"encryptedCard": envelope(&key, SUCCESS_WITH_CHALLENGE, "123"), "save": true});
    let sent = page.post(&format!("/api/orders/{order}/card"), card).await;
    answer_the_bank(&gateway, sent["next"]["url"].as_str().unwrap(), "approve").await;

    // Nobody asks for the order, and nobody follows the way back.
    assert_eq!(paid_callback(&page.http, gateway.base_url()).await, "DELIVERED");

    // Without the gateway, the service can only tell what it knows already.
    gateway.shutdown().await.unwrap();
    assert_eq!(page.status(order).await, "paid");
    checkout.shutdown().await.unwrap();
}
