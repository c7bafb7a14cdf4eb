//! One write, one read, and replicas that turn new one after another.

mod checks;
mod curve;
mod flights;
mod marks;
mod picture;
mod read_sets;
mod scenarios;
mod servers;
mod settings;
mod words;

use models::replication::quorum::Race;
use models::replication::store;
use settings::Settings;
use sim::{Micros, Model};
use stage::parts::{Row, SpaceTime, Table};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment, Pace, Scenario,
};

/// The demo.
pub struct Quorum;

/// How long a run is at most.
const RUN: Micros = Micros::from_millis(400);

const CARD: Card = Card {
    title: "Quorums: a read races a write",
    watch_for: "which replicas have answered A and B: is there one that is in both \
                sets?",
    insight: "If R + W > N, every read meets the last write; otherwise it may miss \
              it, the less likely the later it comes, as a write goes on to all N \
              replicas.",
    why: "The write set has W replicas when A is told that it is done, and grows. \
          A read is stale only if all of its R replicas are among those that are \
          still old.",
    fidelity: Fidelity {
        models: "Servers and clients of the replicated store run the protocol: A \
                 and B ask all N replicas themselves and wait for W or R answers. \
                 The curve is made of 4,000 trials of WARS, the model of Bailis et \
                 al. (2012), with the delays that the messages here have.",
        leaves_out: "The curve knows no faults: no cut, no crash, no spare. There \
                     is one key, and old means that a replica has not stored what \
                     was written last.",
        constants: "Delays are exponential, as in the evaluation of the paper: \
                    there a write takes 10 ms on average and all else 1 ms. Here a \
                    message takes as long there as back. A spare is asked after \
                    three mean delays of a write.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_millis(10) }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(12),
};

impl Demo for Quorum {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Race;

    fn model(settings: &Settings, seed: u64) -> Race {
        Race::new(settings.trial(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn space_time(moment: &Moment<'_, Self>) -> Option<Element> {
        let start = moment.now.since(Micros::from_millis(100));
        let diagram = SpaceTime::of_cluster(
            moment.model.cluster(),
            moment.records,
            (start, start + Micros::from_millis(110)),
            moment.layout,
            |kind| words::role(kind.among(&store::Kind::ALL)),
        );
        Some(diagram.draw("What the clients and the servers say to one another"))
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let race = moment.model;
        let rows = words::servers(race).map(|node| {
            let (role, state) = words::of_server(race, node);
            let cells = vec![
                state,
                words::yes(words::is_in(race.write(), node)),
                words::yes(words::is_in(words::last_read(race), node)),
            ];
            Row::new(race.name(node), cells).role(role)
        });
        let head = ["", "has", "in the write set", "in the read set"];
        Table {
            caption: format!("The servers at {}", moment.now.clock()),
            head: head.map(String::from).into(),
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        checks::checks(moment.model)
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(moment.model)
    }
}
