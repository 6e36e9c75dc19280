use std::path::Path;

use cardseal_types::{Amount, Currency, EwalletChannel, ProductType, SessionId};
use jiff::SignedDuration;

use super::*;
use crate::orders::{AttemptState, ChargedCard, Line, OrderStatus};

fn at(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_900_000_000 + seconds)
}

fn shopper(name: &str) -> ShopperId {
    ShopperId::parse(name).unwrap()
}

fn buyer() -> Buyer {
    Buyer { name: "Test Buyer".into(), email: "buyer@shop.example".into() }
}

fn order(name: &str) -> Order {
    let price = Amount::parse("0.10", Currency::Usd).unwrap();
    let line =
        Line { sku: "a".into(), name: "Ä".into(), product_type: ProductType::Digital, quantity: 3, price };
    Order {
        id: OrderId::random().unwrap(),
        shopper: shopper(name),
        buyer: buyer(),
        billing: None,
        lines: vec![line],
        amount: Amount::parse("0.3", Currency::Usd).unwrap(),
        created_at: at(0),
        attempts: Vec::new(),
    }
}

fn progress(state: AttemptState) -> Progress {
    Progress {
        session: SessionId::parse("s1").unwrap(),
        customer: Some(CustomerId::parse("c1").unwrap()),
        state,
        redirect: (state == AttemptState::ActionRequired).then(|| "https://bank.example/x".into()),
        card: (state == AttemptState::Paid)
            .then(|| ChargedCard { brand: "VISA".into(), last_four: "0002".into() }),
        wallet: None,
        save: None,
        failure: (state == AttemptState::Declined).then(|| "INSUFFICIENT_FUND".into()),
    }
}

fn open(dir: &Path) -> SqliteStore {
    SqliteStore::open(&dir.join("checkout.db")).unwrap()
}

async fn claimed(store: &SqliteStore, order: &Order) -> Claim {
    store.insert_order(order.clone()).await.unwrap();
    store.claim(&order.id, at(0), at(60)).await.unwrap().unwrap()
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let (mut order, store) = (order("a"), open(dir.path()));
    let claim = claimed(&store, &order).await;
    let attempt = store.begin_attempt(&claim, Method::Card, false, at(1)).await.unwrap().unwrap();
    store.advance(&order.id, 1, progress(AttemptState::ActionRequired), at(2)).await.unwrap();
    drop(store);
    let store = open(dir.path());
    let found = store.order(&order.id).await.unwrap().unwrap();
    order.attempts.push(Attempt {
        session: Some(SessionId::parse("s1").unwrap()),
        customer: Some(CustomerId::parse("c1").unwrap()),
        state: AttemptState::ActionRequired,
        redirect: Some("https://bank.example/x".into()),
        updated_at: at(2),
        ..attempt
    });
    assert_eq!(found, order);
    assert_eq!((found.status(), found.updated_at()), (OrderStatus::ActionRequired, at(2)));
    assert!(
        store.claim(&order.id, at(3), at(60)).await.unwrap().is_some(),
        "the dead process's claim is given up"
    );
}

#[tokio::test]
async fn one_of_many_gets_the_claim_until_it_is_released_or_over() {
    let dir = tempfile::tempdir().unwrap();
    let (order, store) = (order("a"), open(dir.path()));
    store.insert_order(order.clone()).await.unwrap();
    let mut claims = Vec::new();
    for _ in 0..16 {
        claims.extend(store.claim(&order.id, at(0), at(60)).await.unwrap());
    }
    assert_eq!(claims.len(), 1);
    let stale = claims.remove(0);
    let claim = store.claim(&order.id, at(60), at(120)).await.unwrap().unwrap();
    store.release(stale.clone()).await.unwrap();
    assert!(
        store.claim(&order.id, at(61), at(120)).await.unwrap().is_none(),
        "a stale claim releases nothing"
    );
    assert!(store.begin_attempt(&stale, Method::Card, false, at(61)).await.unwrap().is_none());
    assert!(store.begin_attempt(&claim, Method::Card, false, at(61)).await.unwrap().is_some());
    store.release(claim).await.unwrap();
    assert!(store.claim(&order.id, at(62), at(120)).await.unwrap().is_some());
}

