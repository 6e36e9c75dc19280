//! Every call in every state: what the table allows happens, all else answers 422 and changes nothing.

use std::time::Duration;

use cardseal_sandbox::machine::{Event, State};
use serde_json::{Value, json};

use crate::support::{Gateway, confirm_body, id, sealed};

const CARD: &str = "4440000112290002";

/// Shorter than an access token lives, so that the walk needs only one.
const LIFE: Duration = Duration::from_secs(60);

/// The states that API mode can be in. REQUIRE_PAYMENT_METHOD belongs to the hosted page; a session stays PROCESSING
/// only where its money is captured by hand.
const REACHABLE: [State; 6] = [
    State::RequireConfirmation,
    State::RequireAction,
    State::Processing,
    State::Paid,
    State::Cancelled,
    State::Expired,
];

/// A session brought into a state, and an envelope made for it while it had a key.
async fn brought_to(gateway: &Gateway, state: State) -> (Value, String) {
    let end = gateway.running.now() + LIFE;
    let method = if state == State::Processing { "manual" } else { "automatic" };
    let change = |body: &mut Value| {
        body["expiryAt"] = json!(end.to_string());
        body["paymentMethodOptions"] = json!({"card": {"captureMethod": method}});
    };
    let session = gateway.create(change).await;
    let envelope = sealed(session["encryptionKey"].as_str().unwrap(), CARD);
    let path = |call: &str| format!("/v2/payments/{}/{call}", id(&session));
    match state {
        State::RequireConfirmation => {}
        State::RequireAction => drop(gateway.post(&path("confirm"), &confirm_body(&envelope)).await),
        State::Paid | State::Processing => {
            let confirmed = gateway.post(&path("confirm"), &confirm_body(&envelope)).await;
            gateway.decide(confirmed.data(), "approve").await;
        }
        State::Cancelled => {
            drop(gateway.post(&path("cancel"), &json!({"cancellationReason": "VOID_SESSION"})).await);
        }
        State::Expired => drop(gateway.running.advance_clock(LIFE).await.unwrap()),
        State::RequirePaymentMethod => unreachable!("not reachable"),
    }
    let session = gateway.retrieve(&session).await;
    assert_eq!(session["status"], state.status().as_str());
    (session, envelope)
}

#[tokio::test]
async fn every_state_times_every_call() {
    let gateway = Gateway::start().await;
    let mut walked = 0;
    for state in REACHABLE {
        for (call, event) in
            [("confirm", Event::Confirm), ("cancel", Event::Cancel), ("capture", Event::Capture)]
        {
            let (before, envelope) = brought_to(&gateway, state).await;
            let body = match event {
                Event::Confirm => confirm_body(&envelope),
                Event::Capture => json!({"releaseRemainingAmount": true}),
                _ => json!({"cancellationReason": "DUPLICATED"}),
            };
            let answer = gateway.post(&format!("/v2/payments/{}/{call}", id(&before)), &body).await;
            if state.after(event).is_some() {
                answer.data();
                assert_ne!(
                    gateway.retrieve(&before).await["status"],
                    before["status"],
                    "{state:?} {event:?}"
                );
            } else {
                answer.refused(422, "api_validation_error");
                assert_eq!(answer.fields(), ["status"]);
                assert_eq!(gateway.retrieve(&before).await, before, "{state:?} {event:?}");
            }
            walked += 1;
        }
    }
    assert_eq!(walked, 18);
}

#[tokio::test]
async fn cancelling_ends_the_session_at_once() {
    let gateway = Gateway::start().await;
    for reason in ["REQUESTED_BY_CUSTOMER", "DUPLICATED", "VOID_SESSION"] {
        let session = gateway.create(|_| ()).await;
        let path = format!("/v2/payments/{}/cancel", id(&session));
        let cancelled = gateway.post(&path, &json!({"cancellationReason": reason})).await;
        let cancelled = cancelled.data();
        assert_eq!(
            (&cancelled["status"], &cancelled["cancellationReason"]),
            (&json!("CANCELLED"), &json!(reason))
        );
        assert_eq!(
            (&cancelled["cancelledAt"], &cancelled["expiryAt"]),
            (&json!(crate::support::START), &json!(crate::support::START))
        );
        assert!(cancelled.get("encryptionKey").is_none());
    }
    let session = gateway.create(|_| ()).await;
    let path = format!("/v2/payments/{}/cancel", id(&session));
    for wrong in [
        json!({}),
        json!({"cancellationReason": "CHARGE_FAILED"}),
        json!({"cancellationReason": "FRAUDULENT"}),
    ] {
        let refused = gateway.post(&path, &wrong).await;
        assert_eq!(refused.refused(400, "api_validation_error").fields(), ["cancellationReason"]);
    }
}

#[tokio::test]
async fn the_bank_page_answers_once() {
    let gateway = Gateway::start().await;
    let session = gateway.create(|_| ()).await;
    let confirmed = gateway.confirm(&session, CARD).await.data().clone();
    let page = gateway
        .http
        .get(confirmed["paymentUrl"].as_str().unwrap())
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let token = crate::support::form_token(&page);
    gateway.decide(&confirmed, "approve").await;
    let paid = gateway.retrieve(&session).await;
    let again = gateway
        .http
        .post(confirmed["paymentUrl"].as_str().unwrap())
        .header("Content-Type", crate::support::FORM)
        .body(crate::support::form(&token, "cancel"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        (again.status().as_u16(), again.headers()["location"].to_str().unwrap()),
        (303, "https://shop.example/ok")
    );
    assert_eq!(gateway.retrieve(&session).await, paid);
}
