//! The hosted page and the wallet's page let nothing in: no foreign form, no foreign text, no foreign file.

use serde_json::{Value, json};

use crate::hosted::{key_of, redirect_body, saved_body, url_of, with_saved};
use crate::support::{FORM, Gateway, config, form_token, sealed};

const XSS: &str = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'&";

/// A session whose every merchant string is an attack.
fn hostile() -> Value {
    let mut body = redirect_body();
    body["clientReferenceId"] = json!("HOSTILE");
    body["statementDescriptor"] = json!("'\"><script>x()//");
    body["customer"]["givenName"] = json!(XSS);
    body["customer"]["surname"] = json!(XSS);
    body["metadata"] = json!({"note": XSS});
    for name in ["successReturnUrl", "failureReturnUrl", "expirationReturnUrl"] {
        body["redirectUrl"][name] = json!("https://shop.example/?q='\"><script>alert(1)</script>");
    }
    let line = |field: &str| {
        let mut line = json!({"type": "DIGITAL", "quantity": 3, "price": {"value": 1, "currency": "IDR"}});
        line[field] = json!(XSS);
        line
    };
    let lines = ["name", "description", "category", "subCategory"].map(line);
    body["orderInformation"]["productDetails"] = json!(lines);
    body["paymentMethod"] = Value::Null;
    body
}

#[track_caller]
fn assert_harmless(page: &str) {
    // The two script elements that may be there are the page's own, by address.
    let own = page.matches("<script type=\"module\" src=\"/assets/pay.js\"></script>").count();
    assert_eq!(page.matches("<script").count(), own, "{page}");
    assert!(!page.contains("<img") && !page.contains("style=") && !page.contains("<b>"), "{page}");
    for tag in page.split('<').skip(1) {
        // Without what stands in quotes.
        let names: String = tag.split('>').next().unwrap().split('"').step_by(2).collect();
        assert!(!names.contains(" on"), "{tag}");
    }
    assert!(!page.contains("javascript:"));
}

#[tokio::test]
async fn what_a_merchant_sends_is_text_on_every_page() {
    let gateway = Gateway::start().await;
    let session = gateway.post("/v2/payments", &hostile()).await.data().clone();
    let url = url_of(&session);
    let page = gateway.visit(url).await.text;
    assert_harmless(&page);
    assert_eq!(page.matches("&lt;img src=x onerror=alert(2)&gt;").count(), 4, "each line is there, as text");
    assert!(page.contains("Batik &amp; Co &lt;b&gt;"));
    // What the shopper sends comes back as text, too.
    assert_harmless(&gateway.press(url, &[("method", XSS)]).await.text);
    let wallet = gateway.choose_wallet(&session, "DANA", false).await;
    assert_harmless(&gateway.visit(&wallet).await.text);
    assert_harmless(&gateway.press(&wallet, &[("phone", XSS)]).await.text);
    gateway.press(&wallet, &[("decision", "cancel")]).await.on();
    assert_harmless(&gateway.visit(&wallet).await.text);
    let status = gateway.visit(&format!("{url}/status")).await.text;
    assert_harmless(&status);
    assert!(status.contains("https://shop.example/?q=%27%22%3E%3Cscript%3E"), "{status}");
}

#[tokio::test]
async fn headers_let_in_the_pages_own_script_and_nothing_else() {
    let gateway = Gateway::start().await;
    let session = gateway.redirect(|_| ()).await;
    let wallet = gateway.choose_wallet(&gateway.redirect(|_| ()).await, "OVO", false).await;
    let ended = gateway.redirect(|_| ()).await;
    gateway.press(url_of(&ended), &[("decision", "cancel")]).await.on();
    let status = format!("{}/status", url_of(&ended));
    for (url, is_scripted) in [(url_of(&session), true), (&wallet, false), (&status, false)] {
        let response = gateway.http.get(url).send().await.unwrap();
        let header = |name: &str| response.headers()[name].to_str().unwrap();
        assert_eq!((header("cache-control"), header("x-frame-options")), ("no-store", "DENY"));
        assert_eq!((header("x-content-type-options"), header("referrer-policy")), ("nosniff", "same-origin"));
        let policy = header("content-security-policy");
        for rule in [
            "default-src 'none'",
            "style-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ] {
            assert!(policy.contains(rule), "{rule} in {policy}");
        }
        assert_eq!(policy.contains("script-src 'self' 'wasm-unsafe-eval'; connect-src 'self';"), is_scripted);
        assert_eq!(policy.contains("script-src"), is_scripted);
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
    }
    let script = gateway.http.get(gateway.url("/assets/pay.js")).send().await.unwrap();
    assert_eq!(script.headers()["content-type"], "text/javascript; charset=utf-8");
}

