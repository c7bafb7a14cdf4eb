//! What clients are shown of followers that are behind, and of new leaders.

use super::failover::{SEEDS, SETTLED, ordeal};
use crate::faults::{HeldOver, Trial};
use models::replication::leader_follower::{
    Epoch, Guarantee, Message, Node, Operation, Reads, Session, Settings, clients,
    cluster, leader, lost, violations,
};
use sim::{Cluster, Micros};

fn settings(session: Session) -> Settings {
    let every = Micros::from_millis(50);
    Settings { reads: Some(Reads { session, every }), ..Settings::default() }
}

/// How often each guarantee is violated: read your writes, monotonic reads.
fn violated(run: &Cluster<Node>) -> [u32; 2] {
    let mut count = [0, 0];
    for (_, client) in clients(run) {
        for violation in violations(client.operations()) {
            match violation.guarantee {
                Guarantee::ReadYourWrites => count[0] += 1,
                Guarantee::MonotonicReads => count[1] += 1,
            }
        }
    }
    count
}

fn reads(run: &Cluster<Node>) -> usize {
    let all = clients(run).flat_map(|(_, client)| client.operations());
    all.filter(|one| matches!(one, Operation::Read { .. })).count()
}

fn ended(run: &Cluster<Node>) -> bool {
    let mut all = clients(run).flat_map(|(_, client)| client.operations());
    all.any(|one| matches!(one, Operation::Ended { .. }))
}

/// Always, with a token: no guarantee is violated, though the leader is asynchronous and
/// loses acknowledged writes. Where a client has seen what is lost it is told so, and
/// begins another session. Clients are answered in the end. Sometimes: all of that.
#[test]
fn a_token_is_enough() {
    let [mut failovers, mut losses, mut ends, mut waits] = [0; 4];
    for seed in 0..SEEDS {
        let trial = ordeal(settings(Session::Token), seed);
        let mut is_told = false;
        let end = trial.watch(SETTLED, |run| {
            let gone = |m: &Message| matches!(m, Message::Gone(_));
            is_told |= run.in_flight().any(|(_, m)| gone(&m.message));
        });
        assert_eq!(violated(&end), [0, 0], "{seed}:\n{}", trial.story(SETTLED));
        let late = Micros::from_secs(10);
        for (_, client) in clients(&end) {
            let last = client.operations().last();
            let is_late = |one: &Operation| matches!(one, Operation::Read { at, .. } if *at > late);
            assert!(last.is_some_and(is_late), "{seed}:\n{}", trial.story(SETTLED));
        }
        failovers += u32::from(leader(&end).epoch > Epoch(1));
        losses += u32::from(!lost(&end).is_empty());
        ends += u32::from(ended(&end) && is_told);
        waits += u32::from(reads(&end) > 0);
    }
    let all = [failovers, losses, ends, waits];
    assert!(all.iter().all(|runs| *runs > 100), "{all:?}");
}

/// With nothing that fails: reads of any server violate both guarantees. One server is
/// enough for monotonic reads, and not to read what one wrote. The leader is enough for
/// both, and so is a token.
#[test]
fn each_rule_holds_what_it_promises_in_calm() {
    for (session, expected) in [
        (Session::Any, [true, true]),
        (Session::OneServer, [true, false]),
        (Session::Leader, [false, false]),
        (Session::Token, [false, false]),
    ] {
        let mut count = [0, 0];
        for seed in 0..200 {
            let trial = Trial {
                start: cluster(&settings(session), seed),
                edits: Vec::new(),
                held_over: HeldOver::never(),
            };
            let end = trial.watch(Micros::from_secs(5), |_| {});
            for (all, this) in count.iter_mut().zip(violated(&end)) {
                *all += this;
            }
        }
        assert_eq!(count.map(|count| count > 0), expected, "{session:?} {count:?}");
    }
}

/// Who reads of the leader is shown less only after a failover. Sometimes it is.
#[test]
fn the_leader_is_enough_until_it_fails_over() {
    let mut shown_less = [0, 0];
    for seed in 0..SEEDS / 5 {
        let trial = ordeal(settings(Session::Leader), seed);
        let mut before = [0, 0];
        let mut asked = None;
        let end = trial.watch(SETTLED, |run| {
            let is_first = leader(run).epoch == Epoch(1);
            if is_first && asked != Some(reads(run)) {
                (asked, before) = (Some(reads(run)), violated(run));
            }
        });
        assert_eq!(before, [0, 0], "{seed}:\n{}", trial.story(SETTLED));
        for (runs, count) in shown_less.iter_mut().zip(violated(&end)) {
            *runs += u32::from(count > 0);
        }
    }
    assert!(shown_less.iter().all(|runs| *runs > 10), "{shown_less:?}");
}
