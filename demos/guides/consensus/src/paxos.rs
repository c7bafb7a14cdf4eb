//! Two proposers duel: nothing wrong is ever chosen, and perhaps nothing at all.

mod ledger;
mod marks;
mod nodes;
mod scenarios;
mod settings;
mod state;

use models::consensus::paxos::{self as model, Agreement, Contest, Message};
use settings::Settings;
use sim::record::downtimes;
use sim::{Micros, Model, NodeId};
use stage::parts::{Flight, Lane, Row, SpaceTime, Table, row};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment, Pace, Role,
    Scenario, Verdict, element,
};

/// The demo.
pub struct Paxos;

/// How long a run is: room for eight ballots of each proposer.
const UNTIL: Micros = Micros::from_millis(400);

/// How much of a run the space–time diagram has room for.
const SHOWN: Micros = Micros::from_millis(220);

const CARD: Card = Card {
    title: "Paxos: proposers in a duel",
    watch_for: "the rows: a value is chosen once a majority in one has voted for it.",
    insight: "Proposers that adopt earlier votes never have two values chosen, but \
              they can keep each other from having any; a random wait ends that.",
    why: "A higher promise makes a lower ballot fail, which Paxos needs to be safe. \
          Proposers that answer every refusal with a still higher ballot fail each \
          other in turn. Waiting at random breaks the symmetry.",
    fidelity: Fidelity {
        models: "Both phases of single-decree Paxos: ballots, promises that carry the \
                 last vote, votes, refusals, disk writes before each answer, crashes \
                 and restarts with what is on disk, time-outs for lost messages.",
        leaves_out: "One distinguished proposer, which is how real systems avoid the \
                     duel; separate learners: here a proposer that has the votes tells \
                     the other proposers. Real servers are proposer and acceptor in \
                     one.",
        constants: "A message takes 10 ms and a disk write as long, as on spinning \
                    disks, so that they can be watched. With latency L and a write of \
                    F the duel lasts for ever if the second begins between 2L and \
                    2L + F after the first: here 20 to 30 ms.",
    },
    pace: Some(Pace { until: UNTIL, per_second: Micros::from_millis(40) }),
    seed: 7,
    curated: None,
    rest: Micros::from_millis(43),
};

impl Demo for Paxos {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Contest;

    fn model(settings: &Settings, seed: u64) -> Contest {
        Contest::new(&settings.of_model(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        row([nodes::draw(moment), ledger::draw(moment)])
    }

    fn space_time(moment: &Moment<'_, Self>) -> Option<Element> {
        let cluster = moment.model.cluster();
        let end = (moment.now + Micros::from_millis(30)).max(SHOWN);
        let lane = |node: NodeId| Lane {
            name: cluster.name(node).into(),
            stretches: downtimes(moment.records, node, moment.now)
                .into_iter()
                .map(|(start, end)| (start, end, Role::Lost))
                .collect(),
        };
        let diagram = SpaceTime {
            layout: moment.layout,
            size: SpaceTime::alone(moment.layout),
            window: (end - SHOWN, end),
            now: moment.now,
            lanes: cluster.nodes().map(lane).collect(),
            records: moment.records,
            role: role_of_label,
            in_flight: cluster
                .in_flight()
                .map(|flight| Flight::of_cluster(flight, moment.now, role_of_label))
                .collect(),
            stamps: Vec::new(),
            highlights: Vec::new(),
            has_grips: false,
        };
        let legend = nodes::legend(moment.layout);
        let diagram = diagram.draw("Space–time diagram of the ballots");
        Some(element("div").child(legend).child(diagram))
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let cluster = moment.model.cluster();
        let rows = cluster.nodes().map(|node| {
            let state = state::of(moment.model, node);
            let cells = vec![state.phase.into(), state.ballot, state.value];
            Row::new(cluster.name(node), cells).role(state.role)
        });
        Table {
            caption: format!("The nodes at {}", moment.now.clock()),
            head: ["node", "state", "ballot", "value"].map(Into::into).into(),
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let cluster = moment.model.cluster();
        let (agreement, chosen, detail) = match model::agreement(cluster) {
            // What is not decided now may be decided later.
            Agreement::Open => {
                (Verdict::Holds, Verdict::Open, "nothing yet".into())
            }
            Agreement::On(value) => {
                (Verdict::Holds, Verdict::Holds, value.to_string())
            }
            Agreement::Broken(one, other) => {
                (Verdict::Fails, Verdict::Fails, format!("both {one} and {other}"))
            }
        };
        let check = |name, verdict, detail| Check { name, verdict, detail };
        vec![
            check("One value at most", agreement, String::new()),
            check("Chosen", chosen, detail),
        ]
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(moment.model)
    }
}

/// The role of a message.
fn role_of(message: &Message) -> Role {
    match message {
        Message::Prepare(_) => Role::Candidate,
        Message::Promise(..) => Role::Follower,
        Message::Accept(_) => Role::Leader,
        // A vote is none of a majority yet.
        Message::Accepted(_) => Role::Doubt,
        Message::Chosen(_) => Role::Committed,
        Message::Refused { .. } => Role::Lost,
    }
}

/// The same for one of which only the words are left, as in a diagram of the past.
fn role_of_label(label: &str) -> Role {
    let is = |start: &str| label.starts_with(start);
    if is("Prepare") {
        Role::Candidate
    } else if is("Promise") {
        Role::Follower
    } else if is("Accepted") {
        Role::Doubt
    } else if is("Chosen") {
        Role::Committed
    } else if is("Accept") {
        Role::Leader
    } else {
        Role::Lost
    }
}
