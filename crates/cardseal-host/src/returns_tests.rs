use std::cell::RefCell;
use std::collections::VecDeque;

use cardseal_types::PaymentSession;

use super::*;
use crate::error::Kind;

fn payment(status: &str) -> Payment {
    let session: PaymentSession =
        serde_json::from_str(&format!(r#"{{"id":"s1","status":"{status}"}}"#)).unwrap();
    Payment::of(session, false)
}

/// Settles on these answers, within so many seconds; also tells when each read began.
async fn run(seconds: u64, answers: Vec<Result<&str, Kind>>) -> (Result<String, Error>, Vec<u128>) {
    let begun = Instant::now();
    let (answers, reads) = (RefCell::new(VecDeque::from(answers)), RefCell::new(Vec::new()));
    let settled = settle(begun + Duration::from_secs(seconds), || {
        reads.borrow_mut().push((Instant::now() - begun).as_millis());
        let answer = answers.borrow_mut().pop_front().unwrap_or(Ok("PROCESSING"));
        async move { answer.map(payment).map_err(Error::new) }
    })
    .await;
    (settled.map(|payment| payment.session.status.to_string()), reads.into_inner())
}

#[tokio::test(start_paused = true)]
async fn what_is_settled_is_read_once() {
    for status in ["PAID", "CANCELLED", "EXPIRED", "REQUIRE_ACTION", "REQUIRE_CONFIRMATION", "NEW"] {
        let (settled, reads) = run(20, vec![Ok(status)]).await;
        assert_eq!((settled.unwrap().as_str(), reads), (status, vec![0]));
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_in_process_is_read_again_ever_more_slowly() {
    let (settled, reads) = run(20, vec![Ok("PROCESSING"); 4].into_iter().chain([Ok("PAID")]).collect()).await;
    assert_eq!((settled.unwrap().as_str(), reads), ("PAID", vec![0, 500, 1500, 3500, 5500]));
}

#[tokio::test(start_paused = true)]
async fn waiting_ends_with_what_was_last_read() {
    let (settled, reads) = run(5, vec![]).await;
    assert_eq!((settled.unwrap().as_str(), reads), ("PROCESSING", vec![0, 500, 1500, 3500]));
}

#[tokio::test(start_paused = true)]
async fn a_passing_failure_takes_nothing_from_an_answer() {
    let passing = || vec![Ok("PROCESSING"), Err(Kind::Gateway), Err(Kind::Timeout)];
    let (settled, reads) = run(20, passing().into_iter().chain([Ok("PAID")]).collect()).await;
    assert_eq!((settled.unwrap().as_str(), reads), ("PAID", vec![0, 500, 1500, 3500]));
    let (settled, _) = run(3, passing()).await;
    assert_eq!(settled.unwrap(), "PROCESSING");
}

#[tokio::test(start_paused = true)]
async fn a_failure_without_an_answer_or_for_good_is_an_error() {
    let (settled, reads) = run(20, vec![Err(Kind::Gateway)]).await;
    assert!(settled.unwrap_err().is_gateway_fault());
    assert_eq!(reads, [0]);
    let (settled, _) = run(20, vec![Ok("PROCESSING"), Err(Kind::NotFound)]).await;
    assert!(settled.unwrap_err().is_not_found());
}
