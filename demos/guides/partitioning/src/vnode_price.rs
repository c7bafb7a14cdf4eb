//! Thirty nodes with three copies of each key: two fail, and some key may lose its
//! quorum.

mod losses;
mod marks;
mod matrix;
mod price;
mod ring;
mod scenarios;
mod scene;
mod settings;

use crate::figures::{heads, percent};
use models::partitioning::ReplicatedRing;
use scene::Scene;
use settings::Settings;
use sim::{Micros, NodeId};
use stage::parts::{Row, Table, row};
use stage::{
    Actions, Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment, Pace, Role,
    Scenario, Verdict,
};

/// The demo.
pub struct VnodePrice;

const CARD: Card = Card {
    title: "The price of virtual nodes: who must not fail together",
    watch_for: "the triangle: each red cell is two nodes that must not fail together.",
    insight: "With many virtual nodes every node shares some key with every other, \
              so any two failures hit two copies of some key.",
    why: "A key's copies lie on the next distinct nodes clockwise. Each more token \
          gives a node other neighbours, until it shares some key with all. A key \
          still loses its quorum with the same few pairs: many tokens only make one \
          large loss into many small ones.",
    fidelity: Fidelity {
        models: "Each range's copies lie on the next RF distinct nodes clockwise, as \
                 in Dynamo and in Cassandra's SimpleStrategy. All pairs are \
                 tried, not estimated; a quorum is a majority of the copies.",
        leaves_out: "Racks and zones: where copies must lie in different ones, two \
                     failures in one rack break nothing. Tokens chosen by an \
                     allocator. How long a failure lasts, and so how often two \
                     meet.",
        constants: "The first four pairs are down for two seconds each, all others \
                    for eight together. Thirty nodes and three copies are an example of a middle-sized \
                    cluster; of five copies two may fail. The theory of The trade takes \
                    the 2V looks for independent, but for V = 1, where it is exact.",
    },
    pace: Some(Pace {
        until: Micros::from_secs(30),
        per_second: Micros::from_secs(1),
    }),
    seed: 17,
    curated: None,
    rest: Micros::ZERO,
};

impl Demo for VnodePrice {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SECOND_VIEW: Option<&'static str> = Some("The trade");
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = ReplicatedRing;

    fn model(settings: &Settings, seed: u64) -> ReplicatedRing {
        ReplicatedRing::new(&settings.of_model(), seed).compared()
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        let scene = Scene::of(moment);
        row([ring::draw(&scene), matrix::draw(&scene)])
    }

    fn space_time(moment: &Moment<'_, Self>) -> Option<Element> {
        Some(price::draw(moment))
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let scene = Scene::of(moment);
        let rows = scene.all().map(|node| {
            let (state, role) = match scene.ring.is_down(node) {
                true => ("down", Role::Lost),
                false => ("up", Role::Follower),
            };
            let shares = match scene.is_known() {
                true => partners(&scene, node).len().to_string(),
                false => "not known yet".into(),
            };
            Row::new(name(node), vec![state.into(), shares]).role(role)
        });
        Table {
            caption: "Nodes, and with how many others each shares a key".into(),
            head: heads(&["node", "state", "shares a key with"]),
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let scene = Scene::of(moment);
        let (broken, pairs) = scene.ring.pairs();
        let (tried, broke) = scene.ring.tried();
        vec![
            Check {
                name: "Every key has a quorum now",
                verdict: Verdict::of(!scene.ring.has_broken()),
                detail: format!("{} have none", without_quorum(scene.ring)),
            },
            Check {
                name: "Any two nodes may fail",
                verdict: Verdict::of(broken == 0 && broke == 0)
                    .once(scene.is_known() || broke > 0),
                detail: match (scene.is_known(), tried) {
                    (true, _) => format!("{broken} of {pairs} pairs do harm"),
                    (false, 0) => "none has failed yet".into(),
                    (false, _) => format!("{broke} of {tried} pairs did harm"),
                },
            },
        ]
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(&Scene::of(moment))
    }

    fn actions(moment: &Moment<'_, Self>) -> Actions<Self> {
        marks::actions(&Scene::of(moment))
    }
}

/// The share of the keys that have no quorum. However few they are, it is no zero.
fn without_quorum(ring: &ReplicatedRing) -> String {
    match percent(ring.broken_ppm()).as_str() {
        "0.0 %" if ring.has_broken() => "< 0.1 %".into(),
        share => share.into(),
    }
}

fn name(node: NodeId) -> String {
    format!("n{}", node.0)
}

/// The nodes with which a node shares some key.
fn partners(scene: &Scene, node: NodeId) -> Vec<NodeId> {
    scene.all().filter(|other| scene.ring.share_a_key(node, *other)).collect()
}
