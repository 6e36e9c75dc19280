use cardseal_host::types::CustomerId;
use serde_json::json;

use crate::samples::{KEY, confirm, new_card_session, session, session_id};
use crate::server::{Act, Server, raw, reply, success};

#[tokio::test]
async fn a_redirect_is_never_followed() {
    let elsewhere = Server::start(|_| success(json!({}))).await;
    let target = elsewhere.url();
    for status in [301, 302, 303, 307, 308] {
        let target = target.clone();
        let server = Server::start(move |seen| {
            let headers = format!("location: {target}/v2/payments\r\n");
            seen.line.contains("payments").then(|| Act::Send(raw(status, &headers, "")))
        })
        .await;
        let read = server.client().retrieve_session(&session_id()).await.unwrap_err();
        assert!(read.is_transport() && !read.is_retryable() && read.status() == Some(status), "{read:?}");
        let write = server.client().create_card_session(new_card_session()).await.unwrap_err();
        assert!(write.is_transport() && !write.is_unknown_outcome(), "{write:?}");
        assert_eq!(server.lines().len(), 2);
    }
    let server =
        Server::start(move |_| Some(Act::Send(raw(307, &format!("location: {target}\r\n"), "")))).await;
    let error = server.client().retrieve_session(&session_id()).await.unwrap_err();
    assert!(error.is_transport(), "credentials are not carried elsewhere either: {error:?}");
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn an_answer_beyond_the_limit_is_not_read() {
    let huge = || {
        let mut answer = session("PAID");
        answer["metadata"] = json!({"filler": "a".repeat(2000)});
        json!({"code": "00", "message": "", "data": answer}).to_string()
    };
    let chunked = move || {
        let body = huge();
        let head = "HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n";
        format!("{head}{:x}\r\n{body}\r\n0\r\n\r\n", body.len()).into_bytes()
    };
    let announced = || b"HTTP/1.1 200 X\r\ncontent-length: 1000000000000\r\n\r\n{".to_vec();
    let endless = || {
        let mut bytes = b"HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
        (0..1000).for_each(|_| {
            bytes.extend_from_slice(
                b"40\r\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n",
            )
        });
        bytes
    };
    let server = Server::start(move |seen| match (seen.line.as_str(), seen.nth) {
        ("GET /v2/payments/s1", 0) => reply(200, huge()),
        ("GET /v2/payments/s1", 1) => Some(Act::Send(chunked())),
        ("GET /v2/payments/s1", 2) => Some(Act::Send(announced())),
        ("GET /v2/payments/s1", 3) => Some(Act::Send(endless())),
        ("GET /v2/payments/s1", _) => reply(200, huge()),
        _ => None,
    })
    .await;
    let client = server.builder().response_limit(1500).build().unwrap();
    for nth in 0..4 {
        let error = client.retrieve_session(&session_id()).await.unwrap_err();
        let why = std::error::Error::source(&error).unwrap().to_string();
        assert!(error.is_transport() && why == "answer is too large", "{nth} {error:?}");
    }
    assert_eq!(server.lines().len(), 4, "it would be too large again");
    let client = server.builder().response_limit(3000).build().unwrap();
    assert!(client.retrieve_session(&session_id()).await.is_ok());
}

#[tokio::test]
async fn hostile_json_is_a_typed_error() {
    let ok = json!({"code": "00", "message": "", "data": session("PAID")}).to_string();
    let with = |from: &str, to: &str| {
        assert!(ok.contains(from), "{from}");
        ok.replace(from, to)
    };
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    for body in [
        String::new(),
        "null".into(),
        "[]".into(),
        "7".into(),
        "\"00\"".into(),
        "{".into(),
        format!("{ok}x"),
        ok[..ok.len() / 2].to_owned(),
        with("\"PAID\"", "7"),
        with("\"PAID\"", "null"),
        with("\"PAID\"", "[\"PAID\"]"),
        with("\"s1\"", "\"../s1\""),
        with("\"s1\"", "\"\""),
        with("10000", "-1"),
        with("10000", "1e99"),
        with("10000", "\"4440000112290002x\""),
        with("10000", "NaN"),
        with("\"IDR\"", "\"RUPIAH\""),
        with("\"status\"", "\"status\":\"EXPIRED\",\"status\""),
        with("\"code\"", "\"code\":\"00\",\"code\""),
        with("\"id\"", "\"x\":{\"a\":1,\"a\":2},\"id\""),
        with("\"id\"", &format!("\"x\":{deep},\"id\"")),
        with("2030-01-01T00:00:00Z", "soon"),
        with("2030-01-01T00:00:00Z", "2030-13-01T00:00:00Z"),
        with(&format!("\"{KEY}\""), "{\"4440000112290002\":1}"),
        with("\"00\"", "0"),
        with("\"s1\"", "\"s1\u{0}\""),
    ] {
        let answer = body.clone();
        let server =
            Server::start(move |seen| seen.line.starts_with("GET").then(|| reply(200, &answer))?).await;
        let error = server.client().retrieve_session(&session_id()).await.unwrap_err();
        assert!(error.is_transport() && !error.is_retryable() && error.status() == Some(200), "{body:.200}");
        assert!(!format!("{error:?}").contains("4440"), "{error:?}");
        assert_eq!(server.lines().len(), 1, "{body:.200}");
    }
}

#[tokio::test]
async fn hostile_json_after_a_write_leaves_its_outcome_open() {
    let server = Server::start(|seen| match seen.line.as_str() {
        "POST /v2/payments/s1/confirm" => reply(200, r#"{"code":"00","data":{"status":"PAID"}}"#),
        "GET /v2/payments/s1" => reply(200, r#"{"code":"00","data":{"status":"PAID"}}"#),
        _ => None,
    })
    .await;
    let error = server.client().confirm_session(&session_id(), confirm("QUJD")).await.unwrap_err();
    assert!(error.is_unknown_outcome() && error.is_transport(), "{error:?}");
    assert_eq!(server.lines().len(), 2, "nothing is resent that cannot be read");
}

#[tokio::test]
async fn what_is_not_http_is_a_lost_answer() {
    for bytes in [
        &b"SSH-2.0-x\r\n\r\n"[..],
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"\0\0\0\0\r\n\r\n",
    ] {
        let server = Server::start(move |seen| match (seen.line.starts_with("GET"), seen.nth) {
            (true, 0) => Some(Act::Break(bytes.to_vec())),
            (true, _) => success(json!({"email": "buyer@shop.example"})),
            _ => None,
        })
        .await;
        let customer = server.client().retrieve_customer(&CustomerId::parse("c1").unwrap()).await.unwrap();
        assert_eq!((customer.email.as_str(), server.lines().len()), ("buyer@shop.example", 2));
    }
    let endless_head = || {
        let mut bytes = b"HTTP/1.1 200 OK\r\n".to_vec();
        (0..100_000).for_each(|n| bytes.extend_from_slice(format!("x-{n}: {n}\r\n").as_bytes()));
        Some(Act::Break(bytes))
    };
    let server =
        Server::start(move |seen| if seen.line.starts_with("GET") { endless_head() } else { None }).await;
    let error = server.client().retrieve_session(&session_id()).await.unwrap_err();
    assert!(error.is_transport() && error.is_retryable(), "{error:?}");
}
