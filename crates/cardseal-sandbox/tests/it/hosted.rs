//! The hosted page over HTTP, as a browser drives it: its form, its key, and where it leads.

use serde_json::{Value, json};

use crate::support::{FORM, Gateway, form_token, id, sealed, session_body};

/// A create body for the hosted page, the shopper to choose.
pub(crate) fn redirect_body() -> Value {
    let mut body = session_body();
    let fields = body.as_object_mut().unwrap();
    for name in ["mode", "paymentMethod", "autoConfirm"] {
        fields.remove(name);
    }
    body
}

/// Where a submission led, or the page that it got instead.
#[derive(Debug)]
pub(crate) struct Led {
    pub(crate) status: u16,
    pub(crate) to: String,
    pub(crate) text: String,
}

impl Led {
    /// The address that a taken submission leads to.
    #[track_caller]
    pub(crate) fn on(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.text);
        &self.to
    }
}

impl Gateway {
    /// A new session of the hosted page.
    pub(crate) async fn redirect(&self, change: impl FnOnce(&mut Value)) -> Value {
        let mut body = redirect_body();
        change(&mut body);
        self.post("/v2/payments", &body).await.data().clone()
    }

    /// Opens a page as a browser does; gives where it leads or what it shows.
    pub(crate) async fn visit(&self, url: &str) -> Led {
        led(self, self.http.get(url)).await
    }

    /// Presses a button on a page that is open: its own token goes along.
    pub(crate) async fn press(&self, url: &str, fields: &[(&str, &str)]) -> Led {
        let page = self.visit(url).await;
        assert_eq!(page.status, 200, "{url} {}", page.text);
        let token = form_token(&page.text);
        let step = attribute(&page.text, "name=\"step\" value");
        let mut all = vec![("token", token.as_str())];
        all.extend(step.as_deref().map(|step| ("step", step)));
        all.extend_from_slice(fields);
        self.send_form(url, &all).await
    }

    /// Posts a form from our own origin.
    pub(crate) async fn send_form(&self, url: &str, fields: &[(&str, &str)]) -> Led {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request =
            self.http.post(url).header("Sec-Fetch-Site", "same-origin").header("Content-Type", FORM);
        led(self, request.body(body)).await
    }

    /// Pays on the hosted page with a new card; gives where that leads.
    pub(crate) async fn pay_by_card(&self, session: &Value, number: &str, save: bool) -> Led {
        let url = url_of(session);
        let envelope = sealed(&key_of(&self.visit(url).await.text), number);
        let mut fields = vec![("method", "card"), ("encryptedCard", envelope.as_str()), ("decision", "pay")];
        fields.extend(save.then_some(("save", "on")));
        self.press(url, &fields).await
    }

    /// Chooses a wallet on the hosted page; gives the address of the wallet's page.
    pub(crate) async fn choose_wallet(&self, session: &Value, channel: &str, save: bool) -> String {
        let mut fields = vec![("method", channel)];
        fields.extend(save.then_some(("save", "on")));
        self.press(url_of(session), &fields).await.on().to_owned()
    }

    /// Gives a wallet's page a number and the right code; gives where that leads.
    pub(crate) async fn pay_by_wallet(&self, url: &str, phone: &str) -> String {
        let step = self.press(url, &[("phone", phone), ("decision", "pay")]).await;
        assert_eq!(step.on(), url);
        self.press(url, &[("otp", "000000"), ("decision", "pay")]).await.on().to_owned()
    }
}

async fn led(gateway: &Gateway, request: reqwest::RequestBuilder) -> Led {
    let response = request.send().await.unwrap();
    let to = response.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
    let head = format!("{:?}", response.headers());
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    // The page's own key and form token are its business; all else is looked through for leaks.
    gateway.seen.lock().unwrap().push_str(&format!("{status}\n{head}\n{text}\n"));
    Led { status, to: to.unwrap_or_default(), text }
}

pub(crate) fn url_of(session: &Value) -> &str {
    session["paymentUrl"].as_str().unwrap()
}

/// The value of an attribute that stands once on a page.
pub(crate) fn attribute(page: &str, name: &str) -> Option<String> {
    let value = page.split(&format!("{name}=\"")).nth(1)?.split('"').next()?;
    Some(value.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\""))
}

/// The key that the page's script encrypts with.
pub(crate) fn key_of(page: &str) -> String {
    attribute(page, "data-encryption-key").unwrap()
}

/// The ways to pay that a page offers.
pub(crate) fn methods(page: &str) -> Vec<String> {
    let radios = page.split("<input type=\"radio\" name=\"method\"").skip(1);
    radios.map(|radio| attribute(radio, " value").unwrap()).collect()
}

/// Stores a card and a DANA wallet for a new customer.
pub(crate) async fn with_saved(gateway: &Gateway) -> Value {
    let session = gateway.redirect(|_| ()).await;
    let bank = gateway.pay_by_card(&session, "4440000112290002", true).await;
    gateway.press(bank.on(), &[("decision", "approve")]).await.on();
    let email = session["customer"]["email"].clone();
    let session = gateway.redirect(|body| body["customer"]["email"] = email).await;
    let wallet = gateway.choose_wallet(&session, "DANA", true).await;
    gateway.pay_by_wallet(&wallet, "08111111001").await;
    assert_eq!(gateway.tokens(&session).await.len(), 2, "{}", id(&session));
    session
}

/// A create body that shows what the customer has stored.
pub(crate) fn saved_body(customer: &Value) -> Value {
    let mut body = redirect_body();
    body.as_object_mut().unwrap().remove("customer");
    body["customerId"] = customer["customerId"].clone();
    body["showSavedPayment"] = json!(true);
    body
}
