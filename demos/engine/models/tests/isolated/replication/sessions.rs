//! What a client was shown, by hand: which reads violate which guarantee.

use models::replication::leader_follower::{
    Guarantee, Operation, Violation, Write, violations,
};
use sim::{Micros, NodeId};
use std::sync::Arc;

const A: [Write; 3] = [a(1), a(2), a(3)];

const fn a(number: u32) -> Write {
    Write { client: 0, number }
}

fn wrote(at: u64, write: Write) -> Operation {
    Operation::Wrote { at: Micros::new(at), write }
}

/// A read that takes one microsecond.
fn read(since: u64, writes: &[Write]) -> Operation {
    let (since, at) = (Micros::new(since), Micros::new(since + 1));
    Operation::Read { since, at, by: NodeId(1), writes: Arc::new(writes.to_vec()) }
}

fn of(operations: &[Operation]) -> Vec<(Guarantee, usize, usize, Write)> {
    let all = violations(operations).into_iter();
    let parts = |one: Violation| (one.guarantee, one.first, one.second, one.lacks);
    all.map(parts).collect()
}

/// A read is to have what any read before it had, not the last one only.
#[test]
fn each_read_before_counts() {
    let operations = [read(1, &A[..2]), read(3, &A[..1]), read(5, &A[..1])];
    let reads = Guarantee::MonotonicReads;
    assert_eq!(of(&operations), [(reads, 0, 1, A[1]), (reads, 0, 2, A[1])]);
}

/// A read that lacks several writes violates the guarantee once, and one that was sent
/// before a write was done need not have it.
#[test]
fn a_read_counts_once() {
    let operations = [wrote(1, A[0]), wrote(2, A[1]), read(3, &[]), wrote(3, A[2])];
    let writes = Guarantee::ReadYourWrites;
    assert_eq!(of(&operations), [(writes, 0, 2, A[0])]);
    assert_eq!(of(&[wrote(1, A[0]), read(1, &[])]), []);
}

/// What was seen in a session that has ended is owed to nobody.
#[test]
fn a_new_session_begins_with_nothing() {
    let ended = Operation::Ended { at: Micros::new(4), by: NodeId(3) };
    assert_eq!(of(&[wrote(1, A[0]), read(2, &A[..1]), ended, read(5, &[])]), []);
}
