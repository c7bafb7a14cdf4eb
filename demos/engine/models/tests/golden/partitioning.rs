//! Rings as the guide shows them.

use crate::compare::golden;
use litemap::LiteMap;
use models::partitioning::comparison::{How, Rule as AnyRule, compare};
use models::partitioning::experiments::{
    hottest_theory_ppm, ring_spread, spread_theory_ppm,
};
use models::partitioning::handover::{Handover, Rule};
use models::partitioning::hash_ring::RING;
use models::partitioning::hot_key::{self, HotKey, Policy};
use models::partitioning::live_move::{
    self, Command, Order, SOURCE, TARGET, cluster,
};
use models::partitioning::placement::Member;
use models::partitioning::range_store::{self, Pattern, RangeStore};
use models::partitioning::replica_sets::{self, ReplicatedRing};
use models::partitioning::{
    HashFunction, HashRing, Placement, SeededHash, Settings,
};
use sim::record::narrate;
use sim::{Edit, Micros, Model, NodeId, Run};
use std::fmt::Write;

/// Millionths as a decimal fraction of three places.
fn thousandths(ppm: u32) -> String {
    let thousandths = (ppm + 500) / 1_000;
    format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
}

#[test]
fn a_small_ring() {
    let mut ring = HashRing::new(2, SeededHash::default());
    (1..=3).for_each(|node| ring.insert(NodeId(node), 1));
    let mut text = String::from(
        "# Three nodes with two tokens each: the arcs are of all lengths.\n\
         nodes=3 vnodes=2 hash=xxh64 seed=0\n---\n",
    );
    let turn = |position: u128| (position * 1_000 / RING) as u32;
    for token in ring.tokens() {
        let at = turn(token.position.into());
        writeln!(text, "at 0.{at:03} of the ring  n{}", token.node.0).unwrap();
    }
    for (node, share) in ring.shares() {
        let share = turn(share);
        writeln!(text, "n{} owns 0.{share:03}", node.0).unwrap();
    }
    for key in 0..4 {
        let position = SeededHash::default().position(&format!("key-{key}"));
        let owner = ring.owner(position).expect("three nodes");
        let at = turn(position.into());
        writeln!(text, "key-{key} at 0.{at:03} belongs to n{}", owner.0).unwrap();
    }
    golden("partitioning-small-ring", &text);
}

#[test]
fn a_cluster_that_changes() {
    let settings = Settings {
        heavy: 0,
        nodes: 10,
        vnodes: 100,
        keys: 10_000,
        hash: HashFunction::Xxh64,
    };
    let edits = ["add", "remove-11", "remove-3", "weight-5-2"];
    let at = |index| Micros::from_secs(index as u64 + 1);
    let edits = edits.iter().enumerate().map(|(i, e)| (at(i), e.parse().unwrap()));
    let mut run = Run::new(Placement::new(&settings, 1), edits.collect());
    run.seek(Micros::from_secs(10));
    let mut text = String::from(
        "# Whatever changes, the ring moves that node's share and modulo nearly all.\n\
         nodes=10 vnodes=100 keys=10000 hash=xxh64 seed=1\n---\n",
    );
    let model = run.model();
    text += &narrate(run.records(), &|node| model.name(node));
    text += "---\nnode  weight   ring  modulo\n";
    for Member { node, weight, ring_keys, modulo_keys, .. } in model.members() {
        let name = model.name(*node);
        writeln!(text, "{name:<4}  {weight:>6}  {ring_keys:>5}  {modulo_keys:>6}")
            .unwrap();
    }
    let (ring, modulo) = (model.ring_balance(), model.modulo_balance());
    let line = |name, ring, modulo| {
        let (ring, modulo) = (thousandths(ring), thousandths(modulo));
        format!("{name:<12}  {ring:>5}  {modulo:>6}\n")
    };
    text += &line("σ/mean", ring.spread_ppm, modulo.spread_ppm);
    text += &line("max/mean", ring.hottest_ppm, modulo.hottest_ppm);
    golden("partitioning-cluster-changes", &text);
}

#[test]
fn spread_and_hottest_node() {
    let mut text = String::from(
        "# The spread falls as 1/√V, the hottest node more slowly, and a hash that\n\
         # does not mix undoes both. In theory / on 200 rings / with FNV-1a.\n\
         nodes=10 rings=200 seed=0\n---\n   V  σ/mean                 max/mean\n",
    );
    for vnodes in [1, 10, 100, 1_000] {
        let ring = ring_spread(10, vnodes, HashFunction::Xxh64, 200, 0);
        let poor = ring_spread(10, vnodes, HashFunction::Fnv1a, 200, 0);
        let spread = spread_theory_ppm(10, vnodes);
        let hottest = hottest_theory_ppm(10, vnodes);
        let row = [
            [spread, ring.spread_rms_ppm, poor.spread_rms_ppm],
            [hottest, ring.hottest_mean_ppm, poor.hottest_mean_ppm],
        ];
        let [spread, hottest] = row.map(|part| part.map(thousandths).join(" / "));
        writeln!(text, "{vnodes:>4}  {spread}  {hottest}").unwrap();
    }
    golden("partitioning-spread", &text);
}