#[tokio::test]
async fn a_new_attempt_waits_for_the_end_of_the_one_before() {
    let dir = tempfile::tempdir().unwrap();
    let (order, store) = (order("a"), open(dir.path()));
    let claim = claimed(&store, &order).await;
    for (number, last) in
        [AttemptState::Declined, AttemptState::Expired, AttemptState::Paid].into_iter().enumerate()
    {
        let number = u32::try_from(number).unwrap() + 1;
        let attempt = store.begin_attempt(&claim, Method::Card, true, at(1)).await.unwrap().unwrap();
        assert_eq!((attempt.number, attempt.state), (number, AttemptState::Creating));
        assert!(store.begin_attempt(&claim, Method::Stored, true, at(1)).await.unwrap().is_none());
        let session = SessionId::parse(format!("s{number}")).unwrap();
        store.advance(&order.id, number, Progress { session, ..progress(last) }, at(2)).await.unwrap();
    }
    assert!(store.begin_attempt(&claim, Method::Card, true, at(3)).await.unwrap().is_none(), "paid");
    let found = store.order(&order.id).await.unwrap().unwrap();
    assert_eq!(found.attempts[0].failure.as_deref(), Some("INSUFFICIENT_FUND"));
    assert_eq!(found.attempts[2].card.as_ref().unwrap().last_four, "0002");
}

#[tokio::test]
async fn news_that_comes_late_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (order, store) = (order("a"), open(dir.path()));
    let claim = claimed(&store, &order).await;
    store.begin_attempt(&claim, Method::Card, false, at(1)).await.unwrap().unwrap();
    for (state, news) in [
        (AttemptState::Ready, true),
        (AttemptState::Processing, true),
        (AttemptState::ActionRequired, false),
        (AttemptState::Processing, false),
        (AttemptState::Paid, true),
        (AttemptState::Expired, false),
    ] {
        assert_eq!(store.advance(&order.id, 1, progress(state), at(2)).await.unwrap(), news, "{state:?}");
    }
    assert!(!store.advance(&order.id, 2, progress(AttemptState::Paid), at(2)).await.unwrap());
    assert_eq!(store.order(&order.id).await.unwrap().unwrap().status(), OrderStatus::Paid);
}

#[tokio::test]
async fn an_address_that_changed_is_news_for_the_shopper_alone() {
    let dir = tempfile::tempdir().unwrap();
    let (order, store) = (order("a"), open(dir.path()));
    let claim = claimed(&store, &order).await;
    store.begin_attempt(&claim, Method::Redirect, true, at(1)).await.unwrap().unwrap();
    let leading = |redirect: Option<&str>| Progress {
        redirect: redirect.map(str::to_owned),
        ..progress(AttemptState::ActionRequired)
    };
    for (redirect, news, leads) in [
        (Some("https://pay.example/1"), true, "https://pay.example/1"),
        (Some("https://bank.example/2"), false, "https://bank.example/2"),
        (None, false, "https://bank.example/2"),
    ] {
        assert_eq!(store.advance(&order.id, 1, leading(redirect), at(2)).await.unwrap(), news);
        let found = store.order(&order.id).await.unwrap().unwrap();
        assert_eq!(found.attempts[0].redirect.as_deref(), Some(leads));
    }
}

