use super::*;
use Class::{Change, Create, Read};
use Decision::{Fail, Reconcile, RenewToken, Retry};
use Failure::{Code, Lost, NotSent, Status, Unreadable};

/// What follows after each failure: on the first try, on the last, and on the first and last after another try may
/// have been carried out. Rows as in the table that the crate's documentation gives.
const TABLE: &[(Failure, Class, [Decision; 4])] = &[
    (NotSent, Create, [Retry, Fail, Retry, Reconcile]),
    (NotSent, Change, [Retry, Fail, Retry, Reconcile]),
    (NotSent, Read, [Retry, Fail, Retry, Fail]),
    (Lost, Create, [Retry, Reconcile, Retry, Reconcile]),
    (Lost, Change, [Reconcile, Reconcile, Reconcile, Reconcile]),
    (Lost, Read, [Retry, Fail, Retry, Fail]),
    (Unreadable, Create, [Reconcile, Reconcile, Reconcile, Reconcile]),
    (Unreadable, Change, [Reconcile, Reconcile, Reconcile, Reconcile]),
    (Unreadable, Read, [Fail, Fail, Fail, Fail]),
    (Code, Create, [Fail, Fail, Reconcile, Reconcile]),
    (Code, Change, [Fail, Fail, Reconcile, Reconcile]),
    (Code, Read, [Fail, Fail, Fail, Fail]),
    (Status(408), Create, [Retry, Reconcile, Retry, Reconcile]),
    (Status(408), Change, [Reconcile, Reconcile, Reconcile, Reconcile]),
    (Status(408), Read, [Retry, Fail, Retry, Fail]),
    (Status(429), Create, [Retry, Fail, Retry, Reconcile]),
    (Status(429), Change, [Reconcile, Reconcile, Reconcile, Reconcile]),
    (Status(429), Read, [Retry, Fail, Retry, Fail]),
    (Status(500), Create, [Retry, Reconcile, Retry, Reconcile]),
    (Status(500), Change, [Reconcile, Reconcile, Reconcile, Reconcile]),
    (Status(500), Read, [Retry, Fail, Retry, Fail]),
];

fn decisions(class: Class, failure: Failure) -> [Decision; 4] {
    [(0, false), (MAX_TRIES - 1, false), (0, true), (MAX_TRIES - 1, true)].map(|(made, unsettled)| {
        let mut tries = Tries { made, unsettled, renewed: true };
        tries.note(failure);
        decide(class, failure, tries)
    })
}

#[test]
fn the_table_says_what_follows_each_failure() {
    for (failure, class, expected) in TABLE {
        assert_eq!(decisions(*class, *failure), *expected, "{class:?} {failure:?}");
    }
}

#[test]
fn every_other_status_has_a_row() {
    for class in [Create, Change, Read] {
        let passing = decisions(class, Status(500));
        for status in [502, 503, 504, 507, 520, 599] {
            assert_eq!(decisions(class, Status(status)), passing, "{class:?} {status}");
        }
        for status in
            [300, 301, 302, 303, 307, 308, 401, 402, 403, 404, 405, 410, 411, 413, 418, 451, 501, 505]
        {
            assert_eq!(decisions(class, Status(status)), [Fail; 4], "{class:?} {status}");
        }
        for status in [400, 409, 422] {
            let after_unsettled = if class == Read { Fail } else { Reconcile };
            let expected = [Fail, Fail, after_unsettled, after_unsettled];
            assert_eq!(decisions(class, Status(status)), expected, "{class:?} {status}");
        }
    }
}

#[test]
fn a_refused_token_is_renewed_once_and_costs_no_try() {
    for class in [Create, Change, Read] {
        for made in 0..MAX_TRIES {
            let mut tries = Tries { made, ..Tries::default() };
            tries.note(Status(401));
            assert_eq!((decide(class, Status(401), tries), tries.made), (RenewToken, made));
            tries.renewed = true;
            tries.note(Status(401));
            assert_eq!((decide(class, Status(401), tries), tries.made), (Fail, made + 1));
        }
    }
}

#[test]
fn only_what_may_have_been_carried_out_leaves_a_write_unsettled() {
    for failure in
        [NotSent, Code].into_iter().chain([300, 400, 401, 403, 404, 409, 422, 429, 501, 505].map(Status))
    {
        let mut tries = Tries::default();
        tries.note(failure);
        assert!(!tries.unsettled, "{failure:?}");
    }
    for failure in [Lost, Unreadable].into_iter().chain([408, 500, 502, 503, 504].map(Status)) {
        let mut tries = Tries::default();
        tries.note(failure);
        tries.note(NotSent);
        assert!(tries.unsettled, "{failure:?}");
    }
}

#[test]
fn pauses_double_up_to_a_cap_with_full_jitter() {
    for (made, bound) in [(1, 500), (2, 1000), (3, 2000), (4, 4000), (5, 8000), (6, 8000), (u32::MAX, 8000)] {
        assert_eq!(pause(made, u32::MAX, None), Duration::from_millis(bound), "{made}");
        assert_eq!(pause(made, 0, None), Duration::ZERO);
        let half = pause(made, u32::MAX / 2, None).as_secs_f64() * 2000.0;
        assert!((half - bound as f64).abs() < 1.0, "{made} {half}");
    }
}

#[test]
fn jitter_spreads_clients_evenly() {
    let mut buckets = [0u32; 5];
    for client in 0..1000u32 {
        let wait = pause(1, client * (u32::MAX / 1000), None);
        buckets[usize::try_from(wait.as_millis() / 100).unwrap().min(4)] += 1;
    }
    assert!(buckets.iter().all(|count| (190..=210).contains(count)), "{buckets:?}");
}

#[test]
fn the_gateways_wish_is_honoured_up_to_a_minute() {
    let wish = |seconds| pause(1, 0, Some(Duration::from_secs(seconds))).as_secs();
    assert_eq!([wish(0), wish(7), wish(60), wish(61), wish(u64::MAX)], [0, 7, 60, 60, 60]);
    assert_eq!(pause(5, u32::MAX, Some(Duration::from_secs(1))), CAP);
}

#[test]
fn each_operation_has_its_class() {
    use Operation as Op;
    for (operation, class) in [
        (Op::AccessToken, Read),
        (Op::CreateSession, Create),
        (Op::ConfirmSession, Change),
        (Op::CancelSession, Change),
        (Op::RetrieveSession, Read),
        (Op::RetrieveCustomer, Read),
        (Op::CaptureSession, Change),
        (Op::CreateRefund, Change),
        (Op::RetrieveRefund, Read),
        (Op::ListSessions, Read),
        (Op::ListCharges, Read),
        (Op::ListRefunds, Read),
        (Op::PaymentMethodConfigs, Read),
    ] {
        assert_eq!(operation.class(), class, "{operation}");
    }
}

#[test]
fn one_call_in_ten_may_be_retried() {
    let budget = Budget::full();
    assert_eq!((0..20).filter(|_| budget.spend()).count(), 10);
    (0..9).for_each(|_| budget.earn());
    assert!(!budget.spend());
    budget.earn();
    assert!(budget.spend() && !budget.spend());
    (0..1000).for_each(|_| budget.earn());
    assert_eq!((0..20).filter(|_| budget.spend()).count(), 10);
}
