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
#[path = "environment_tests.rs"]
mod tests;