/// A log of `model` under these edits, up to a moment.
fn log<M: Model>(model: M, edits: &[(u64, &str)], until: u64) -> (String, M) {
    let edits = edits.iter().map(|(millis, edit)| {
        (Micros::from_millis(*millis), edit.parse().expect("an edit"))
    });
    let mut run = Run::new(model, edits.collect());
    run.seek(Micros::from_secs(until));
    let text = narrate(run.records(), &|node| format!("n{}", node.0));
    (text, run.model().clone())
}

#[test]
fn keys_are_handed_over() {
    let settings = Settings {
        heavy: 0,
        nodes: 10,
        vnodes: 1,
        keys: 10_000,
        hash: HashFunction::Xxh64,
    };
    let mut text = String::from(
        "# A node joins at 1 s, and at 12 s another dies. A tenth of all keys is sent in \
         a\n# second: the ring is done long before modulo.\n\
         nodes=10 vnodes=1 keys=10000 hash=xxh64 seed=378\n---\n",
    );
    let edits = [(1_000, "add"), (12_000, "remove-4")];
    let cluster = Handover::new(Placement::new(&settings, 378));
    let (lines, cluster) = log(cluster, &edits, 14);
    text += &lines;
    let now = Micros::from_secs(14);
    let (ring, modulo) =
        (cluster.keys(Rule::Ring, now), cluster.keys(Rule::Modulo, now));
    text += "---\nat 14 s   ring  modulo\n";
    for ((node, ring), (_, modulo)) in ring.into_iter().zip(modulo) {
        writeln!(text, "n{:<6}  {ring:>5}  {modulo:>6}", node.0).unwrap();
    }
    golden("partitioning-handover", &text);
}

#[test]
fn five_rules_as_a_node_joins() {
    let nodes = |count| -> LiteMap<_, _> {
        (1..=count).map(|node| (NodeId(node), 1)).collect()
    };
    let hash = SeededHash::default();
    let key = |key| hash.position(&format!("key-{key}"));
    let keys: Vec<_> = (0..20_000).map(key).collect();
    let how = How { vnodes: 100, hash };
    let mut text = String::from(
        "# Node n11 joins ten: modulo moves nearly all keys, Maglev a few more than it \
         must.\nnodes=10 vnodes=100 keys=20000 hash=xxh64 seed=0\n---\n\
         rule        max/mean  σ/mean  moved  bytes   steps\n",
    );
    for rule in compare(&keys, Some(&nodes(10)), &nodes(11), how) {
        let name = match rule.rule {
            AnyRule::Modulo => "modulo",
            AnyRule::Ring => "ring",
            AnyRule::Rendezvous => "rendezvous",
            AnyRule::Jump => "jump",
            AnyRule::Maglev => "Maglev",
        };
        let moved = rule.moved_ppm.expect("one joined");
        let steps = rule.steps_hundredths;
        writeln!(
            text,
            "{name:<10}  {:>8}  {:>6}  {:>5}  {:<6}  {}.{:02}",
            thousandths(rule.balance.hottest_ppm),
            thousandths(rule.balance.spread_ppm),
            thousandths(moved),
            rule.bytes,
            steps / 100,
            steps % 100
        )
        .unwrap();
    }
    golden("partitioning-five-rules", &text);
}

#[test]
fn two_failures() {
    let mut text = String::from(
        "# Two of thirty nodes fail. The more tokens, the more pairs share a key.\n\
         nodes=30 replicas=3 seed=1\n",
    );
    let edits = [
        (1_000, "crash-3"),
        (2_000, "crash-7"),
        (3_000, "restart-3"),
        (4_000, "pairs-1"),
        (5_000, "pairs-100"),
    ];
    for vnodes in [1, 4, 16, 64] {
        let settings = replica_sets::Settings { nodes: 30, vnodes, replicas: 3 };
        let (lines, ring) = log(ReplicatedRing::new(&settings, 1), &edits, 6);
        let (broken, all) = ring.pairs();
        writeln!(text, "---\nV = {vnodes}: {broken} of {all} pairs break a quorum")
            .unwrap();
        text += &lines;
    }
    golden("partitioning-two-failures", &text);
}

#[test]
fn a_key_becomes_hot() {
    let mut text = String::from(
        "# One key draws 40 % of 200 requests a second from 3 s on. What the hottest of \
         ten\n# nodes has in hand, out of all.\n\
         nodes=10 vnodes=100 writes=20% epsilon=25% parts=8 seed=1\n",
    );
    for (policy, word) in Policy::ALL {
        let settings = hot_key::Settings {
            nodes: 10,
            vnodes: 100,
            policy,
            hot_percent: 40,
            write_percent: 20,
            epsilon_percent: 25,
            parts: 8,
        };
        let (lines, model) = log(HotKey::new(&settings, 1), &[], 8);
        writeln!(text, "---\n{word}").unwrap();
        lines.lines().take(8).for_each(|line| writeln!(text, "{line}").unwrap());
        for sample in model.samples().iter().step_by(4) {
            let hot_key::Sample { at, hottest, total } = sample;
            writeln!(text, "{:>9}  {hottest} of {total}", at.clock()).unwrap();
        }
        let tally = model.tally();
        let nodes = tally.holders.count_ones();
        writeln!(
            text,
            "asked {} placed {} spilled {}, key-0 on {nodes} nodes",
            tally.asked, tally.placed, tally.spilled
        )
        .unwrap();
    }
    golden("partitioning-hot-key", &text);
}

