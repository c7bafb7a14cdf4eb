//! Rings as the guide shows them.

use crate::compare::golden;
use models::partitioning::experiments::{
    hottest_theory_ppm, ring_spread, spread_theory_ppm,
};
use models::partitioning::hash_ring::RING;
use models::partitioning::placement::Member;
use models::partitioning::{
    HashFunction, HashRing, Placement, SeededHash, Settings,
};
use sim::record::narrate;
use sim::{Micros, Model, NodeId, Run};
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
