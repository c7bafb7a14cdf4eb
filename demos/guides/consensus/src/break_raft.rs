//! Switch off one rule of Raft, and have the shortest way to break it found.

mod marks;
mod reasons;
mod scenarios;
mod steps;
mod votes;

use crate::servers::{self, Hands, Scene};
use models::consensus::raft::breaking::{self, Action, Bounds};
use models::consensus::raft::{self, Rule, Rules, Trial};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::parts::{Table, row};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment, Pace, Scenario,
};

/// The demo.
pub struct BreakRaft;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    off: Off,
    steps: Steps,
}

/// Whose steps are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Steps {
    /// Those that the search found.
    Found,
    /// The same, with the rule kept.
    Kept,
    /// The reader's.
    Mine,
}

/// The rule that is switched off.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Off {
    Nothing,
    PersistVote,
    UpToDate,
    OwnTerm,
    Majority,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { off: Off::PersistVote, steps: Steps::Mine }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice(
        "off",
        "Rule in question",
        &[
            ("persist-vote", "keep votes on disk"),
            ("majority", "quorum is a majority"),
            ("up-to-date", "no vote for older logs"),
            ("own-term", "commit own term only"),
            ("nothing", "none"),
        ],
    ),
    Knob::choice(
        "steps",
        "Steps",
        &[
            ("mine", "your own"),
            ("kept", "the search's, rule kept"),
            ("found", "what the search found"),
        ],
    ),
];

impl Settings {
    /// What is so without the rule that is off.
    const fn title(&self) -> &'static str {
        match self.off {
            _ if matches!(self.steps, Steps::Kept) => "All rules are kept",
            Off::Nothing => "All rules are kept",
            Off::PersistVote => "A crash wipes out votes",
            Off::UpToDate => "Votes go to any log",
            Off::OwnTerm => "Old entries commit by copies",
            Off::Majority => "Any two are a quorum",
        }
    }

    /// The rules, with one of them off.
    pub fn rules(&self) -> Rules {
        let kept = Rules::KEPT;
        let off = Rule::Off;
        match self.off {
            Off::Nothing => kept,
            Off::PersistVote => Rules { vote_is_persistent: off, ..kept },
            Off::UpToDate => Rules { candidate_is_up_to_date: off, ..kept },
            Off::OwnTerm => Rules { commits_own_term: off, ..kept },
            Off::Majority => Rules { quorum_is_majority: off, ..kept },
        }
    }
}

/// How many entries of the logs are shown. Where a search takes the steps a log has
/// one at most.
const fn columns(steps: Steps) -> u32 {
    match steps {
        Steps::Found | Steps::Kept => 1,
        Steps::Mine => 2,
    }
}

/// How much of the run the space–time diagram shows: six steps.
const SPAN: Micros = Micros::from_millis(3_000);

const CARD: Card = Card {
    title: "Break Raft: which rule is there for what",
    watch_for: "two leaders of one term; or a leader without a solid (committed) \
                cell.",
    insight: "Take away any one rule, and a few steps that can happen in any network \
              break what Raft promises.",
    why: "The rules hold one chain together: a majority that committed and a majority \
          that elects have a server in common, which remembers its vote and refuses \
          a log whose last entry is older than its own.",
    fidelity: Fidelity {
        models: "The page searches when you choose a rule: breadth first, so that what \
                 it finds is one of the shortest schedules. In each step one server \
                 acts; it can talk to the servers named, and all that follows happens \
                 before the next step. The servers run the same code as in the Raft \
                 figure.",
        leaves_out: "The empty entry with which a leader begins in the Raft figure. With \
                     it the rule on old entries could not be broken here, as a leader \
                     sends all that a follower lacks at once. Messages that arrive in a \
                     later step, twice or out of order; pre-vote, compaction, changes of \
                     the members.",
        constants: "Three servers; five where any two are a quorum, as two of three are \
                    a majority. Each log has at most one entry, there are at most four \
                    terms, or two and one restart.",
    },
    pace: Some(Pace {
        until: Micros::from_secs(7),
        per_second: Micros::from_millis(500),
    }),
    seed: 1,
    curated: None,
    rest: breaking::STEP,
};

impl Demo for BreakRaft {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Trial;

    /// The seed makes no difference: a search leaves nothing to chance.
    fn model(settings: &Settings, _: u64) -> Trial {
        let rules = settings.rules();
        match settings.steps {
            Steps::Found => breaking::break_it(rules, Bounds::default()),
            Steps::Kept => breaking::keep_it(rules, Bounds::default()),
            Steps::Mine => breaking::by_hand(&breaking::settings(rules)),
        }
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        let scene = scene(moment);
        let middle = match has_logs(moment) {
            true => servers::grid(&scene, columns(moment.settings.steps)),
            false => votes::draw(&scene),
        };
        row([servers::ring(&scene), middle, steps::draw(moment)])
    }

    fn space_time(moment: &Moment<'_, Self>) -> Option<Element> {
        Some(servers::space_time(&scene(moment), SPAN))
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        servers::table(&scene(moment))
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        servers::checks(&scene(moment))
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(&scene(moment))
    }
}

/// What is drawn: the run is only watched, and why servers decide as they do is shown.
fn scene<'a>(moment: &Moment<'a, BreakRaft>) -> Scene<'a> {
    let reasons = Some(&reasons::REASONS);
    Scene { reasons, ..Scene::of(moment, Hands::Off) }
}

/// Whether anything is ever put into a log: if not, votes are what matters.
fn has_logs(moment: &Moment<'_, BreakRaft>) -> bool {
    match moment.model.report() {
        Some(report) => {
            report.schedule.iter().any(|step| step.action == Action::Propose)
        }
        None => {
            let all = raft::servers(moment.model.cluster());
            all.into_iter().any(|(_, server)| server.log().last().index > 0)
        }
    }
}
