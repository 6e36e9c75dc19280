//! One sandbox per test, and the calls that tests make.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use cardseal_card::{Card, CardholderName, Context, Cvc, ExpiryDate, Pan, PublicKey, seal};
use cardseal_sandbox::{Clock, Config, Error, Merchant, Running, Sandbox};
use serde_json::{Value, json};
use tempfile::TempDir;

/// When every test begins.
pub(crate) const START: &str = "2030-01-01T00:00:00Z";

/// What all sandboxes of this process log, at every level and on every thread.
#[derive(Clone, Default)]
pub(crate) struct Log(pub(crate) Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

pub(crate) fn log() -> &'static Log {
    static LOG: OnceLock<Log> = OnceLock::new();
    LOG.get_or_init(|| {
        let log = Log::default();
        let writer = log.clone();
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || writer.clone())
            .init();
        log
    })
}

pub(crate) struct Gateway {
    pub(crate) running: Running,
    pub(crate) http: reqwest::Client,
    pub(crate) token: String,
    /// Every answer so far, head and body.
    pub(crate) seen: Mutex<String>,
    dir: Option<TempDir>,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) text: String,
    pub(crate) json: Value,
}

impl Answer {
    /// The resource of a successful answer.
    #[track_caller]
    pub(crate) fn data(&self) -> &Value {
        assert_eq!(self.status, 200, "{}", self.text);
        assert_eq!(self.json["code"], "00");
        &self.json["data"]
    }

    /// The fields that a refusal names.
    pub(crate) fn fields(&self) -> Vec<&str> {
        let details = self.json["error"]["details"].as_array();
        details.into_iter().flatten().map(|detail| detail["field"].as_str().unwrap()).collect()
    }

    /// Checks that this is a refusal in the documented envelope.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) -> &Self {
        assert_eq!((self.status, self.json["code"].as_str()), (status, Some(code)), "{}", self.text);
        assert_eq!(self.json["error"]["traceId"].as_str().map(str::len), Some(32), "{}", self.text);
        assert!(self.json["error"]["type"].is_string() && self.json["data"].is_null(), "{}", self.text);
        if status == 400 {
            assert!(!self.fields().is_empty(), "{}", self.text);
        }
        self
    }
}

pub(crate) fn merchants() -> Vec<Merchant> {
    vec![
        Merchant::new("merchant-one", "secret-one", "Batik & Co <b>"),
        Merchant::new("merchant-two", "secret-two", "Second Shop"),
    ]
}

pub(crate) fn config(dir: &Path) -> Config {
    let mut config = Config::new(dir);
    config.clock = Clock::standing(START.parse().unwrap());
    config.merchants = merchants();
    config.key_pool = 2;
    config
}

/// Starts a gateway; one that was dropped in the middle of its work may hold the data for a moment longer.
async fn start(config: Config) -> Running {
    for _ in 0..500 {
        match Sandbox::start(config.clone()).await {
            Err(Error::Store(_)) => tokio::time::sleep(Duration::from_millis(10)).await,
            started => return started.unwrap(),
        }
    }
    Sandbox::start(config).await.unwrap()
}

