//! One digest for all ways of writing the same JSON: order of names, white space and escapes do not count.

use std::borrow::Cow;
use std::collections::BTreeMap;

use aws_lc_rs::hmac;
use serde::Deserialize;
use serde_json::value::RawValue;

/// The keyed digest of a body, or nothing if it is not JSON or nested too deeply. The body itself is not kept.
pub(crate) fn digest(mut context: hmac::Context, body: &[u8]) -> Option<Vec<u8>> {
    let raw = serde_json::from_slice::<&RawValue>(body).ok()?;
    feed(&mut context, raw.get(), 0)?;
    Some(context.sign().as_ref().to_vec())
}

const MAX_DEPTH: u8 = 32;

/// Feeds one value. Every part is preceded by its kind and length, so that no two values give the same bytes.
fn feed(context: &mut hmac::Context, raw: &str, depth: u8) -> Option<()> {
    if depth == MAX_DEPTH {
        return None;
    }
    match raw.as_bytes().first()? {
        b'{' => {
            let fields: BTreeMap<Name<'_>, &RawValue> = serde_json::from_str(raw).ok()?;
            part(context, b'{', &fields.len().to_be_bytes());
            for (Name(name), value) in fields {
                part(context, b'n', name.as_bytes());
                feed(context, value.get(), depth + 1)?;
            }
        }
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(raw).ok()?;
            part(context, b'[', &items.len().to_be_bytes());
            for item in items {
                feed(context, item.get(), depth + 1)?;
            }
        }
        b'"' if raw.contains('\\') => {
            part(context, b'"', serde_json::from_str::<String>(raw).ok()?.as_bytes())
        }
        b'"' => part(context, b'"', raw.strip_prefix('"')?.strip_suffix('"')?.as_bytes()),
        _ => part(context, b'0', raw.as_bytes()),
    }
    Some(())
}

fn part(context: &mut hmac::Context, kind: u8, bytes: &[u8]) {
    context.update(&[kind]);
    context.update(&bytes.len().to_be_bytes());
    context.update(bytes);
}

#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::Secrets;

    fn digest_of(body: &str) -> Option<Vec<u8>> {
        digest(Secrets::new(b"k").body_digest(), body.as_bytes())
    }

    #[test]
    fn order_space_and_escapes_do_not_count() {
        let one = digest_of(r#"{"a":[1,{"b":"x"}],"c":null}"#).unwrap();
        assert_eq!(one, digest_of(" { \"c\" : null, \"\\u0061\" : [ 1 , {\"b\":\"\\u0078\"} ] } ").unwrap());
    }

    #[test]
    fn everything_else_counts() {
        let bodies = [
            r#"{"a":1}"#,
            r#"{"a":2}"#,
            r#"{"a":"1"}"#,
            r#"{"a":[1]}"#,
            r#"{"a":[1,1]}"#,
            r#"{"a":[11]}"#,
            r#"{"b":1}"#,
            r#"{"a":{"a":1}}"#,
            r#"{"a":"","b":""}"#,
            r#"{"a":true}"#,
            r#"{"a":"true"}"#,
            "[]",
            "{}",
            "\"\"",
        ];
        let digests: std::collections::HashSet<_> =
            bodies.iter().map(|body| digest_of(body).unwrap()).collect();
        assert_eq!(digests.len(), bodies.len());
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(digest_of(&nested(32)).is_some());
        assert!(digest_of(&nested(33)).is_none());
        assert!(digest_of(&nested(60_000)).is_none());
    }
}
