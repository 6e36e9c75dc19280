//! A hosted page knows the last moment of its session, and a restart loses nothing of it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::hosted::{key_of, saved_body, url_of, with_saved};
use crate::support::{FORM, Gateway, config, form_token, sealed};

const CARD: &str = "4440000112290002";
const EXPIRED: &str = "https://shop.example/expired";

/// The end of the session, seen from one millisecond before, at it, and one after.
const MOMENTS: [(u64, bool); 3] = [(900_000 - 1, true), (900_000, false), (900_000 + 1, false)];

#[tokio::test]
async fn an_open_page_is_over_at_its_last_moment() {
    for (moment, open) in MOMENTS {
        for method in [Value::Null, json!({"type": "CARD"})] {
            let mut gateway = Gateway::start().await;
            let session = gateway.redirect(|body| body["paymentMethod"] = method.clone()).await;
            let url = url_of(&session);
            let page = gateway.visit(url).await.text;
            let (token, envelope) = (form_token(&page), sealed(&key_of(&page), CARD));
            assert!(page.contains("data-left-ms=\"900000\"") && page.contains("by 00:15:00 UTC"), "{page}");
            let state = gateway.send(gateway.http.get(format!("{url}/state"))).await.json;
            assert_eq!(state, json!({"open": true, "leftMs": 900_000}));
            gateway.running.advance_clock(Duration::from_millis(moment)).await.unwrap();

            let state = gateway.send(gateway.http.get(format!("{url}/state"))).await.json;
            assert_eq!(state, json!({"open": open, "leftMs": u64::from(open)}), "{moment}");
            let fields =
                [("token", token.as_str()), ("method", "card"), ("encryptedCard", envelope.as_str())];
            let led = gateway.send_form(url, &fields).await;
            gateway.log_in("merchant-one", "secret-one").await;
            let ended = gateway.retrieve(&session).await;
            if open {
                assert!(led.on().contains("/3ds/"), "{moment}");
                assert_eq!(ended["status"], "REQUIRE_ACTION");
                continue;
            }
            assert_eq!(led.on(), format!("{url}/status"));
            assert_eq!(gateway.visit(url).await.on(), format!("{url}/status"), "the page leads on");
            let response = gateway.http.get(format!("{url}/status")).send().await.unwrap();
            assert_eq!(response.headers()["refresh"], format!("8; url={EXPIRED}"));
            let text = response.text().await.unwrap();
            assert!(text.contains("Time ran out") && text.contains(EXPIRED) && !text.contains("/ok"));
            assert_eq!(ended["status"], "EXPIRED");
            assert!(ended.get("paymentUrl").is_none());
            if method.is_null() {
                assert!(ended["chargeDetails"].is_null());
            } else {
                assert_eq!(ended["chargeDetails"][0]["status"], "EXPIRED");
                assert_eq!(ended["chargeDetails"][0]["failureCode"], "CHARGE_EXPIRED");
            }
        }
    }
}

#[tokio::test]
async fn a_wallets_page_is_over_at_its_last_moment() {
    for (moment, open) in MOMENTS {
        let mut gateway = Gateway::start().await;
        let session = gateway.redirect(|_| ()).await;
        let wallet = gateway.choose_wallet(&session, "OVO", true).await;
        gateway.press(&wallet, &[("phone", "08111111001")]).await.on();
        let token = form_token(&gateway.visit(&wallet).await.text);
        gateway.running.advance_clock(Duration::from_millis(moment)).await.unwrap();
        let fields = [("token", token.as_str()), ("step", "otp-0"), ("otp", "000000")];
        gateway.send_form(&wallet, &fields).await.on();
        gateway.log_in("merchant-one", "secret-one").await;
        let ended = gateway.retrieve(&session).await;
        let charge = &ended["chargeDetails"][0]["status"];
        let expected = if open { ("PAID", "SUCCESS") } else { ("EXPIRED", "EXPIRED") };
        assert_eq!((ended["status"].as_str().unwrap(), charge.as_str().unwrap()), expected, "{moment}");
        assert_eq!(gateway.tokens(&session).await.len(), usize::from(open));
    }
}

