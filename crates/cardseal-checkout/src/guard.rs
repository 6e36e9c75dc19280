//! What every request passes: the check that a change comes from the shop's own page, and the headers of every answer.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::error::{ApiError, Code};
use crate::state::CheckoutState;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses a change that another site's page asks for.
///
/// A browser tells the truth in `Sec-Fetch-Site` and `Origin`; another program sends neither. That the body has to be
/// `application/json`, and that the cookie is `SameSite=Lax`, are two more walls.
pub(crate) async fn same_origin(
    State(state): State<CheckoutState>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let safe = request.method().is_safe();
    if safe || comes_from(request.headers(), state.public_url().origin()) {
        Ok(next.run(request).await)
    } else {
        Err(ApiError::new(Code::ForeignOrigin))
    }
}

/// Nothing of an answer is kept, guessed at, framed, or told to another site.
pub(crate) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn comes_from(headers: &HeaderMap, origin: &str) -> bool {
    let all = |name, allowed: &dyn Fn(&[u8]) -> bool| {
        headers.get_all(name).iter().all(|value| allowed(value.as_bytes()))
    };
    all(SEC_FETCH_SITE, &|site| matches!(site, b"same-origin" | b"none"))
        && all(header::ORIGIN, &|value| value == origin.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        comes_from(&headers, "https://shop.example")
    }

    #[test]
    fn only_the_shops_own_pages_may_change_anything() {
        assert!(allowed(&[]));
        assert!(allowed(&[("sec-fetch-site", "same-origin"), ("origin", "https://shop.example")]));
        assert!(allowed(&[("sec-fetch-site", "none")]));
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", ""),
            ("origin", "null"),
            ("origin", "https://evil.example"),
            ("origin", "http://shop.example"),
            ("origin", "https://shop.example:444"),
            ("origin", "https://shop.example.evil.example"),
        ] {
            assert!(!allowed(&[(name, value)]), "{name}: {value}");
        }
        assert!(!allowed(&[("origin", "https://shop.example"), ("origin", "https://evil.example")]));
    }
}
