//! Token buckets by themselves, with a time that the test moves.

use std::time::Duration;

use dateline::http::limits::buckets::{Buckets, Quota};
use proptest::prelude::*;

const HOUR: Duration = Duration::from_secs(3600);

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

#[test]
fn a_bucket_gives_what_it_holds_and_refills_steadily() {
    let buckets = Buckets::new(10, HOUR);
    let quota = Quota { amount: 600, seconds: 60 };
    for taken in 1..=600 {
        let level = buckets.take('a', quota, 1, ms(0));
        assert!(level.granted);
        assert_eq!((level.left, level.full_in), (600 - taken, ms(u64::from(taken) * 100)));
    }
    let level = buckets.take('a', quota, 1, ms(0));
    assert_eq!((level.granted, level.left, level.wait, level.full_in), (false, 0, ms(100), ms(60_000)));
    assert!(!buckets.take('a', quota, 1, ms(99)).granted);
    assert!(buckets.take('a', quota, 1, ms(100)).granted);
    assert!(!buckets.take('a', quota, 1, ms(100)).granted, "one came back and no more");
    assert_eq!(buckets.look('a', quota, 5, ms(100)).wait, ms(500));
    assert_eq!(buckets.take('a', quota, 600, ms(200)).wait, ms(59_900), "all or nothing");
    assert!(buckets.take('a', quota, 600, ms(60_100)).granted);
    assert!(buckets.take('b', quota, 600, ms(60_100)).granted, "another client");
    assert_eq!(buckets.look('a', quota, 1, ms(1_000_000)).left, 600, "never more than full");
}

#[test]
fn what_is_given_back_can_be_taken_again() {
    let buckets = Buckets::new(10, HOUR);
    let quota = Quota { amount: 2, seconds: 10 };
    assert!(buckets.take('a', quota, 2, ms(0)).granted);
    assert_eq!(buckets.give_back('a', quota, 1, ms(0)).left, 1);
    assert!(buckets.take('a', quota, 1, ms(0)).granted);
    assert!(!buckets.take('a', quota, 1, ms(0)).granted);
    for _ in 0..5 {
        assert!(buckets.give_back('a', quota, 2, ms(0)).left <= 2);
    }
    assert!(buckets.take('a', quota, 2, ms(0)).granted);
    assert!(!buckets.take('a', quota, 1, ms(0)).granted, "a full bucket did not become fuller");
}

#[test]
fn more_than_a_bucket_can_hold_costs_a_whole_one() {
    let buckets = Buckets::new(10, HOUR);
    let quota = Quota { amount: 10, seconds: 10 };
    assert!(buckets.take('a', quota, 1_000, ms(0)).granted);
    assert!(!buckets.take('a', quota, 1, ms(0)).granted);
    assert!(buckets.take('a', quota, u32::MAX, ms(10_000)).granted);
}

#[test]
fn memory_is_bounded_and_who_asks_is_not_forgotten() {
    let buckets = Buckets::new(1000, HOUR);
    let quota = Quota { amount: 1, seconds: 600 };
    assert!(buckets.take(u32::MAX, quota, 1, ms(0)).granted);
    let mut most = 0;
    for client in 0..100_000 {
        assert!(buckets.take(client, quota, 1, ms(1)).granted);
        most = most.max(buckets.known());
        if client % 100 == 0 {
            assert!(!buckets.take(u32::MAX, quota, 1, ms(1)).granted, "after {client} others");
        }
    }
    assert!((501..=1000).contains(&most), "{most}");
    assert!(!buckets.take(99_999, quota, 1, ms(2)).granted, "the last ones are known");
}

#[test]
fn a_full_bucket_is_not_kept() {
    let buckets = Buckets::new(1000, Duration::from_secs(10));
    let quota = Quota { amount: 5, seconds: 10 };
    for client in 0..100 {
        assert!(buckets.take(client, quota, 1, ms(0)).granted);
    }
    assert_eq!(buckets.known(), 100);
    assert_eq!(buckets.give_back(7, quota, 1, ms(0)).left, 5);
    assert_eq!(buckets.known(), 99, "given back to the full");
    for (later, known) in [(10_001, 100), (20_002, 1), (30_003, 1)] {
        assert!(buckets.take(1_000, quota, 1, ms(later)).granted);
        assert_eq!(buckets.known(), known, "after {later} ms");
    }
}

proptest! {
    /// Between any two moments a client gets at most what a full bucket holds and what came back meanwhile; and who was
    /// refused gets it after the time that was told, and not before.
    #[test]
    fn no_order_of_requests_yields_more(
        amount in 1_u32..50,
        seconds in 1_u32..20,
        steps in prop::collection::vec((0_u64..3_000, 1_u32..6), 1..60),
    ) {
        let quota = Quota { amount, seconds };
        let buckets = Buckets::new(10, HOUR);
        let (mut now, mut granted) = (0, Vec::new());
        for (pause, wanted) in steps {
            now += pause;
            let level = buckets.take((), quota, wanted, ms(now));
            if level.granted {
                granted.push((now, u64::from(wanted.min(amount))));
            } else {
                let soon = ms(now) + level.wait;
                prop_assert!(!buckets.look((), quota, wanted, soon - Duration::from_nanos(1)).granted);
                prop_assert!(buckets.look((), quota, wanted, soon).granted);
            }
            let (mut sum, window) = (0, u64::from(seconds) * 1000);
            for (at, taken) in granted.iter().rev() {
                sum += taken;
                let most = u64::from(amount) * window + (now - at) * u64::from(amount);
                // A nanosecond of rounding a unit.
                prop_assert!(sum * window <= most + sum, "{sum} in {} ms of {quota:?}", now - at);
            }
        }
    }
}