#[tokio::test]
async fn an_open_page_reloads_by_itself_when_its_time_is_over() {
    let gateway = Gateway::start().await;
    let session = gateway.redirect(|_| ()).await;
    let refresh = async |url: &str, form: Option<&str>| {
        let request = match form {
            Some(form) => gateway.http.post(url).header("Content-Type", FORM).body(form.to_owned()),
            None => gateway.http.get(url),
        };
        request.send().await.unwrap().headers()["refresh"].to_str().unwrap().to_owned()
    };
    let path = |url: &str| url.strip_prefix(gateway.running.base_url()).unwrap().to_owned();
    let (page, token) =
        (url_of(&session).to_owned(), form_token(&gateway.visit(url_of(&session)).await.text));
    let expected = format!("901; url={}", path(&page));
    assert_eq!(refresh(&page, None).await, expected);
    // What answers a form must be asked for again, not sent again.
    assert_eq!(refresh(&page, Some(&format!("token={token}"))).await, expected);
    let wallet = gateway.choose_wallet(&session, "OVO", true).await;
    let token = form_token(&gateway.visit(&wallet).await.text);
    let expected = format!("901; url={}", path(&wallet));
    assert_eq!(refresh(&wallet, None).await, expected);
    assert_eq!(refresh(&wallet, Some(&format!("token={token}&step=phone&phone=1"))).await, expected);
}

#[tokio::test]
async fn a_restart_in_the_middle_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let port;
    let (open, envelope, bank, bank_url, wallet, wallet_url, saved);
    {
        let gateway = Gateway::with(config(dir.path())).await;
        port = url::Url::parse(gateway.running.base_url()).unwrap().port().unwrap();
        open = gateway.redirect(|body| body["paymentMethod"] = json!({"type": "CARD"})).await;
        envelope = sealed(&key_of(&gateway.visit(url_of(&open)).await.text), CARD);
        bank = gateway.redirect(|_| ()).await;
        bank_url = gateway.pay_by_card(&bank, CARD, true).await.on().to_owned();
        wallet = gateway.redirect(|_| ()).await;
        wallet_url = gateway.choose_wallet(&wallet, "DANA", true).await;
        gateway.press(&wallet_url, &[("phone", "08111111001")]).await.on();
        gateway.press(&wallet_url, &[("otp", "123456")]).await.on();
        let customer = with_saved(&gateway).await;
        saved = gateway.post("/v2/payments", &saved_body(&customer)).await.data().clone();
        // Dropped, not shut down: the server's task is cut off where it stands.
    }
    while std::net::TcpListener::bind(("127.0.0.1", port)).is_err() {
        tokio::task::yield_now().await;
    }
    let mut config = config(dir.path());
    config.port = port;
    let gateway = Gateway::with(config).await;
    assert_eq!(gateway.retrieve(&open).await, open);
    let fields = [("method", "card"), ("encryptedCard", envelope.as_str())];
    let led = gateway.press(url_of(&open), &fields).await;
    gateway.press(led.on(), &[("decision", "approve")]).await.on();
    assert_eq!(gateway.visit(url_of(&bank)).await.on(), bank_url);
    gateway.press(&bank_url, &[("decision", "approve")]).await.on();
    assert!(gateway.visit(&wallet_url).await.text.contains("2 tries are left"));
    gateway.press(&wallet_url, &[("otp", "000000")]).await.on();
    let led = gateway.press(url_of(&saved), &[("method", "saved:0"), ("cvc", "123")]).await;
    gateway.press(led.on(), &[("decision", "approve")]).await.on();
    for session in [&open, &bank, &wallet, &saved] {
        assert_eq!(gateway.retrieve(session).await["status"], "PAID");
    }
    assert_eq!((gateway.tokens(&bank).await.len(), gateway.tokens(&wallet).await.len()), (1, 1));
}
