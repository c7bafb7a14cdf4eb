//! Chain replication: a write walks from head to tail, and a server dies on its way.

mod checks;
#[cfg(not(target_arch = "wasm32"))]
mod experiments;
mod flights;
mod histories;
mod marks;
mod picture;
mod scenarios;
mod settings;
mod words;

#[cfg(not(target_arch = "wasm32"))]
pub use experiments::{ChainLatency, ChainMessages, FanOutLatency};

use models::replication::chain::{Node, cluster, server};
use settings::Settings;
use sim::{Cluster, Micros, Model};
use stage::parts::{Row, Table};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment, Pace, Scenario,
};

/// The demo.
pub struct Chain;

/// How long a run is at most.
const RUN: Micros = Micros::from_millis(2_500);

const CARD: Card = Card {
    title: "Chain replication: kill the head, the middle, the tail",
    watch_for: "the dashed cells: a write that is not known to be at the tail.",
    insight: "What the tail has, all have: so it answers, and whatever it has \
              answered survives any server but the last.",
    why: "A server keeps what is not known to be at the tail in its list Sent. When its \
          successor dies, it knows what to send to the next one.",
    fidelity: Fidelity {
        models: "The protocol of the paper runs: the list Sent, acknowledgements, the \
                 three ways to remove a server, configurations that are told apart, and \
                 clients that ask again with the same number: if the head knows \
                 that their write is done, it says so itself.",
        leaves_out: "The master does not fail, and hears of a stop after one message: \
                     to detect one takes far longer, and writes stop for as long. \
                     Links lose nothing. No new server joins.",
        constants: "A message takes 40 ms and a server stores a write in 20 ms, so \
                    that it can be watched. A client without an answer asks again \
                    after 600 ms, or when it hears of a new head or tail.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_millis(100) }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(100),
};

impl Demo for Chain {
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

    fn table(moment: &Moment<'_, Self>) -> Table {
        let cluster = moment.model;
        let rows = words::servers(cluster).map(|node| {
            let server = server(cluster, node);
            let (role, state) = words::of_server(cluster, node);
            let cells = vec![
                state.into(),
                words::requests(server.history()),
                words::requests(server.sent()),
            ];
            Row::new(cluster.name(node), cells).role(role)
        });
        Table {
            caption: format!("The servers at {}", moment.now.clock()),
            head: ["", "state", "history", "Sent"].map(Into::into).into(),
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
