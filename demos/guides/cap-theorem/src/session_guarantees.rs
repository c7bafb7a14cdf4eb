//! A client reads from followers that are behind: see what it has seen vanish, and what
//! keeps it.

mod checks;
mod history;
mod picture;
mod scenarios;
mod settings;
mod words;

use models::replication::leader_follower::{
    Command, Node, clients, cluster, servers,
};
use settings::Settings;
use sim::{Cluster, Edit, Micros, Model};
use stage::cluster::{message, node, node_id};
use stage::parts::{Row, Table};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Mark, Marks, Moment, Pace, Scenario,
};

/// The demo.
pub struct SessionGuarantees;

/// How long a run is.
const RUN: Micros = Micros::from_millis(4_500);

const CARD: Card = Card {
    title: "Session guarantees: what C1 has seen",
    watch_for: "C1's row: does each read have all on its left?",
    insight: "A follower that is behind shows a client less than it has seen: only a \
              token that says how far that was keeps it from that always.",
    why: "One server is behind as well, though never more than before, and it dies. A \
          token asks any server to wait, or to say that what was seen is lost.",
    fidelity: Fidelity {
        models: "The servers, the monitor and the clients of the figure about failover, \
                 asynchronous, with reads: of any server, of one, of the leader, or \
                 with the position that the client has seen. Servers wait until they \
                 are as far, and tell what is lost for good.",
        leaves_out: "A read is of all that there is. The other two session guarantees \
                     hold here: all writes go through one log.",
        constants: "A message takes about 40 ms and a disk 10 ms. The followers are 300 \
                    and 450 ms behind, so that it can be seen.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_millis(500) }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(800),
};

impl Demo for SessionGuarantees {
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
            let last = server.log().entries().last();
            let cells = vec![
                state,
                server.log().len().to_string(),
                server.log().synced().to_string(),
                last.map_or_else(|| "–".into(), |entry| entry.write.to_string()),
            ];
            Row::new(cluster.name(node), cells).role(role)
        });
        Table {
            caption: format!("The servers at {}", moment.now.clock()),
            head: ["", "state", "entries", "on disk", "the last"]
                .map(Into::into)
                .into(),
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        checks::checks(moment)
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        let cluster = moment.model;
        let writers = clients(cluster).map(|(id, client)| {
            Mark::new(node_id(id), cluster.name(id))
                .state(words::of_client(client))
                .action("Write now", Edit::Ask(id, Command::Write))
        });
        let servers = servers(cluster).map(|(id, _)| {
            let state = words::of_server(cluster, id, moment.now).1;
            node(cluster, id, cluster.name(id)).state(state)
        });
        let name = |node| cluster.name(node);
        let messages = cluster.in_flight();
        let messages = messages.filter(|(_, m)| words::is_drawn(&m.message));
        let messages = messages.map(|(id, m)| message::<Node>(id, m, &name));
        writers.chain(servers).chain(messages).collect()
    }
}
