/// With what an attempt is paid, and on whose page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// A card that the shopper types on the merchant's page.
    Card,
    /// A stored card and its code, on the merchant's page.
    Stored,
    /// Whatever the shopper chooses on the gateway's page.
    Redirect,
    /// An e-wallet that the shopper chose on the merchant's page.
    Ewallet,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 4] = [Self::Card, Self::Stored, Self::Redirect, Self::Ewallet];

    /// The name under which a page and a store know it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Stored => "stored",
            Self::Redirect => "redirect",
            Self::Ewallet => "ewallet",
        }
    }

    /// The method of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == name)
    }

    /// Whether the call that makes the session may itself set money in motion. A session of the other methods does
    /// nothing before somebody gets its key or its address.
    pub(crate) fn charges_at_once(self) -> bool {
        // Some wallets ask their owner by themselves.
        matches!(self, Self::Stored | Self::Ewallet)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for method in Method::ALL {
            assert_eq!(Method::parse(method.as_str()), Some(method));
        }
        assert_eq!(Method::parse("CARD"), None);
    }
}
