//! Watch one decision, message by message, and see what replicas that lie cost.

mod checks;
mod hearsay;
mod quorum;
mod ring;
mod scenarios;
mod tally;

use models::consensus::decision::{self, Honesty, Message, Server};
use models::consensus::quorum_cost::Protocol;
use serde::{Deserialize, Serialize};
use sim::{Cluster, Micros};
use stage::parts::{Row, SpaceTime, Table, row};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment, Pace, Role, Scenario,
};

/// The demo.
pub struct QuorumCost;

/// The fewest servers: four, so that with PBFT one may lie.
const FEWEST: u32 = 4;
/// The most: with more the messages of PBFT are one cloud.
const MOST: u32 = 13;
/// How long a run is: the four delays of Paxos at their longest.
const UNTIL: Micros = Micros::from_millis(70);

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
    watch_for: "the boxes that fill, and the dots: each is one message.",
    insight: "A stable leader decides with 2(n − 1) messages in one round trip; \
              PBFT, where some may lie, takes 2n(n − 1).",
    why: "Phase 1 of Paxos can be done once for all decisions to come: that is what a \
          leader is. With PBFT nobody may be believed alone, so each replica asks all \
          the others, twice.",
    fidelity: Fidelity {
        models: "The normal case of each protocol, from the request to S1 until the \
                 last message has come. A test says that these are the messages of \
                 whole runs of the Paxos and the Raft of the other figures.",
        leaves_out: "The client's own messages; telling the followers, which rides on \
                     the next message; batches, with which one round serves many \
                     requests; signatures, view changes, elections, and sending \
                     again. Only S1 lies, and only by telling half of the others \
                     another value.",
        constants: "A message takes 10 ms; if you let that vary, the seed has how \
                    much. A quorum is a majority; with PBFT 2f + 1 of 3f + 1 \
                    servers, so that any two quorums share one that is honest.",
    },
    pace: Some(Pace { until: UNTIL, per_second: Micros::from_millis(8) }),
    seed: 1,
    curated: None,
    rest: Micros::ZERO,
};

impl Settings {
    fn of_model(&self) -> decision::Settings {
        decision::Settings {
            protocol: self.protocol.of_model(),
            servers: self.servers,
            jitter_percent: self.jitter,
            asked: match self.lies {
                true => Honesty::Lies,
                false => Honesty::Honest,
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
fn name(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Paxos => "Paxos",
        Protocol::MultiPaxos => "Multi-Paxos",
        Protocol::Raft => "Raft",
        Protocol::Pbft => "PBFT",
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
        row([ring::draw(moment), tally::draw(moment)])
    }

    fn space_time(moment: &Moment<'_, Self>) -> Option<Element> {
        let cluster = moment.model;
        let diagram = SpaceTime::of_cluster(
            cluster,
            moment.records,
            (Micros::ZERO, UNTIL),
            moment.layout,
            |kind| role_of(kind.among(&Message::ALL)),
        );
        Some(diagram.draw("Space–time diagram of the decision"))
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let n = moment.settings.servers;
        let rows = Protocol::ALL.into_iter().map(|protocol| {
            let chosen = protocol == moment.settings.protocol.of_model();
            let cells = vec![
                protocol.messages(n).to_string(),
                protocol.delays().to_string(),
                protocol.quorum(n).to_string(),
                protocol.faults(n).to_string(),
            ];
            Row::new(name(protocol), cells).role(match chosen {
                true => Role::Chosen,
                false => Role::Follower,
            })
        });
        let head = ["protocol", "messages", "delays", "quorum", "may fail"];
        Table {
            caption: format!("One decision among {n} servers"),
            head: head.map(Into::into).into(),
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        vec![match moment.settings.lies {
            true => checks::one_value(moment),
            false => checks::decided(moment),
        }]
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        ring::marks(moment.model)
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
