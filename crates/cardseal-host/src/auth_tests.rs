use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use tokio::task::JoinSet;

use super::*;

fn grant(expires_in: &str) -> Result<AccessToken, Error> {
    let body = format!(
        r#"{{"code":"00","data":{{"accessToken":"abc","expiresIn":{expires_in},"tokenType":"Bearer"}}}}"#
    );
    AccessToken::read(200, body.as_bytes(), Instant::now())
}

#[test]
fn a_token_is_renewed_at_fourteen_of_fifteen_minutes() {
    for (life, renewal) in [(900, 840), (0, 0), (15, 14), (1800, 1740), (86_400, 86_340), (u64::MAX, 86_340)]
    {
        assert_eq!(time_until_renewal(life), Duration::from_secs(renewal), "{life}");
    }
}

#[test]
fn a_life_is_a_text_or_a_number() {
    for life in ["\"900\"", "900"] {
        assert_eq!(grant(life).unwrap().header, "Bearer abc", "{life}");
    }
    for life in ["\"\"", "\"-1\"", "-1", "9.5", "\"9.5\"", "null", "true", "[]", "\"soon\"", "1e999"] {
        assert!(grant(life).is_err_and(|error| error.is_transport()), "{life}");
    }
}

#[test]
fn a_token_that_is_no_header_is_refused() {
    for token in ["a\\nb", "a\\u0000b"] {
        let body = format!(r#"{{"code":"00","data":{{"accessToken":"{token}","expiresIn":900}}}}"#);
        assert!(AccessToken::read(200, body.as_bytes(), Instant::now()).is_err());
    }
}

#[test]
fn neither_secret_nor_token_is_shown() {
    let credentials = Credentials::new("merchant", "hush-hush");
    assert_eq!(format!("{credentials:?}"), "Credentials(merchant, secret redacted)");
    let headers = CredentialHeaders::new(&credentials).unwrap();
    assert_eq!(format!("{:?} {:?}", headers.secret, grant("900").unwrap().header), "Sensitive Sensitive");
}

#[test]
fn credentials_have_to_fit_a_header() {
    for (id, secret) in [("", "s"), ("m", ""), ("m\n", "s"), ("m", "s\r\nx: y"), ("m", "s\0")] {
        let error = CredentialHeaders::new(&Credentials::new(id, secret)).err().unwrap();
        assert!(error.is_misuse() && !format!("{error:?}").contains("x: y"), "{error:?}");
    }
}

/// Runs `callers` at the same time over one cell whose fetch answers with `result`, and counts the fetches.
async fn race(
    callers: usize,
    result: fn() -> Result<AccessToken, Error>,
) -> (usize, Vec<Result<u64, Error>>) {
    let (cell, fetches) = (Arc::new(TokenCell::default()), Arc::new(AtomicUsize::new(0)));
    let mut tasks = JoinSet::new();
    for _ in 0..callers {
        let (cell, fetches) = (Arc::clone(&cell), Arc::clone(&fetches));
        tasks.spawn(async move {
            let fetch = || async {
                fetches.fetch_add(1, Ordering::SeqCst);
                for _ in 0..100 {
                    tokio::task::yield_now().await;
                }
                result()
            };
            cell.obtain(None, fetch).await.map(|token| token.serial())
        });
    }
    let results = tasks.join_all().await;
    (fetches.load(Ordering::SeqCst), results)
}

#[tokio::test]
async fn many_callers_share_one_token() {
    let (fetches, results) = race(50, || grant("900")).await;
    assert_eq!(fetches, 1);
    assert!(results.iter().all(|result| matches!(result, Ok(1))));
}

#[tokio::test]
async fn many_callers_share_one_failure() {
    let (fetches, results) = race(50, || Err(Error::new(Kind::Refused))).await;
    assert_eq!(fetches, 1);
    assert!(results.iter().all(|result| result.as_ref().is_err_and(Error::is_refusal)));
}

#[tokio::test]
async fn a_failure_is_not_shared_with_later_callers_nor_is_a_timeout() {
    let cell = TokenCell::default();
    assert!(cell.obtain(None, || async { Err(Error::new(Kind::Refused)) }).await.is_err());
    assert!(cell.obtain(None, || async { grant("900") }).await.is_ok());
    let (fetches, _) = race(3, || Err(Error::new(Kind::Timeout))).await;
    assert_eq!(fetches, 3);
}

#[tokio::test]
async fn a_refused_token_is_replaced_once() {
    let cell = TokenCell::default();
    let first = cell.obtain(None, || async { grant("900") }).await.unwrap();
    let second = cell.obtain(Some(first.serial()), || async { grant("900") }).await.unwrap();
    let third = cell.obtain(Some(first.serial()), || async { panic!("a second fetch") }).await.unwrap();
    assert_eq!([first.serial(), second.serial(), third.serial()], [1, 2, 2]);
}

#[tokio::test]
async fn the_next_caller_takes_over_from_one_that_went_away() {
    let cell = Arc::new(TokenCell::default());
    let gone = tokio::spawn({
        let cell = Arc::clone(&cell);
        async move { cell.obtain(None, std::future::pending).await.is_ok() }
    });
    while cell.state.try_lock().is_ok() {
        tokio::task::yield_now().await;
    }
    gone.abort();
    assert!(cell.obtain(None, || async { grant("900") }).await.is_ok());
}
