//! Replicas that take edits while they are cut off, and merge their states.

mod checks;
mod flights;
mod marks;
mod orders;
mod picture;
mod scenarios;
mod settings;
mod states;

use models::replication::crdt::{Replica, cluster, name, replica, replicas};
use settings::Settings;
use sim::cluster::Condition;
use sim::{Cluster, Micros};
use stage::parts::{Row, Table};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment, Pace, Role, Scenario,
};

/// The demo.
pub struct Crdt;

/// How long a run is.
const RUN: Micros = Micros::from_secs(4);

const CARD: Card = Card {
    title: "States that merge in any order",
    watch_for: "what each replica reads, above its state.",
    insight: "Replicas that know of the same edits read the same, whatever the order: \
              but a type holds only what its merge can keep.",
    why: "A merge is commutative, associative and idempotent, so it does not matter in \
          which order states come, or how often.",
    fidelity: Fidelity {
        models: "The five types run as published: a counter that grows, one that falls \
                 as well, the observed-remove set without tombstones, the register in \
                 which the last writer wins, and RGA text. Whole states are sent every \
                 now and then; messages may be lost, doubled and late.",
        leaves_out: "Real systems send what has changed since, or the edits themselves. \
                     Replicas neither join nor leave, and the text keeps its tombstones \
                     for ever.",
        constants: "A message takes about 200 ms, so that it can be watched. The naive \
                    merge adds counts, unites sets, takes the value that comes last, \
                    and puts a letter right behind the one that it names.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_millis(500) }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(1_100),
};

impl Demo for Crdt {
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
        let rows = replicas().map(|node| {
            let state = replica(cluster, node).state();
            let is_up = cluster.condition(node) != Condition::Stopped;
            let role = if is_up { Role::Follower } else { Role::Lost };
            let cells = vec![state.read(), states::words(state)];
            Row::new(name(node), cells).role(role)
        });
        Table {
            caption: format!("The replicas at {}", moment.now.clock()),
            head: ["", "reads", "state"].map(String::from).to_vec(),
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        checks::checks(moment)
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(moment.model)
    }
}
