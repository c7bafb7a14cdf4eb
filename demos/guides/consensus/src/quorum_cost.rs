//! Watch one decision, message by message, and see what replicas that lie cost.

mod checks;
mod count;
mod frame;
mod hearsay;
mod journeys;
mod messages;
mod scenarios;
mod servers;
mod tally;
mod wait;

use frame::Frame;
use models::consensus::decision::{self, Honesty, Message, Server, Value};
use models::consensus::quorum_cost::Protocol;
use serde::{Deserialize, Serialize};
use sim::{Cluster, Micros};
use stage::parts::{Row, Table, picture};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment, Pace, Role,
    Scenario, element,
};

/// The demo.
pub struct QuorumCost;

/// The fewest servers: four, so that with PBFT one may lie.
const FEWEST: u32 = 4;
/// The most: with more the messages of PBFT are one cloud.
const MOST: u32 = 13;
/// How long a run is: the six delays of two entries at their longest.
const UNTIL: Micros = Micros::from_millis(110);

/// S1 has been asked, its messages are under way, and none can have come.
const UNDER_WAY: Micros = Micros::from_millis(3);

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    protocol: Choice,
    servers: u32,
    jitter: u32,
    lies: bool,
}

/// A protocol, in the words of knobs and URLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    Paxos,
    MultiPaxos,
    Raft,
    Pbft,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { protocol: Choice::Raft, servers: 5, jitter: 40, lies: false }
    }
}

/// Which protocol decides.
pub const PROTOCOL: Knob = Knob::choice(
    "protocol",
    "Protocol",
    &[
        ("paxos", "Paxos"),
        ("multi-paxos", "Multi-Paxos"),
        ("raft", "Raft"),
        ("pbft", "PBFT"),
    ],
);

const KNOBS: &[Knob] = &[
    PROTOCOL,
    Knob::linear("servers", "Servers", "", (FEWEST, MOST, 1)),
    Knob::toggle("lies", "S1 lies"),
    Knob::linear("jitter", "Latency 10 ms, ±", "%", (0, 50, 10)),
];

const CARD: Card = Card {
    title: "Quorum cost: what one decision takes",
    watch_for: "the lines: each is a message, and S1 counts who answers.",
    insight: "A stable leader decides with 2(n − 1) messages in one round trip; \
              PBFT, where some may lie, takes 2n(n − 1).",
    why: "Phase 1 of Paxos can be done once for all decisions to come: that is what a \
          leader is. With PBFT nobody may be believed alone, so each replica asks all \
          the others, twice.",
    fidelity: Fidelity {
        models: "The normal case of each protocol, from the request to S1 until the \
                 last message has come; with Multi-Paxos two requests. A test says that these are the messages of \
                 whole runs of the Paxos and the Raft of the other figures.",
        leaves_out: "The client's own messages; telling the followers, which rides on \
                     the next message; signatures, view changes, elections, and \
                     sending again.",
        constants: "A message takes 10 ms. A quorum is a majority; with PBFT 2f + 1 of 3f + 1 \
                    servers, so that any two quorums share one that is honest.",
    },
    pace: Some(Pace { until: UNTIL, per_second: Micros::from_millis(8) }),
    seed: 1,
    curated: None,
    rest: UNDER_WAY,
};

impl Settings {
    fn of_model(&self) -> decision::Settings {
        decision::Settings {
            protocol: match self.protocol {
                // S1 has yet to do phase 1.
                Choice::MultiPaxos => Protocol::Paxos,
                other => other.of_model(),
            },
            servers: self.servers,
            jitter_percent: self.jitter,
            asked: match self.lies {
                true => Honesty::Lies,
                false => Honesty::Honest,
            },
            // With one nobody would see that phase 1 is done once for all.
            entries: match self.protocol {
                Choice::MultiPaxos if !self.lies => 2,
                Choice::MultiPaxos | Choice::Paxos => 1,
                Choice::Raft | Choice::Pbft => 1,
            },
            ..decision::Settings::default()
        }
    }
}

impl Choice {
    /// The same in the model's terms.
    pub fn of_model(self) -> Protocol {
        match self {
            Choice::Paxos => Protocol::Paxos,
            Choice::MultiPaxos => Protocol::MultiPaxos,
            Choice::Raft => Protocol::Raft,
            Choice::Pbft => Protocol::Pbft,
        }
    }
}

/// What a protocol is called.
fn name(protocol: Choice) -> &'static str {
    match protocol {
        Choice::Paxos => "Paxos",
        Choice::MultiPaxos => "Multi-Paxos",
        Choice::Raft => "Raft",
        Choice::Pbft => "PBFT",
    }
}

impl Demo for QuorumCost {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Cluster<Server>;

    fn model(settings: &Settings, seed: u64) -> Cluster<Server> {
        decision::cluster(&settings.of_model(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        let frame = Frame::of(moment);
        let journeys = journeys::all(moment);
        let nodes = moment.model.nodes();
        let rows = nodes.map(|node| servers::draw(moment, &frame, &journeys, node));
        let told = moment.settings.protocol == Choice::Pbft;
        let told = told.then(|| {
            let table = hearsay::draw(moment, &frame);
            hearsay::rounds(&frame, &journeys).child(table)
        });
        let now = frame.upright(moment.now).class("now");
        picture(frame.size, "The servers, and the messages between them")
            .child(frame.draw_axis())
            .child(now)
            .child(element("g").children(rows))
            .child(messages::draw(moment, &frame, &journeys))
            .child(count::draw(moment, &frame))
            .child(wait::draw(moment, &frame, &journeys))
            .child(tally::draw(moment, &frame))
            .children(told)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let n = moment.settings.servers;
        let all = [Choice::Paxos, Choice::MultiPaxos, Choice::Raft, Choice::Pbft];
        let rows = all.map(|choice| {
            let protocol = choice.of_model();
            let cells = vec![
                protocol.messages(n).to_string(),
                protocol.delays().to_string(),
                protocol.quorum(n).to_string(),
                protocol.faults(n).to_string(),
            ];
            Row::new(name(choice), cells).role(
                match choice == moment.settings.protocol {
                    true => Role::Chosen,
                    false => Role::Follower,
                },
            )
        });
        let head = ["protocol", "messages", "delays", "quorum", "may fail"];
        Table {
            caption: format!("One decision among {n} servers"),
            head: head.map(Into::into).into(),
            rows: rows.into(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        vec![match moment.settings.lies {
            true => checks::one_value(moment),
            false => checks::decided(moment),
        }]
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        servers::marks(moment.model)
    }
}

/// The role of a value where S1 lies: what it was asked to write, or the lie.
fn value_role(value: Value) -> Role {
    match value {
        Value(1) => Role::Committed,
        Value(_) => Role::Candidate,
    }
}

/// The role of a message.
fn role_of(message: Message) -> Role {
    match message {
        Message::Prepare | Message::Told => Role::Candidate,
        Message::Promise => Role::Doubt,
        Message::Accept | Message::Append | Message::Order => Role::Leader,
        Message::Accepted | Message::Has | Message::Commit => Role::Committed,
    }
}
