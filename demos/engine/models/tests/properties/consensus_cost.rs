//! What a decision costs: the formula is what the run has.

use models::consensus::quorum_cost::{Protocol, delays, hops};

#[test]
fn the_formulae_are_what_the_runs_have() {
    for protocol in Protocol::ALL {
        for n in 4..=13 {
            let hops = hops(protocol, n);
            let counted = (hops.len() as u32, delays(&hops));
            let formula = (protocol.messages(n), protocol.delays());
            assert_eq!(counted, formula, "{protocol:?} of {n}: {hops:?}");
        }
    }
}

/// Who leads speaks to each and hears from each; with PBFT all speak to all.
#[test]
fn a_leader_is_at_one_end_of_every_message() {
    for protocol in [Protocol::Paxos, Protocol::MultiPaxos, Protocol::Raft] {
        assert!(hops(protocol, 5).iter().all(|hop| hop.from == 0 || hop.to == 0));
    }
    let others = hops(Protocol::Pbft, 4).into_iter();
    let others = others.filter(|hop| hop.from != 0 && hop.to != 0).count();
    assert_eq!(others, 2 * 3 * 2, "three backups, two phases");
}

/// The price of liars: the fewest servers that bear f faults, and their messages.
#[test]
fn what_f_faults_cost() {
    for f in 1..=4 {
        let (crash, liars) = (2 * f + 1, 3 * f + 1);
        assert_eq!(Protocol::Raft.faults(crash), f);
        assert_eq!(Protocol::Pbft.faults(liars), f);
        assert_eq!(Protocol::Raft.messages(crash), 4 * f);
        assert_eq!(Protocol::Pbft.messages(liars), 6 * f * (3 * f + 1));
    }
}
