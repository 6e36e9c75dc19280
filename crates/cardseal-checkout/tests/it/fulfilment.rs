//! What becomes of a paid order: it is handed over once, however long that takes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cardseal_checkout::{
    CheckoutState, Fulfilment, FulfilmentError, FulfilmentFuture, Order, OrderStatus, PublicUrl, SqliteStore,
};
use serde_json::json;
use tokio::sync::{Semaphore, mpsc};

use crate::harness::{CHALLENGE, FRICTIONLESS, Shop, catalog};

/// What a merchant's code does about an order.
#[derive(Debug)]
pub(crate) enum Reply {
    Fail,
    Panic,
    Wait(Arc<Semaphore>),
}

/// Tells which orders it was handed, and does as it was told, or well.
#[derive(Debug)]
pub(crate) struct Merchant {
    calls: mpsc::UnboundedSender<String>,
    replies: Mutex<VecDeque<Reply>>,
}

impl Merchant {
    pub(crate) fn replying(
        replies: impl IntoIterator<Item = Reply>,
    ) -> (Arc<Self>, mpsc::UnboundedReceiver<String>) {
        let (calls, handed) = mpsc::unbounded_channel();
        (Arc::new(Self { calls, replies: Mutex::new(replies.into_iter().collect()) }), handed)
    }
}

impl Fulfilment for Merchant {
    fn fulfil<'a>(&'a self, order: &'a Order) -> FulfilmentFuture<'a> {
        assert_eq!(order.status(), OrderStatus::Paid);
        let _ = self.calls.send(order.id.to_string());
        let reply = self.replies.lock().unwrap().pop_front();
        Box::pin(async move {
            match reply {
                None => Ok(()),
                Some(Reply::Fail) => Err(FulfilmentError::new("the warehouse is closed")),
                Some(Reply::Panic) => panic!("the merchant's code panics, as it should in this test"),
                Some(Reply::Wait(gate)) => {
                    let _passed = gate.acquire().await;
                    Ok(())
                }
            }
        })
    }
}

/// The next order that is handed over. What is not by itself, but by the regular look, comes too late.
pub(crate) async fn next(handed: &mut mpsc::UnboundedReceiver<String>) -> String {
    tokio::time::timeout(Duration::from_secs(25), handed.recv()).await.expect("handed over at once").unwrap()
}

/// Everything that was handed over and not yet received.
pub(crate) fn rest(handed: &mut mpsc::UnboundedReceiver<String>) -> Vec<String> {
    std::iter::from_fn(|| handed.try_recv().ok()).collect()
}

/// Tries, and whether it is done, of every order in the outbox, while the service is stopped.
fn outbox(shop: &Shop) -> Vec<(i64, bool)> {
    let db = shop.database();
    let mut query = db.prepare("SELECT tries, done_at IS NOT NULL FROM fulfilments").unwrap();
    query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}

#[tokio::test]
async fn a_paid_order_is_handed_over_once_and_no_other() {
    let (merchant, mut handed) = Merchant::replying([]);
    let mut shop = Shop::open_with(Some(merchant)).await;
    let cookie = shop.shopper().cookie;
    let id = {
        let shopper = shop.known(&cookie);
        shopper.order("card").await;
        let declined = shopper.buy(CHALLENGE, false).await;
        shopper.authenticate(&declined, "fail").await;
        let paid = shopper.buy(FRICTIONLESS, false).await;
        paid["order"]["id"].as_str().unwrap().to_owned()
    };
    assert_eq!(next(&mut handed).await, id);
    for _ in 0..3 {
        shop.known(&cookie).get(&format!("/return/{id}/success")).await;
        assert_eq!(shop.known(&cookie).status(&id).await["status"], "paid");
        shop.restart().await;
    }
    shop.stop().await;
    assert_eq!(rest(&mut handed), Vec::<String>::new());
    assert_eq!(outbox(&shop), [(1, true)]);
}

#[tokio::test]
async fn an_order_whose_handover_failed_is_handed_over_until_it_is_taken() {
    let (merchant, mut handed) = Merchant::replying([Reply::Fail, Reply::Panic]);
    let mut shop = Shop::open_with(Some(merchant)).await;
    shop.shopper().buy(FRICTIONLESS, false).await;
    let id = next(&mut handed).await;
    for tries in 1..=2 {
        shop.stop().await;
        assert_eq!(outbox(&shop), [(tries, false)]);
        shop.reopen().await;
        assert_eq!(next(&mut handed).await, id);
    }
    shop.restart().await;
    shop.stop().await;
    assert_eq!(rest(&mut handed), Vec::<String>::new());
    assert_eq!(outbox(&shop).iter().map(|(_, done)| *done).collect::<Vec<_>>(), [true]);
}

#[tokio::test]
async fn who_mounts_the_routes_hands_over_by_an_own_call_and_after_a_pause() {
    let mut shop = Shop::open().await;
    shop.shopper().buy(FRICTIONLESS, false).await;
    shop.stop().await;
    assert_eq!(outbox(&shop), [(0, false)], "an order waits until something is mounted");
    let (merchant, mut handed) = Merchant::replying([Reply::Fail]);
    let store = SqliteStore::open(&shop.data_dir().join("checkout.db")).unwrap();
    let url = PublicUrl::parse("https://shop.example").unwrap();
    shop.freeze();
    let state = CheckoutState::new(shop.client(), store, catalog(), url).with_clock(shop.clock());
    assert_eq!(state.hand_over_paid_orders().await.unwrap(), 0, "nothing is mounted");
    let state = state.with_fulfilment(Arc::into_inner(merchant).unwrap());
    for (seconds, tried) in [(0, 1), (29, 0), (1, 1), (100_000, 0)] {
        shop.move_clock(seconds);
        assert_eq!(state.hand_over_paid_orders().await.unwrap(), tried, "{seconds}");
    }
    drop(state);
    assert_eq!(rest(&mut handed).len(), 2);
    assert_eq!(outbox(&shop), [(2, true)]);
}

#[tokio::test]
async fn nobody_waits_for_the_merchants_code() {
    let gate = Arc::new(Semaphore::new(0));
    let (merchant, mut handed) = Merchant::replying([Reply::Wait(Arc::clone(&gate))]);
    let mut shop = Shop::open_with(Some(merchant)).await;
    let cookie = shop.shopper().cookie;
    let answer = shop.known(&cookie).buy(FRICTIONLESS, false).await;
    assert_eq!((&answer["order"]["status"], &answer["next"]), (&json!("paid"), &json!({"kind": "result"})));
    next(&mut handed).await;
    // Another one is paid and handed over meanwhile; the one that is under way is left alone.
    let other = shop.known(&cookie).buy(FRICTIONLESS, false).await;
    assert_eq!(next(&mut handed).await, other["order"]["id"].as_str().unwrap());
    gate.add_permits(1);
    shop.stop().await;
    assert_eq!(rest(&mut handed), Vec::<String>::new());
    assert_eq!(outbox(&shop), [(1, true), (1, true)]);
}
