//! Two replicas that compare the hashes of two trees.

use crate::claim::{Claim, Shown, deed, names, so, theory};
use models::replication::merkle::{
    A, B, Phase, Replica, Session, bytes, differing, replica, rows_sent,
};
use sim::cluster::Condition;
use sim::{Cluster, NodeId};

pub const WORDS: &[Claim] = &[
    names("Find the differing rows with a Merkle tree"),
    theory(
        "The exchange goes down only where hashes differ, so what it costs depends on \
         what differs, and hardly on how much there is.",
        "replication/merkle.rs::k_differing_keys_of_n_take_about_k_log_n_over_k_hashes",
    ),
    theory(
        "Two subtrees with the same hash have the same rows, and nothing below them is \
         sent.",
        "replication/merkle.rs::equal_replicas_compare_one_hash",
    ),
    theory(
        "A leaf that differs is sent whole.",
        "replication/merkle.rs::one_key_sends_its_whole_leaf",
    ),
    names("the orange nodes: their hashes differ."),
    so("the rows that go with the one that is old.", |s| s.setting("depth") == 3),
    so("how many leaves turn orange.", |s| s.setting("differing") == 16),
    so("the way down: how often it divides.", |s| s.knob("spread") == "range"),
];

pub const PICTURE: &[Claim] = &[
    names("Two trees of hashes, and the rows below them"),
    names("rows in vain"),
    names("same, or has come"),
    so("{}: no old row", |s| old(s) == 0),
    so("{}: 1 old row", |s| old(s) == 1),
    so("{}: {n} old rows", |s| old(s) == s.number(1)),
    so("{} is down", |s| run(s).condition(node(s)) == Condition::Stopped),
    so("At {}: keys that differ: {n}", |s| {
        s.words[0] == s.now().clock() && left(s) == s.number(1)
    }),
    deed("begins an exchange at the root"),
    deed("ends the exchange"),
    deed("takes a write of key {n}"),
    deed("loses the rows of leaf {n}"),
];

pub const CHECKS: &[Claim] = &[
    so("… Both have the same rows: {n} differ", |s| left(s) == s.number(0)),
    so("✓ Both have the same rows: 0 differ", |s| left(s) == 0 && is_over(s)),
    so("✕ Both have the same rows: {n} differ", |s| {
        left(s) == s.number(0) && left(s) > 0 && is_over(s)
    }),
    so("… Half the rows sent were needed: {n} of {n}", is_count),
    so("✓ Half the rows sent were needed: {n} of {n}", |s| {
        is_count(s) && 2 * s.number(0) >= s.number(1)
    }),
    so("✕ Half the rows sent were needed: {n} of {n}", |s| {
        is_count(s) && 2 * s.number(0) < s.number(1)
    }),
    so("… Fewer bytes than a scan: {n} {}", is_weight),
    so("✓ Fewer bytes than a scan: {n} {}", |s| {
        is_weight(s) && bytes(run(s)).sent() < bytes(run(s)).scan
    }),
    so("✕ Fewer bytes than a scan: {n} {}", |s| {
        is_weight(s) && bytes(run(s)).sent() >= bytes(run(s)).scan
    }),
    so(
        "→ 13. The root's, and two on each of six levels: one of the two is the same, \
         and nothing below it is looked at.",
        |s| replica(run(s), A).traffic().hashes == 13,
    ),
    so(
        "→ No: many more. A leaf that differs is sent whole, so 128 rows go for one. A \
         hash has 8 bytes, and a row 116.",
        |s| rows_sent(run(s)) == (128, 1),
    ),
    so(
        "→ Under a tenth. Most of the 16 are alone in a leaf, and it is sent whole with \
         15 rows that are the same. Here a scan is less: trees are for many keys of \
         which few differ.",
        |s| {
            let (rows, news) = rows_sent(run(s));
            // Of 16 in 13 leaves no fewer than 10 are alone.
            news == 16
                && rows > 12 * 16
                && bytes(run(s)).sent() > bytes(run(s)).scan
        },
    ),
    so(
        "→ Under a quarter. They lie in two leaves, so they share their way from \
         the root. What costs is how many leaves differ, not how many keys.",
        |s| {
            let (rows, news) = rows_sent(run(s));
            news == 16 && rows <= 32 && replica(run(s), A).traffic().hashes <= 20
        },
    ),
];

fn run<'a>(shown: &Shown<'a>) -> &'a Cluster<Replica> {
    shown.model()
}

fn node(shown: &Shown) -> NodeId {
    if shown.words[0] == "A" { A } else { B }
}

/// How many rows the replica of the first word has older than the other.
fn old(shown: &Shown) -> u64 {
    let this = node(shown);
    let other = if this == A { B } else { A };
    let [mine, theirs] = [this, other].map(|node| replica(run(shown), node).tree());
    let keys = 0..mine.len();
    keys.filter(|key| mine.version(*key) < theirs.version(*key)).count() as u64
}

fn left(shown: &Shown) -> u64 {
    differing(run(shown)).len() as u64
}

fn is_over(shown: &Shown) -> bool {
    let a = replica(run(shown), A);
    a.session() > Session(0) && *a.phase() == Phase::Idle
}

fn is_count(shown: &Shown) -> bool {
    rows_sent(run(shown)) == (shown.number(1), shown.number(0))
}

/// In bytes below a thousand, in tenths of kilobytes above, rounded down.
fn is_weight(shown: &Shown) -> bool {
    let sent = bytes(run(shown)).sent();
    match shown.words[1] {
        "B" => shown.number(0) == sent,
        _ => shown.thousandths(0) == sent / 100 * 100,
    }
}
