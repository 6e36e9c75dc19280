use serde::{Deserialize, Deserializer};

/// A moment in UTC, read from and written as RFC 3339 with up to nine decimals of a second.
pub type Timestamp = jiff::Timestamp;

/// Reads a moment that may be missing, null, blank, or the gateway's "none", the first day of the year one.
pub(crate) fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    if text.is_empty() || text.starts_with("0001-01-01") {
        return Ok(None);
    }
    text.parse().map(Some).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use crate::PaymentSession;

    fn expiry(json: &str) -> Option<String> {
        let json = format!(r#"{{"id":"s1","status":"PAID","expiryAt":{json}}}"#);
        serde_json::from_str::<PaymentSession>(&json).unwrap().expiry_at.map(|t| t.to_string())
    }

    #[test]
    fn none_has_many_faces() {
        assert_eq!(expiry("null"), None);
        assert_eq!(expiry(r#""""#), None);
        assert_eq!(expiry(r#""0001-01-01T00:00:00Z""#), None);
    }

    #[test]
    fn seconds_to_nanoseconds_are_read() {
        assert_eq!(expiry(r#""2030-01-01T00:00:00Z""#).unwrap(), "2030-01-01T00:00:00Z");
        assert_eq!(expiry(r#""2029-12-31T23:00:00.000000001Z""#).unwrap(), "2029-12-31T23:00:00.000000001Z");
        assert_eq!(expiry(r#""2030-01-01T07:00:00+07:00""#).unwrap(), "2030-01-01T00:00:00Z");
    }
}
