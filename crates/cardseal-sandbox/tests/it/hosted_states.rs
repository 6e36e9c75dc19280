//! Every call and every submission in every state of a hosted session: what the table allows happens, all else changes
//! nothing. Merchants are told 422, shoppers are led to where their payment stands.

use std::time::Duration;

use cardseal_sandbox::machine::{Event, State};
use serde_json::{Value, json};

use crate::hosted::{key_of, url_of};
use crate::support::{Gateway, confirm_body, form_token, id, sealed};

const CARD: &str = "4440000112290002";

/// Shorter than an access token lives.
const LIFE: Duration = Duration::from_secs(20);

/// Where a hosted session may stand, and how it came there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    MethodAwaited,
    ConfirmationAwaited,
    Offered,
    OnBankPage,
    OnWalletPage,
    WalletUndecided,
    Held,
    Paid,
    Abandoned,
    Failed,
    Expired,
}

use Place::{
    Abandoned, ConfirmationAwaited, Expired, Failed, Held, MethodAwaited, Offered, OnBankPage, OnWalletPage,
    Paid, WalletUndecided,
};

#[rustfmt::skip]
const PLACES: [(Place, State, bool); 11] = [
    // place               status                       waits for a choice
    (MethodAwaited,        State::RequirePaymentMethod, true),
    (ConfirmationAwaited,  State::RequireConfirmation,  true),
    (Offered,              State::RequireAction,        true),
    (OnBankPage,           State::RequireAction,        false),
    (OnWalletPage,         State::RequireAction,        false),
    (WalletUndecided,      State::Processing,           false),
    (Held,                 State::Processing,           false),
    (Paid,                 State::Paid,                 false),
    (Abandoned,            State::Cancelled,            false),
    (Failed,               State::Cancelled,            false),
    (Expired,              State::Expired,              false),
];

/// A session that stands there, with what its open page was: address, form token and key.
struct Walker {
    session: Value,
    url: String,
    token: String,
    key: String,
}

async fn brought_to(gateway: &Gateway, place: Place) -> Walker {
    let end = gateway.running.now() + LIFE;
    let session = gateway
        .redirect(|body| {
            body["expiryAt"] = json!(end.to_string());
            match place {
                ConfirmationAwaited => body["autoConfirm"] = json!(false),
                Offered => body["paymentMethod"] = json!({"type": "CARD"}),
                Held => body["paymentMethodOptions"] = json!({"card": {"captureMethod": "manual"}}),
                _ => {}
            }
        })
        .await;
    let url = url_of(&session).to_owned();
    let page = gateway.visit(&url).await.text;
    let (token, key) = (form_token(&page), key_of(&page));
    match place {
        MethodAwaited | ConfirmationAwaited | Offered => {}
        OnBankPage => drop(gateway.pay_by_card(&session, CARD, false).await),
        OnWalletPage => drop(gateway.choose_wallet(&session, "DANA", false).await),
        WalletUndecided => {
            let wallet = gateway.choose_wallet(&session, "DANA", false).await;
            gateway.pay_by_wallet(&wallet, "08111111002").await;
        }
        Held | Paid | Failed => {
            let decision = if place == Failed { "fail" } else { "approve" };
            let bank = gateway.pay_by_card(&session, CARD, false).await;
            gateway.press(bank.on(), &[("decision", decision)]).await.on();
        }
        Abandoned => drop(gateway.press(&url, &[("decision", "cancel")]).await.on()),
        Expired => drop(gateway.running.advance_clock(LIFE).await.unwrap()),
    }
    Walker { session: gateway.retrieve(&session).await, url, token, key }
}

#[tokio::test]
async fn every_place_times_every_call_of_the_merchant() {
    let gateway = Gateway::start().await;
    let mut walked = 0;
    for (place, state, _) in PLACES {
        for (call, event) in
            [("confirm", Event::Confirm), ("cancel", Event::Cancel), ("capture", Event::Capture)]
        {
            let Walker { session: before, key, .. } = brought_to(&gateway, place).await;
            assert_eq!(before["status"], state.status().as_str(), "{place:?}");
            assert_eq!(before.get("paymentUrl").is_some(), !state.status().is_final(), "{place:?}");
            let body = match event {
                Event::Confirm => confirm_body(&sealed(&key, CARD)),
                Event::Capture => json!({"releaseRemainingAmount": true}),
                _ => json!({"cancellationReason": "DUPLICATED"}),
            };
            let answer = gateway.post(&format!("/v2/payments/{}/{call}", id(&before)), &body).await;
            // Confirming is the shopper's; capturing is for money that is held.
            let allowed = match event {
                Event::Confirm => false,
                Event::Capture => place == Held,
                other => state.after(other).is_some(),
            };
            if allowed {
                answer.data();
                let next = state.after(event).unwrap().status();
                assert_eq!(gateway.retrieve(&before).await["status"], next.as_str(), "{place:?} {call}");
            } else {
                answer.refused(422, "api_validation_error");
                assert_eq!(gateway.retrieve(&before).await, before, "{place:?} {call}");
            }
            walked += 1;
        }
    }
    assert_eq!(walked, 33);
}

#[tokio::test]
async fn every_place_times_every_submission_of_the_shopper() {
    let gateway = Gateway::start().await;
    let mut walked = 0;
    for (place, state, waits) in PLACES {
        for (name, event) in [("card", Event::Choose), ("DANA", Event::Choose), ("cancel", Event::Abandon)] {
            // A card was fixed where the charge is open, so that a wallet is not offered there.
            if (place, name) == (Offered, "DANA") {
                continue;
            }
            let Walker { session: before, url, token, key } = brought_to(&gateway, place).await;
            let envelope = sealed(&key, CARD);
            let mut fields = vec![("token", token.as_str())];
            match name {
                "cancel" => fields.push(("decision", "cancel")),
                "card" => fields.extend([("method", "card"), ("encryptedCard", envelope.as_str())]),
                channel => fields.push(("method", channel)),
            }
            let led = gateway.send_form(&url, &fields).await;
            let after = gateway.retrieve(&before).await;
            assert_eq!(led.on(), gateway.visit(&url).await.on(), "{place:?} {name}");
            if waits {
                let next = match event {
                    // On its way through PROCESSING, to whoever wants to see the shopper.
                    Event::Choose => state.after(event).unwrap().after(Event::Challenge).unwrap(),
                    other => state.after(other).unwrap(),
                };
                assert_eq!(after["status"], next.status().as_str(), "{place:?} {name}");
                assert_eq!(
                    after["chargeDetails"].is_null(),
                    name == "cancel" && place != Offered,
                    "{place:?} {name}"
                );
            } else {
                assert_eq!(after, before, "{place:?} {name}");
            }
            walked += 1;
        }
    }
    assert_eq!(walked, 32);
}
