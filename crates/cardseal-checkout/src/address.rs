use std::fmt;

use url::{Host, Url};

/// Where shoppers reach the shop: its origin, and perhaps a path under which it lives.
///
/// It is `https`, or `http` on a loopback address for development. Return addresses are made from it, and changes are
/// only taken from pages of its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    base: String,
    origin: String,
    secure: bool,
}

/// Why a text is not the address of a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PublicUrlError {
    /// Not an absolute URL.
    #[error("public address is not an absolute URL")]
    NotAUrl,
    /// Neither `https`, nor `http` on a loopback address.
    #[error("public address is neither https nor http on a loopback address")]
    Scheme,
    /// Holds a user name, password, query or fragment.
    #[error("public address holds a user name, password, query or fragment")]
    Extra,
    /// Longer than 200 characters: the gateway takes return addresses of at most 255.
    #[error("public address has more than 200 characters")]
    TooLong,
}

impl PublicUrl {
    /// Checks an address such as `https://shop.example` or `http://127.0.0.1:3000`.
    ///
    /// # Errors
    ///
    /// [`PublicUrlError`] names the rule that the address breaks.
    pub fn parse(text: &str) -> Result<Self, PublicUrlError> {
        let url = Url::parse(text).map_err(|_| PublicUrlError::NotAUrl)?;
        let secure = match (url.scheme(), url.host()) {
            ("https", Some(_)) => true,
            ("http", Some(host)) if is_loopback(&host) => false,
            _ => return Err(PublicUrlError::Scheme),
        };
        if !url.username().is_empty() || url.password().is_some() || url.query().or(url.fragment()).is_some()
        {
            return Err(PublicUrlError::Extra);
        }
        let base = url.as_str().trim_end_matches('/').to_owned();
        if base.len() > 200 {
            return Err(PublicUrlError::TooLong);
        }
        Ok(Self { base, origin: url.origin().ascii_serialization(), secure })
    }

    /// The origin (RFC 6454), as a browser's `Origin` header spells it.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether it is `https`.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// An address below it; `path` starts with a slash.
    pub(crate) fn join(&self, path: impl fmt::Display) -> String {
        format!("{}{path}", self.base)
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.base)
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(name) => *name == "localhost",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_is_https_or_on_this_machine() {
        let shop = PublicUrl::parse("https://Shop.example:443/pay/").unwrap();
        assert_eq!((shop.origin(), shop.is_secure()), ("https://shop.example", true));
        assert_eq!(shop.join("/result.html"), "https://shop.example/pay/result.html");
        let local = PublicUrl::parse("http://127.0.0.1:3000").unwrap();
        assert_eq!((local.origin(), local.is_secure()), ("http://127.0.0.1:3000", false));
        assert_eq!(local.to_string(), "http://127.0.0.1:3000");
    }

    #[test]
    fn anything_else_is_refused() {
        for (text, why) in [
            ("shop.example", PublicUrlError::NotAUrl),
            ("http://shop.example", PublicUrlError::Scheme),
            ("file:///x", PublicUrlError::Scheme),
            ("https://a@shop.example", PublicUrlError::Extra),
            ("https://shop.example/?a", PublicUrlError::Extra),
            ("https://shop.example/#a", PublicUrlError::Extra),
            (&format!("https://shop.example/{}", "a".repeat(200)), PublicUrlError::TooLong),
        ] {
            assert_eq!(PublicUrl::parse(text), Err(why), "{text}");
        }
    }
}
