//! The bank's page lets nothing in and nobody else's form through.

use serde_json::json;

use crate::support::{FORM, Gateway, form, form_token};

async fn challenged(gateway: &Gateway) -> serde_json::Value {
    let session = gateway
        .create(|body| {
            body["redirectUrl"]["failureReturnUrl"] = json!("http://127.0.0.1:9/fail?a=1&b=<script>");
            body["statementDescriptor"] = json!("</dd><script>x()");
        })
        .await;
    gateway.confirm(&session, "4440000112290002").await.data().clone()
}

#[tokio::test]
async fn headers_are_strict_and_merchants_texts_are_text() {
    let gateway = Gateway::start().await;
    let session = challenged(&gateway).await;
    let url = session["paymentUrl"].as_str().unwrap();
    assert_eq!(url.rsplit('/').next().unwrap().len(), 48);
    let response = gateway.http.get(url).send().await.unwrap();
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("x-frame-options"), "DENY");
    assert_eq!(header("x-content-type-options"), "nosniff");
    let policy = header("content-security-policy");
    for rule in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "style-src 'self'",
        "form-action 'self' http://127.0.0.1:9 https://shop.example;",
    ] {
        assert!(policy.contains(rule), "{rule} in {policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains("script-src"));
    let page = response.text().await.unwrap();
    assert!(
        page.contains("Batik &amp; Co &lt;b&gt;") && page.contains("&lt;/dd&gt;&lt;script&gt;x()"),
        "{page}"
    );
    assert!(!page.contains("<script") && !page.contains("style="));
    assert!(
        page.contains("Rp\u{a0}149.000") && page.contains("ending in 0002") && page.contains("Test mode")
    );
    for value in ["approve", "fail", "cancel"] {
        assert_eq!(page.matches(&format!("name=\"decision\" value=\"{value}\"")).count(), 1);
    }
    let css = gateway.http.get(gateway.url("/assets/pages.css")).send().await.unwrap();
    assert_eq!(css.headers()["content-type"], "text/css; charset=utf-8");
}

#[tokio::test]
async fn only_the_page_itself_may_answer() {
    let gateway = Gateway::start().await;
    let session = challenged(&gateway).await;
    let other = challenged(&gateway).await;
    let url = session["paymentUrl"].as_str().unwrap();
    let token_of = async |session: &serde_json::Value| {
        let url = session["paymentUrl"].as_str().unwrap();
        form_token(&gateway.http.get(url).send().await.unwrap().text().await.unwrap())
    };
    let (token, foreign) = (token_of(&session).await, token_of(&other).await);
    let post = |body: String, headers: &[(&'static str, String)]| {
        let request = gateway.http.post(url).header("Content-Type", FORM).body(body);
        headers.iter().fold(request, |request, (name, value)| request.header(*name, value)).send()
    };
    let good = form(&token, "approve");
    let own = gateway.running.base_url().to_owned();
    let attempts: Vec<(String, Vec<(&'static str, String)>)> = vec![
        ("decision=approve".into(), vec![]),
        (form("", "approve"), vec![]),
        (form(&foreign, "approve"), vec![]),
        (form(&token, "steal"), vec![]),
        (String::new(), vec![]),
        (good.clone(), vec![("Sec-Fetch-Site", "cross-site".into())]),
        (good.clone(), vec![("Sec-Fetch-Site", "same-site".into())]),
        (good.clone(), vec![("Sec-Fetch-Site", "none".into())]),
        (good.clone(), vec![("Origin", "https://evil.example".into())]),
        (good.clone(), vec![("Origin", "null".into())]),
        (good.clone(), vec![("Origin", own.clone()), ("Sec-Fetch-Site", "cross-site".into())]),
    ];
    for (body, headers) in attempts {
        assert_eq!(post(body.clone(), &headers).await.unwrap().status(), 403, "{body} {headers:?}");
    }
    assert_eq!(gateway.retrieve(&session).await["status"], "REQUIRE_ACTION");
    let response = post(good, &[("Origin", own)]).await.unwrap();
    assert_eq!(
        (response.status().as_u16(), response.headers()["location"].to_str().unwrap()),
        (303, "https://shop.example/ok")
    );
}

#[tokio::test]
async fn an_unknown_challenge_is_a_page_too() {
    let gateway = Gateway::start().await;
    for secret in ["0".repeat(48), "x".into(), "%ff".into(), "<script>".into()] {
        let url = gateway.url(&format!("/3ds/{secret}"));
        let response = gateway.http.get(&url).send().await.unwrap();
        assert_eq!(response.status(), 404);
        assert!(
            response.headers()["content-security-policy"].to_str().unwrap().contains("form-action 'none'")
        );
        let page = response.text().await.unwrap();
        assert!(page.contains("Nothing to confirm here") && !page.contains("<script"));
        let response = gateway
            .http
            .post(&url)
            .header("Content-Type", FORM)
            .body(form("t", "approve"))
            .send()
            .await
            .unwrap();
        assert!(matches!(response.status().as_u16(), 403 | 404));
    }
}
