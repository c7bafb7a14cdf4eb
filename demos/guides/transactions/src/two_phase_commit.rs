//! Kill the coordinator of a two-phase commit, and see who waits for it.

mod checks;
mod lanes;
mod marks;
mod nodes;
mod picture;
mod said;
mod scenarios;
mod settings;
mod state;

use models::transactions::two_phase_commit::{self as model, Message, Node};
use settings::Settings;
use sim::{Cluster, Micros, Model};
use stage::parts::{Row, SpaceTime, Table};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Layout, Marks, Moment, Pace,
    Scenario, element,
};
use state::{millis, role_of, since_yes, stages, state};

/// The demo.
pub struct TwoPhaseCommit;

/// By then all is settled that is settled without a repair.
const UNTIL: Micros = Micros::from_secs(2);

const CARD: Card = Card {
    title: "Atomic commit: the window in doubt",
    watch_for: "the purple bars: a participant has voted yes, knows no outcome, and \
                keeps its locks.",
    insight: "Only the window between a yes vote and the outcome blocks.",
    why: "Before its yes a participant may abort alone; after the outcome it is done. \
          In between, under two-phase commit, it waits for somebody who knows the \
          outcome or may decide it. Under three-phase commit those who hear each other \
          decide by what they know of the votes: cut apart, they may decide \
          differently.",
    fidelity: Fidelity {
        models: "The whole protocol runs: votes, forced log writes, the outcome, \
                 acknowledgements, time-outs, inquiries, recovery from the log, and the \
                 two ways around the coordinator, a standby and three-phase commit.",
        leaves_out: "Other transactions that want the locks, the time that a forced log \
                     write takes, and an operator who settles a doubt by hand. A \
                     standby stands for a replicated coordinator; it is one copy, not a \
                     consensus group.",
        constants: "A message takes the chosen latency, a third more or less, about \
                    what one region of a cloud needs many times over: it is slow so \
                    that it can be watched. Votes are awaited for 80 ms, or for two \
                    round trips where that is longer. None of the \
                    conclusions depends on these figures, only their ratio to one \
                    another.",
    },
    pace: Some(Pace { until: UNTIL, per_second: Micros::from_millis(50) }),
    seed: 7,
    curated: None,
    rest: Micros::from_millis(60),
};

impl Demo for TwoPhaseCommit {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Cluster<Node>;

    fn model(settings: &Settings, seed: u64) -> Cluster<Node> {
        model::cluster(&settings.of_model(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn space_time(moment: &Moment<'_, Self>) -> Option<Element> {
        let cluster = moment.model;
        let mut diagram = SpaceTime::of_cluster(
            cluster,
            moment.records,
            picture::window(moment),
            moment.layout,
            |kind| role_of(kind.among(&Message::ALL)),
        );
        diagram.size = match moment.layout {
            Layout::Wide => (620, 250),
            Layout::Narrow => (340, 500),
        };
        for (lane, node) in diagram.lanes.iter_mut().zip(cluster.nodes()) {
            lane.stretches.extend(stages(cluster, node, moment.now));
        }
        let legend = picture::legend(moment);
        let diagram = diagram.draw("Space–time diagram of the commit");
        Some(element("div").child(legend).child(diagram))
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let cluster = moment.model;
        let rows = cluster.nodes().map(|node| {
            let (role, state) = state(cluster, node);
            let held = match cluster.process(node) {
                Node::Participant(participant) => {
                    millis(participant.locks().held_for(moment.now))
                }
                Node::Coordinator(_) | Node::Standby(_) => "–".into(),
            };
            let waited = match since_yes(cluster, node, moment.now) {
                Some((since, end)) => millis(end.since(since)),
                None => "–".into(),
            };
            let writes = cluster.process(node).forced_writes().to_string();
            Row::new(cluster.name(node), vec![state.into(), waited, held, writes])
                .role(role)
        });
        Table {
            caption: format!("The nodes at {}", moment.now.clock()),
            head: [
                "node",
                "state",
                "from yes to outcome",
                "locks held for",
                "forced writes",
            ]
            .map(Into::into)
            .into(),
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        checks::checks(moment)
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(moment)
    }
}