#[tokio::test]
async fn only_the_page_itself_may_submit() {
    let gateway = Gateway::start().await;
    let session = gateway.redirect(|_| ()).await;
    let other = gateway.redirect(|_| ()).await;
    let own = gateway.running.base_url().to_owned();
    let wallet = gateway.choose_wallet(&gateway.redirect(|_| ()).await, "DANA", false).await;
    let foreign = form_token(&gateway.visit(url_of(&other)).await.text);
    for url in [url_of(&session), &wallet] {
        let token = form_token(&gateway.visit(url).await.text);
        let before = gateway.visit(url).await.text;
        for (token, headers) in [
            ("", vec![]),
            (foreign.as_str(), vec![("Sec-Fetch-Site", "same-origin")]),
            (&token, vec![("Sec-Fetch-Site", "cross-site")]),
            (&token, vec![("Sec-Fetch-Site", "same-site")]),
            (&token, vec![("Sec-Fetch-Site", "none")]),
            (&token, vec![("Origin", "https://evil.example")]),
            (&token, vec![("Origin", "null")]),
            (&token, vec![("Sec-Fetch-Site", "cross-site"), ("Origin", own.as_str())]),
        ] {
            for fields in ["decision=cancel", "method=DANA", "step=phone&phone=08111111001"] {
                let request = gateway
                    .http
                    .post(url)
                    .header("Content-Type", FORM)
                    .body(format!("token={token}&{fields}"));
                let request =
                    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
                let answer = request.send().await.unwrap();
                assert_eq!(answer.status(), 403, "{headers:?}");
                assert!(answer.text().await.unwrap().contains("did not come from this page"));
            }
        }
        assert_eq!(gateway.visit(url).await.text, before);
    }
    assert_eq!(gateway.retrieve(&session).await, session);
}

#[tokio::test]
async fn looking_changes_nothing() {
    let gateway = Gateway::start().await;
    let session = gateway.redirect(|_| ()).await;
    let url = url_of(&session);
    let page = gateway.visit(url).await.text;
    let (token, envelope) = (form_token(&page), sealed(&key_of(&page), "4440000112290002"));
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("token", token.as_str()),
            ("method", "card"),
            ("encryptedCard", &envelope),
            ("decision", "cancel"),
        ])
        .finish();
    for path in [format!("{url}?{query}"), format!("{url}/state?{query}"), format!("{url}/status?{query}")] {
        gateway.visit(&path).await;
    }
    assert_eq!(gateway.retrieve(&session).await, session);
    let led = gateway.send(gateway.http.put(url).body("")).await;
    assert_eq!(led.status, 405);
}

#[tokio::test]
async fn an_unknown_page_is_a_page_too() {
    let gateway = Gateway::start().await;
    let session = gateway.redirect(|_| ()).await;
    for secret in
        ["0".repeat(48), crate::support::id(&session).to_owned(), "x".into(), "%ff".into(), "<script>".into()]
    {
        for path in [format!("/pay/{secret}"), format!("/pay/{secret}/status"), format!("/wallet/{secret}")] {
            let page = gateway.visit(&gateway.url(&path)).await;
            assert_eq!(page.status, 404, "{path}");
            assert!(page.text.contains("belongs to no payment") && !page.text.contains("<script"), "{path}");
        }
        let answer = gateway.send(gateway.http.get(gateway.url(&format!("/pay/{secret}/state")))).await;
        assert_eq!(answer.status, 404);
        for path in [format!("/pay/{secret}"), format!("/wallet/{secret}")] {
            let led = gateway.send_form(&gateway.url(&path), &[("token", "t"), ("decision", "cancel")]).await;
            assert!(matches!(led.status, 403 | 404), "{path}");
        }
    }
}

