//! Thirty nodes with three copies of each key: two fail, and some key may lose its
//! quorum.

mod matrix;
mod price;
mod ring;
mod settings;

use crate::figures::{heads, percent, ratio_ppm};
use models::partitioning::ReplicatedRing;
use models::partitioning::replica_sets::{Edit, pairs_theory_ppm};
use settings::Settings;
use sim::{Micros, NodeId};
use stage::parts::{Row, Table, row};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Moment, Offer, Prediction, Role,
    Verdict,
};

/// The demo.
pub struct VnodePrice;

const CARD: Card = Card {
    title: "The price of virtual nodes: who may not fail together",
    watch_for: "the triangle: each filled cell is a pair of nodes that may not fail \
                together.",
    insight: "With many virtual nodes every node shares some key with every other, \
              so any two failures hit two copies of some key.",
    why: "A key's copies lie on the next distinct nodes clockwise. Each more token \
          gives a node other neighbours; with V tokens it looks 2V ways. Of three or \
          four copies two are too many to lose: what is lost is small, but that \
          something is lost becomes certain.",
    fidelity: Fidelity {
        models: "Each range's copies lie on the next RF distinct nodes clockwise, as \
                 in Dynamo and in Cassandra's SimpleStrategy. All pairs are \
                 tried, not estimated; a quorum is a majority of the copies.",
        leaves_out: "Racks and zones: where copies must lie in different ones, two \
                     failures in one rack break nothing. Tokens chosen by an \
                     allocator. How long a failure lasts, and so how often two \
                     meet.",
        constants: "Thirty nodes and three copies are an example of a middle-sized \
                    cluster; of five copies two may fail. In theory takes the \
                    2V looks for independent, but for V = 1, where it is exact.",
    },
    prediction: Some(Prediction {
        question: "these nodes have one token each. Give each sixteen. Two random \
                   nodes fail: how likely does some key lose its quorum?",
        answers: &[
            (
                "About 14 %, as before",
                "There are as many copies, but more different sets of nodes that \
                 hold them.",
            ),
            ("About 44 %", "That is what four tokens a node give."),
            (
                "About 89 %",
                "Each node now shares a key with nearly every other one. Much less \
                 is lost in each case; but hardly any two failures are harmless.",
            ),
        ],
    }),
    pace: None,
    seed: 1,
    curated: None,
    rest: Micros::ZERO,
};

impl Demo for VnodePrice {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SECOND_VIEW: Option<&'static str> = Some("The trade");

    type Settings = Settings;
    type Model = ReplicatedRing;

    fn model(settings: &Settings, seed: u64) -> ReplicatedRing {
        ReplicatedRing::new(&settings.of_model(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        row([matrix::draw(moment), ring::draw(moment)])
    }

    fn space_time(moment: &Moment<'_, Self>) -> Option<Element> {
        Some(price::draw(moment))
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let ring = moment.model;
        let rows = nodes(moment).map(|node| {
            let partners =
                nodes(moment).filter(|other| ring.share_a_key(node, *other));
            let (state, role) = match ring.is_down(node) {
                true => ("down", Role::Lost),
                false => ("up", Role::Follower),
            };
            let cells = vec![state.into(), partners.count().to_string()];
            Row::new(name(node), cells).role(role)
        });
        Table {
            caption: "Nodes, and with how many others each shares a key".into(),
            head: heads(&["node", "state", "shares a key with"]),
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let ring = moment.model;
        let (broken, pairs) = ring.pairs();
        let share = percent(ratio_ppm(broken.into(), pairs.into()));
        vec![
            Check {
                name: "Every key has a quorum now",
                verdict: Verdict::of(!ring.has_broken()),
                detail: format!("{} have none", without_quorum(ring)),
            },
            Check {
                name: "Any two nodes may fail",
                verdict: Verdict::of(broken == 0),
                detail: format!("{share} of pairs break a quorum"),
            },
        ]
    }

    fn offers(moment: &Moment<'_, Self>) -> Vec<Offer> {
        let ring = moment.model;
        let pairs = [(100, "100 pairs"), (1, "a pair")];
        let fail = |(times, text): &(u32, &str)| {
            (Edit::Pairs(*times).to_string(), text.to_string())
        };
        let (mut up, mut down) = (Vec::new(), Vec::new());
        for node in nodes(moment) {
            let (choices, edit) = match ring.is_down(node) {
                true => (&mut down, Edit::Restart(node)),
                false => (&mut up, Edit::Crash(node)),
            };
            choices.push((edit.to_string(), name(node)));
        }
        vec![
            Offer::new("Fail", pairs.iter().map(fail).collect()),
            Offer::new("Crash", up),
            Offer::new("Restart", down),
        ]
    }

    fn outcome(moment: &Moment<'_, Self>) -> Option<usize> {
        let (broken, pairs) = moment.model.pairs();
        let settings = moment.settings.of_model();
        let is_asked = settings.vnodes == 16 && settings.replicas == 3;
        match broken * 100 / pairs {
            _ if !is_asked || settings.nodes != 30 => None,
            65.. => Some(2),
            30..65 => Some(1),
            0..30 => Some(0),
        }
    }
}

fn nodes(moment: &Moment<'_, VnodePrice>) -> impl Iterator<Item = NodeId> + use<> {
    (1..=moment.settings.of_model().nodes).map(NodeId)
}

fn name(node: NodeId) -> String {
    format!("n{}", node.0)
}

/// The share of the keys that have no quorum. However few they are, it is no zero.
fn without_quorum(ring: &ReplicatedRing) -> String {
    match percent(ring.broken_ppm()).as_str() {
        "0.0 %" if ring.has_broken() => "< 0.1 %".into(),
        share => share.into(),
    }
}

/// The share of pairs that break a quorum in theory, in millionths.
fn theory(moment: &Moment<'_, VnodePrice>) -> u32 {
    let settings = moment.settings.of_model();
    pairs_theory_ppm(settings.nodes, settings.vnodes, settings.replicas)
}
