//! What a decision costs: the formula is what the run has.

use models::consensus::decision;
use models::consensus::quorum_cost::{Protocol, delays, hops};
use sim::{Edit, Event, Log, Micros, Model, NodeId, Record};

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

/// The messages of a decision that is watched, as [`hops`] has them.
fn watched(protocol: Protocol, servers: u32) -> Vec<(u32, u32, u32)> {
    let settings = decision::Settings {
        protocol,
        servers,
        jitter_percent: 0,
        ..Default::default()
    };
    let mut run = decision::cluster(&settings, 0);
    let mut records = Vec::new();
    while run.next().is_some() {
        run.step(&mut Log::to(&mut records));
    }
    let hop = |record: &Record| {
        let Event::Sent { from, to, .. } = &record.event else { return None };
        let since = record.at.since(decision::BEGIN).get();
        Some((from.0, to.0, (since / settings.latency.get()) as u32))
    };
    let mut hops: Vec<_> = records.iter().filter_map(hop).collect();
    hops.sort_unstable();
    hops
}

/// What is watched is what is counted in runs of the whole protocols, message for
/// message.
#[test]
fn a_decision_that_is_watched_has_the_messages_of_the_whole_protocol() {
    for protocol in Protocol::ALL {
        for n in 4..=13 {
            let mut counted: Vec<_> = hops(protocol, n)
                .into_iter()
                .map(|hop| (hop.from, hop.to, hop.step))
                .collect();
            counted.sort_unstable();
            assert_eq!(watched(protocol, n), counted, "{protocol:?} of {n}");
        }
    }
}

/// With as many servers stopped as a protocol bears the decision is made whatever
/// the latencies, with one more it is not: S1 is never among them.
#[test]
fn a_decision_bears_what_the_formula_says_and_no_more() {
    for (protocol, n) in
        Protocol::ALL.into_iter().flat_map(|p| (4..=13).map(move |n| (p, n)))
    {
        let spare = n - protocol.quorum(n);
        assert!(protocol.faults(n) <= spare);
        for seed in 0..20 {
            for stopped in [0, protocol.faults(n), spare, spare + 1] {
                let settings = decision::Settings {
                    protocol,
                    servers: n,
                    jitter_percent: 50,
                    ..Default::default()
                };
                let mut run = decision::cluster(&settings, seed);
                for node in n - stopped..n {
                    let crash = Edit::Crash(NodeId(node));
                    run.edit(Micros::ZERO, &crash, &mut Log::off());
                }
                while run.next().is_some() {
                    run.step(&mut Log::off());
                }
                let is_decided = decision::asked(&run).decided().is_some();
                assert_eq!(is_decided, stopped <= spare, "{protocol:?} of {n}");
            }
        }
    }
}

/// What the servers hold at the end of a run in which S1 lies.
fn held_of_a_liar(protocol: Protocol, n: u32, seed: u64) -> Vec<u32> {
    let settings = decision::Settings {
        protocol,
        servers: n,
        jitter_percent: 50,
        asked: decision::Honesty::Lies,
        ..Default::default()
    };
    let mut run = decision::cluster(&settings, seed);
    while run.next().is_some() {
        run.step(&mut Log::off());
    }
    let honest = (1..n).map(|node| run.process(NodeId(node)).holds());
    honest.flatten().map(|value| value.0).collect()
}

/// A leader that tells two stories is believed by all; replicas that compare what
/// they were told never take two values, and in some cluster one of them.
#[test]
fn a_lie_of_the_leader_splits_those_who_believe_it() {
    for seed in 0..50 {
        for n in 4..=13 {
            let believed = held_of_a_liar(Protocol::Raft, n, seed);
            assert!(believed.contains(&1) && believed.contains(&2), "{n}");
            let compared = held_of_a_liar(Protocol::Pbft, n, seed);
            assert!(!compared.contains(&2) || !compared.contains(&1), "{n}");
        }
    }
    assert_eq!(held_of_a_liar(Protocol::Pbft, 4, 1), [1, 1], "S2 and S3");
}

/// Promises hold for all entries to come: the second takes the messages and the delays of
/// a decision without phase 1, whatever the latencies.
#[test]
fn phase_1_is_done_once_for_all_entries() {
    for n in 4..=13 {
        for seed in 0..20 {
            let settings = decision::Settings {
                protocol: Protocol::Paxos,
                servers: n,
                jitter_percent: 50,
                entries: 2,
                ..Default::default()
            };
            let mut run = decision::cluster(&settings, seed);
            while run.next().is_some() {
                run.step(&mut Log::off());
            }
            let sent = [0, 1].map(|entry| decision::sent_for(&run, entry));
            assert_eq!(sent, [4 * (n - 1), 2 * (n - 1)]);
            assert_eq!(sent[1], Protocol::MultiPaxos.messages(n));
            let rounds = decision::asked(&run).rounds();
            let asked: Vec<_> = rounds.iter().map(|round| round.asks).collect();
            use decision::Message::{Accept, Prepare};
            assert_eq!(asked, [Prepare, Accept, Accept]);
            assert!(rounds.iter().all(|round| {
                round.full.is_some_and(|(_, answers)| answers == n / 2)
            }));
            let all =
                rounds.iter().all(|round| round.answers.len() as u32 == n - 1);
            assert!(all, "late answers are of their round");
        }
    }
}
