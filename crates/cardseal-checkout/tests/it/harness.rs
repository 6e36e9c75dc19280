//! A shop under test: the sandbox, the service, a clock of its own, and shoppers with cookies.

use std::io::Write;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use cardseal_card::{Card, CardholderName, Context, Cvc, EntropyError, ExpiryDate, Pan, PublicKey, seal};
use cardseal_checkout::{Catalog, Checkout, Clock, Config, Fulfilment, Running};
use cardseal_host::{CallbackKeys, Client, Credentials, Environment};
use cardseal_sandbox::Sandbox;
use cardseal_types::Timestamp;
use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) const FRICTIONLESS: &str = "4440000112200001";
pub(crate) const CHALLENGE: &str = "4440000112290002";
pub(crate) const DECLINED: &str = "4440000334480001";
pub(crate) const POOR: &str = "4440000334470010";
pub(crate) const CALLBACK_KEY: &str = "callback-key-f3a9c1";
pub(crate) const EMAIL: &str = "buyer@shop.example";

const CATALOG: &[u8] = br#"{"currency":"IDR","items":[
    {"sku":"tea","name":"Tea","description":"Green","type":"PHYSICAL","price":"50000"},
    {"sku":"cup","name":"Cup","description":"Blue","type":"PHYSICAL","price":"150000"}]}"#;

const MERCHANT: &str = "merchant-1";
const MERCHANT_SECRET: &str = "merchant-secret-of-the-tests";

pub(crate) fn catalog() -> Catalog {
    Catalog::parse(CATALOG).unwrap()
}

pub(crate) struct Shop {
    sandbox: Option<cardseal_sandbox::Running>,
    checkout: Option<Running>,
    dir: TempDir,
    ahead: Arc<AtomicI64>,
    /// Where the service's clock stands, in seconds, once it is frozen.
    frozen: Arc<AtomicI64>,
    /// The gateway's port, which it keeps when it comes back.
    port: u16,
    /// The callback keys from the next start on.
    pub(crate) keys: Vec<&'static str>,
    /// What paid orders are handed to from the next start on.
    pub(crate) fulfilment: Option<Arc<dyn Fulfilment>>,
}

impl Shop {
    pub(crate) async fn open() -> Self {
        Self::open_with(None).await
    }

    /// A shop that hands its paid orders to this.
    pub(crate) async fn open_with(fulfilment: Option<Arc<dyn Fulfilment>>) -> Self {
        logs();
        let mut shop = Self {
            sandbox: None,
            checkout: None,
            dir: tempfile::tempdir().unwrap(),
            ahead: Arc::default(),
            frozen: Arc::default(),
            port: 0,
            keys: vec![CALLBACK_KEY],
            fulfilment,
        };
        shop.regain_gateway().await;
        shop.start().await;
        shop
    }

    /// The gateway comes up where it was, knowing what it knew.
    pub(crate) async fn regain_gateway(&mut self) {
        let mut config = cardseal_sandbox::Config::new(self.gateway_dir());
        // Making keys takes most of a test's time.
        config.key_pool = 1;
        config.port = self.port;
        config.merchants = vec![cardseal_sandbox::Merchant::new(MERCHANT, MERCHANT_SECRET, "Shop")];
        let sandbox = Sandbox::start(config).await.unwrap();
        self.port = sandbox.base_url().rsplit(':').next().unwrap().parse().unwrap();
        self.sandbox = Some(sandbox);
    }

    async fn start(&mut self) {
        let (gateway, credentials) = self.gateway();
        let mut config = Config::new(gateway, credentials, catalog(), self.data_dir());
        config.clock = self.clock();
        config.callback_keys = match self.keys[..] {
            [] => None,
            [one] => Some(CallbackKeys::new(one.into()).unwrap()),
            [new, old, ..] => Some(CallbackKeys::new(new.into()).unwrap().with_previous(old.into()).unwrap()),
        };
        config.fulfilment = self.fulfilment.clone();
        self.checkout = Some(Checkout::start(config).await.unwrap());
    }

    fn gateway(&self) -> (Environment, Credentials) {
        let gateway = Environment::custom(&format!("http://127.0.0.1:{}", self.port)).unwrap();
        (gateway, Credentials::new(MERCHANT, MERCHANT_SECRET))
    }

    /// The shop's own client of the gateway.
    pub(crate) fn client(&self) -> Client {
        let (gateway, credentials) = self.gateway();
        Client::builder(gateway, credentials).build().unwrap()
    }

    /// The service's clock.
    pub(crate) fn clock(&self) -> Clock {
        let ahead = Arc::clone(&self.ahead);
        let frozen = Arc::clone(&self.frozen);
        Clock::from_fn(move || {
            let ahead = jiff::SignedDuration::from_secs(ahead.load(Ordering::SeqCst));
            match frozen.load(Ordering::SeqCst) {
                0 => Timestamp::now() + ahead,
                seconds => Timestamp::from_second(seconds).unwrap() + ahead,
            }
        })
    }

