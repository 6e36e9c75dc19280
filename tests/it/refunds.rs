//! The SDK's refunds against the gateway: given back, found again when the answer was lost, and refused in so many words.

use std::time::Duration;

use cardseal_host::Outcome;
use cardseal_types::{
    Amount, ChannelInformation, CreateRefund, Refund, RefundDestination, RefundMethod, RefundReason,
    RefundStatus, TransferDestination,
};
use serde_json::{Value, json};

use crate::support::{Stage, reference};

const FRICTIONLESS: &str = "4440000112200001";

impl Stage {
    async fn paid(&self, name: &str) -> cardseal_host::Payment {
        let opened = self.open(name, "refunds", false).await;
        let paid = self.confirm(&opened, FRICTIONLESS).await;
        assert!(matches!(paid.outcome, Outcome::Paid), "{:?}", paid.outcome);
        paid
    }

    /// Lets calls of the gateway fail.
    async fn fault(&self, fault: Value) {
        let url = format!("{}/control/faults", self.gateway.base_url());
        let answer = reqwest::Client::new().post(url).json(&fault).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    }

    async fn refunds(&self) -> Vec<Refund> {
        let mut pages = self.client.list_refunds();
        let mut all = Vec::new();
        while let Some(refund) = pages.next().await.unwrap() {
            all.push(refund);
        }
        all
    }
}

#[tokio::test]
async fn money_goes_back_in_parts_and_in_full() {
    let stage = Stage::set().await;
    let paid = stage.paid("REFUNDED-1").await;
    let reason = RefundReason::RequestedByCustomer;
    let part = CreateRefund::partial(
        reference("part"),
        paid.session.id.clone(),
        Amount::idr(4_000).unwrap(),
        reason.clone(),
    );
    let part = stage.client.create_refund(part).await.unwrap();
    assert_eq!(
        (&part.status, part.amount.as_ref()),
        (&RefundStatus::Pending, Amount::idr(4_000).ok().as_ref())
    );
    assert_eq!(part.captured_amount, Amount::idr(10_000).ok());
    // By the charge, to an account, with a note of the merchant's.
    let charge = paid.session.charge_details.as_ref().unwrap()[0].id.clone();
    let mut rest = CreateRefund::full(reference("1001-rest"), charge, reason.clone());
    rest.method = Some(RefundMethod::Auto);
    rest.description = Some("the rest".into());
    rest.transfer_destination = Some(TransferDestination {
        channel_code: "BCA".into(),
        channel_information: ChannelInformation {
            account_number: "999966660001".into(),
            account_name: "TEST BUYER".into(),
        },
        description: Some("REST1".into()),
    });
    rest.metadata = Some(serde_json::from_value(json!({"rma": "R1"})).unwrap());
    let rest_sent = rest.clone();
    let rest = stage.client.create_refund(rest).await.unwrap();
    assert_eq!(
        (rest.amount, rest.transfer_destination),
        (Amount::idr(6_000).ok(), rest_sent.transfer_destination)
    );
    assert_eq!(rest.metadata, rest_sent.metadata);
    for (status, destination) in
        [(RefundStatus::WaitingBankTransfer, None), (RefundStatus::Success, Some(RefundDestination::Account))]
    {
        stage.gateway.advance_clock(Duration::from_secs(5)).await.unwrap();
        let now = stage.client.retrieve_refund(&rest.id).await.unwrap();
        assert_eq!((now.status, now.destination_type), (status, destination));
    }
    let part = stage.client.retrieve_refund(&part.id).await.unwrap();
    assert_eq!(
        (part.status, part.destination_type),
        (RefundStatus::Success, Some(RefundDestination::Channel))
    );

    let more = CreateRefund::full(reference("more"), paid.session.id.clone(), reason);
    let refused = stage.client.create_refund(more).await.unwrap_err();
    assert!(!refused.is_unknown_outcome() && !refused.is_retryable(), "{refused:?}");
    let unknown = stage.client.retrieve_refund(&cardseal_types::RefundId::parse("none").unwrap()).await;
    assert!(unknown.unwrap_err().is_not_found());
    assert_eq!(stage.refunds().await.len(), 2);
}

#[tokio::test]
async fn a_refund_whose_answer_is_lost_is_made_once_and_found() {
    let stage = Stage::set().await;
    for (number, fault) in [
        json!({"cut": "connection", "when": "before"}),
        json!({"cut": "connection", "when": "after_commit"}),
        json!({"cut": "body"}),
        json!({"code": "internal_error", "when": "after_commit"}),
        json!({"code": "gateway_timeout", "when": "before"}),
    ]
    .into_iter()
    .enumerate()
    {
        let paid = stage.paid(&format!("LOST-{number}")).await;
        let mut on_refunds = fault.clone();
        on_refunds["route"] = json!("POST /v1/refunds");
        stage.fault(on_refunds).await;
        let own = reference(&format!("lost-{number}"));
        let refund = CreateRefund::full(own.clone(), paid.session.id.clone(), RefundReason::Others);
        let refund = stage.client.create_refund(refund).await.unwrap();
        assert_eq!(refund.client_reference_id.as_ref(), Some(&own), "{fault}");
        assert_eq!(stage.refunds().await.len(), number + 1, "{fault}");
    }
}
