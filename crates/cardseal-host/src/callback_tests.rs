use super::*;

const BODY: &str = r#"{"event":"PAYMENT.PAID","data":{"id":"s1","status":"PAID","chargeDetails":[
    {"id":"c1","status":"FAILED","createdAt":"2029-12-31T23:00:00Z"},
    {"id":"c2","status":"SUCCESS","createdAt":"2029-12-31T23:05:00Z"}]}}"#;

fn keys() -> CallbackKeys {
    CallbackKeys::new("callback-key-2".into()).unwrap()
}

fn parse(body: &str) -> Result<VerifiedCallback, CallbackError> {
    keys().verify(Some("callback-key-2")).unwrap().parse(body.as_bytes())
}

#[test]
fn the_right_key_and_no_other_is_taken() {
    let keys = keys();
    assert!(keys.verify(Some("callback-key-2")).is_ok());
    for wrong in
        ["", "callback-key-1", "callback-key-", "callback-key-22", "CALLBACK-KEY-2", " callback-key-2"]
    {
        assert_eq!(keys.verify(Some(wrong)).unwrap_err(), CallbackError::WrongKey, "{wrong:?}");
    }
    assert_eq!(keys.verify(Some([0xff; 3])).unwrap_err(), CallbackError::WrongKey);
    assert_eq!(keys.verify(None::<&str>).unwrap_err(), CallbackError::MissingKey);
}

#[test]
fn a_key_that_is_shown_twice_is_no_key() {
    for twice in [["callback-key-2"; 2], ["callback-key-2", "x"], ["x", "callback-key-2"]] {
        assert_eq!(keys().verify(twice).unwrap_err(), CallbackError::RepeatedKey);
    }
}

#[test]
fn two_keys_are_taken_during_a_rotation() {
    let keys = keys().with_previous("callback-key-1".into()).unwrap();
    for (key, right) in [("callback-key-1", true), ("callback-key-2", true), ("callback-key-3", false)] {
        assert_eq!(keys.verify(Some(key)).is_ok(), right, "{key}");
    }
}

#[test]
fn what_cannot_be_a_key_is_refused() {
    for wrong in ["", " ", "a b", "a\n", "é"] {
        assert_eq!(CallbackKeys::new(wrong.into()).unwrap_err(), InputError::CallbackKey, "{wrong:?}");
        assert_eq!(keys().with_previous(wrong.into()).unwrap_err(), InputError::CallbackKey, "{wrong:?}");
    }
    assert_eq!(keys().with_previous("callback-key-2".into()).unwrap_err(), InputError::CallbackKey);
}

#[test]
fn nothing_shows_a_key() {
    let keys = keys().with_previous("callback-key-1".into()).unwrap();
    assert_eq!(format!("{keys:?}"), "CallbackKeys { rotating: true, .. }");
}

#[test]
fn a_body_is_bounded() {
    let padded = |len: usize| format!("{BODY}{}", " ".repeat(len - BODY.len()));
    assert!(parse(&padded(CallbackKeys::MAX_BODY)).is_ok());
    assert_eq!(parse(&padded(CallbackKeys::MAX_BODY + 1)).unwrap_err(), CallbackError::TooLarge);
}

#[test]
fn a_body_is_a_callback_with_each_key_once() {
    for wrong in [
        "",
        "[]",
        "{}",
        r#"{"event":"PAYMENT.PAID"}"#,
        r#"{"event":"PAYMENT.PAID","data":null}"#,
        r#"{"event":"PAYMENT.PAID","data":{"id":"../s1","status":"PAID"}}"#,
        r#"{"event":"PAYMENT.PAID","data":{"id":"s1","status":"PAID"}} x"#,
        r#"{"event":"PAYMENT.PAID","event":"PAYMENT.PAID","data":{"id":"s1","status":"PAID"}}"#,
        r#"{"event":"PAYMENT.PAID","data":{"id":"s1","status":"PAID","metadata":{"a":1,"a":2}}}"#,
        r#"{"event":"OTHER","data":{"a":1,"a":2}}"#,
    ] {
        assert!(matches!(parse(wrong).unwrap_err(), CallbackError::Unreadable { .. }), "{wrong}");
    }
    let deep = format!(r#"{{"event":"OTHER","data":{}{}}}"#, "[".repeat(500), "]".repeat(500));
    assert!(matches!(parse(&deep).unwrap_err(), CallbackError::Unreadable { .. }));
    for event in ["", "A B", "PAÍD", &"A".repeat(61)] {
        let body = format!(r#"{{"event":"{event}","data":{{}}}}"#);
        assert_eq!(parse(&body).unwrap_err(), CallbackError::EventName, "{event}");
    }
}

#[test]
fn an_error_says_where_and_not_what() {
    let error =
        parse(r#"{"event":"PAYMENT.PAID","data":{"id":"4440000112290002 ","status":"PAID"}}"#).unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("4440") && shown.contains("line 1 column "), "{shown}");
    let errors = [
        (CallbackError::MissingKey, 401),
        (CallbackError::RepeatedKey, 401),
        (CallbackError::WrongKey, 401),
        (CallbackError::TooLarge, 413),
        (error, 400),
        (CallbackError::EventName, 400),
    ];
    for (error, status) in errors {
        assert_eq!(error.http_status(), status, "{error}");
    }
}

#[test]
fn a_redelivery_has_the_same_key_and_nothing_else_has() {
    let text = |body: &str| parse(body).unwrap().dedupe_key().unwrap().to_string();
    assert_eq!(text(BODY), "s1/PAYMENT.PAID/c2");
    assert_eq!(parse(BODY).unwrap().dedupe_key(), parse(&BODY.replace(": ", ":")).unwrap().dedupe_key());
    for other in [
        BODY.replace("PAYMENT.PAID", "PAYMENT.PROCESSING"),
        BODY.replace("\"s1\"", "\"s2\""),
        BODY.replace("\"c2\"", "\"c3\""),
        BODY.replace("23:00:00", "23:30:00"),
    ] {
        assert_ne!(text(&other), text(BODY), "{other}");
    }
    assert_eq!(
        text(r#"{"event":"PAYMENT.CANCELLED","data":{"id":"s1","status":"CANCELLED"}}"#),
        "s1/PAYMENT.CANCELLED/"
    );
    assert_eq!(
        text(r#"{"event":"REFUND.SUCCESS","data":{"id":"r1","status":"SUCCESS"}}"#),
        "r1/REFUND.SUCCESS/"
    );
    assert!(parse(r#"{"event":"PAYOUT.SUCCESS","data":{"id":"p1"}}"#).unwrap().dedupe_key().is_none());
}

#[test]
fn a_callback_shows_no_more_than_ids_and_states() {
    let body =
        BODY.replace(r#""status":"PAID""#, r#""status":"PAID","customer":{"email":"buyer@shop.example"}"#);
    let callback = parse(&body).unwrap();
    let shown = format!("{callback:?}");
    assert!(shown.contains("s1") && !shown.contains("buyer"), "{shown}");
}
