//! Who may use the console and the control calls: this machine, and for changes a form of the console itself.

use axum::extract::Request;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use subtle::ConstantTimeEq as _;
use url::{Host, Url};

use crate::api::refusal::Refusal;
use crate::app::Shared;

/// What the token of the console's forms is derived from.
const PURPOSE: &str = "console";

/// What a proxy adds to calls that it brings from elsewhere.
const FROM_ELSEWHERE: [&str; 4] = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

/// Lets in calls of this machine by one of its own names only. The name keeps out pages whose own name was made to lead
/// here (DNS rebinding); a proxy that brings strangers tells so.
pub(crate) async fn only_this_machine(request: Request, next: Next) -> Response {
    if is_local(request.headers()) { next.run(request).await } else { Refusal::elsewhere().into_response() }
}

fn is_local(headers: &HeaderMap) -> bool {
    let is_brought = FROM_ELSEWHERE.iter().any(|name| headers.contains_key(*name));
    !is_brought && own_origin(headers).is_some()
}

/// The origin that the caller knows the sandbox by, if it is a name of this machine.
fn own_origin(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let url = Url::parse(&format!("http://{host}/")).ok()?;
    let is_loopback = match url.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    // A name with a path, a user or the like in it is none.
    let is_bare = !host.contains(['/', '\\', '@', '?', '#']);
    (is_loopback && is_bare).then(|| url.origin().ascii_serialization())
}

/// The token that the console's forms send back.
pub(super) fn token(app: &Shared) -> String {
    app.secrets.form_token(PURPOSE)
}

/// Whether a form came from the console: its token fits, and the browser does not say otherwise.
pub(super) fn is_own(app: &Shared, headers: &HeaderMap, given: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let from_here = match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => own_origin(headers).is_some_and(|own| own == origin),
        (None, None) => true,
    };
    from_here && bool::from(token(app).as_bytes().ct_eq(given.as_bytes()))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn with(name: &'static str, value: &'static str, host: &'static str) -> HeaderMap {
        let pairs = [("host", host), (name, value)];
        pairs
            .into_iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn only_names_of_this_machine_are_let_in() {
        for host in ["127.0.0.1", "127.0.0.1:8081", "localhost:1", "LOCALHOST:1", "[::1]:8081", "127.9.9.9"] {
            assert!(is_local(&with("accept", "*/*", host)), "{host}");
        }
        for host in [
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "192.168.0.1",
            "evil.example@127.0.0.1",
            "127.0.0.1/x",
            "127.0.0.1?x",
            "127.0.0.1#x",
            "",
        ] {
            assert!(!is_local(&with("accept", "*/*", host)), "{host}");
        }
        for name in FROM_ELSEWHERE {
            assert!(!is_local(&with(name, "203.0.113.7", "127.0.0.1")), "{name}");
        }
    }
}
