//! Who the shopper is.
//!
//! By default a shopper is a browser: a cookie holds 256 random bits, and the store knows only their SHA-256. A merchant
//! whose shoppers sign in mounts the [router](crate::router) with an own [`ShopperIdentity`] instead.
//!
//! # Whose cards are these?
//!
//! The gateway derives its customer id from the e-mail address, and anybody can type anybody's address. So an address
//! opens nothing here: a customer id belongs to the first shopper it was given to, provided nothing was stored under
//! it before, and stays with that shopper. Another shopper who types the same address can pay; the order says
//! `canSave: false`, a wish to save is ignored with `saveIgnored: true`, and the stored cards of that address are
//! neither shown nor usable. This holds on the gateway's page as well: it lists what is stored, and offers to store,
//! only for the shopper who has the id; what a wallet that was chosen here pays with is stored under the same rule. What
//! follows from it:
//!
//! - A shopper who loses the cookie loses the stored cards, and so does one who uses a second browser. An identity
//!   that signs shoppers in has neither problem.
//! - Somebody who types another's address first can keep the owner of the address from storing cards; only an identity
//!   that verifies addresses can tell the two apart.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use axum::http::header::{COOKIE, HeaderMap, HeaderValue};
use axum::http::request::Parts;
use sha2::{Digest, Sha256};

use crate::random;

/// A shopper, by whatever key the [`ShopperIdentity`] gave. It is stored, so it must not be a secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ShopperId(String);

impl ShopperId {
    /// Takes 1 to 128 printable ASCII characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(text.to_owned()))
    }

    /// The key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Tells who sends a request.
pub trait ShopperIdentity: fmt::Debug + Send + Sync + 'static {
    /// The shopper behind a request, from its headers or from what the merchant's middleware put into its extensions.
    fn identify<'a>(&'a self, request: &'a Parts) -> IdentityFuture<'a>;
}

/// What [`ShopperIdentity::identify`] returns.
pub type IdentityFuture<'a> = Pin<Box<dyn Future<Output = Result<Identity, IdentityError>> + Send + 'a>>;

/// A shopper who was recognised, or was just given an identity.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Who it is.
    pub shopper: ShopperId,
    /// A `Set-Cookie` value to answer with.
    pub set_cookie: Option<HeaderValue>,
}

/// Why a shopper is not known.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// The shopper has to sign in first.
    #[error("the shopper is not signed in")]
    NotSignedIn,
    /// It cannot be told at the moment.
    #[error("the shopper cannot be identified at the moment")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The default: a shopper is whoever holds a random cookie, and gets one with the first answer.
///
/// The cookie is `HttpOnly`, `SameSite=Lax`, `Path=/` and lasts 400 days, the most that browsers allow. Over https it is
/// `Secure` and its name starts with `__Host-`, so that no other host of the domain can set it.
#[derive(Debug, Clone)]
pub struct CookieIdentity {
    secure: bool,
}

impl CookieIdentity {
    /// `secure` if the shop is reached over https.
    #[must_use]
    pub fn new(secure: bool) -> Self {
        Self { secure }
    }

    /// The cookie's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        if self.secure { "__Host-cardseal_shopper" } else { "cardseal_shopper" }
    }

    fn find<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let cookies = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        let mut pairs =
            cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, value)| *name == self.name() && is_secret(value)).map(|(_, value)| value)
    }

    fn fresh(&self) -> Result<Identity, IdentityError> {
        let unavailable = |error| IdentityError::Unavailable(error);
        let secret = random::secret().map_err(|error| unavailable(error.into()))?;
        let attributes = if self.secure { "; Secure" } else { "" };
        let cookie =
            format!("{}={secret}; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax{attributes}", self.name());
        let mut set_cookie = HeaderValue::try_from(cookie).map_err(|error| unavailable(error.into()))?;
        set_cookie.set_sensitive(true);
        Ok(Identity { shopper: shopper_of(&secret), set_cookie: Some(set_cookie) })
    }
}

impl ShopperIdentity for CookieIdentity {
    fn identify<'a>(&'a self, request: &'a Parts) -> IdentityFuture<'a> {
        Box::pin(async move {
            match self.find(&request.headers) {
                Some(secret) => Ok(Identity { shopper: shopper_of(secret), set_cookie: None }),
                None => self.fresh(),
            }
        })
    }
}

/// The cookie's value is the key to a wallet; what is stored is not.
fn shopper_of(secret: &str) -> ShopperId {
    ShopperId(random::hex(&Sha256::digest(secret.as_bytes())))
}

fn is_secret(value: &str) -> bool {
    value.len() == 64 && value.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn identify(identity: &CookieIdentity, cookies: &[&str]) -> Identity {
        let mut request = axum::http::Request::new(());
        for cookie in cookies {
            request.headers_mut().append(COOKIE, HeaderValue::from_str(cookie).unwrap());
        }
        identity.identify(&request.into_parts().0).await.unwrap()
    }

    #[tokio::test]
    async fn a_cookie_is_given_once_and_recognised_after() {
        for secure in [false, true] {
            let identity = CookieIdentity::new(secure);
            let first = identify(&identity, &["other=1"]).await;
            let cookie = first.set_cookie.unwrap();
            assert!(cookie.is_sensitive());
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.contains("; HttpOnly; SameSite=Lax"));
            assert_eq!(cookie.starts_with("__Host-") && cookie.ends_with("; Secure"), secure);
            let pair = cookie.split(';').next().unwrap();
            assert!(!pair.contains(first.shopper.as_str()), "only the digest is stored");
            let again = identify(&identity, &["a=b", &format!("x=y; {pair}; z")]).await;
            assert_eq!(again.shopper, first.shopper);
            assert!(again.set_cookie.is_none());
        }
    }

    #[tokio::test]
    async fn what_is_no_cookie_of_ours_is_replaced() {
        let identity = CookieIdentity::new(false);
        for value in ["", "short", &"A".repeat(64), &"0".repeat(65), &"g".repeat(64)] {
            assert!(
                identify(&identity, &[&format!("cardseal_shopper={value}")]).await.set_cookie.is_some(),
                "{value}"
            );
        }
    }

    #[test]
    fn a_merchants_own_key_is_bounded() {
        assert!(ShopperId::parse("user:42").is_some());
        for wrong in ["", "a b", "ä", &"x".repeat(129)] {
            assert!(ShopperId::parse(wrong).is_none());
        }
    }
}
