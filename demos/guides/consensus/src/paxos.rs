//! Two proposers duel: nothing wrong is ever chosen, and perhaps nothing at all.

mod history;
mod picture;
mod settings;

use models::consensus::paxos::{self as model, Agreement, Node, Phase};
use settings::Settings;
use sim::cluster::Condition;
use sim::{Cluster, Micros, Model, NodeId};
use stage::parts::{Flight, Lane, Row, SpaceTime, Table};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Moment, Offer, Pace, Prediction,
    Role, Verdict, element,
};

/// The demo.
pub struct Paxos;

/// How long a run is: room for eight ballots of each proposer.
const UNTIL: Micros = Micros::from_millis(400);

const CARD: Card = Card {
    title: "Paxos: proposers in a duel",
    watch_for: "the moment when an acceptor promises another's higher ballot: the \
                votes that were under way then are refused.",
    insight: "Proposers that adopt earlier votes never have two values chosen, but \
              they can keep each other from having any; a random wait ends that.",
    why: "A higher promise makes a lower ballot fail, which is what makes Paxos safe. \
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
    prediction: Some(Prediction {
        question: "P1 wants A, P2 wants B and begins 25 ms later. Whoever is refused \
                   tries again at once in a higher ballot. What is chosen?",
        answers: &[
            (
                "One of the two values, after a few ballots",
                "Here one proposer had its votes before the other could promise them \
                 away, and every later ballot has to keep that value.",
            ),
            (
                "Nothing, however long it runs",
                "Each prepared in time to have the other's votes refused. As the \
                 question has it, the same pattern comes back every 50 ms, two rounds \
                 higher, for ever: no message is lost and nobody crashes.",
            ),
            (
                "Both, one by each proposer",
                "Agreement is broken: a proposer asked for its own value although a \
                 majority may have voted for another.",
            ),
        ],
    }),
    pace: Some(Pace { until: UNTIL, per_second: Micros::from_millis(40) }),
    seed: 7,
    curated: None,
    rest: Micros::from_millis(52),
};

impl Demo for Paxos {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;

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
        let lane = |node: NodeId| Lane {
            name: cluster.name(node).into(),
            stretches: history::of(moment, node)
                .into_iter()
                .map(|stretch| (stretch.start, stretch.end, stretch.role))
                .collect(),
        };
        let diagram = SpaceTime {
            layout: moment.layout,
            size: SpaceTime::alone(moment.layout),
            window: picture::window(moment),
            now: moment.now,
            lanes: cluster.nodes().map(lane).collect(),
            records: moment.records,
            role: message_role,
            in_flight: cluster
                .in_flight()
                .map(|flight| Flight::of_cluster(flight, moment.now, message_role))
                .collect(),
            stamps: Vec::new(),
            highlights: Vec::new(),
            has_grips: false,
        };
        let legend = picture::legend(moment.layout);
        let diagram = diagram.draw("Space–time diagram of the ballots");
        Some(element("div").child(legend).child(diagram))
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let cluster = moment.model;
        let rows = cluster.nodes().map(|node| {
            let (role, state) = state(cluster, node);
            let [ballot, value] = words(cluster, node);
            Row::new(cluster.name(node), vec![state.into(), ballot, value])
                .role(role)
        });
        Table {
            caption: format!("The nodes at {}", moment.now.clock()),
            head: ["node", "state", "ballot", "value"].map(Into::into).into(),
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let ballots = format!("{} ballots begun", model::attempts(moment.model));
        let (agreement, decided) = match model::agreement(moment.model) {
            Agreement::Open => {
                let is_over = moment.now >= UNTIL;
                let decided = if is_over { Verdict::Fails } else { Verdict::Open };
                ((Verdict::Holds, "nothing is chosen".into()), decided)
            }
            Agreement::On(value) => {
                ((Verdict::Holds, format!("{value} is chosen")), Verdict::Holds)
            }
            Agreement::Broken(one, other) => {
                let detail = format!("{one} and {other} are chosen");
                ((Verdict::Fails, detail), Verdict::Holds)
            }
        };
        let (verdict, detail) = agreement;
        vec![
            Check { name: "Agreement", verdict, detail },
            Check { name: "Decided", verdict: decided, detail: ballots },
        ]
    }