#[tokio::test]
async fn the_wallet_and_whether_it_was_stored_are_kept_with_the_payment() {
    let dir = tempfile::tempdir().unwrap();
    let (order, store) = (order("a"), open(dir.path()));
    let claim = claimed(&store, &order).await;
    store.begin_attempt(&claim, Method::Redirect, true, at(1)).await.unwrap().unwrap();
    let wallet = Progress { wallet: Some(EwalletChannel::Ovo), ..progress(AttemptState::ActionRequired) };
    store.advance(&order.id, 1, wallet, at(2)).await.unwrap();
    let paid = Progress { card: None, save: Some(false), ..progress(AttemptState::Paid) };
    store.advance(&order.id, 1, paid, at(3)).await.unwrap();
    drop(store);
    let found = open(dir.path()).order(&order.id).await.unwrap().unwrap();
    let attempt = &found.attempts[0];
    assert_eq!((attempt.method, attempt.save), (Method::Redirect, false));
    assert_eq!(attempt.wallet, Some(EwalletChannel::Ovo));
}

#[tokio::test]
async fn a_step_needs_the_claim_and_the_state_it_starts_from() {
    let dir = tempfile::tempdir().unwrap();
    let (order, store) = (order("a"), open(dir.path()));
    let claim = claimed(&store, &order).await;
    store.begin_attempt(&claim, Method::Card, false, at(1)).await.unwrap().unwrap();
    store.advance(&order.id, 1, progress(AttemptState::Ready), at(1)).await.unwrap();
    let submit = Step { number: 1, from: AttemptState::Ready, to: AttemptState::Submitted, save: Some(true) };
    let other = Claim { key: "other".into(), ..claim.clone() };
    assert!(!store.step(&other, submit, at(2)).await.unwrap());
    assert!(store.step(&claim, submit, at(2)).await.unwrap());
    assert!(!store.step(&claim, submit, at(2)).await.unwrap());
    let found = store.order(&order.id).await.unwrap().unwrap();
    assert_eq!((found.attempts[0].state, found.attempts[0].save), (AttemptState::Submitted, true));
}

#[tokio::test]
async fn a_customer_id_stays_with_its_first_shopper() {
    let dir = tempfile::tempdir().unwrap();
    let (store, id) = (open(dir.path()), CustomerId::parse("c1").unwrap());
    let (first, second) = (shopper("a"), shopper("b"));
    assert_eq!(store.owner_of(&id).await.unwrap(), None);
    assert_eq!(store.bind_customer(&id, &first, &buyer(), at(0)).await.unwrap(), first);
    assert_eq!(store.bind_customer(&id, &second, &buyer(), at(1)).await.unwrap(), first);
    assert_eq!(store.owner_of(&id).await.unwrap(), Some(first.clone()));
    assert_eq!(store.customers_of(&first).await.unwrap(), [BoundCustomer { id, buyer: buyer() }]);
    assert!(store.customers_of(&second).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_list_holds_the_shoppers_own_orders_newest_first() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mine: Vec<Order> = (0..3).map(|n| Order { created_at: at(n), ..order("a") }).collect();
    for order in mine.iter().chain([&order("b")]) {
        store.insert_order(order.clone()).await.unwrap();
    }
    let listed = store.orders_of(&shopper("a"), 2).await.unwrap();
    assert_eq!(listed, [mine[2].clone(), mine[1].clone()]);
}

#[tokio::test]
async fn an_order_is_checked_once_per_span_and_unsettled_until_its_end() {
    let dir = tempfile::tempdir().unwrap();
    let (order, store) = (order("a"), open(dir.path()));
    let claim = claimed(&store, &order).await;
    assert!(store.unsettled(at(100), 10).await.unwrap().is_empty(), "there is no attempt");
    store.begin_attempt(&claim, Method::Card, false, at(1)).await.unwrap().unwrap();
    assert_eq!(store.unsettled(at(100), 10).await.unwrap(), std::slice::from_ref(&order.id));
    assert!(store.begin_check(&order.id, at(9), at(10)).await.unwrap());
    assert!(!store.begin_check(&order.id, at(9), at(10)).await.unwrap());
    assert!(store.begin_check(&order.id, at(10), at(11)).await.unwrap());
    assert!(store.unsettled(at(11), 10).await.unwrap().is_empty(), "checked just now");
    store.advance(&order.id, 1, progress(AttemptState::Paid), at(12)).await.unwrap();
    assert!(store.unsettled(at(100), 10).await.unwrap().is_empty());
}

async fn paid(store: &SqliteStore, session: &str) -> OrderId {
    let order = order("a");
    let claim = claimed(store, &order).await;
    store.begin_attempt(&claim, Method::Card, false, at(1)).await.unwrap().unwrap();
    let session = SessionId::parse(session).unwrap();
    for news in [true, false] {
        let paid = Progress { session: session.clone(), ..progress(AttemptState::Paid) };
        assert_eq!(store.advance(&order.id, 1, paid, at(2)).await.unwrap(), news);
    }
    order.id
}

#[tokio::test]
async fn a_paid_order_is_due_once_until_it_was_handed_over() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let (open_order, order) = (order("a"), paid(&store, "s1").await);
    claimed(&store, &open_order).await;
    assert_eq!(store.take_handover(at(1), at(9)).await.unwrap(), None, "not yet paid");
    let first = store.take_handover(at(2), at(9)).await.unwrap().unwrap();
    assert_eq!(first, Handover { order: order.clone(), tries: 1 });
    assert_eq!(store.take_handover(at(8), at(20)).await.unwrap(), None, "somebody has it");
    let second = store.take_handover(at(9), at(20)).await.unwrap().unwrap();
    assert_eq!(second.tries, 2);
    store.postpone_handover(&first, at(9)).await.unwrap();
    assert_eq!(store.take_handover(at(19), at(30)).await.unwrap(), None, "it is another's by now");
    store.postpone_handover(&second, at(10)).await.unwrap();
    assert_eq!(store.take_handover(at(10), at(30)).await.unwrap().unwrap().tries, 3);
    assert!(store.finish_handover(&order, at(11)).await.unwrap());
    assert!(!store.finish_handover(&order, at(12)).await.unwrap());
    assert_eq!(store.take_handover(at(1000), at(2000)).await.unwrap(), None);
    drop(store);
    assert_eq!(open(dir.path()).take_handover(at(1000), at(2000)).await.unwrap(), None);
}