impl Gateway {
    pub(crate) async fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut gateway = Self::with(config(dir.path())).await;
        gateway.dir = Some(dir);
        gateway
    }

    pub(crate) async fn with(config: Config) -> Self {
        log();
        let running = start(config).await;
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        let mut gateway = Self { running, http, token: String::new(), seen: Mutex::default(), dir: None };
        gateway.log_in("merchant-one", "secret-one").await;
        gateway
    }

    pub(crate) async fn log_in(&mut self, id: &str, secret: &str) {
        let url = format!("{}/v1/access-token", self.running.base_url());
        let request = self.http.post(url).header("X-MERCHANT-ID", id).header("X-MERCHANT-SECRET", secret);
        let answer = self.send(request.json(&json!({"grantType": "client_credentials"}))).await;
        assert_eq!(answer.data()["expiresIn"], "900");
        assert_eq!(answer.data()["tokenType"], "Bearer");
        self.token = answer.data()["accessToken"].as_str().unwrap().to_owned();
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.base_url())
    }

    pub(crate) fn authorized(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        request.bearer_auth(&self.token)
    }

    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let head = format!("{:?}", response.headers());
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        self.seen.lock().unwrap().push_str(&format!("{status}\n{head}\n{text}\n"));
        Answer { status, json: serde_json::from_str(&text).unwrap_or(Value::Null), text }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.http.get(self.url(path)).bearer_auth(&self.token)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_as(path, body, &request_id()).await
    }

    pub(crate) async fn post_as(&self, path: &str, body: &Value, request_id: &str) -> Answer {
        let request = self.http.post(self.url(path)).bearer_auth(&self.token);
        self.send(request.header("X-REQUEST-ID", request_id).json(body)).await
    }

    /// A new session that waits for a card.
    pub(crate) async fn create(&self, change: impl FnOnce(&mut Value)) -> Value {
        let mut body = session_body();
        change(&mut body);
        self.post("/v2/payments", &body).await.data().clone()
    }

    /// Confirms a session with a card.
    pub(crate) async fn confirm(&self, session: &Value, number: &str) -> Answer {
        self.confirm_with(session, number, |_| ()).await
    }

    pub(crate) async fn confirm_with(
        &self,
        session: &Value,
        number: &str,
        change: impl FnOnce(&mut Value),
    ) -> Answer {
        let envelope = sealed(session["encryptionKey"].as_str().unwrap(), number);
        let mut body = confirm_body(&envelope);
        change(&mut body);
        self.post(&format!("/v2/payments/{}/confirm", id(session)), &body).await
    }

    pub(crate) async fn retrieve(&self, session: &Value) -> Value {
        self.get(&format!("/v2/payments/{}", id(session))).await.data().clone()
    }

    pub(crate) async fn customer(&self, session: &Value) -> Value {
        self.get(&format!("/v1/customers/{}", session["customerId"].as_str().unwrap())).await.data().clone()
    }

    /// Stored cards of the session's customer.
    pub(crate) async fn tokens(&self, session: &Value) -> Vec<Value> {
        self.customer(session).await["storedPaymentMethods"].as_array().cloned().unwrap_or_default()
    }

    /// Answers on the bank's page and gives where the shopper is led.
    pub(crate) async fn decide(&self, session: &Value, decision: &str) -> String {
        let url = session["paymentUrl"].as_str().unwrap();
        let page = self.send(self.http.get(url)).await;
        assert_eq!(page.status, 200, "{}", page.text);
        let form = form(&form_token(&page.text), decision);
        let request = self.http.post(url).header("Sec-Fetch-Site", "same-origin");
        let response = request.header("Content-Type", FORM).body(form).send().await.unwrap();
        assert_eq!(response.status(), 303);
        response.headers()["location"].to_str().unwrap().to_owned()
    }

    /// Pays with a new card and approves; gives the session as it is then.
    pub(crate) async fn pay(&self, number: &str, change: impl FnOnce(&mut Value)) -> Value {
        let session = self.create(change).await;
        let confirmed = self.confirm(&session, number).await.data().clone();
        if confirmed["status"] == "REQUIRE_ACTION" {
            self.decide(&confirmed, "approve").await;
        }
        self.retrieve(&session).await
    }
}