#[test]
fn ranges_split_and_move() {
    let mut text = String::from(
        "# Ranges split at 64 MB and move at 32 MB/s; n5 joins at 10 s. With keys that \
         grow\n# one node writes all, and most of it is copied.\n\
         nodes=4 split=64MB copy=32MB/s seed=1\n",
    );
    for (word, pattern) in
        [("ascending", Pattern::Ascending), ("random", Pattern::Random)]
    {
        let settings = range_store::Settings {
            nodes: 4,
            pattern,
            split_mb: 64,
            copy_mb_per_s: 32,
        };
        let (lines, store) =
            log(RangeStore::new(&settings, 1), &[(10_000, "add")], 16);
        writeln!(text, "---\n{word}\n{lines}").unwrap();
        for node in (1..=store.nodes()).map(NodeId) {
            let (writes, slots) = store.writes_ppm(node);
            writeln!(
                text,
                "n{}: ranges {} MB, {} % of writes; slots {} MB, {} %",
                node.0,
                store.range_mb(node),
                writes / 10_000,
                store.slots_mb(node),
                slots / 10_000
            )
            .unwrap();
        }
    }
    golden("partitioning-ranges", &text);
}

/// A move with a few writes at chosen moments, and what else is done to it.
struct Moved {
    name: &'static str,
    shows: &'static str,
    order: Order,
    edits: Vec<(u64, Edit<live_move::Timer, Command>)>,
}

/// A write of client C1 with this key.
fn write(key: u16) -> Edit<live_move::Timer, Command> {
    Edit::Ask(NodeId(3), Command::WriteKey(key))
}

impl Moved {
    fn text(&self) -> String {
        let settings = live_move::Settings {
            order: self.order,
            writes_per_s: 0,
            rows: 4,
            move_at: Micros::from_millis(100),
            pace: Micros::from_millis(20),
            latency: Micros::from_millis(10),
            jitter_percent: 0,
            ..live_move::Settings::default()
        };
        let edits = self.edits.iter();
        let edits =
            edits.map(|(at, edit)| (Micros::from_millis(*at), edit.clone()));
        let mut run = Run::new(cluster(&settings, 1), edits.collect());
        run.seek(Micros::from_secs(3));
        let name = |node| run.model().name(node);
        let edits = self.edits.iter().map(|(at, edit)| format!(" {at}ms-{edit}"));
        let edits: String = edits.collect();
        let lost = live_move::lost(run.model());
        let lost: Vec<_> = lost.iter().map(|row| row.to_string()).collect();
        format!(
            "{}\norder={:?} latency=10ms pace=20ms seed=1{edits}\n---\n{}\
             acknowledged and lost: {}\n",
            self.shows,
            self.order,
            narrate(run.past(), &name),
            if lost.is_empty() { "none".into() } else { lost.join(", ") }
        )
    }

    fn check(&self) {
        golden(&format!("partitioning-move-{}", self.name), &self.text());
    }
}

#[test]
fn a_move_that_only_copies() {
    Moved {
        name: "copy-then-switch",
        shows: "# Copy, then switch: k50 is written behind the copy, and nobody sends it.",
        order: Order::CopyThenSwitch,
        edits: vec![(250, write(50)), (255, write(950))],
    }
    .check();
}

#[test]
fn a_safe_move() {
    Moved {
        name: "safe",
        shows: "# The log has k50. k500 comes while A is fenced, and is written to B.",
        order: Order::Safe,
        edits: vec![(250, write(50)), (255, write(950)), (520, write(500))],
    }
    .check();
}

#[test]
fn a_move_whose_source_crashes_in_the_fence() {
    Moved {
        name: "source-crash",
        shows: "# A crashes while it is fenced, with a Switch held on its way. It takes\n\
                # writes again only when the map has barred that, so it changes nothing.",
        order: Order::Safe,
        edits: vec![
            (525, Edit::Hold(sim::MessageId(22))),
            (538, Edit::Crash(SOURCE)),
            (600, Edit::Restart(SOURCE)),
            (650, write(500)),
            (700, Edit::Release(sim::MessageId(22))),
        ],
    }
    .check();
}

#[test]
fn a_move_whose_target_crashes() {
    Moved {
        name: "target-crash",
        shows: "# B crashes half-way and has lost its part: a new attempt begins.",
        order: Order::Safe,
        edits: vec![
            (250, write(50)),
            (300, Edit::Crash(TARGET)),
            (350, write(60)),
            (400, Edit::Restart(TARGET)),
        ],
    }
    .check();
}
