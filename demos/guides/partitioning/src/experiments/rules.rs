//! Numbers about five rules.

use super::KEYS;
use crate::figures::{hundredths, percent, times};
use litemap::LiteMap;
use models::partitioning::SeededHash;
use models::partitioning::comparison::{How, Measured, Rule, compare};
use serde::{Deserialize, Serialize};
use sim::NodeId;
use stage::{Experiment, Knob};

/// A rule, as ten nodes get another one or lose one.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RuleAt {
    rule: Name,
    change: What,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Name {
    Modulo,
    Ring,
    Rendezvous,
    Jump,
    Maglev,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum What {
    Join,
    Leave,
}

impl Default for RuleAt {
    fn default() -> RuleAt {
        RuleAt { rule: Name::Ring, change: What::Join }
    }
}

const RULES: &[Knob] = &[
    Knob::choice(
        "rule",
        "Rule",
        &[
            ("modulo", "modulo"),
            ("ring", "ring"),
            ("rendezvous", "rendezvous"),
            ("jump", "jump"),
            ("maglev", "Maglev"),
        ],
    ),
    Knob::choice(
        "change",
        "Change",
        &[("join", "n11 joins"), ("leave", "n3 leaves")],
    ),
];

impl RuleAt {
    /// The mean over ten seeds of a figure of the rule, after the change.
    fn mean(&self, of: fn(&Measured) -> u32) -> u32 {
        let ten = members(1..=10);
        let after = match self.change {
            What::Join => members(1..=11),
            What::Leave => members((1..=10).filter(|node| *node != 3)),
        };
        let rule = match self.rule {
            Name::Modulo => Rule::Modulo,
            Name::Ring => Rule::Ring,
            Name::Rendezvous => Rule::Rendezvous,
            Name::Jump => Rule::Jump,
            Name::Maglev => Rule::Maglev,
        };
        let measure = |seed| {
            let hash = SeededHash { seed, ..SeededHash::default() };
            let key = |key| hash.position(&format!("key-{key}"));
            let keys: Vec<_> = (0..KEYS).map(key).collect();
            let how = How { vnodes: 100, hash };
            let rules = compare(&keys, Some(&ten), &after, how);
            rules.iter().find(|m| m.rule == rule).map_or(0, |m| u64::from(of(m)))
        };
        ((0..10).map(measure).sum::<u64>() / 10) as u32
    }
}

fn members(nodes: impl Iterator<Item = u32>) -> LiteMap<NodeId, u32> {
    nodes.map(|node| (NodeId(node), 1)).collect()
}

/// How many keys a rule moves.
pub struct RuleMoved;

impl Experiment for RuleMoved {
    const SAYS: &'static str = "share of 10,000 keys that change owner, the mean over \
                                ten seeds; rings of 100 virtual nodes, tables of \
                                65,537 entries";
    const KNOBS: &'static [Knob] = RULES;
    type Settings = RuleAt;

    fn run(rule: &RuleAt) -> String {
        percent(rule.mean(|measured| measured.moved_ppm.unwrap_or(0)))
    }
}

/// How even a rule is.
pub struct RuleHottest;

impl Experiment for RuleHottest {
    const SAYS: &'static str = "keys of the hottest node over the mean, of 10,000 \
                                keys, the mean over ten seeds; rings of 100 virtual \
                                nodes";
    const KNOBS: &'static [Knob] = RULES;
    type Settings = RuleAt;

    fn run(rule: &RuleAt) -> String {
        times(rule.mean(|measured| measured.balance.hottest_ppm))
    }
}

/// How many steps a look-up takes.
pub struct RuleSteps;

impl Experiment for RuleSteps {
    const SAYS: &'static str = "steps of a look-up, the mean over 10,000 keys and ten \
                                seeds; rings of 100 virtual nodes";
    const KNOBS: &'static [Knob] = RULES;
    type Settings = RuleAt;

    fn run(rule: &RuleAt) -> String {
        hundredths(rule.mean(|measured| measured.steps_hundredths))
    }
}