#[tokio::test]
async fn the_package_is_served_and_nothing_beside_it() {
    let (dir, package) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::create_dir(package.path().join("wasm")).unwrap();
    std::fs::write(package.path().join("inline.js"), "export {};").unwrap();
    std::fs::write(package.path().join("wasm/cardseal_bg.wasm"), b"\0asm").unwrap();
    std::fs::write(package.path().join("package.json"), "{}").unwrap();
    let mut config = config(dir.path());
    config.package_dir = Some(package.path().to_owned());
    let gateway = Gateway::with(config).await;
    for (path, media_type) in
        [("inline.js", "text/javascript; charset=utf-8"), ("wasm/cardseal_bg.wasm", "application/wasm")]
    {
        let file = gateway.http.get(gateway.url(&format!("/assets/cardseal/{path}"))).send().await.unwrap();
        assert_eq!(
            (file.status().as_u16(), file.headers()["content-type"].to_str().unwrap()),
            (200, media_type)
        );
        assert_eq!(file.headers()["x-content-type-options"], "nosniff");
    }
    for path in [
        "package.json",
        "none.js",
        "%2e%2e/sandbox.sqlite3",
        "..%2fx.js",
        "%2fetc%2fpasswd",
        "wasm",
        "wasm%5c..%5cinline.js",
    ] {
        let file = gateway.visit(&gateway.url(&format!("/assets/cardseal/{path}"))).await;
        assert_eq!(file.status, 404, "{path}");
        assert!(file.text.is_empty() || file.text.contains("not_found"), "{path}");
    }
    let page = gateway.visit(url_of(&gateway.redirect(|_| ()).await)).await.text;
    assert!(
        page.contains("data-package=\"/assets/cardseal/inline.js\"") && !page.contains("is not installed")
    );
    assert!(page.contains("<link rel=\"modulepreload\" href=\"/assets/cardseal/inline.js\">"));
    assert!(page.contains("id=\"card\"") && !page.contains("disabled"));

    // What was chosen before a problem is chosen after it.
    let session = gateway.post("/v2/payments", &saved_body(&with_saved(&gateway).await)).await.data().clone();
    let checked = |page: &str| {
        let radios =
            page.split("name=\"method\"").skip(1).map(|radio| radio.split('>').next().unwrap().to_owned());
        radios.filter(|radio| radio.contains("checked")).collect::<Vec<_>>()
    };
    let page = gateway.visit(url_of(&session)).await.text;
    assert!(matches!(checked(&page).as_slice(), [one] if one.contains("saved:0")), "{:?}", checked(&page));
    assert!(page.contains("id=\"cvc-0\" data-brand=\"VISA\""));
    let page = gateway.press(url_of(&session), &[("method", "card")]).await.text;
    assert!(matches!(checked(&page).as_slice(), [one] if one.contains("\"card\"")), "{:?}", checked(&page));
    // A package that is taken away, or not built yet, is not installed.
    std::fs::remove_file(package.path().join("inline.js")).unwrap();
    assert!(gateway.visit(url_of(&session)).await.text.contains("is not installed"));
}

#[tokio::test]
async fn without_the_package_the_page_says_so_and_takes_wallets() {
    let gateway = Gateway::start().await;
    assert_eq!(gateway.visit(&gateway.url("/assets/cardseal/inline.js")).await.status, 404);
    let session = gateway.redirect(|_| ()).await;
    let page = gateway.visit(url_of(&session)).await.text;
    assert!(page.contains("The card form is not installed") && page.contains("--package-dir"));
    assert!(
        !page.contains("id=\"card\"") && !page.contains("data-package") && !page.contains("modulepreload")
    );
    let card = page.split("value=\"card\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(card.contains("disabled"), "{card}");
    let dana = page.split("value=\"DANA\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(dana.contains("checked") && !dana.contains("disabled"), "{dana}");
    let wallets = gateway.redirect(|body| body["paymentMethod"] = json!({"type": "EWALLET"})).await;
    let page = gateway.visit(url_of(&wallets)).await.text;
    assert!(!page.contains("is not installed") && !page.contains("data-encryption-key"));
}
