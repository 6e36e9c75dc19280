use std::fmt;

use url::{Host, Url};

/// Which gateway a [`Client`](crate::Client) talks to. See the gateway's page "Environment".
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Environment {
    /// `https://api.pivot-payment.com`: real money.
    Production,
    /// `https://api-stg.pivot-payment.com`: the gateway's own test system.
    Sandbox,
    /// Another address, made by [`Environment::custom`].
    Custom(BaseUrl),
}

/// An address that passed the rules of [`Environment::custom`].
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

/// Why a text is not the address of a gateway. Never holds the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// Not an absolute URL.
    NotAUrl,
    /// Neither `https` nor `http`.
    Scheme,
    /// `http` to something other than a loopback address in 127.0.0.0/8 or `[::1]`. The name `localhost` is not an
    /// address: what it resolves to is not for the URL to say.
    NotLoopback,
    /// Holds a user name or a password.
    UserInfo,
    /// Holds a path, a query or a fragment.
    NotARoot,
    /// Not in its plain form: upper case, default port, spaces, back-slashes, Unicode or an unusual spelling of an
    /// IP address.
    NotPlain,
}

impl fmt::Display for EnvironmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAUrl => "gateway address is not an absolute URL",
            Self::Scheme => "gateway address has a scheme other than https",
            Self::NotLoopback => "gateway address uses http to something other than 127.0.0.0/8 or [::1]",
            Self::UserInfo => "gateway address holds a user name or password",
            Self::NotARoot => "gateway address holds a path, query or fragment",
            Self::NotPlain => "gateway address is not in its plain form",
        })
    }
}

impl std::error::Error for EnvironmentError {}

impl Environment {
    /// A gateway at another address, such as `https://gateway.example` or `http://127.0.0.1:8080`.
    ///
    /// The address is `https://`, a host and perhaps a port, and nothing else. Plain `http` is taken for loopback
    /// addresses only, where no one else can listen.
    ///
    /// # Errors
    ///
    /// [`EnvironmentError`] names the rule that the address breaks.
    pub fn custom(address: &str) -> Result<Self, EnvironmentError> {
        let url = Url::parse(address).map_err(|_| EnvironmentError::NotAUrl)?;
        match (url.scheme(), url.host()) {
            ("https", Some(_)) => {}
            ("http", Some(host)) if is_loopback(&host) => {}
            ("http", Some(_)) => return Err(EnvironmentError::NotLoopback),
            _ => return Err(EnvironmentError::Scheme),
        }
        if !url.username().is_empty() || url.password().is_some() || address.contains('@') {
            return Err(EnvironmentError::UserInfo);
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(EnvironmentError::NotARoot);
        }
        // The parser repairs what it is given; only an address that needed no repair is what it seems to be.
        if address.strip_suffix('/').unwrap_or(address) != url.as_str().trim_end_matches('/') {
            return Err(EnvironmentError::NotPlain);
        }
        Ok(Self::Custom(BaseUrl(url)))
    }

    /// Whether the gateway is on this machine and spoken to without TLS.
    #[must_use]
    pub fn is_plain_loopback(&self) -> bool {
        matches!(self, Self::Custom(base) if base.0.scheme() == "http")
    }