#[tokio::test]
async fn an_order_whose_handover_died_is_due_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let order = paid(&store, "s1").await;
    store.take_handover(at(2), at(600)).await.unwrap().unwrap();
    drop(store);
    let again = open(dir.path()).take_handover(at(3), at(600)).await.unwrap().unwrap();
    assert_eq!(again, Handover { order, tries: 2 });
}

#[tokio::test]
async fn what_waits_longest_is_handed_over_first() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let (one, two) = (paid(&store, "s1").await, paid(&store, "s2").await);
    let first = store.take_handover(at(2), at(3)).await.unwrap().unwrap();
    store.postpone_handover(&first, at(5)).await.unwrap();
    let next = store.take_handover(at(9), at(99)).await.unwrap().unwrap();
    assert_ne!(next.order, first.order);
    assert!([&one, &two].contains(&&next.order));
}

#[tokio::test]
async fn a_callback_is_recorded_once_and_its_session_leads_to_its_order() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let order = paid(&store, "s1").await;
    let session = |id| SessionId::parse(id).unwrap();
    assert_eq!(store.order_of_session(&session("s1")).await.unwrap(), Some(order.clone()));
    assert_eq!(store.order_of_session(&session("s2")).await.unwrap(), None);
    assert!(!store.is_recorded("s1/PAYMENT.PAID/c1").await.unwrap());
    assert!(store.record_callback("s1/PAYMENT.PAID/c1", &order, at(3)).await.unwrap());
    assert!(!store.record_callback("s1/PAYMENT.PAID/c1", &order, at(4)).await.unwrap());
    assert!(store.record_callback("s1/PAYMENT.PAID/c2", &order, at(5)).await.unwrap());
    drop(store);
    assert!(open(dir.path()).is_recorded("s1/PAYMENT.PAID/c1").await.unwrap());
}
