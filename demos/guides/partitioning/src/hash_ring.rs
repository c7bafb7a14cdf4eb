//! Ten nodes on a hash ring, and the same ten by modulo: add one, remove one.

mod loads;
mod ring;
mod settings;
mod side_by_side;
mod theory;

use crate::figures::{heads, percent, ratio_ppm, times};
use models::partitioning::placement::{Change, Edit, Member, WEIGHT_MAX};
use models::partitioning::{Balance, Placement};
use settings::Settings;
use sim::{Micros, NodeId};
use stage::parts::{Row, Table, row};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Moment, Offer, Prediction, Role,
    Verdict,
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
    watch_for: "the longest bar. With one virtual node each a long arc makes it, and \
                the machine behind it has to carry that.",
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
        leaves_out: "Replicas, the time that copying takes, and that some keys are \
                     asked for more than others: here a load is a number of keys. \
                     Modulo has no weights.",
        constants: "Ten nodes and 10,000 keys are small, so that one node can be \
                    seen. Too hot means more than 1.25 fair shares, as an example \
                    of a reserve. “In theory” is the mean over all rings, with the \
                    luck of this number of keys in it; for the hottest node that \
                    part is an approximation. The seed is hashed with each name; \
                    real systems agree on one.",
    },
    prediction: Some(Prediction {
        question: "an eleventh node joins the ten. What share of all keys changes \
                   owner under key mod N?",
        answers: &[
            (
                "About 9 %: the newcomer's share",
                "So few move on the ring, and from two nodes to three by modulo it \
                 is more.",
            ),
            ("About half", "That is what doubling the nodes moves."),
            (
                "About 91 %: nearly all",
                "A key stays only if its hash leaves the same remainder for both \
                 numbers of nodes: one key in eleven, for ten and eleven. The ring \
                 moves about that one.",
            ),
        ],
    }),
    pace: None,
    seed: 378,
    curated: Some(
        "It draws a ring close to the average one: over many rings of ten nodes \
         with one token each, the hottest carries 2.9 times the mean.",
    ),
    rest: Micros::ZERO,
};

impl Demo for HashRing {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SECOND_VIEW: Option<&'static str> = Some("Side by side");

    type Settings = Settings;
    type Model = Placement;

