// The set-up of the documentation's examples: a gateway of their own, and a shopper who acts on its pages. Included by
// hidden lines, so it is compiled and run with each of them.

use std::sync::atomic::{AtomicU32, Ordering};

use cardseal_host::types::{
    Amount, ClientReferenceId, Customer, EncryptedCard, OrderInformation, ProductDetail, ProductType,
    RedirectUrls, SessionKey,
};
use cardseal_host::{Client, Credentials, Environment, SecretString};
use reqwest::header::{CONTENT_TYPE, LOCATION};

pub type Done = Result<(), Box<dyn std::error::Error>>;

pub const CARD: &str = "4440000112290002";
pub const PHONE: &str = "08111111001";

/// Runs an example in a shop of its own.
pub fn in_a_shop<F: Future<Output = Done>>(example: impl FnOnce(Shop) -> F) -> Done {
    tokio::runtime::Runtime::new()?.block_on(async { example(Shop::open().await?).await })
}

pub struct Shop {
    // Held: the gateway stops when it is dropped.
    _gateway: cardseal_sandbox::Running,
    client: Client,
    orders: AtomicU32,
    // Last, so that the gateway is gone before its files are.
    _files: tempfile::TempDir,
}

impl Shop {
    pub async fn open() -> Result<Self, Box<dyn std::error::Error>> {
        let files = tempfile::tempdir()?;
        let mut config = cardseal_sandbox::Config::new(files.path());
        config.key_pool = 1;
        let gateway = cardseal_sandbox::Sandbox::start(config).await?;
        let client = Client::builder(environment(&gateway)?, credentials(&gateway)).build()?;
        Ok(Self { _gateway: gateway, client, orders: AtomicU32::new(1), _files: files })
    }

    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// What every payment needs: a reference of its own, the price, the return addresses, the order.
    pub fn order(&self) -> (ClientReferenceId, Amount, RedirectUrls, OrderInformation) {
        let number = self.orders.fetch_add(1, Ordering::Relaxed);
        let price = Amount::idr(50_000).unwrap();
        let tea = ProductDetail {
            product_type: ProductType::Physical,
            category: None,
            sub_category: None,
            name: Some("Tea".into()),
            description: None,
            quantity: 1,
            price: price.clone(),
        };
        let urls = RedirectUrls {
            success_return_url: "https://shop.example/ok".into(),
            failure_return_url: "https://shop.example/failed".into(),
            expiration_return_url: "https://shop.example/late".into(),
        };
        let reference = ClientReferenceId::parse(format!("ORDER{number}")).unwrap();
        (reference, price, urls, OrderInformation::new(vec![tea]))
    }

    /// The shopper has paid before, and had the card stored.
    pub async fn with_stored_card(&self) -> cardseal_host::types::CustomerId {
        let (reference, price, urls, order) = self.order();
        let payment = cardseal_host::RedirectPayment::new(
            reference,
            price,
            Customer::new("buyer@shop.example"),
            urls,
            order,
        )
        .save_for_future_use(true);
        let payment = self.client.create_redirect_session(payment).await.unwrap();
        self.pays_by_card(payment.session.payment_url.as_deref().unwrap()).await;
        payment.session.customer_id.unwrap()
    }

    /// The shopper types a card on the gateway's page, ticks the box, and is approved by the bank.
    pub async fn pays_by_card(&self, page: &str) {
        let html = read(page).await;
        let key = html.split("data-encryption-key=\"").nth(1).unwrap().split('"').next().unwrap();
        let card = seal_with(key);
        let fields =
            [("method", "card"), ("encryptedCard", card.as_str()), ("save", "on"), ("decision", "pay")];
        self.approves(&fill_in(page, &fields).await).await;
    }

    /// The shopper chooses the stored card on the gateway's page and types its code.
    pub async fn pays_by_stored_card(&self, page: &str) {
        let bank = fill_in(page, &[("method", "saved:0"), ("cvc", "731"), ("decision", "pay")]).await;
        self.approves(&bank).await;
    }

    /// The shopper confirms at the wallet.
    pub async fn confirms_at_wallet(&self, page: &str) {
        let code = fill_in(page, &[("step", "phone"), ("phone", PHONE), ("decision", "pay")]).await;
        fill_in(&code, &[("step", "otp-0"), ("otp", "000000"), ("decision", "pay")]).await;
    }

    /// The shopper approves at the bank.
    pub async fn approves(&self, page: &str) {
        fill_in(page, &[("decision", "approve")]).await;
    }

    /// What the shopper's browser makes of a card.
    pub fn browser_seals(&self, key: &SessionKey) -> EncryptedCard {
        seal_with(&key.encryption_key)
    }
}

pub fn environment(gateway: &cardseal_sandbox::Running) -> Result<Environment, Box<dyn std::error::Error>> {
    Ok(Environment::custom(gateway.base_url())?)
}

pub fn credentials(gateway: &cardseal_sandbox::Running) -> Credentials {
    use secrecy::ExposeSecret;
    let known = gateway.credentials();
    // EXPOSE: the sandbox made it for this one run.
    Credentials::new(known.merchant_id, SecretString::from(known.merchant_secret.expose_secret()))
}

pub fn seal_with(key: &str) -> EncryptedCard {
    use cardseal_card::{Card, CardholderName, Context, Cvc, EntropyError, ExpiryDate, Pan, PublicKey, seal};
    let pan = Pan::parse(CARD.as_bytes()).unwrap();
    let expiry = ExpiryDate::parse(b"12", b"39").unwrap();
    let cvc = Cvc::parse(b"731").unwrap();
    let holder = CardholderName::parse("Test Buyer").unwrap();
    let card = Card::new(&pan, &expiry, Some(&cvc), &holder).unwrap();
    let mut entropy = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| EntropyError);
    seal(&PublicKey::parse(key).unwrap(), &card, &Context::default(), &mut entropy).unwrap()
}

pub fn browser() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap()
}

pub async fn read(page: &str) -> String {
    browser().get(page).send().await.unwrap().text().await.unwrap()
}

/// Fills in the form of a page and returns where it leads.
pub async fn fill_in(page: &str, fields: &[(&str, &str)]) -> String {
    let html = read(page).await;
    let token = html.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields).append_pair("token", token);
    let request =
        browser().post(page).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form.finish());
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 303, "{fields:?}");
    response.headers()[LOCATION].to_str().unwrap().to_owned()
}
