//! A leader dies or is cut off, and a follower takes over: see what was acknowledged
//! and is lost.

mod checks;
mod flights;
mod logs;
mod marks;
mod picture;
mod scenarios;
mod settings;
mod strip;
mod words;

use models::replication::leader_follower::{Node, cluster, monitor, servers};
use settings::Settings;
use sim::{Cluster, Micros, Model};
use stage::parts::{Row, Table};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment, Pace, Role, Scenario,
};

/// The demo.
pub struct Failover;

/// How long a run is.
const RUN: Micros = Micros::from_millis(4_500);

const CARD: Card = Card {
    title: "Failover: acknowledged, and lost",
    watch_for: "the green cells that only S1 has.",
    insight: "What a leader acknowledges before a follower has it is lost when that \
              follower takes over: the write rate times the lag.",
    why: "A leader that is cut off looks dead to all others, and is not. Only a lease \
          that runs out makes it stop by itself.",
    fidelity: Fidelity {
        models: "Servers, a monitor and two clients run the protocol: logs that are \
                 forced to disk and sent to followers, six policies of \
                 acknowledgement, heartbeats, a poll, promotion under a new epoch, \
                 leases, refusals, redirected clients, and former leaders that drop \
                 what the new one does not have.",
        leaves_out: "The monitor stands for a group of replicas. Clocks run at the same \
                     speed, which a lease needs. Nobody reads. A leader that restarts \
                     before it is missed is replaced all the same.",
        constants: "A message takes about 40 ms, so that it can be watched, and a disk \
                    10 ms. A heartbeat is sent four times in the time after which the \
                    leader is taken to be dead. Semi-synchronous replication falls \
                    back after 400 ms here; MySQL's default is 10 s.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_millis(500) }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(1_400),
};

impl Demo for Failover {
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
        let rows = servers(cluster).map(|(node, server)| {
            let (role, state) = words::of_server(cluster, node, moment.now);
            let cells = vec![
                state,
                server.promised().0.to_string(),
                server.log().len().to_string(),
                server.log().synced().to_string(),
                server.acknowledged().len().to_string(),
            ];
            Row::new(cluster.name(node), cells).role(role)
        });
        let mut cells = vec![words::of_monitor(monitor(cluster))];
        cells.push(monitor(cluster).place().epoch.0.to_string());
        cells.extend([(); 3].map(|()| "–".to_string()));
        let last = Row::new("monitor", cells).role(Role::Follower);
        let head = ["", "state", "epoch", "entries", "on disk", "acknowledged"];
        Table {
            caption: format!(
                "The servers and the monitor at {}",
                moment.now.clock()
            ),
            head: head.map(Into::into).into(),
            rows: rows.chain([last]).collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        checks::checks(moment)
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(moment.model)
    }
}
