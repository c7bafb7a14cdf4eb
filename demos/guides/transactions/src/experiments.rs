//! What the guide's prose quotes, worked out by the engine.

use models::transactions::two_phase_commit::{
    self as model, Coordination, Protocol, Settings, Termination,
};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::{Experiment, Knob};

/// Runs behind a share: its standard error is below half a percentage point.
const RUNS: u32 = 10_000;

/// The way of committing that an experiment is about.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Variant {
    protocol: Phases,
    standby: bool,
    cooperative: bool,
    participants: u32,
    latency: u32,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Phases {
    TwoPhase,
    ThreePhase,
}

impl Default for Variant {
    fn default() -> Variant {
        Variant {
            protocol: Phases::TwoPhase,
            standby: false,
            cooperative: false,
            participants: 3,
            latency: 15,
        }
    }
}

const KNOBS: &[Knob] = &[
    Knob::choice(
        "protocol",
        "Protocol",
        &[("two-phase", "two-phase"), ("three-phase", "three-phase")],
    ),
    Knob::toggle("standby", "Replicated coordinator"),
    Knob::toggle("cooperative", "Ask the other participants"),
    Knob::linear("participants", "Participants", "", (1, 20, 1)),
    Knob::linear("latency", "One-way latency", "ms", (1, 200, 1)),
];

impl Variant {
    fn settings(&self) -> Settings {
        Settings {
            protocol: match self.protocol {
                Phases::TwoPhase => Protocol::TwoPhase,
                Phases::ThreePhase => Protocol::ThreePhase,
            },
            coordination: match self.standby {
                true => Coordination::Replicated,
                false => Coordination::Single,
            },
            termination: match self.cooperative {
                true => Termination::Cooperative,
                false => Termination::AskCoordinator,
            },
            participants: self.participants,
            latency: Micros::from_millis(self.latency.into()),
            ..Settings::default()
        }
    }
}

/// How often a crash blocks someone.
pub struct BlockingShare;

impl Experiment for BlockingShare {
    const SAYS: &'static str = "share of runs that leave a participant blocked when the \
                                coordinator dies for good at a random moment of the run";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Variant;

    fn run(variant: &Variant) -> String {
        let share = model::blocking_share(&variant.settings(), RUNS).per_mille();
        format!("{} %", (share + 5) / 10)
    }
}

/// How long a participant is in doubt when nothing goes wrong.
pub struct InDoubtWindow;

impl Experiment for InDoubtWindow {
    const SAYS: &'static str = "median time from a yes vote to the outcome, without any fault, in milliseconds";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Variant;

    fn run(variant: &Variant) -> String {
        let windows = model::doubt_windows(&variant.settings(), 1_000);
        format!("{} ms", windows[windows.len() / 2].as_millis())
    }
}

/// How many messages a commit takes.
pub struct MessagesPerCommit;

impl Experiment for MessagesPerCommit {
    const SAYS: &'static str = "messages until every participant has heard the outcome, \
                                without acknowledgements";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Variant;

    fn run(variant: &Variant) -> String {
        model::cost(&variant.settings()).messages.to_string()
    }
}

/// How many one-way delays a commit takes.
pub struct DelaysPerCommit;

impl Experiment for DelaysPerCommit {
    const SAYS: &'static str = "one-way message delays from the client's request until \
                                every participant has heard the outcome";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Variant;

    fn run(variant: &Variant) -> String {
        model::cost(&variant.settings()).delays.to_string()
    }
}
