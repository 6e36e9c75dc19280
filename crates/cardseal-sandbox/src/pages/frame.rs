//! What all pages have in common: the frame, and headers that let nothing in.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

/// A page. Its form may lead, after our redirect, to these origins only.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) status: StatusCode,
    pub(super) title: &'static str,
    pub(super) body: Markup,
    pub(super) form_targets: Vec<String>,
    /// Loads the page again after so many seconds.
    pub(super) refresh: Option<i64>,
}

/// Plain headers of every page.
const HEADERS: [(HeaderName, &str); 7] = [
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
    pub(super) fn plain(status: StatusCode, title: &'static str, body: Markup) -> Self {
        Self { status, title, body, form_targets: Vec::new(), refresh: None }
    }

    fn policy(&self) -> String {
        let targets = match self.form_targets.is_empty() {
            true => "'none'".to_owned(),
            false => format!("'self' {}", self.form_targets.join(" ")),
        };
        format!(
            "default-src 'none'; style-src 'self'; form-action {targets}; frame-ancestors 'none'; base-uri 'none'; \
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
                }
                body {
                    p class="ribbon" { span { "Test mode" } " No money moves on this page." }
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
        if let Some(seconds) = self.refresh {
            headers.insert(header::REFRESH, HeaderValue::from(seconds.max(1)));
        }
        response
    }
}