    fn offers(moment: &Moment<'_, Self>) -> Vec<Offer> {
        let cluster = moment.model;
        let name = |node| cluster.name(node);
        let messages = |verb, edit| {
            Offer::for_messages(verb, edit, cluster.in_flight(), &name)
        };
        let up = cluster.nodes_in(Condition::Up);
        let stopped = cluster.nodes_in(Condition::Stopped);
        vec![
            Offer::for_nodes("Crash", "crash", up, &name),
            Offer::for_nodes("Restart", "restart", stopped, &name),
            messages("Drop", "drop"),
            messages("Hold", "hold"),
            messages("Deliver", "release"),
        ]
    }

    fn outcome(moment: &Moment<'_, Self>) -> Option<usize> {
        let Settings { proposers, loss, adopt, .. } = *moment.settings;
        let is_asked_about = proposers == 2 && loss == 0 && moment.edits.is_empty();
        match model::agreement(moment.model) {
            Agreement::Broken(..) => Some(2),
            Agreement::Open | Agreement::On(_) if !is_asked_about => None,
            Agreement::Open => (moment.now >= UNTIL).then_some(1),
            Agreement::On(_) => adopt.then_some(0),
        }
    }
}

/// What a node is now: its role in the picture, and that in words.
fn state(cluster: &Cluster<Node>, node: NodeId) -> (Role, &'static str) {
    if cluster.condition(node) == Condition::Stopped {
        return (Role::Lost, "stopped");
    }
    match cluster.process(node) {
        Node::Proposer(proposer) => {
            let role = match proposer.phase() {
                Phase::Waiting => Role::Follower,
                Phase::Preparing { .. } => Role::Candidate,
                Phase::Proposing { .. } => Role::Leader,
                Phase::Decided(_) => Role::Committed,
            };
            (role, proposer.phase().words())
        }
        Node::Acceptor(acceptor) => {
            let vote = acceptor.votes().last().map(|vote| vote.ballot);
            match acceptor.promised() {
                None => (Role::Follower, "has promised nothing"),
                promised if promised == vote => (Role::Committed, "has voted"),
                Some(_) => (Role::Doubt, "has promised"),
            }
        }
    }
}

/// The ballot and the value that a node stands at, in words.
fn words(cluster: &Cluster<Node>, node: NodeId) -> [String; 2] {
    match cluster.process(node) {
        Node::Proposer(proposer) => {
            let ballot = match proposer.attempts() {
                0 => String::from("–"),
                _ => proposer.ballot().to_string(),
            };
            let value = match proposer.phase() {
                Phase::Waiting | Phase::Preparing { .. } => {
                    format!("wants {}", proposer.wish())
                }
                Phase::Proposing { value, .. } => format!("asks for {value}"),
                Phase::Decided(value) => format!("{value} chosen"),
            };
            [ballot, value]
        }
        Node::Acceptor(acceptor) => {
            let promised = acceptor.promised();
            let vote = acceptor.votes().last();
            [
                promised.map_or("–".into(), |ballot| ballot.to_string()),
                vote.map_or("no vote".into(), |v| {
                    format!("{} {}", v.value, v.ballot)
                }),
            ]
        }
    }
}

/// The role of a message, by its label.
fn message_role(label: &str) -> Role {
    let is = |start: &str| label.starts_with(start);
    if is("Prepare") {
        Role::Candidate
    } else if is("Promise") {
        Role::Doubt
    } else if is("Accepted") || is("Chosen") {
        Role::Committed
    } else if is("Accept") {
        Role::Leader
    } else {
        Role::Lost
    }
}
