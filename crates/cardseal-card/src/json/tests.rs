use proptest::prelude::*;

use super::*;

#[test]
fn objects_are_taken_as_they_are() {
    for text in [
        "{}",
        r#"{"a":1}"#,
        r#"{"a":-0.5e+10,"b":[true,false,null,[],{}],"c":{"d":"\u00e9\ud83d\ude00\n\"\\\/"}}"#,
        "{ \"a\" :\t[ 1 ,\r\n 2 ] }",
        r#"{"":"","é":"日本😀"}"#,
    ] {
        assert_eq!(JsonObject::parse(text).unwrap().as_bytes(), text.as_bytes());
    }
    assert_eq!(JsonObject::parse(" \n{}\t\r\n").unwrap().as_bytes(), b" \n{}\t\r\n");
    assert_eq!(
        format!("{:?}", JsonObject::parse(r#"{"ip":"203.0.113.7"}"#).unwrap()),
        "JsonObject { len: 20, .. }"
    );
}

#[test]
fn anything_else_is_refused() {
    for (text, error) in [
        ("", JsonError::NotAnObject),
        ("[]", JsonError::NotAnObject),
        ("null", JsonError::NotAnObject),
        ("\u{feff}{}", JsonError::NotAnObject),
        ("\u{a0}{}", JsonError::NotAnObject),
        ("{", JsonError::Syntax),
        ("{}{}", JsonError::Syntax),
        ("{} x", JsonError::Syntax),
        (" ", JsonError::NotAnObject),
        ("\u{c}{}", JsonError::NotAnObject),
        ("{}x", JsonError::Syntax),
        ("{]", JsonError::Syntax),
        (r#"{"a"}"#, JsonError::Syntax),
        (r#"{"a":}"#, JsonError::Syntax),
        (r#"{"a":1,}"#, JsonError::Syntax),
        (r#"{,"a":1}"#, JsonError::Syntax),
        (r#"{"a":[1,]}"#, JsonError::Syntax),
        (r#"{"a":[1}]"#, JsonError::Syntax),
        (r#"{"a":{1]}"#, JsonError::Syntax),
        (r#"{a:1}"#, JsonError::Syntax),
        (r#"{'a':1}"#, JsonError::Syntax),
        (r#"{"a":01}"#, JsonError::Syntax),
        (r#"{"a":+1}"#, JsonError::Syntax),
        (r#"{"a":1.}"#, JsonError::Syntax),
        (r#"{"a":.5}"#, JsonError::Syntax),
        (r#"{"a":1e}"#, JsonError::Syntax),
        (r#"{"a":-}"#, JsonError::Syntax),
        (r#"{"a":NaN}"#, JsonError::Syntax),
        (r#"{"a":tru}"#, JsonError::Syntax),
        (r#"{"a":"\x"}"#, JsonError::Syntax),
        (r#"{"a":"\u12g4"}"#, JsonError::Syntax),
        (r#"{"a":"\ud800"}"#, JsonError::Syntax),
        (r#"{"a":"\ud800\u0041"}"#, JsonError::Syntax),
        (r#"{"a":"\udc00"}"#, JsonError::Syntax),
        (r#"{"a":"b}"#, JsonError::Syntax),
        ("{\"a\":\"\n\"}", JsonError::Syntax),
        ("{\"a\":\"\u{0}\"}", JsonError::Syntax),
        ("{\"a\":1}\u{c}", JsonError::Syntax),
        ("{}//", JsonError::Syntax),
    ] {
        assert_eq!(JsonObject::parse(text), Err(error), "{text}");
    }
}

#[test]
fn the_bounds_are_exact() {
    let nested =
        |depth: usize| format!("{}{}{}{}", r#"{"a":"#, "[".repeat(depth - 1), "]".repeat(depth - 1), "}");
    assert!(JsonObject::parse(&nested(16)).is_ok());
    assert_eq!(JsonObject::parse(&nested(17)), Err(JsonError::TooDeep));
    assert_eq!(JsonObject::parse(&nested(2000)), Err(JsonError::TooDeep));
    let long = |len: usize| format!(r#"{{"a":"{}"}}"#, "x".repeat(len - 8));
    assert!(JsonObject::parse(&long(JsonObject::MAX_LEN)).is_ok());
    assert_eq!(JsonObject::parse(&long(JsonObject::MAX_LEN + 1)), Err(JsonError::TooLong));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    /// Texts drawn from JSON's own alphabet are taken exactly where a second parser takes them.
    #[test]
    fn agrees_with_another_parser(body in r#"([{}\[\],:"a01\.eE+\- ]|"a":|true|null|\\u00e9|\\n|\\|é|\[1\]|,"b":\{\}){0,14}"#) {
        let text = format!("{{{body}}}");
        let other = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&text);
        let out_of_range = other.as_ref().is_err_and(|error| error.to_string().contains("out of range"));
        prop_assume!(!out_of_range);
        prop_assert_eq!(JsonObject::parse(&text).is_ok(), other.is_ok(), "{}", text);
    }
}
