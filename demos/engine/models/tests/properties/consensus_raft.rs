//! Raft under every fault: what must always hold, and what sometimes happens.

mod ordeal;
mod transfer;
mod watch;

use models::consensus::raft::{self, Entry, Log, Machine, Payload, Rule, Rules};
use ordeal::{Ordeal, RECORDED};
use sim::{NodeId, NodeSet, Stream, history};

/// How many seeds a property is tried with.
const SEEDS: u64 = 10_000;

/// How often each of the things happened that make this hard.
#[derive(Default)]
struct Seen {
    /// Counted in one run of [`RECORDED`].
    overwritten: u64,
    installed: u64,
    changed: u64,
    re_elected: u64,
    answered: usize,
    transferred: u64,
    pipelined: u64,
    lost: u64,
    /// Counted in one run of [`RECORDED`].
    given_up: u64,
    not_added: u64,
    void: u64,
}

impl Seen {
    fn look(&mut self, ordeal: &Ordeal) {
        let cluster = &ordeal.cluster;
        // What a server has not applied itself came to it in a snapshot.
        let is_installed = raft::servers(cluster).any(|(_, server)| {
            (server.witness().committed().len() as u32) < server.commit()
        });
        let is_changed = raft::servers(cluster).any(|(_, server)| {
            let committed = server.witness().committed().iter();
            committed
                .map(|c| c.entry.payload)
                .any(|payload| matches!(payload, Payload::Configuration(_)))
        });
        self.overwritten += u64::from(ordeal.noted("discards its entries"));
        self.installed += u64::from(is_installed);
        self.changed += u64::from(is_changed);
        self.re_elected += u64::from(ordeal::elections(cluster) > 1);
        let asked = raft::clients(cluster).flat_map(|(_, client)| client.asked());
        self.answered += asked.filter(|asked| asked.answer.is_some()).count();
        self.transferred += ordeal.watch.transferred(cluster);
        self.void += ordeal.watch.void();
        self.pipelined += u64::from(ordeal.watch.is_pipelined);
        self.lost += ordeal.lost;
        self.given_up += u64::from(ordeal.noted("gives up handing over"));
        self.not_added += u64::from(ordeal.noted("gives up adding"));
    }
}

/// Always: no check fails and what clients saw is linearizable, whatever happens and
/// from whichever life a message comes; and once all is repaired, each client is
/// answered in time. Sometimes: each of the things happens that make this hard.
#[test]
fn raft_is_safe_linearizable_and_live_under_every_fault() {
    let mut seen = Seen::default();
    for seed in 0..SEEDS {
        let mut ordeal = Ordeal::new(seed, ordeal::settings(seed));
        assert_eq!(ordeal.endure(), None, "seed {seed}");
        ordeal.recover();
        let verdict = history::check(&raft::history(&ordeal.cluster, &[]));
        assert!(verdict.is_linearizable(), "seed {seed}: {verdict:?}");
        seen.look(&ordeal);
    }
    seen.assert_all();
}

impl Seen {
    /// Each of the things happened, and not only by a rare chance.
    fn assert_all(&self) {
        let recorded = SEEDS / RECORDED;
        let all = [
            (
                "an uncommitted entry is overwritten",
                self.overwritten,
                recorded / 10,
            ),
            ("a snapshot is transferred", self.installed, 1_000),
            ("the members change", self.changed, 1_000),
            ("there is more than one leader", self.re_elected, SEEDS / 2),
            ("clients are answered", self.answered as u64, 200_000),
            ("a leader hands over", self.transferred, 1_000),
            ("a transfer is given up", self.given_up, recorded / 10),
            ("an order comes when its term is over", self.void, 100),
            ("Appends follow each other on their way", self.pipelined, 1_000),
            ("a crash loses what was not on disk", self.lost, 1_000),
            ("a server is not added", self.not_added, recorded / 200),
        ];
        for (what, count, least) in all {
            assert!(count > least, "{what}: {count} of more than {least}");
        }
    }
}

/// With one rule off, what is wrong in some of the runs, and in how many of 1,000.
fn wrong_without(rules: Rules, what: &str) -> usize {
    let is_wrong = |seed: &u64| {
        let settings = raft::Settings { rules, ..ordeal::settings(*seed) };
        Ordeal::new(*seed, settings).endure() == Some(what)
    };
    (0..1_000).filter(is_wrong).count()
}

/// A follower that answers before it has written, or a leader that counts what it has
/// not written: a crash takes away what was committed.
#[test]
fn counting_what_is_not_written_loses_what_is_committed() {
    let rules = Rules { written_before_counted: Rule::Off, ..Rules::KEPT };
    let wrong =
        wrong_without(rules, "a commit lacks a majority of the voters' disks");
    assert!(wrong > 100, "{wrong}");
}

#[test]
fn counting_learners_commits_without_a_majority() {
    let rules = Rules { learners_do_not_count: Rule::Off, ..Rules::KEPT };
    let wrong =
        wrong_without(rules, "a commit lacks a majority of the voters' disks");
    assert!(wrong > 0, "{wrong}");
}

#[test]
fn an_order_of_an_earlier_term_would_be_followed() {
    let rules = Rules { told_in_this_term: Rule::Off, ..Rules::KEPT };
    let wrong = wrong_without(rules, "nobody's order in this term was followed");
    assert!(wrong > 0, "{wrong}");
}

/// The latest configuration is what a look through all entries finds, whatever was
/// appended, overwritten, compacted or taken over from a snapshot.
#[test]
fn who_votes_is_what_the_log_says() {
    let first: NodeSet = NodeId::first(3).collect();
    for seed in 0..1_000 {
        let mut dice = Stream::new(seed, "log", 0);
        let mut log = Log::new(first);
        let mut other = Log::new(first);
        for term in 1..100 {
            let (start, end) = (log.snapshot().last.index, log.last().index);
            let any = start + dice.below(u64::from(end - start) + 1) as u32;
            match dice.below(8) {
                0..=3 => log.append(Entry { term, payload: payload(&mut dice) }),
                4 => log.truncate(any + 1),
                5 => log.compact(any, Machine::default()),
                6 => other = log.clone(),
                _ if other.snapshot().last.index >= start => {
                    log.install(other.snapshot().clone());
                }
                _ => {}
            }
            assert_eq!(log.configuration(), scanned(&log), "seed {seed}");
        }
    }
}

fn payload(dice: &mut Stream) -> Payload {
    match dice.below(3) {
        0 => Payload::Nothing,
        _ => Payload::Configuration(NodeId::first(dice.below(6) as u32).collect()),
    }
}

/// The last of all entries that say who votes.
fn scanned(log: &Log) -> (u32, NodeSet) {
    let snapshot = log.snapshot();
    let entries = (snapshot.last.index + 1..).zip(log.entries());
    let configurations = entries.filter_map(|(at, entry)| match entry.payload {
        Payload::Configuration(voters) => Some((at, voters)),
        Payload::Nothing | Payload::Operation(_) => None,
    });
    configurations.last().unwrap_or((snapshot.last.index, snapshot.voters))
}
