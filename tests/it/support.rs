//! A gateway on a free port, a client for it, a shopper's browser, and a shopper at the bank's page.

use cardseal_card::{
    Card, CardholderName, Context, Cvc, Entropy, EntropyError, ExpiryDate, JsonObject, Pan, PublicKey, seal,
};
use cardseal_host::{
    Client, ConfirmCard, Credentials, Environment, NewCardSession, Outcome, Payment, RedirectTarget,
    StoredCardPayment,
};
use cardseal_sandbox::{Config, Running, Sandbox};
use cardseal_types::{
    Amount, ClientReferenceId, Customer, CustomerId, EncryptedCard, OrderInformation, PaymentToken,
    ProductDetail, ProductType, RedirectUrls, SessionKey,
};
use secrecy::ExposeSecret as _;

pub(crate) const SUCCESS_WITH_CHALLENGE: &str = "4440000112290002";

/// The operating system's random bytes.
pub(crate) struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(bytes).map_err(|_| EntropyError)
    }
}

/// A running gateway, its data, and a merchant's client for it.
pub(crate) struct Stage {
    pub(crate) gateway: Running,
    pub(crate) client: Client,
    pub(crate) data: tempfile::TempDir,
}

impl Stage {
    pub(crate) async fn set() -> Self {
        let data = tempfile::tempdir().unwrap();
        let gateway = Sandbox::start(Config::new(data.path())).await.unwrap();
        let credentials = gateway.credentials();
        let credentials = Credentials::new(
            credentials.merchant_id.clone(),
            credentials.merchant_secret.expose_secret().to_owned(),
        );
        let environment = Environment::custom(gateway.base_url()).unwrap();
        let client = Client::builder(environment, credentials).build().unwrap();
        Self { gateway, client, data }
    }

    /// Opens a session for a new customer of this name.
    pub(crate) async fn open(&self, reference: &str, customer: &str, save: bool) -> Payment {
        let payer = Customer::new(format!("{customer}@shop.example"));
        let session = NewCardSession::new(self::reference(reference), price(), payer, urls(), order());
        self.client.create_card_session(session.save_for_future_use(save)).await.unwrap()
    }

    /// Pays an opened session with this card and answers what came of it before any page.
    pub(crate) async fn confirm(&self, opened: &Payment, number: &str) -> Payment {
        let confirm = ConfirmCard::new(envelope(&key_of(opened), number, "123"));
        self.client.confirm_session(&opened.session.id, confirm).await.unwrap()
    }

    /// Goes where the payment asks the shopper to go, decides there, and answers the page it leads back to.
    pub(crate) async fn decide(&self, payment: &Payment, decision: &str) -> String {
        let Outcome::ActionRequired { redirect: RedirectTarget::Web(page) } = &payment.outcome else {
            panic!("no page to go to: {:?}", payment.outcome);
        };
        answer_the_bank(&self.gateway, page.as_str(), decision).await
    }

    pub(crate) async fn retrieve(&self, payment: &Payment) -> Payment {
        self.client.retrieve_session(&payment.session.id).await.unwrap()
    }

    pub(crate) fn stored(
        &self,
        reference: &str,
        customer: CustomerId,
        token: PaymentToken,
        cvc: &str,
    ) -> StoredCardPayment {
        let cvc = Cvc::parse(cvc.as_bytes()).unwrap();
        StoredCardPayment::new(self::reference(reference), price(), customer, token, cvc, urls(), order())
    }
}

pub(crate) fn key_of(payment: &Payment) -> SessionKey {
    match &payment.outcome {
        Outcome::RequiresConfirmation { session_key: Some(key) } => key.clone(),
        other => panic!("the session does not wait for a card: {other:?}"),
    }
}

/// What a shopper's browser makes of a card.
pub(crate) fn envelope(key: &SessionKey, number: &str, cvc: &str) -> EncryptedCard {
    let pan = Pan::parse(number.as_bytes()).unwrap();
    let expiry = ExpiryDate::parse(b"01", b"39").unwrap();
    let cvc = Cvc::parse(cvc.as_bytes()).unwrap();
    let holder = CardholderName::parse("TEST BUYER").unwrap();
    let card = Card::new(&pan, &expiry, Some(&cvc), &holder).unwrap();
    let device = r#"{"userAgent":"Mozilla/5.0","country":"ID"}"#;
    let context = Context { device_informations: JsonObject::parse(device).unwrap(), ..Context::default() };
    seal(&PublicKey::parse(&key.encryption_key).unwrap(), &card, &context, &mut OsEntropy).unwrap()
}

pub(crate) fn reference(text: &str) -> ClientReferenceId {
    ClientReferenceId::parse(text).unwrap()
}

pub(crate) fn price() -> Amount {
    Amount::idr(10_000).unwrap()
}

pub(crate) fn order() -> OrderInformation {
    OrderInformation::new(vec![ProductDetail {
        product_type: ProductType::Digital,
        category: None,
        sub_category: None,
        name: Some("Item".into()),
        description: None,
        quantity: 1,
        price: price(),
    }])
}

pub(crate) fn urls() -> RedirectUrls {
    RedirectUrls {
        success_return_url: "https://shop.example/ok".into(),
        failure_return_url: "https://shop.example/fail".into(),
        expiration_return_url: "https://shop.example/expired".into(),
    }
}

/// A shopper's browser at the bank's page: decides there, and gives the address that it leads back to.
pub(crate) async fn answer_the_bank(gateway: &Running, page: &str, decision: &str) -> String {
    let shopper = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let html = shopper.get(page).send().await.unwrap().text().await.unwrap();
    let mut form = hidden_inputs(&html);
    form.push(("decision".into(), decision.into()));
    let answer = shopper
        .post(page)
        .header("origin", gateway.base_url())
        .header("sec-fetch-site", "same-origin")
        .form(&form)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 303, "the bank's page did not lead back");
    answer.headers()["location"].to_str().unwrap().to_owned()
}

/// Name and value of every hidden input of a page.
fn hidden_inputs(html: &str) -> Vec<(String, String)> {
    let attribute = |tag: &str, name: &str| {
        let rest = tag.split_once(&format!("{name}=\""))?.1;
        Some(rest.split_once('"')?.0.to_owned())
    };
    html.split("<input")
        .skip(1)
        .filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag))
        .filter(|tag| tag.contains("type=\"hidden\""))
        .filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value")?)))
        .collect()
}
