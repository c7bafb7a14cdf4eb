//! A range moves to another server while clients write to it: see which write is lost.

mod checks;
mod flights;
mod marks;
mod picture;
mod scenarios;
mod servers;
mod settings;
mod words;

use crate::figures::heads;
use models::partitioning::live_move::{
    MAP, Node, SOURCE, TARGET, cluster, map, owner, server,
};
use settings::Settings;
use sim::{Cluster, Micros, Model};
use stage::parts::{Row, Table};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment, Pace, Role, Scenario,
};

/// The demo.
pub struct LiveMove;

/// How long a run is.
const RUN: Micros = Micros::from_millis(4_500);

const CARD: Card = Card {
    title: "Moving a range while it is written to",
    watch_for: "the orange writes: does B get them?",
    insight: "A copy is old once it is read: what is written behind it has to follow, \
              and the last of that only while no write is taken.",
    why: "Without a fence there is always a moment between the last batch and the \
          switch. The version says afterwards who has an old map.",
    fidelity: Fidelity {
        models: "Two servers, a map on a node of its own and three clients run the \
                 protocol: chunks of a snapshot, rounds of the log, the fence, the \
                 switch, refusals with the newer version, time-outs, crashes, and \
                 attempts that are told apart.",
        leaves_out: "Each server and the map stand for a group of replicas. Nobody \
                     reads or deletes, and A's rows stay when the range has moved: \
                     real systems delete them later.",
        constants: "A message takes about 50 ms, so that it can be watched. A key is \
                    a number below 1,000, and its place in the strip. The range is \
                    copied in ten chunks. A client that is told to wait comes back \
                    after 100 ms, without an answer after 300 ms.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_millis(500) }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(1_200),
};

impl Demo for LiveMove {
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
        let rows = [SOURCE, TARGET].map(|node| {
            let server = server(cluster, node);
            let (role, state) = words::of_server(cluster, node);
            let version = server.known().map(|known| known.version.to_string());
            let cells = vec![
                state.into(),
                version.unwrap_or_else(|| "–".into()),
                server.rows().len().to_string(),
                server.staged().len().to_string(),
            ];
            Row::new(cluster.name(node), cells).role(role)
        });
        let version = owner(cluster).version.to_string();
        let cells =
            vec![words::of_map(map(cluster)), version, "–".into(), "–".into()];
        let the_map = Row::new(cluster.name(MAP), cells).role(Role::Follower);
        Table {
            caption: format!("The servers and the map at {}", moment.now.clock()),
            head: heads(&["", "state", "version", "rows", "rows of the copy"]),
            rows: rows.into_iter().chain([the_map]).collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        checks::checks(moment)
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(moment.model)
    }
}
