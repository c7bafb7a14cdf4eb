//! Raft under every fault: what must always hold, and what sometimes happens.

mod ordeal;

use models::consensus::raft::{self, Payload};
use ordeal::{Ordeal, RECORDED};
use sim::history;

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
    }
}

/// Always: no check fails and what clients saw is linearizable, whatever happens and
/// from whichever life a message comes; and once all is repaired, each client is
/// answered in time. Sometimes: each of the things happens that make this hard.
#[test]
fn raft_is_safe_linearizable_and_live_under_every_fault() {
    let mut seen = Seen::default();
    for seed in 0..SEEDS {
        let mut ordeal = Ordeal::new(seed);
        ordeal.endure();
        ordeal.recover();
        let verdict = history::check(&raft::history(&ordeal.cluster, &[]));
        assert!(verdict.is_linearizable(), "seed {seed}: {verdict:?}");
        seen.look(&ordeal);
    }
    let Seen { overwritten, installed, changed, re_elected, answered } = seen;
    let recorded = SEEDS / RECORDED;
    assert!(
        overwritten > recorded / 10,
        "an uncommitted entry is overwritten: {overwritten}"
    );
    assert!(installed > 1_000, "a snapshot is transferred: {installed}");
    assert!(changed > 1_000, "the members change: {changed}");
    assert!(re_elected > SEEDS / 2, "there is more than one leader: {re_elected}");
    assert!(answered > 200_000, "clients are answered: {answered}");
}
