use std::fmt;

use url::Url;

use crate::environment::is_loopback;

/// Where the shopper has to be sent, checked before anyone can follow it.
///
/// `Debug` shows the scheme and the host only, because such an address carries the right to continue a payment.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedirectTarget {
    /// A web page: an `https` address without user name or password, fit for a `Location` header.
    Web(WebAddress),
    /// A link into an app by its own scheme, such as a wallet's. It is handed back as it came and must never be
    /// followed by a server; whether a page offers it is the merchant's decision.
    App(AppLink),
}

/// The address of a web page that a browser may be sent to.
#[derive(Clone, PartialEq, Eq)]
pub struct WebAddress(Url);

/// A link into an app, opaque to this crate.
#[derive(Clone, PartialEq, Eq)]
pub struct AppLink {
    link: String,
    scheme_len: usize,
}

/// Why an address of the gateway is not one a shopper may be sent to. Never holds the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedirectError {
    /// There is none.
    Missing,
    /// Longer than 4096 characters.
    TooLong,
    /// Holds a control character, a space, a back-slash, a quotation mark, an angle bracket or Unicode.
    ForbiddenCharacter,
    /// Not an absolute address with a host.
    NotAUrl,
    /// A scheme that runs code, reads files or speaks to no app, or plain `http`.
    Scheme,
    /// Holds a user name or a password.
    UserInfo,
}

impl fmt::Display for RedirectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "redirect address is missing",
            Self::TooLong => "redirect address is too long",
            Self::ForbiddenCharacter => "redirect address holds a character that is not allowed",
            Self::NotAUrl => "redirect address is not an absolute address",
            Self::Scheme => "redirect address has a scheme that is not allowed",
            Self::UserInfo => "redirect address holds a user name or password",
        })
    }
}

impl std::error::Error for RedirectError {}

impl RedirectTarget {
    /// Checks an address that the gateway gave.
    ///
    /// `plain_loopback` also lets `http` to 127.0.0.0/8 and `[::1]` pass, for a simulated gateway on this machine.
    ///
    /// # Errors
    ///
    /// [`RedirectError`] names the rule that the address breaks.
    pub fn parse(address: &str, plain_loopback: bool) -> Result<Self, RedirectError> {
        if address.is_empty() {
            return Err(RedirectError::Missing);
        }
        if address.len() > MAX_LEN {
            return Err(RedirectError::TooLong);
        }
        if address.bytes().any(|byte| !byte.is_ascii_graphic() || b"\\\"'<>`{}|^".contains(&byte)) {
            return Err(RedirectError::ForbiddenCharacter);
        }
        let (scheme, rest) = address.split_once(':').ok_or(RedirectError::NotAUrl)?;
        let scheme = scheme.to_ascii_lowercase();
        if FORBIDDEN_SCHEMES.contains(&scheme.as_str()) {
            return Err(RedirectError::Scheme);
        }
        // Browsers repair `https:host` and `https:///host`; nothing that needs a repair is passed on.
        let rest = rest.strip_prefix("//").filter(|rest| !rest.is_empty() && !rest.starts_with('/'));
        let authority =
            rest.and_then(|rest| rest.split(['/', '?', '#']).next()).ok_or(RedirectError::NotAUrl)?;
        if authority.contains('@') {
            return Err(RedirectError::UserInfo);
        }
        let url = Url::parse(address).map_err(|_| RedirectError::NotAUrl)?;
        match scheme.as_str() {
            "https" if url.host().is_some() => Ok(Self::Web(WebAddress(url))),
            "http" if plain_loopback && url.host().is_some_and(|host| is_loopback(&host)) => {
                Ok(Self::Web(WebAddress(url)))
            }
            "https" | "http" => Err(RedirectError::Scheme),
            _ => Ok(Self::App(AppLink { link: address.to_owned(), scheme_len: scheme.len() })),
        }
    }

    /// The address for a `Location` header or a link, if it is a web page.
    #[must_use]
    pub fn web_url(&self) -> Option<&str> {
        match self {
            Self::Web(address) => Some(address.as_str()),
            Self::App(_) => None,
        }
    }

    /// The address as it came, web page or app link alike: to be kept, not to be followed unseen.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Web(address) => address.as_str(),
            Self::App(link) => link.as_str(),
        }
    }
}

impl WebAddress {
    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The host alone, for a check against a list of one's own.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }
}

impl AppLink {
    /// The link as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.link
    }

    /// The scheme as it came, without its colon.
    #[must_use]
    pub fn scheme(&self) -> &str {
        self.link.get(..self.scheme_len).unwrap_or_default()
    }
}

impl fmt::Debug for RedirectTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Web(address) => address.fmt(f),
            Self::App(link) => link.fmt(f),
        }
    }
}

impl fmt::Debug for WebAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebAddress({}://{}/..)", self.0.scheme(), self.host())
    }
}

impl fmt::Debug for AppLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AppLink({}://..)", self.scheme())
    }
}

const MAX_LEN: usize = 4096;

/// Schemes that no app answers to: they run code, open files, or reach another protocol (URL Standard and the
/// browsers' own lists, 2026).
const FORBIDDEN_SCHEMES: &[&str] = &[
    "about",
    "blob",
    "chrome",
    "chrome-extension",
    "chrome-search",
    "cid",
    "content",
    "data",
    "devtools",
    "dict",
    "edge",
    "feed",
    "file",
    "filesystem",
    "ftp",
    "ftps",
    "gopher",
    "imap",
    "jar",
    "javascript",
    "ldap",
    "ldaps",
    "livescript",
    "mailto",
    "mhtml",
    "mid",
    "mocha",
    "moz-extension",
    "ms-help",
    "ms-its",
    "ms-msdt",
    "news",
    "nfs",
    "nntp",
    "pop",
    "resource",
    "rtsp",
    "safari-extension",
    "search-ms",
    "sftp",
    "shell",
    "sip",
    "sms",
    "smb",
    "ssh",
    "tel",
    "telnet",
    "tftp",
    "unix",
    "urn",
    "vbs",
    "vbscript",
    "view-source",
    "vnd.ms.radio",
    "wais",
    "ws",
    "wss",
    "wyciwyg",
];

#[cfg(test)]
#[path = "redirect_tests.rs"]
mod tests;
