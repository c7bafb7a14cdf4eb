//! Ten nodes on a hash ring, and the same ten by modulo: add one, remove one.

mod columns;
mod marks;
mod ring;
mod scenarios;
mod scene;
mod settings;
mod side_by_side;
mod theory;

use crate::figures::{decimal, heads, percent, times, whole_percent};
use models::partitioning::handover::{Handover, Rule};
use models::partitioning::placement::{Edit, Placement};
use scene::Scene;
use settings::Settings;
use sim::{Micros, NodeId};
use stage::parts::{Row, Table, row};
use stage::{
    Actions, Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment, Pace, Role,
    Scenario, Verdict,
};

/// The demo.
pub struct HashRing;

/// A hottest node above this many fair shares, in millionths, is called too hot.
/// It is an example: what to keep in reserve is for whoever buys the machines.
const TOO_HOT_PPM: u32 = 1_250_000;
/// Past this many nodes none is offered any more.
const NODES_OFFERED: usize = 24;

const CARD: Card = Card {
    title: "Hash ring: who owns a key, and what moves",
    watch_for: "the longest bar, and what moves when you add, remove or weigh a node.",
    insight: "With a good hash virtual nodes even out the load like 1/√V, but the \
              hottest node is what you must provision for.",
    why: "A node's load is the sum of V random arcs: their luck averages out, and \
          the unluckiest of N nodes is always worse than the typical one. When a \
          node joins, the ring moves 1/(N + 1) of the keys on average, all to it; \
          modulo moves N/(N + 1).",
    fidelity: Fidelity {
        models: "Real names are hashed with the real functions: each token n3-0, \
                 n3-1 … and each key. Every key is placed under both rules before \
                 and after each change, and those that changed owner are counted, \
                 not estimated.",
        leaves_out: "Replicas, what a reader is told while a key is copied, and that \
                     some keys are asked for more than others: here a load is a \
                     number of keys. Nodes copy in turn, not at the same time. \
                     Modulo has no weights.",
        constants: "Ten nodes and 10,000 keys are small, so that one node can be \
                    seen. A tenth of all keys is sent in a second, by either rule; \
                    a cell and a dot are a hundredth of the keys. σ is the standard \
                    deviation of the nodes' keys. Too hot means \
                    more than 1.25 fair shares, as an example of a reserve. \
                    “In theory” is the mean over all rings, with the luck of this \
                    number of keys in it; for the hottest node that part is an \
                    approximation. The seed is hashed with each name; real systems \
                    agree on one.",
    },
    pace: Some(Pace {
        until: Micros::from_secs(30),
        per_second: Micros::from_secs(1),
    }),
    seed: 378,
    curated: None,
    rest: Micros::ZERO,
};

impl Demo for HashRing {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SECOND_VIEW: Option<&'static str> = Some("Side by side");
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Handover;

    fn model(settings: &Settings, seed: u64) -> Handover {
        Handover::new(Placement::new(&settings.of_model(), seed))
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        let scene = Scene::of(moment);
        let moves = [Rule::Ring, Rule::Modulo].map(|rule| scene.moves(rule));
        row([ring::draw(&scene, &moves[0]), columns::draw(&scene, &moves)])
    }

    fn space_time(moment: &Moment<'_, Self>) -> Option<Element> {
        Some(side_by_side::draw(moment))
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let scene = Scene::of(moment);
        let keys = scene.placement().keys().len();
        let rows = scene.nodes.iter().map(|load| {
            let cells = vec![
                load.weight.to_string(),
                percent(scene.owned_ppm(load.node)),
                load.ring.to_string(),
                format!("{} ×", times(scene.load_ppm(load, Rule::Ring))),
                load.modulo.to_string(),
            ];
            Row::new(name(load.node), cells).role(match load.weight {
                0 => Role::Lost,
                _ if load.node == scene.focus => Role::Chosen,
                _ => Role::Follower,
            })
        });
        let head = heads(&[
            "node",
            "weight",
            "share of the keys",
            "keys",
            "of its fair share",
            "by modulo",
        ]);
        let theory = theory::balance(scene.placement(), moment.settings.vnodes());
        let theory = theory.map_or_else(String::new, |theory| {
            format!(
                ". In theory the hottest has {} ×, and σ / mean is {}",
                times(theory.hottest_ppm),
                decimal(theory.spread_ppm)
            )
        });
        let caption = format!("{keys} keys on the nodes{theory}");
        Table { caption, head, rows: rows.collect() }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let scene = Scene::of(moment);
        vec![
            too_hot("Ring: at most 1.25 ×", &scene, Rule::Ring),
            too_hot("Modulo: at most 1.25 ×", &scene, Rule::Modulo),
            minimal("Modulo: no needless moves", &scene),
        ]
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(&Scene::of(moment))
    }

    fn actions(moment: &Moment<'_, Self>) -> Actions<Self> {
        marks::actions(&Scene::of(moment))
    }
}

fn name(node: NodeId) -> String {
    format!("n{}", node.0)
}

fn too_hot(name: &'static str, scene: &Scene, rule: Rule) -> Check {
    let hottest = scene.hottest(rule);
    let load = scene.nodes.iter().find(|load| load.node == hottest);
    let ppm = load.map_or(0, |load| scene.load_ppm(load, rule));
    let detail = format!("{} {} ×", self::name(hottest), times(ppm));
    // What is printed as 1.25 is not above it.
    Check { name, verdict: Verdict::of(ppm < TOO_HOT_PPM + 5_000), detail }
}

/// Whether modulo moves keys to or from the changed node only. That is what makes
/// hashing consistent (Karger and others call it monotone); a ring always does.
fn minimal(name: &'static str, scene: &Scene) -> Check {
    let done = scene.handover.done(Rule::Modulo);
    let (verdict, detail) = match (scene.change().map(|change| change.edit), done) {
        (None, _) | (_, None) => (Verdict::Open, "not yet".into()),
        (Some(Edit::Weigh(..)), _) => (Verdict::Open, "no weights".into()),
        (Some(Edit::Add | Edit::Remove(_)), Some(done)) => {
            match scene.idle_ppm(Rule::Modulo) {
                0 if scene.now < done => (Verdict::Open, "on its way".into()),
                0 => (Verdict::Holds, String::new()),
                idle => {
                    let ring = whole_percent(scene.idle_ppm(Rule::Ring));
                    (Verdict::Fails, format!("{}, ring {ring}", needless(idle)))
                }
            }
        }
    };
    Check { name, verdict, detail }
}

/// What has moved for nothing. However little it is, it is no zero.
fn needless(idle_ppm: u32) -> String {
    match idle_ppm {
        0..5_000 => "< 1 %".into(),
        _ => whole_percent(idle_ppm),
    }
}