pub(crate) fn id(session: &Value) -> &str {
    session["id"].as_str().unwrap()
}

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// What a browser sends when a button is pressed.
pub(crate) fn form(token: &str, decision: &str) -> String {
    let pairs = [("token", token), ("decision", decision)];
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

pub(crate) fn form_token(page: &str) -> String {
    page.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

static COUNTER: AtomicU64 = AtomicU64::new(0);

pub(crate) fn request_id() -> String {
    format!("request{:025}", COUNTER.fetch_add(1, Ordering::Relaxed))
}

/// A good create body for a card that is still to come, with a reference of its own.
pub(crate) fn session_body() -> Value {
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    json!({
        "clientReferenceId": format!("ORDER-{number}"),
        "amount": {"value": 149000, "currency": "IDR"},
        "paymentType": "SINGLE",
        "paymentMethod": {"type": "CARD"},
        "saveForFutureUse": true,
        "mode": "API",
        "redirectUrl": {
            "successReturnUrl": "https://shop.example/ok",
            "failureReturnUrl": "https://shop.example/fail",
            "expirationReturnUrl": "https://shop.example/expired",
        },
        "customer": {
            "givenName": "Siti", "surname": "Buyer", "email": format!("buyer{number}@shop.example"),
            "phoneNumber": {"countryCode": "+62", "number": "81200000000"},
        },
        "orderInformation": {"productDetails": [{
            "type": "PHYSICAL", "name": "Scarf", "quantity": 1, "price": {"value": 149000, "currency": "IDR"},
        }]},
        "autoConfirm": false,
        "metadata": {"invoiceNo": "INV0001", "exact": 1.10},
    })
}

/// A good create body that charges a stored card.
pub(crate) fn stored_body(customer: &Value, token: &Value) -> Value {
    let mut body = session_body();
    body.as_object_mut().unwrap().remove("customer");
    body["customerId"] = customer.clone();
    body["autoConfirm"] = json!(true);
    body["paymentMethod"] = json!({"type": "CARD", "card": {"token": token, "cvc": "123"}});
    body
}

pub(crate) fn confirm_body(envelope: &str) -> Value {
    json!({"paymentMethod": {"type": "CARD", "card": {"encryptedCard": envelope}}})
}

/// The address that a foreign card needs.
pub(crate) fn billing() -> Value {
    json!({
        "givenName": "Ann", "email": "ann@shop.example", "addressLine1": "1 Main Street", "city": "Springfield",
        "provinceState": "Illinois", "country": "US", "postalCode": "62701",
    })
}

/// A real envelope with this card.
pub(crate) fn sealed(encryption_key: &str, number: &str) -> String {
    let pan = Pan::parse(number.as_bytes()).unwrap();
    let expiry = ExpiryDate::parse(b"12", b"39").unwrap();
    let cvc = Cvc::parse(b"123").unwrap();
    let holder = CardholderName::parse("TEST BUYER").unwrap();
    let card = Card::new(&pan, &expiry, Some(&cvc), &holder).unwrap();
    let key = PublicKey::parse(encryption_key).unwrap();
    let mut entropy = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| cardseal_card::EntropyError);
    seal(&key, &card, &Context::default(), &mut entropy).unwrap().as_str().to_owned()
}

/// The plaintext of a good card.
pub(crate) fn plaintext(number: &str) -> Value {
    json!({
        "card": {"number": number, "expiryMonth": "12", "expiryYear": "39", "cvc": "123", "nameOnCard": "TEST BUYER"},
        "deviceInformations": {"userAgent": "Mozilla/5.0", "country": "ID"},
        "metadata": {},
    })
}

/// An envelope around any plaintext, made here step by step, with the names of its three parts to choose.
pub(crate) fn envelope_of(encryption_key: &str, plaintext: &[u8], names: [&str; 3]) -> String {
    use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
    use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey};
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;

    let (mut content_key, mut nonce) = ([0; 32], [0; 12]);
    getrandom::fill(&mut content_key).unwrap();
    getrandom::fill(&mut nonce).unwrap();
    let mut ciphertext = plaintext.to_vec();
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &content_key).unwrap())
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut ciphertext)
        .unwrap();
    let spki = BASE64_STANDARD.decode(encryption_key).unwrap();
    let public = OaepPublicEncryptingKey::new(PublicEncryptingKey::from_der(&spki).unwrap()).unwrap();
    let mut wrapped = vec![0; public.ciphertext_size()];
    public.encrypt(&OAEP_SHA256_MGF1SHA256, &content_key, &mut wrapped, None).unwrap();
    let [key_name, nonce_name, text_name] = names;
    let json = json!({
        key_name: BASE64_STANDARD.encode(&wrapped),
        nonce_name: BASE64_STANDARD.encode(nonce),
        text_name: BASE64_STANDARD.encode(&ciphertext),
    });
    BASE64_STANDARD.encode(json.to_string())
}

pub(crate) const NAMES: [&str; 3] = ["encryptedKey", "nonce", "ciphertext"];
