//! Numbers about five rules.

use super::KEYS;
use crate::figures::{hundredths, percent, times};
use litemap::LiteMap;
use models::partitioning::SeededHash;
use models::partitioning::comparison::{How, Measured, Rule, compare};
use models::partitioning::order_experiments::disagree_ppm;
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

const RULE: Knob = Knob::choice(
    "rule",
    "Rule",
    &[
        ("modulo", "modulo"),
        ("ring", "ring"),
        ("rendezvous", "rendezvous"),
        ("jump", "jump"),
        ("maglev", "Maglev"),
    ],
);

const RULES: &[Knob] = &[
    RULE,
    Knob::choice(
        "change",
        "Change",
        &[("join", "n11 joins"), ("leave", "n3 leaves")],
    ),
];

impl Name {
    fn rule(self) -> Rule {
        match self {
            Name::Modulo => Rule::Modulo,
            Name::Ring => Rule::Ring,
            Name::Rendezvous => Rule::Rendezvous,
            Name::Jump => Rule::Jump,
            Name::Maglev => Rule::Maglev,
        }
    }
}

/// The keys of a seed, and how names are hashed with it.
fn keys(seed: u64) -> (Vec<u64>, How) {
    let hash = SeededHash { seed, ..SeededHash::default() };
    let key = |key| hash.position(&format!("key-{key}"));
    ((0..KEYS).map(key).collect(), How { vnodes: 100, hash })
}

impl RuleAt {
    /// The mean over ten seeds of a figure of the rule, after the change.
    fn mean(&self, of: fn(&Measured) -> u32) -> u32 {
        let ten = members(1..=10);
        let after = match self.change {
            What::Join => members(1..=11),
            What::Leave => members((1..=10).filter(|node| *node != 3)),
        };
        let rule = self.rule.rule();
        let measure = |seed| {
            let (keys, how) = keys(seed);
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

/// A rule, for clients that list the members in another order.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct OrderAt {
    rule: Name,
    nodes: u32,
    table: u32,
}

impl Default for OrderAt {
    fn default() -> OrderAt {
        OrderAt { rule: Name::Maglev, nodes: 10, table: 65_537 }
    }
}

/// What another order of the members costs.
pub struct OrderMoved;

impl Experiment for OrderMoved {
    const SAYS: &'static str = "share of 10,000 keys for which a client that lists \
                                the nodes backwards finds another owner, the mean \
                                over ten seeds; Maglev's table is filled unsorted";
    const KNOBS: &'static [Knob] = &[
        RULE,
        Knob::linear("nodes", "Nodes", "", (1, 64, 1)),
        Knob::stops("table", "Entries of Maglev's table", "", &[251, 65_537]),
    ];
    type Settings = OrderAt;

    fn run(at: &OrderAt) -> String {
        let share = |seed| {
            let (keys, how) = keys(seed);
            u64::from(disagree_ppm(at.rule.rule(), &keys, at.nodes, at.table, how))
        };
        percent(((0..10).map(share).sum::<u64>() / 10) as u32)
    }
}
