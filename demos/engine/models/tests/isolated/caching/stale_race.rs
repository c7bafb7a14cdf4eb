//! One cache, asked by hand.

use models::caching::stale_race::{Cache, Cure, Late, Slot, Version};

const OLD: Version = Version(1);
const NEW: Version = Version(2);
const NEWEST: Version = Version(3);

/// The token of an earlier miss does not count for a later one, however the key
/// came to be missing again.
#[test]
fn a_token_is_about_one_miss() {
    let mut cache = Cache::new(Cure::Lease);
    let first = cache.miss();
    cache.delete(Some(NEW));
    let second = cache.miss();
    assert_eq!(cache.fill(OLD, first), Err(Late::Cancelled(first)));
    assert_eq!(cache.slot(), Slot::Empty);
    assert_eq!(cache.fill(NEW, second), Ok(()));
    // Nor does it count twice.
    assert_eq!(cache.fill(OLD, second), Err(Late::Cancelled(second)));
    cache.delete(Some(NEWEST));
    assert_eq!(cache.fill(NEW, second), Err(Late::Cancelled(second)));
    assert_eq!(cache.value(), None);
}

/// There is no value to delete when the reader that missed has not filled the key
/// yet.
#[test]
fn a_delete_cancels_the_token_of_an_empty_key() {
    let mut cache = Cache::new(Cure::Lease);
    let token = cache.miss();
    assert_eq!(cache.valid(), Some(token));
    cache.delete(None);
    assert_eq!(cache.valid(), None);
    assert_eq!(cache.fill(OLD, token), Err(Late::Cancelled(token)));
}

#[test]
fn a_set_cancels_the_token() {
    let mut cache = Cache::new(Cure::Lease);
    let token = cache.miss();
    assert_eq!(cache.set(NEW), Ok(()));
    assert_eq!(cache.fill(OLD, token), Err(Late::Cancelled(token)));
    assert_eq!(cache.value(), Some(NEW));
}

/// A version is compared with what is there: after a delete that is nothing.
#[test]
fn a_version_is_forgotten_by_a_delete() {
    let mut cache = Cache::new(Cure::Version);
    assert_eq!(cache.set(NEW), Ok(()));
    let token = cache.miss();
    assert_eq!(cache.fill(OLD, token), Err(Late::Older(NEW)));
    cache.delete(Some(NEW));
    assert_eq!(cache.fill(OLD, token), Ok(()));
}

/// A marker is not a value: it is compared with, and makes room for one as new.
#[test]
fn a_marker_remembers_the_version() {
    let mut cache = Cache::new(Cure::Marker);
    let token = cache.miss();
    cache.delete(Some(NEW));
    assert_eq!((cache.slot(), cache.value()), (Slot::Marker(NEW), None));
    assert_eq!(cache.fill(OLD, token), Err(Late::Older(NEW)));
    // An older write that deletes later does not take the marker back.
    cache.delete(Some(NEWEST));
    cache.delete(Some(NEW));
    assert_eq!(cache.slot(), Slot::Marker(NEWEST));
    assert_eq!(cache.fill(NEWEST, token), Ok(()));
    assert_eq!(cache.value(), Some(NEWEST));
}
