//! Two replicas find the rows in which they differ by the hashes of two trees.

mod bars;
#[cfg(not(target_arch = "wasm32"))]
pub mod experiments;
mod flights;
mod marks;
mod picture;
mod scenarios;
mod settings;
mod trees;

use models::replication::merkle::{
    A, B, Bytes, Phase, Replica, Session, bytes, cluster, differing, replica,
    rows_sent,
};
use settings::Settings;
use sim::cluster::Condition;
use sim::{Cluster, Micros, Model};
use stage::parts::{Row, Table};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment, Pace, Role,
    Scenario, Verdict,
};

/// The demo.
pub struct AntiEntropy;

/// How long a run is.
const RUN: Micros = Micros::from_millis(4_500);

const CARD: Card = Card {
    title: "Find the differing rows with a Merkle tree",
    watch_for: "the orange nodes: their hashes differ.",
    insight: "The exchange goes down only where hashes differ, so what it costs depends \
              on what differs, and hardly on how much there is.",
    why: "Two subtrees with the same hash have the same rows, and nothing below them is \
          sent. A leaf that differs is sent whole.",
    fidelity: Fidelity {
        models: "Two replicas compare real hashes level by level, send the rows of the \
                 leaves that differ, and keep the newer of each; messages may be lost, \
                 doubled and late, and each answer names its exchange and level.",
        leaves_out: "Nothing is deleted, and there are two replicas. Building a tree \
                     reads all rows once, which the bytes do not show.",
        constants: "A hash has 8 bytes (XXH64): where an adversary writes, it must be a \
                    cryptographic one of 32. A key with its version has 16 bytes, and a \
                    row 100 more. A full scan sends each key with its version, and \
                    then the rows that differ.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_millis(500) }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(550),
};

impl Demo for AntiEntropy {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Cluster<Replica>;

    fn model(settings: &Settings, seed: u64) -> Cluster<Replica> {
        cluster(&settings.of_model(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let cluster = moment.model;
        let rows = [A, B].map(|node| {
            let replica = replica(cluster, node);
            let traffic = replica.traffic();
            let is_up = cluster.condition(node) != Condition::Stopped;
            let role = if is_up { Role::Follower } else { Role::Lost };
            let taken = replica.taken().len() as u64;
            let cells = [traffic.hashes, traffic.rows, taken];
            Row::new(
                cluster.name(node),
                cells.map(|cell| cell.to_string()).to_vec(),
            )
            .role(role)
        });
        let left = differing(cluster).len();
        Table {
            caption: format!("At {}: keys that differ: {left}", moment.now.clock()),
            head: ["", "hashes sent", "rows sent", "newer rows got"]
                .map(String::from)
                .to_vec(),
            rows: rows.to_vec(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        checks(moment)
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(moment.model)
    }
}

/// Whether an exchange has come to its end.
fn is_over(moment: &Moment<'_, AntiEntropy>) -> bool {
    let a = replica(moment.model, A);
    a.session() > Session(0) && *a.phase() == Phase::Idle
}

fn checks(moment: &Moment<'_, AntiEntropy>) -> Vec<Check> {
    let left = differing(moment.model).len();
    let (rows, news) = rows_sent(moment.model);
    let all: Bytes = bytes(moment.model);
    vec![
        Check {
            name: "Both have the same rows",
            verdict: Verdict::of(left == 0).once(is_over(moment)),
            detail: format!("{left} differ"),
        },
        Check {
            name: "Half the rows sent were needed",
            verdict: Verdict::of(2 * news >= rows)
                .once(is_over(moment) && rows > 0),
            detail: format!("{news} of {rows}"),
        },
        Check {
            name: "Fewer bytes than a scan",
            verdict: Verdict::of(all.sent() < all.scan).once(is_over(moment)),
            detail: bars::weight(all.sent()),
        },
    ]
}
