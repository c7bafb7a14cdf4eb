//! Count the messages of one decision, and see what replicas that lie cost.

mod picture;

use crate::still::Still;
use models::consensus::quorum_cost::{Protocol, delays, hops};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::parts::{Row, Table};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Moment, Prediction, Role, Verdict,
};

/// The demo.
pub struct QuorumCost;

/// The fewest servers: four, so that PBFT bears one that lies.
pub const FEWEST: u32 = 4;
/// The most: with more the picture of PBFT is one grey field.
pub const MOST: u32 = 13;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    protocol: Choice,
    servers: u32,
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
        Settings { protocol: Choice::Raft, servers: 4 }
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

const KNOBS: &[Knob] =
    &[PROTOCOL, Knob::linear("servers", "Servers", "", (FEWEST, MOST, 1))];

const CARD: Card = Card {
    title: "Quorum cost: messages for one decision",
    watch_for: "who speaks to whom: with a leader every message has the leader at one \
                end. In PBFT, where any replica may lie, everyone hears it from \
                everyone.",
    insight: "A stable leader decides with 2(n − 1) messages in one round trip; \
              PBFT, which bears liars, takes 2n(n − 1).",
    why: "Phase 1 of Paxos can be done once for all decisions to come: that is what a \
          leader is. With PBFT nobody may be believed alone, so each replica asks all \
          the others, twice.",
    fidelity: Fidelity {
        models: "The messages are counted in runs of the same Paxos and Raft that the \
                 other figures show, and of the three phases of PBFT, until the server \
                 that was asked knows the decision.",
        leaves_out: "The client's own messages; telling the followers, which rides on \
                     the next message; batches, with which one round serves many \
                     requests; signatures, view changes and checkpoints.",
        constants: "There are none: the curves are 4(n − 1), 2(n − 1) and 2n(n − 1), \
                    and a test says that the counts lie on them.",
    },
    prediction: Some(Prediction {
        question: "PBFT with 4 servers bears one that lies, with 13 it bears four. How \
                   many times as many messages does a decision take then?",
        answers: &[
            (
                "About 3 times: as many as there are servers",
                "That is Raft's growth.",
            ),
            (
                "About 13 times",
                "312 messages instead of 24: n servers each speak to \
                                n − 1 others, twice.",
            ),
            (
                "Twice: a quorum grows more slowly",
                "Messages go to all, not to a \
                                                    quorum.",
            ),
        ],
    }),
    pace: None,
    seed: 1,
    curated: None,
    rest: Micros::ZERO,
};

impl Settings {
    fn protocol(&self) -> Protocol {
        self.protocol.of_model()
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
pub fn name(protocol: Protocol) -> &'static str {
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

    type Settings = Settings;
    type Model = Still;

    /// The counts: of each protocol, for each number of servers; those of Raft and
    /// Multi-Paxos are the same, which a test asserts.
    fn model(_: &Settings, _: u64) -> Still {
        let figures = picture::CURVES
            .iter()
            .flat_map(|protocol| {
                (FEWEST..=MOST).map(|n| hops(*protocol, n).len() as u32)
            })
            .collect();
        Still { figures }
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let n = moment.settings.servers;
        let rows = Protocol::ALL.into_iter().map(|protocol| {
            let chosen = protocol == moment.settings.protocol();
            let hops = hops(protocol, n);
            let cells = vec![
                hops.len().to_string(),
                protocol.messages(n).to_string(),
                delays(&hops).to_string(),
                protocol.faults(n).to_string(),
            ];
            Row::new(name(protocol), cells).role(match chosen {
                true => Role::Chosen,
                false => Role::Follower,
            })
        });
        let head = ["protocol", "messages", "formula", "delays", "faults borne"];
        Table {
            caption: format!("One decision among {n} servers"),
            head: head.map(Into::into).into(),
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let (protocol, n) = (moment.settings.protocol(), moment.settings.servers);
        let counted = hops(protocol, n).len() as u32;
        let formula = protocol.messages(n);
        vec![Check {
            name: "Counted = formula",
            verdict: Verdict::of(counted == formula),
            detail: format!("{counted} messages"),
        }]
    }

    fn outcome(moment: &Moment<'_, Self>) -> Option<usize> {
        let is_answered = moment.settings.protocol == Choice::Pbft
            && moment.settings.servers == MOST;
        is_answered.then_some(1)
    }
}