    fn model(settings: &Settings, seed: u64) -> Placement {
        Placement::new(&settings.of_model(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        row([ring::draw(moment), loads::draw(moment)])
    }

    fn space_time(moment: &Moment<'_, Self>) -> Option<Element> {
        Some(side_by_side::draw(moment))
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let placement = moment.model;
        let chosen = chosen(moment);
        let rows = placement.members().iter().map(|member| {
            let cells = vec![
                member.weight.to_string(),
                percent(member.ring_share_ppm),
                member.ring_keys.to_string(),
                format!("{} ×", times(load_ppm(placement, member))),
                member.modulo_keys.to_string(),
            ];
            let is_chosen = member.node == chosen;
            Row::new(name(member.node), cells).role(if is_chosen {
                Role::Chosen
            } else {
                Role::Follower
            })
        });
        let head = heads(&[
            "node",
            "weight",
            "share of the ring",
            "keys",
            "of its fair share",
            "by modulo",
        ]);
        Table {
            caption: format!("{} keys on the nodes", placement.keys().len()),
            head,
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let placement = moment.model;
        let (ring, modulo) = (placement.ring_balance(), placement.modulo_balance());
        vec![
            too_hot("Ring: hottest ≤ 1.25 × its fair share", ring),
            too_hot("Modulo: hottest ≤ 1.25 × its fair share", modulo),
            minimal("Ring: only what must move", placement, Rule::Ring),
            minimal("Modulo: only what must move", placement, Rule::Modulo),
        ]
    }

    fn offers(moment: &Moment<'_, Self>) -> Vec<Offer> {
        let placement = moment.model;
        let (selected, chosen) = (selected(moment), chosen(moment));
        // The strong node first; only that one, if the reader selected it.
        let members = placement.members();
        let strong = members.iter().filter(|member| member.node == chosen);
        let others = members.iter().filter(|member| member.node != chosen);
        let members = strong.chain(others.filter(|_| selected.is_none()));
        let remove = |member: &Member| {
            (Edit::Remove(member.node).to_string(), name(member.node))
        };
        let weigh = |member: &Member| {
            // Past the most it begins anew.
            let weight =
                if member.weight < WEIGHT_MAX { member.weight * 2 } else { 1 };
            let name = name(member.node);
            (
                Edit::Weigh(member.node, weight).to_string(),
                format!("{name} weight {weight}"),
            )
        };
        let nodes = placement.members().len();
        let add = (nodes < NODES_OFFERED)
            .then(|| (Edit::Add.to_string(), "a node".to_string()));
        let removable = members.clone().filter(|_| nodes > 1);
        vec![
            Offer::new("Add", add.into_iter().collect()),
            Offer::new("Remove", removable.map(remove).collect()),
            Offer::new("Give", members.map(weigh).collect()),
        ]
    }

    fn outcome(moment: &Moment<'_, Self>) -> Option<usize> {
        let change = moment.model.change()?;
        if moment.model.members().len() != 11 {
            return None; // the question is about ten nodes and one more
        }
        match (change.edit, change.modulo_moved_ppm) {
            (Edit::Remove(_) | Edit::Weigh(..), _) => None,
            (Edit::Add, 750_000..) => Some(2),
            (Edit::Add, 250_000..750_000) => Some(1),
            (Edit::Add, 0..250_000) => Some(0),
        }
    }
}

/// The node that the reader selected, if it is still there.
fn selected(moment: &Moment<'_, HashRing>) -> Option<NodeId> {
    let members = moment.model.members().iter().rev();
    let is_selected =
        |member: &&Member| moment.selection.contains(&name(member.node));
    members.clone().find(is_selected).map(|member| member.node)
}

/// The node to look at: the one that the reader selected, or else the hottest.
fn chosen(moment: &Moment<'_, HashRing>) -> NodeId {
    selected(moment).unwrap_or_else(|| hottest(moment.model))
}

fn hottest(placement: &Placement) -> NodeId {
    let members = placement.members().iter().rev();
    let hottest = members.max_by_key(|member| load_ppm(placement, member));
    hottest.map_or(NodeId(1), |member| member.node)
}

fn name(node: NodeId) -> String {
    format!("n{}", node.0)
}

/// How many fair shares a node has on the ring, in millionths.
fn load_ppm(placement: &Placement, member: &Member) -> u32 {
    let weights: u64 =
        placement.members().iter().map(|m| u64::from(m.weight)).sum();
    let keys = placement.keys().len() as u64;
    ratio_ppm(
        u64::from(member.ring_keys) * weights,
        keys * u64::from(member.weight),
    )
}

/// The share of the keys that a node has on the ring, in millionths.
fn owned_ppm(placement: &Placement, node: NodeId) -> u32 {
    let member = placement.members().iter().find(|member| member.node == node);
    let keys = member.map_or(0, |member| member.ring_keys);
    ratio_ppm(keys.into(), placement.keys().len() as u64)
}

fn too_hot(name: &'static str, balance: Balance) -> Check {
    // What is printed as 1.25 is not above it.
    let verdict = Verdict::of(balance.hottest_ppm < TOO_HOT_PPM + 5_000);
    Check { name, verdict, detail: format!("{} ×", times(balance.hottest_ppm)) }
}

/// One of the two rules that place keys.
#[derive(Clone, Copy)]
enum Rule {
    Ring,
    Modulo,
}

/// Whether the last edit moved keys to or from the changed node only. That is
/// what makes hashing consistent: Karger and others call it monotone.
fn minimal(name: &'static str, placement: &Placement, rule: Rule) -> Check {
    let Some(change) = placement.change() else {
        let detail = "add or remove a node".into();
        return Check { name, verdict: Verdict::Open, detail };
    };
    if let (Edit::Weigh(..), Rule::Modulo) = (&change.edit, rule) {
        let detail = "it has no weights".into();
        return Check { name, verdict: Verdict::Open, detail };
    }
    let idle = idle_moves(placement, change, rule);
    let (verdict, detail) = match idle {
        0 => (Verdict::Holds, String::new()),
        _ => {
            let share = ratio_ppm(idle, placement.keys().len() as u64);
            (Verdict::Fails, format!("{} moved between the others", percent(share)))
        }
    };
    Check { name, verdict, detail }
}

/// How many keys the last edit moved between nodes that it was not about.
fn idle_moves(placement: &Placement, change: &Change, rule: Rule) -> u64 {
    let owners = placement.owners();
    let (before, after) = match rule {
        Rule::Ring => (&change.before.ring, &owners.ring),
        Rule::Modulo => (&change.before.modulo, &owners.modulo),
    };
    let is_idle = |(was, is): &(&NodeId, &NodeId)| {
        was != is && **was != change.node && **is != change.node
    };
    before.iter().zip(after.iter()).filter(is_idle).count() as u64
}
