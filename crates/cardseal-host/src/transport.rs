use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Method, Response, redirect, retry, tls};
use url::Url;
use zeroize::Zeroizing;

use crate::answer::{self, AnswerError};
use crate::environment::Environment;
use crate::error::{Error, Kind};
use crate::retry::Failure;

/// One HTTP exchange at a time, over reused connections.
pub(crate) struct Transport {
    http: reqwest::Client,
    response_limit: usize,
}

/// What is sent on each try of a call.
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Option<Bytes>,
}

/// A 2xx answer. Wiped on drop, since it may hold an access token or echo an envelope.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Zeroizing<Vec<u8>>,
}

/// A try that brought no 2xx answer.
pub(crate) struct Failed {
    pub(crate) failure: Failure,
    pub(crate) error: Error,
    pub(crate) retry_after: Option<Duration>,
}

impl Transport {
    pub(crate) fn new(
        environment: &Environment,
        connect_timeout: Duration,
        response_limit: usize,
    ) -> Result<Self, Error> {
        let plain = environment.is_plain_loopback();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("cardseal-host/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .no_proxy()
            .https_only(!plain)
            .tls_version_min(tls::Version::TLS_1_2)
            .connect_timeout(connect_timeout);
        if plain {
            // No TLS is spoken, so a machine without certificates will do.
            builder = builder.tls_certs_only([]);
        }
        let http = builder.build().map_err(|error| Error::because(Kind::Local, error.without_url()))?;
        Ok(Self { http, response_limit })
    }

    /// One try. `timeout` covers all of it, the answer's body included.
    pub(crate) async fn send(&self, request: &Request, timeout: Duration) -> Result<Answer, Failed> {
        let mut builder = self.http.request(request.method.clone(), request.url.clone()).timeout(timeout);
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if let Some(body) = &request.body {
            builder = builder.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        let response = builder.send().await.map_err(no_answer)?;
        let status = response.status().as_u16();
        let retry_after = retry_after(response.headers());
        let body = self.body(response).await;
        if !(200..300).contains(&status) {
            // The status is the answer, even if its body did not come whole.
            let refusal = body.map(|body| answer::refusal(&body)).unwrap_or_default();
            let error = Error::answered(status, refusal);
            return Err(Failed { failure: Failure::Status(status), error, retry_after });
        }
        match body {
            Ok(body) => Ok(Answer { status, body }),
            Err(failed) => Err(Failed { error: failed.error.with_status(status), ..failed }),
        }
    }

    async fn body(&self, mut response: Response) -> Result<Zeroizing<Vec<u8>>, Failed> {
        let announced =
            response.content_length().and_then(|len| usize::try_from(len).ok()).unwrap_or_default();
        if announced > self.response_limit {
            return Err(too_large());
        }
        let mut body = Zeroizing::new(Vec::with_capacity(announced));
        while let Some(chunk) = response.chunk().await.map_err(no_answer)? {
            if body.len() + chunk.len() > self.response_limit {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

fn no_answer(error: reqwest::Error) -> Failed {
    let failure = if error.is_connect() { Failure::NotSent } else { Failure::Lost };
    let kind = match failure {
        _ if error.is_timeout() => Kind::Timeout,
        Failure::NotSent => Kind::NotSent,
        _ => Kind::Lost,
    };
    Failed { failure, error: Error::because(kind, error.without_url()), retry_after: None }
}

fn too_large() -> Failed {
    let error = Error::because(Kind::Unreadable, AnswerError::TOO_LARGE);
    Failed { failure: Failure::Unreadable, error, retry_after: None }
}

/// `Retry-After` in seconds or as a moment (RFC 9110, section 10.2.3). A moment counts from the answer's own `Date`,
/// so that the two clocks need not agree.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let value = text(RETRY_AFTER)?;
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = |text: &str| jiff::fmt::rfc2822::parse(text).ok().map(|moment| moment.timestamp());
    let wait = moment(value)?.duration_since(moment(text(DATE)?)?);
    Some(Duration::try_from(wait).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(retry: &str, date: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry.parse().unwrap());
        date.map(|date| headers.insert(DATE, date.parse().unwrap()));
        headers
    }

    #[test]
    fn retry_after_is_seconds_or_a_moment() {
        let date = Some("Tue, 01 Jan 2030 00:00:00 GMT");
        let seconds = |retry, date| retry_after(&headers(retry, date)).map(|wait| wait.as_secs());
        assert_eq!(seconds("7", None), Some(7));
        assert_eq!(seconds(" 7 ", None), Some(7));
        assert_eq!(seconds("Tue, 01 Jan 2030 00:00:30 GMT", date), Some(30));
        assert_eq!(seconds("Mon, 31 Dec 2029 23:59:30 GMT", date), Some(0));
        for (retry, date) in
            [("Tue, 01 Jan 2030 00:00:30 GMT", None), ("soon", date), ("-1", date), ("", date)]
        {
            assert_eq!(seconds(retry, date), None, "{retry}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
