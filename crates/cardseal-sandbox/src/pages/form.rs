//! The forms of our own pages. What they carry may be a code or an envelope, so it is wiped.

use axum::extract::{FromRequest, Request};
use zeroize::Zeroizing;

use crate::api::read_body;
use crate::api::refusal::Refusal;

/// The bytes of a form.
pub(super) struct Form(Zeroizing<Vec<u8>>);

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Form({} bytes)", self.0.len())
    }
}

impl Form {
    /// The first field of this name; blank where there is none.
    pub(super) fn field(&self, name: &str) -> Zeroizing<String> {
        let found = url::form_urlencoded::parse(&self.0).find(|(own, _)| own == name);
        Zeroizing::new(found.map(|(_, value)| value.into_owned()).unwrap_or_default())
    }
}

impl<S: Sync> FromRequest<S> for Form {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        read_body(request).await.map(Self)
    }
}
