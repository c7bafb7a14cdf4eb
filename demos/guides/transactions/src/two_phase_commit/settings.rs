//! What a reader may choose, in the words of knobs and URLs.

use models::transactions::two_phase_commit as model;
use serde::{Deserialize, Serialize};
use sim::{Micros, NodeId};
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    participants: u32,
    crash: Crash,
    repair: u32,
    protocol: Protocol,
    standby: bool,
    cooperative: bool,
    presumed_abort: bool,
    dissent: bool,
    latency: u32,
    loss: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Crash {
    Never,
    BeforePrepare,
    AfterPrepare,
    AfterVotes,
    AfterLogging,
    AfterFirstTold,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Protocol {
    TwoPhase,
    ThreePhase,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            participants: 3,
            crash: Crash::Never,
            repair: 250,
            protocol: Protocol::TwoPhase,
            standby: false,
            cooperative: false,
            presumed_abort: false,
            dissent: false,
            latency: 15,
            loss: 0,
        }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice(
        "crash",
        "Coordinator crashes",
        &[
            ("never", "never"),
            ("before-prepare", "before Prepare"),
            ("after-prepare", "after Prepare"),
            ("after-votes", "after the votes"),
            ("after-logging", "after logging the outcome"),
            ("after-first-told", "after telling one"),
        ],
    ),
    Knob::linear("repair", "Repaired after (0: never)", "ms", (0, 1_500, 50)),
    Knob::choice(
        "protocol",
        "Protocol",
        &[("two-phase", "two-phase"), ("three-phase", "three-phase")],
    ),
    Knob::linear("participants", "Participants", "", (2, 5, 1)),
    Knob::linear("latency", "One-way latency", "ms", (5, 60, 1)),
    Knob::linear("loss", "Messages lost", "%", (0, 60, 1)),
    Knob::toggle("standby", "Replicated C, two-phase only"),
    Knob::toggle("cooperative", "Ask the other participants"),
    Knob::toggle("presumed-abort", "Presumed abort"),
    Knob::toggle("dissent", "P1 votes no"),
];

impl Settings {
    /// The same in the model's terms.
    pub fn of_model(&self) -> model::Settings {
        model::Settings {
            participants: self.participants,
            protocol: match self.protocol {
                Protocol::TwoPhase => model::Protocol::TwoPhase,
                Protocol::ThreePhase => model::Protocol::ThreePhase,
            },
            coordination: match self.standby {
                true => model::Coordination::Replicated,
                false => model::Coordination::Single,
            },
            presumption: match self.presumed_abort {
                true => model::Presumption::Abort,
                false => model::Presumption::Nothing,
            },
            termination: match self.cooperative {
                true => model::Termination::Cooperative,
                false => model::Termination::AskCoordinator,
            },
            crash: match self.crash {
                Crash::Never => model::CrashPoint::Never,
                Crash::BeforePrepare => model::CrashPoint::BeforePrepare,
                Crash::AfterPrepare => model::CrashPoint::AfterPrepare,
                Crash::AfterVotes => model::CrashPoint::AfterVotes,
                Crash::AfterLogging => model::CrashPoint::AfterLogging,
                Crash::AfterFirstTold => model::CrashPoint::AfterFirstTold,
            },
            repair: (self.repair > 0)
                .then(|| Micros::from_millis(self.repair.into())),
            latency: Micros::from_millis(self.latency.into()),
            vote_timeout: Micros::from_millis(
                (4 * u64::from(self.latency)).max(80),
            ),
            loss_percent: self.loss,
            dissenter: self.dissent.then_some(NodeId(1)),
        }
    }
}
