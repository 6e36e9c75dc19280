//! What all pages have in common: the frame, and headers that let nothing in.

use std::borrow::Cow;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use jiff::SignedDuration;
use maud::{DOCTYPE, Markup, html};

/// A page. Its form may lead, after our redirect, to these origins only.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) status: StatusCode,
    pub(super) title: Cow<'static, str>,
    pub(super) body: Markup,
    pub(super) form_targets: Vec<String>,
    pub(super) refresh: Option<Refresh>,
    /// Whether it brings the payment form's script and the module that encrypts.
    pub(super) is_scripted: bool,
}

/// Leads on by itself, without any script.
#[derive(Debug)]
pub(super) struct Refresh {
    seconds: i64,
    /// This address again, if there is no other.
    to: Option<String>,
}

impl Refresh {
    /// The page by its address, when this time has passed: it may stand here as the answer to a form.
    pub(super) fn at_end(left: SignedDuration, page: &str) -> Self {
        Self { seconds: left.as_secs().saturating_add(1).max(1), to: Some(page.to_owned()) }
    }

    /// The page again, soon.
    pub(super) fn soon() -> Self {
        Self { seconds: 5, to: None }
    }

    /// Another page, after time to read this one.
    pub(super) fn to(url: String) -> Self {
        Self { seconds: 8, to: Some(url) }
    }

    fn header(&self) -> Option<HeaderValue> {
        let to = self.to.as_ref().map(|url| format!("; url={url}")).unwrap_or_default();
        HeaderValue::try_from(format!("{}{to}", self.seconds)).ok()
    }
}

/// Plain headers of every page.
pub(crate) const HEADERS: [(HeaderName, &str); 7] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("origin-agent-cluster"), "?1"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), usb=(), payment=()",
    ),
];

impl Page {
    /// A page with no form.
    pub(super) fn plain(status: StatusCode, title: impl Into<Cow<'static, str>>, body: Markup) -> Self {
        Self {
            status,
            title: title.into(),
            body,
            form_targets: Vec::new(),
            refresh: None,
            is_scripted: false,
        }
    }

    fn policy(&self) -> String {
        let targets = match self.form_targets.is_empty() {
            true => "'none'".to_owned(),
            false => format!("'self' {}", self.form_targets.join(" ")),
        };
        let scripts =
            if self.is_scripted { " script-src 'self' 'wasm-unsafe-eval'; connect-src 'self';" } else { "" };
        format!(
            "default-src 'none'; style-src 'self';{scripts} form-action {targets}; frame-ancestors 'none'; base-uri 'none'; \
             require-trusted-types-for 'script'; trusted-types 'none'"
        )
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let policy = HeaderValue::try_from(self.policy());
        let markup = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex";
                    title { (self.title) }
                    link rel="stylesheet" href="/assets/pages.css";
                    @if self.is_scripted { script type="module" src="/assets/pay.js" {} }
                }
                body {
                    aside class="ribbon" aria-label="Notice" { span { "Test mode" } " No money moves here." }
                    main { (self.body) }
                }
            }
        };
        let mut response = (self.status, Html(markup.into_string())).into_response();
        let headers = response.headers_mut();
        for (name, value) in HEADERS {
            headers.insert(name, HeaderValue::from_static(value));
        }
        // Without its policy the page is not shown at all.
        match policy {
            Ok(policy) => headers.insert(header::CONTENT_SECURITY_POLICY, policy),
            Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        };
        if let Some(refresh) = self.refresh.as_ref().and_then(Refresh::header) {
            headers.insert(header::REFRESH, refresh);
        }
        response
    }
}
