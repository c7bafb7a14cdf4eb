//! Two regions that are cut from each other: who is served, and what clients see.

mod checks;
mod crux;
mod flights;
mod lanes;
mod marks;
mod nodes;
mod picture;
mod place;
mod scenarios;
mod settings;
mod words;

use models::replication::store::{Region, Store, history, server};
use settings::Settings;
use sim::{Micros, Model};
use stage::parts::{Row, Table};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment, Pace, Scenario,
};

/// The demo.
pub struct Partition;

/// How long a run is at most.
const RUN: Micros = Micros::from_millis(4_500);

const CARD: Card = Card {
    title: "Consistent or available, while the network is cut",
    watch_for: "C in the cut: is it answered, and with what?",
    insight: "While the regions are cut, each operation is either refused or answered \
              without the other side; before and after, nobody has to choose.",
    why: "A quorum of three cannot be had among two replicas. Who answers with fewer \
          cannot know what was written on the other side.",
    fidelity: Fidelity {
        models: "Five replicas and three clients run the protocols: quorums in two \
                 rounds (ABD), one replica with last-writer-wins or with version \
                 vectors, time-outs, anti-entropy, crashes and cuts. What clients saw \
                 is checked for linearizability after each answer.",
        leaves_out: "Each client asks the replicas itself; in most stores one server \
                     does that for it. There is one key. Clocks are right, so \
                     last-writer-wins drops only what was not seen.",
        constants: "A message takes about 20 ms within a region and half of the round \
                    trip between them, each 20 % more or less. A client gives up \
                    after 500 ms. The search for an order gives up after 20,000 \
                    states, and the check is then undecided.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_millis(500) }),
    seed: 1,
    curated: None,
    rest: Micros::from_secs(1),
};

impl Demo for Partition {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Store;

    fn model(settings: &Settings, seed: u64) -> Store {
        Store::new(&settings.of_model(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        table(moment)
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        checks::checks(moment)
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(moment.model)
    }
}

fn table(moment: &Moment<'_, Partition>) -> Table {
    let (store, cluster) = (moment.model, moment.model.cluster());
    let settings = store.settings();
    let servers = settings.all_servers().map(|node| {
        let state = words::of_server(cluster, node);
        let values = words::versions(server(cluster, node).versions(words::KEY));
        let cells = vec![
            words::region(settings.region(node)).into(),
            state.1.into(),
            values,
        ];
        Row::new(store.name(node), cells).role(state.0)
    });
    let clients = settings.all_clients().map(|node| {
        let operations = history(cluster);
        let last = operations.iter().rfind(|operation| operation.client == node);
        let (state, value) = match last {
            Some(operation) => words::of_operation(operation),
            None => ("nothing yet", String::new()),
        };
        let region = words::region(settings.region(node)).into();
        Row::new(store.name(node), vec![region, state.into(), value])
    });
    let head = ["", "region", "state", "x"].map(String::from).to_vec();
    let rows = servers.chain(clients).collect();
    Table {
        caption: format!("Replicas and clients at {}", moment.now.clock()),
        head,
        rows,
    }
}

/// The regions, in order, each with a name.
const REGIONS: [Region; 2] = Region::ALL;