    /// The service's database, while the service is stopped.
    pub(crate) fn database(&self) -> rusqlite::Connection {
        assert!(self.checkout.is_none());
        rusqlite::Connection::open(self.data_dir().join("checkout.db")).unwrap()
    }

    /// A shopper who has this cookie.
    pub(crate) fn known(&self, cookie: &Arc<Mutex<Option<String>>>) -> Shopper<'_> {
        Shopper { shop: self, cookie: Arc::clone(cookie) }
    }

    /// The gateway goes away.
    pub(crate) async fn lose_gateway(&mut self) {
        self.sandbox.take().unwrap().shutdown().await.unwrap();
    }

    pub(crate) async fn reopen(&mut self) {
        self.start().await;
    }

    pub(crate) async fn restart(&mut self) {
        self.stop().await;
        self.start().await;
    }

    pub(crate) async fn stop(&mut self) {
        self.checkout.take().unwrap().shutdown().await.unwrap();
    }

    pub(crate) fn data_dir(&self) -> std::path::PathBuf {
        self.dir.path().join("checkout")
    }

    pub(crate) fn gateway_dir(&self) -> std::path::PathBuf {
        self.dir.path().join("gateway")
    }

    pub(crate) fn url(&self) -> String {
        self.checkout.as_ref().unwrap().base_url()
    }

    /// Moves the service's clock, so that it may ask the gateway again.
    pub(crate) fn tick(&self) {
        self.ahead.fetch_add(2, Ordering::SeqCst);
    }

    /// Lets the service's clock move only when it is moved.
    pub(crate) fn freeze(&self) {
        self.frozen.store(Timestamp::now().as_second() + 1, Ordering::SeqCst);
    }

    pub(crate) fn move_clock(&self, seconds: i64) {
        self.ahead.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Cuts the connection of the next calls of a route, before or after they did their work.
    pub(crate) async fn fault(&self, route: &str, when: &str) {
        let fault = json!({"route": route, "cut": "connection", "when": when, "times": 9});
        let url = format!("http://127.0.0.1:{}/control/faults", self.port);
        let request = client().post(url).header(CONTENT_TYPE, "application/json").body(fault.to_string());
        assert!(request.send().await.unwrap().status().is_success());
    }

    pub(crate) async fn forget_faults(&self) {
        let url = format!("http://127.0.0.1:{}/control/faults", self.port);
        assert!(client().delete(url).send().await.unwrap().status().is_success());
    }

    /// Moves the gateway's clock.
    pub(crate) async fn gateway_later(&self, minutes: u64) {
        self.sandbox.as_ref().unwrap().advance_clock(Duration::from_secs(60 * minutes)).await.unwrap();
    }

    pub(crate) fn shopper(&self) -> Shopper<'_> {
        Shopper { shop: self, cookie: Arc::default() }
    }
}

/// Somebody with a browser.
#[derive(Clone)]
pub(crate) struct Shopper<'a> {
    shop: &'a Shop,
    pub(crate) cookie: Arc<Mutex<Option<String>>>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
    pub(crate) body: Value,
}

impl Answer {
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.text);
        self.body
    }

    #[track_caller]
    pub(crate) fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!(
            (self.status.as_u16(), self.body["error"]["code"].as_str()),
            (status, Some(code)),
            "{}",
            self.text
        );
        self.body
    }
}

