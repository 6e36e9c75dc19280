use cardseal_types::EwalletChannel;
use serde::Deserialize;

use crate::error::ApiError;
use crate::orders::Method;

/// How a shopper wants to pay a new order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// With a card to be typed; whether it is stored is said with the card.
    Card,
    /// With a stored card, told by a second call.
    Stored,
    /// On the gateway's page.
    Redirect(PageWish),
    /// From an e-wallet, at once.
    Ewallet(WalletWish),
}

/// What the gateway's page is to offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageWish {
    /// This kind of method only; everything if absent.
    pub(crate) via: Option<Via>,
    /// Whether it offers to store what pays.
    pub(crate) save: bool,
}

/// A kind of method on the gateway's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Via {
    /// Cards, typed and stored ones.
    Card,
    /// E-wallets, new and stored ones.
    Ewallet,
}

/// Which wallet pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WalletWish {
    /// One of those that this version knows.
    pub(crate) channel: EwalletChannel,
    /// Whether it is stored once it has paid.
    pub(crate) save: bool,
}

/// Body of `POST /api/orders/{id}/redirect`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PayOnGatewaysPage {
    via: Option<String>,
    save: Option<bool>,
}

/// Body of `POST /api/orders/{id}/ewallet`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PayWithWallet {
    channel: String,
    save: Option<bool>,
}

impl Wish {
    /// Takes a method with what goes with it, and refuses what does not.
    pub(super) fn read(
        method: &str,
        via: Option<&str>,
        channel: Option<&str>,
        save: Option<bool>,
    ) -> Result<Self, ApiError> {
        let method = Method::parse(method).ok_or_else(|| ApiError::field("method"))?;
        let none =
            |name: &'static str, absent: bool| absent.then_some(()).ok_or_else(|| ApiError::field(name));
        none("via", via.is_none() || method == Method::Redirect)?;
        none("channel", channel.is_none() || method == Method::Ewallet)?;
        none("save", save.is_none() || matches!(method, Method::Redirect | Method::Ewallet))?;
        let save = save.unwrap_or(false);
        Ok(match method {
            Method::Card => Self::Card,
            Method::Stored => Self::Stored,
            Method::Redirect => Self::Redirect(PageWish { via: read_via(via)?, save }),
            Method::Ewallet => {
                Self::Ewallet(WalletWish { channel: read_channel(channel.unwrap_or_default())?, save })
            }
        })
    }
}

impl PayOnGatewaysPage {
    pub(crate) fn wish(&self) -> Result<PageWish, ApiError> {
        Ok(PageWish { via: read_via(self.via.as_deref())?, save: self.save.unwrap_or(false) })
    }
}

impl PayWithWallet {
    pub(crate) fn wish(&self) -> Result<WalletWish, ApiError> {
        Ok(WalletWish { channel: read_channel(&self.channel)?, save: self.save.unwrap_or(false) })
    }
}

fn read_via(name: Option<&str>) -> Result<Option<Via>, ApiError> {
    match name {
        None => Ok(None),
        Some("card") => Ok(Some(Via::Card)),
        Some("ewallet") => Ok(Some(Via::Ewallet)),
        Some(_) => Err(ApiError::field("via")),
    }
}

fn read_channel(name: &str) -> Result<EwalletChannel, ApiError> {
    let known = EwalletChannel::KNOWN.iter().find(|channel| channel.as_str() == name);
    known.cloned().ok_or_else(|| ApiError::field("channel"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn each_method_takes_what_goes_with_it() {
        let read = |method, via, channel, save| Wish::read(method, via, channel, save).unwrap();
        assert_eq!(read("card", None, None, None), Wish::Card);
        assert_eq!(read("stored", None, None, None), Wish::Stored);
        for (name, via) in
            [(None, None), (Some("card"), Some(Via::Card)), (Some("ewallet"), Some(Via::Ewallet))]
        {
            assert_eq!(
                read("redirect", name, None, Some(true)),
                Wish::Redirect(PageWish { via, save: true })
            );
        }
        let dana = WalletWish { channel: EwalletChannel::Dana, save: false };
        assert_eq!(read("ewallet", None, Some("DANA"), None), Wish::Ewallet(dana));
    }

    #[test]
    fn what_does_not_go_together_is_refused() {
        for (method, via, channel, save) in [
            ("cash", None, None, None),
            ("card", Some("card"), None, None),
            ("card", None, Some("DANA"), None),
            ("card", None, None, Some(false)),
            ("stored", None, None, Some(true)),
            ("redirect", Some("qr"), None, None),
            ("redirect", None, Some("DANA"), None),
            ("ewallet", None, None, None),
            ("ewallet", None, Some("dana"), None),
            ("ewallet", None, Some("LINKAJA"), None),
            ("ewallet", Some("ewallet"), Some("DANA"), None),
        ] {
            let refused = Wish::read(method, via, channel, save).unwrap_err();
            assert_eq!(refused.code(), Code::InvalidRequest, "{method} {via:?} {channel:?} {save:?}");
        }
    }
}
