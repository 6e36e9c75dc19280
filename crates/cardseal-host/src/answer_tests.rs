use super::*;

fn error(body: &str) -> String {
    let error = read::<Vec<u8>>(200, body.as_bytes()).unwrap_err();
    assert!(error.is_transport() && !error.is_retryable() && error.status() == Some(200), "{error:?}");
    std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default()
}

#[test]
fn a_resource_is_read_from_a_success_only() {
    assert_eq!(read::<Vec<u8>>(200, br#"{"code":"00","message":"Success","data":[1,2]}"#).unwrap(), [1, 2]);
    let refused =
        read::<Vec<u8>>(200, br#"{"code":"duplicate_error","message":"no","data":[1]}"#).unwrap_err();
    assert_eq!(refused.code(), Some(&ResponseCode::DuplicateError));
    assert!(refused.is_refusal());
}

#[test]
fn what_is_not_as_documented_is_named_without_being_quoted() {
    let deep = format!(r#"{{"code":"00","data":{}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    for (body, expected) in [
        ("", "JSON ends too early"),
        ("{\"code\":\"00\",\"da", "JSON ends too early"),
        ("<html>4440000112290002", "not JSON"),
        ("{} x", "not JSON"),
        ("\u{feff}{}", "not JSON"),
        ("[]", "JSON of another form"),
        ("null", "JSON of another form"),
        ("{}", "JSON of another form"),
        (r#"{"code":7}"#, "JSON of another form"),
        (r#"{"code":"00"}"#, "no data"),
        (r#"{"code":"00","data":null}"#, "no data"),
        (r#"{"code":"00","data":"4440000112290002"}"#, "JSON of another form"),
        (r#"{"code":"00","data":[256]}"#, "JSON of another form"),
        (r#"{"code":"00","data":[1e999]}"#, "not JSON"),
        (r#"{"code":"00","data":[1],"data":[2]}"#, "JSON of another form"),
        (r#"{"code":"00","data":[1],"x":{"y":1,"y":2}}"#, "JSON of another form"),
        (r#"{"code":"00","data":[1],"x":[{"y":1,"\u0079":2}]}"#, "JSON of another form"),
        (&deep, "not JSON"),
    ] {
        let message = error(body);
        assert!(message.starts_with(expected), "{body:.80} -> {message}");
        assert!(!message.contains("4440"), "{message}");
    }
    assert!(read::<Vec<u8>>(200, b"\xff\xfe").is_err());
}

#[test]
fn a_refusal_is_read_as_far_as_it_goes() {
    let refusal = refusal(
        br#"{"code":"api_validation_error","message":"card 4440000112290002","error":{"type":7,"trace_id":"abc-1",
            "details":[{"field":"a.cvc","message":"987 is short"},7,{"message":"x"}]}}"#,
    );
    assert_eq!(refusal.code, Some(ResponseCode::ApiValidationError));
    assert_eq!(refusal.message.as_deref(), Some("card [masked]"));
    assert_eq!(refusal.trace_id.as_deref(), Some("abc-1"));
    let details: Vec<_> = refusal.details.iter().map(|detail| (&*detail.field, &*detail.message)).collect();
    assert_eq!(details, [("a.cvc", "*** is short"), ("", ""), ("", "x")]);
    for nothing in
        [&b""[..], b"null", b"[]", b"7", b"<html>", br#"{"error":[]}"#, br#"{"code":7,"message":7}"#]
    {
        let refusal = super::refusal(nothing);
        assert!(refusal.code.is_none() && refusal.message.is_none() && refusal.details.is_empty());
    }
}

#[test]
fn a_refusal_is_bounded_and_masked() {
    let detail = r#"{"field":"f","message":"m"}"#;
    let body = format!(
        r#"{{"code":"4440000112290002","error":{{"traceId":"4440000112290002","details":[{}]}}}}"#,
        [detail; 1000].join(",")
    );
    let refusal = refusal(body.as_bytes());
    assert_eq!(refusal.details.len(), MAX_DETAILS);
    assert_eq!(refusal.code, Some(ResponseCode::Unknown("[masked]".into())));
    assert_eq!(refusal.trace_id, None);
}
