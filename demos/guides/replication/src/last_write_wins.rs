//! Two clocks and one key: see the later write go, and both stay with version
//! vectors.

mod checks;
mod flights;
mod lanes;
mod marks;
mod picture;
mod scenarios;
mod settings;
mod stamps;
mod words;

use models::replication::last_write_wins::{Kind, Node, cluster, facts, names};
use settings::Settings;
use sim::{Cluster, Micros, Model};
use stage::parts::{Row, SpaceTime, Table};
use stage::{
    Actions, Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment, Pace,
    Scenario,
};

/// The demo.
pub struct LastWriteWins;

/// How long a run is.
const RUN: Micros = Micros::from_millis(3_000);

const CARD: Card = Card {
    title: "Last write wins: which one is last?",
    watch_for: "the two lines between the axes: where they cross, the stamps have \
                another order than the writes.",
    insight: "A stamp says what a clock showed, not what came last: within the \
              skew of two clocks the later write is dropped, and nobody is told.",
    why: "A version vector says which writes a client had seen. So a replica knows \
          which value replaces another one, and keeps both where neither does.",
    fidelity: Fidelity {
        models: "Two replicas of one key and two clients run the protocol: a \
                 replica takes a write, says that it is done, and tells the other \
                 one later, again and again until it is heard. With version \
                 vectors each value has its dot and its context, as in the guide \
                 on clocks.",
        leaves_out: "Other keys, other replicas, deletions, and clocks that drift. \
                     A client always asks the same replica.",
        constants: "A message takes 30 ms one way, so that it can be watched. A \
                    clock that is 300 or 400 ms ahead is a bad one: with NTP a few \
                    milliseconds are usual, and writes at that distance are too.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_millis(100) }),
    seed: 3,
    curated: None,
    rest: Micros::from_millis(900),
};

impl Demo for LastWriteWins {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Cluster<Node>;

    fn model(settings: &Settings, seed: u64) -> Cluster<Node> {
        cluster(&settings.of_model(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn space_time(moment: &Moment<'_, Self>) -> Option<Element> {
        let diagram = SpaceTime::of_cluster(
            moment.model,
            moment.records,
            picture::window(moment.model, moment.now),
            moment.layout,
            |kind| words::role(kind.among(&Kind::ALL)),
        );
        Some(diagram.draw("What clients and replicas say to one another"))
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let cluster = moment.model;
        let rows = facts(cluster).into_iter().map(|fact| {
            let (role, state) = words::of_write(cluster, fact.taken.write);
            let cells = vec![
                cluster.name(fact.replica),
                fact.at.clock(),
                words::version(cluster, &fact),
                names(&fact.taken.saw),
                state,
            ];
            Row::new(fact.taken.write.to_string(), cells).role(role)
        });
        let head =
            ["", "taken by", "at", words::head(cluster), "its client had seen"];
        let head = head.into_iter().chain(["now"]).map(String::from);
        Table {
            caption: format!("The writes at {}", moment.now.clock()),
            head: head.collect(),
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        checks::checks(moment.model)
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(moment)
    }

    fn actions(moment: &Moment<'_, Self>) -> Actions<Self> {
        marks::actions(moment.model)
    }
}
