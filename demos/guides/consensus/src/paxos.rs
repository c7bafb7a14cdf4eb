//! Two proposers duel: nothing wrong is ever chosen, and perhaps nothing at all.

mod ledger;
mod marks;
mod nodes;
mod scenarios;
mod settings;
mod state;

use models::consensus::paxos::{self as model, Agreement, Contest, Kind};
use settings::Settings;
use sim::{MessageKind, Micros, Model};
use stage::parts::{Row, SpaceTime, Table, row};
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
                    disks. The duel lasts for ever if the second begins 20 to 30 ms \
                    after the first.",
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
        let window = (end - SHOWN, end);
        let role = |kind: MessageKind| role_of(kind.among(&Kind::ALL));
        let diagram = SpaceTime::of_cluster(
            cluster,
            moment.records,
            window,
            moment.layout,
            role,
        );
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

/// The role of a message of a kind.
const fn role_of(kind: Kind) -> Role {
    match kind {
        Kind::Prepare => Role::Candidate,
        Kind::Promise => Role::Follower,
        Kind::Accept => Role::Leader,
        // A vote is none of a majority yet.
        Kind::Accepted => Role::Doubt,
        Kind::Chosen => Role::Committed,
        Kind::Refused => Role::Lost,
    }
}