impl Shopper<'_> {
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Answer {
        let mut request = client().request(method, format!("{}{path}", self.shop.url()));
        if let Some(cookie) = self.cookie.lock().unwrap().as_ref() {
            request = request.header(COOKIE, cookie);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let response = request.send().await.unwrap();
        if let Some(cookie) = response.headers().get(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
            *self.cookie.lock().unwrap() = Some(pair);
        }
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        seen().lock().unwrap().push_str(&text);
        Answer { status, headers, text, body }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], None).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(
            Method::POST,
            path,
            &[(CONTENT_TYPE.as_str(), "application/json")],
            Some(body.to_string().into_bytes()),
        )
        .await
    }

    pub(crate) async fn order(&self, method: &str) -> Value {
        let body = json!({
            "items": [{"sku": "tea", "quantity": 2}, {"sku": "cup", "quantity": 1}],
            "customer": {"name": "Test Buyer", "email": EMAIL},
            "method": method,
        });
        self.post("/api/orders", &body).await.ok()
    }

    /// Creates an order with what goes with its method.
    pub(crate) async fn order_with(&self, wish: Value) -> Value {
        let mut body = json!({
            "items": [{"sku": "tea", "quantity": 1}], "customer": {"name": "Test Buyer", "email": EMAIL},
        });
        body.as_object_mut().unwrap().extend(wish.as_object().unwrap().clone());
        self.post("/api/orders", &body).await.ok()
    }

    /// Comes back to the shop from where one of the gateway's pages led.
    pub(crate) async fn come_back(&self, to: &str) {
        let path = to.strip_prefix(&self.shop.url()).unwrap_or_else(|| panic!("{to} is not the shop"));
        assert_eq!(self.get(path).await.status, StatusCode::SEE_OTHER);
    }

    /// Seals the card as a page does and sends it.
    pub(crate) async fn pay(&self, order: &str, key: &Value, number: &str, save: bool) -> Answer {
        let body = json!({"encryptedCard": sealed(key, number), "save": save});
        self.post(&format!("/api/orders/{order}/card"), &body).await
    }

    /// Creates an order and sends a card for it.
    pub(crate) async fn buy(&self, number: &str, save: bool) -> Value {
        let created = self.order("card").await;
        let id = created["order"]["id"].as_str().unwrap();
        self.pay(id, &created["sessionKey"], number, save).await.ok()
    }

    pub(crate) async fn pay_saved(&self, order: &str, token: &str, cvc: &str) -> Answer {
        self.post(&format!("/api/orders/{order}/saved"), &json!({"token": token, "cvc": cvc})).await
    }

    pub(crate) async fn wallet(&self) -> Vec<Value> {
        self.get("/api/wallet").await.ok()["methods"].as_array().unwrap().clone()
    }

    /// The order as it is now, by the gateway.
    pub(crate) async fn status(&self, order: &str) -> Value {
        self.shop.tick();
        self.get(&format!("/api/orders/{order}")).await.ok()["order"].clone()
    }

    /// Answers the bank's page, comes back to the shop, and returns where the shop leads.
    pub(crate) async fn authenticate(&self, answer: &Value, decision: &str) -> String {
        assert_eq!(answer["next"]["kind"], "redirect", "{answer}");
        let back = at_the_bank(answer["next"]["url"].as_str().unwrap(), decision).await;
        let path = back.strip_prefix(&self.shop.url()).expect("back to the shop");
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        answer.headers[LOCATION].to_str().unwrap().to_owned()
    }
}

/// Answers the bank's page and returns where it leads.
pub(crate) async fn at_the_bank(url: &str, decision: &str) -> String {
    answer_form(url, &[("decision", decision)]).await
}

/// Pays at the wallet's page from this phone and returns where it leads.
pub(crate) async fn at_the_wallet(url: &str, phone: &str) -> String {
    let step = answer_form(url, &[("step", "phone"), ("phone", phone), ("decision", "pay")]).await;
    answer_form(&step, &[("step", "otp-0"), ("otp", "000000"), ("decision", "pay")]).await
}

/// Pays with a new card on the gateway's page and returns where it leads.
pub(crate) async fn with_card(url: &str, number: &str, save: bool) -> String {
    let key = json!({"encryptionKey": attribute(&page(url).await, "data-encryption-key")});
    let card = sealed(&key, number);
    let mut fields = vec![("method", "card"), ("encryptedCard", &card), ("decision", "pay")];
    fields.extend(save.then_some(("save", "on")));
    answer_form(url, &fields).await
}

/// What a shopper sees at an address.
pub(crate) async fn page(url: &str) -> String {
    client().get(url).send().await.unwrap().text().await.unwrap()
}

/// Fills in the form of one of the gateway's pages and returns where it leads.
pub(crate) async fn answer_form(url: &str, fields: &[(&str, &str)]) -> String {
    let html = page(url).await;
    let token = html.split("name=\"token\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields).append_pair("token", token.unwrap_or_else(|| panic!("no form: {html}")));
    let request = client().post(url).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let response = request.body(form.finish()).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER, "{fields:?}");
    response.headers()[LOCATION].to_str().unwrap().to_owned()
}

fn attribute<'a>(html: &'a str, name: &str) -> &'a str {
    html.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).unwrap()
}

pub(crate) fn sealed(key: &Value, number: &str) -> String {
    let key = PublicKey::parse(key["encryptionKey"].as_str().unwrap()).unwrap();
    let pan = Pan::parse(number.as_bytes()).unwrap();
    let expiry = ExpiryDate::parse(b"12", b"39").unwrap();
    let cvc = Cvc::parse(b"731").unwrap();
    let holder = CardholderName::parse("Test Buyer").unwrap();
    let card = Card::new(&pan, &expiry, Some(&cvc), &holder).unwrap();
    let mut entropy = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| EntropyError);
    seal(&key, &card, &Context::default(), &mut entropy).unwrap().as_str().to_owned()
}

pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap()
}

/// Every answer of every test.
pub(crate) fn seen() -> &'static Mutex<String> {
    static SEEN: Mutex<String> = Mutex::new(String::new());
    &SEEN
}

/// Every line that anything logged, down to the last detail of the service, its SDK and the gateway.
pub(crate) fn logs() -> &'static Mutex<Vec<u8>> {
    static LOGS: OnceLock<&'static Mutex<Vec<u8>>> = OnceLock::new();
    LOGS.get_or_init(|| {
        let lines: &'static Mutex<Vec<u8>> = Box::leak(Box::default());
        tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
            .with_writer(move || Lines(lines))
            .init();
        lines
    })
}

struct Lines(&'static Mutex<Vec<u8>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