    /// The address of the gateway, without a trailing slash.
    #[must_use]
    pub fn base_url(&self) -> &str {
        match self {
            Self::Production => "https://api.pivot-payment.com",
            Self::Sandbox => "https://api-stg.pivot-payment.com",
            Self::Custom(base) => base.0.as_str().trim_end_matches('/'),
        }
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

/// Whether a host is a loopback address, written as an address.
pub(crate) fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_root_over_tls_or_loopback() {
        for address in [
            "https://gateway.example",
            "https://gateway.example/",
            "https://gateway.example:8443",
            "https://xn--bcher-kva.example",
            "http://127.0.0.1:8080",
            "http://127.0.0.1",
            "http://127.8.9.10:1",
            "http://[::1]:8080",
            "http://[::1]",
            "https://127.0.0.1:8443",
            "https://[::1]:8443",
            "https://localhost",
        ] {
            let environment = Environment::custom(address).unwrap();
            assert_eq!(environment.base_url(), address.trim_end_matches('/'));
            assert_eq!(environment.is_plain_loopback(), address.starts_with("http:"), "{address}");
        }
        assert!(!Environment::Production.is_plain_loopback() && !Environment::Sandbox.is_plain_loopback());
    }

    #[test]
    fn every_other_address_is_refused_for_its_reason() {
        use EnvironmentError::{NotARoot, NotAUrl, NotLoopback, NotPlain, Scheme, UserInfo};
        for (address, why) in [
            ("", NotAUrl),
            ("gateway.example", NotAUrl),
            ("//gateway.example", NotAUrl),
            ("/v2", NotAUrl),
            ("https://", NotAUrl),
            ("https://a b.example", NotAUrl),
            ("https://[::1", NotAUrl),
            ("https://gateway.example:99999", NotAUrl),
            ("https://%00.example", NotAUrl),
            ("http://", NotAUrl),
            ("ftp://gateway.example", Scheme),
            ("javascript:alert(1)", Scheme),
            ("file:///etc/passwd", Scheme),
            ("data:text/plain,x", Scheme),
            ("ws://127.0.0.1", Scheme),
            ("unix:/run/x.sock", Scheme),
            ("httpss://gateway.example", Scheme),
            ("mailto:a@b.example", Scheme),
            ("gopher://127.0.0.1", Scheme),
            ("http://gateway.example", NotLoopback),
            ("http://localhost", NotLoopback),
            ("http://localhost:8080", NotLoopback),
            ("http://127.0.0.1.example", NotLoopback),
            ("http://0.0.0.0:8080", NotLoopback),
            ("http://[::]", NotLoopback),
            ("http://10.0.0.1", NotLoopback),
            ("http://192.168.1.1", NotLoopback),
            ("http://169.254.169.254", NotLoopback),
            ("http://128.0.0.1", NotLoopback),
            ("http://126.255.255.255", NotLoopback),
            ("http://[::ffff:127.0.0.1]", NotLoopback),
            ("http://[fe80::1]", NotLoopback),
            ("http://api.pivot-payment.com", NotLoopback),
            ("http://127.0.0.1.nip.example", NotLoopback),
            ("http://127.0.0.1@evil.example", NotLoopback),
            ("http://evil.example#127.0.0.1", NotLoopback),
            ("http://evil.example/127.0.0.1", NotLoopback),
            ("http://evil.example\\@127.0.0.1", NotLoopback),
            ("https://user@gateway.example", UserInfo),
            ("https://user:pass@gateway.example", UserInfo),
            ("https://:pass@gateway.example", UserInfo),
            ("https://@gateway.example", UserInfo),
            ("http://user@127.0.0.1", UserInfo),
            ("https://gateway.example@evil.example", UserInfo),
            ("https://gateway.example/v2", NotARoot),
            ("https://gateway.example/?a=b", NotARoot),
            ("https://gateway.example?", NotARoot),
            ("https://gateway.example#", NotARoot),
            ("https://gateway.example/#top", NotARoot),
            ("https://gateway.example/%2e%2e/x", NotARoot),
            ("https://gateway.example//", NotARoot),
            ("https://gateway.example\\evil", NotARoot),
            ("HTTPS://gateway.example", NotPlain),
            ("https://GATEWAY.example", NotPlain),
            ("https://gateway.example:443", NotPlain),
            (" https://gateway.example", NotPlain),
            ("https://gateway.example ", NotPlain),
            ("https://gate\tway.example", NotPlain),
            ("https://gateway.example\n", NotPlain),
            ("https:gateway.example", NotPlain),
            ("https:/gateway.example", NotPlain),
            ("https:///gateway.example", NotPlain),
            ("https:\\\\gateway.example", NotPlain),
            ("https://bücher.example", NotPlain),
            ("https://gаteway.example", NotPlain),
            ("https://gateway.example/..", NotPlain),
            ("https://gateway.example/.", NotPlain),
            ("http://2130706433", NotPlain),
            ("http://127.1", NotPlain),
            ("http://0x7f.0.0.1", NotPlain),
            ("http://0177.0.0.1", NotPlain),
            ("http://127.0.0.1:80", NotPlain),
            ("http://[0:0:0:0:0:0:0:1]", NotPlain),
            ("http://１２７.0.0.1", NotPlain),
            ("https://%67ateway.example", NotPlain),
            ("https://gateway.example\\", NotPlain),
        ] {
            assert_eq!(Environment::custom(address), Err(why), "{address:?}");
        }
    }
}
