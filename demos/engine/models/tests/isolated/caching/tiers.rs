//! One cache of a tier, fed by hand.

use models::caching::eviction::Key;
use models::caching::tiers::{Age, Cache, Found, Freshness, Late, Value, Waiter};
use sim::Micros;

const A: Key = Key(0);

fn cache(age: Age, late: Late) -> Cache {
    Cache::new(2, Freshness { ttl: Some(seconds(10)), age, late })
}

fn seconds(seconds: u64) -> Micros {
    Micros::from_secs(seconds)
}

fn value(version: u32, age: u64) -> Value {
    Value { version, age: seconds(age) }
}

fn ask(cache: &mut Cache, next: u64, at: u64) -> Found {
    cache.request(A, Waiter::Reader, next, seconds(at))
}

/// RFC 9111, 4.2.3: the age that it came with, the time that it took to come, and the
/// time that it has been here.
#[test]
fn an_age_counts_from_the_origin() {
    let mut cache = cache(Age::Passed, Late::Refused);
    assert_eq!(ask(&mut cache, 1, 0), Found::Fetch(1));
    cache.answer(1, value(1, 3), seconds(1));
    assert_eq!(ask(&mut cache, 2, 3), Found::Fresh(value(1, 3 + 1 + 2)));
    assert_eq!(cache.fresh_until(A), Some(seconds(1 + 10 - 4)));
    assert_eq!(ask(&mut cache, 2, 7), Found::Fetch(2));
}

#[test]
fn an_age_that_is_not_passed_on_begins_again() {
    let mut cache = cache(Age::NotPassed, Late::Refused);
    ask(&mut cache, 1, 0);
    cache.answer(1, value(1, 9), seconds(1));
    assert_eq!(ask(&mut cache, 2, 10), Found::Fresh(value(1, 0)));
    assert_eq!(ask(&mut cache, 2, 11), Found::Fetch(2));
}

#[test]
fn who_asks_for_what_is_being_fetched_waits_for_it() {
    let mut cache = cache(Age::Passed, Late::Refused);
    ask(&mut cache, 1, 0);
    assert_eq!(ask(&mut cache, 2, 0), Found::Joined);
    let (asked, _) = cache.answer(1, value(1, 0), seconds(1)).expect("it waited");
    assert_eq!(asked.waiting().len(), 2);
}

/// A fetch began before the purge: what it brings may be older. It goes to those who
/// wait, and is not stored; nor does it take the place of the fetch after the purge.
#[test]
fn a_late_answer_is_not_stored_after_a_purge() {
    for late in [Late::Refused, Late::Stored] {
        let mut cache = cache(Age::Passed, late);
        ask(&mut cache, 1, 0);
        cache.purge(A);
        assert_eq!(ask(&mut cache, 2, 1), Found::Fetch(2));
        assert!(cache.answer(1, value(1, 0), seconds(2)).is_some());
        assert_eq!(cache.stored(A).is_some(), late == Late::Stored);
        assert!(cache.answer(2, value(2, 0), seconds(3)).is_some());
        assert_eq!(cache.stored(A).expect("it came").version, 2);
    }
}

#[test]
fn a_second_answer_to_one_fetch_is_dropped() {
    let mut cache = cache(Age::Passed, Late::Refused);
    ask(&mut cache, 1, 0);
    cache.answer(1, value(2, 0), seconds(1));
    assert!(cache.answer(1, value(1, 0), seconds(2)).is_none());
    assert_eq!(cache.stored(A).expect("it came").version, 2);
}

/// What was evicted while it was fetched is not stored in the place of another.
#[test]
fn an_evicted_key_does_not_come_back() {
    let mut cache = cache(Age::Passed, Late::Refused);
    ask(&mut cache, 1, 0);
    for (key, fetch) in [(1, 2), (2, 3)] {
        cache.request(Key(key), Waiter::Reader, fetch, seconds(0));
    }
    assert!(cache.answer(1, value(1, 0), seconds(1)).is_some());
    assert_eq!((cache.stored(A), cache.len()), (None, 2));
}
