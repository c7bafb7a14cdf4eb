//! Switch off one rule of Raft, and have the shortest way to break it found.

use crate::servers::{self, Hands, Scene};
use models::consensus::raft::breaking::{self, Bounds, End};
use models::consensus::raft::{Rule, Rules, Trial};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::knob::grouped;
use stage::parts::{Table, row};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Moment, Pace, Prediction, element,
};

/// The demo.
pub struct BreakRaft;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    off: Off,
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
        Settings { off: Off::OwnTerm }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[Knob::choice(
    "off",
    "The rule switched off",
    &[
        ("own-term", "commit own term only"),
        ("persist-vote", "persistent vote"),
        ("up-to-date", "up-to-date check"),
        ("majority", "majority"),
        ("nothing", "nothing"),
    ],
)];

impl Settings {
    /// What is switched off, in words.
    const fn rule(&self) -> &'static str {
        match self.off {
            Off::Nothing => "none.",
            Off::PersistVote => "a server remembers its vote over a restart.",
            Off::UpToDate => {
                "nobody votes for a log whose last entry is older than its own."
            }
            Off::OwnTerm => {
                "a leader commits an entry of an old term only together with one of \
                 its own."
            }
            Off::Majority => "a quorum is a majority; now it is any two servers.",
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

/// How much of the run the space–time diagram shows: six steps.
const SPAN: Micros = Micros::from_millis(3_000);

const CARD: Card = Card {
    title: "Break Raft: which rule is there for what",
    watch_for: "two leaders of one term, be it one after the other, or a solid cell, \
                for committed, which a later leader lacks or has otherwise.",
    insight: "Take away any one rule, and a few steps that can happen in any network \
              break what Raft promises.",
    why: "The rules hold one chain together: a majority that committed and a majority \
          that elects have a server in common, which remembers its vote and refuses \
          a log whose last entry is older than its own.",
    fidelity: Fidelity {
        models: "The page searches when you turn the knob: breadth first, so that what \
                 it finds is one of the shortest schedules. In each step a server times \
                 out, speaks as leader, takes in a request or restarts; it can talk to \
                 the servers named, and all that follows happens before the next step. \
                 The servers run the same code as in the Raft figure.",
        leaves_out: "The empty entry with which a leader begins in the Raft figure: as \
                     in the paper's Figure 2 it begins with none, which leaves room for \
                     Figure 8. With it the rule on old entries could not be broken \
                     here, as a leader sends all that a follower lacks at once: whoever \
                     has the old entry has the leader's own as well. Where entries are \
                     sent in pieces it can. Messages that arrive in a later step, twice \
                     or out of order; pre-vote, compaction, changes of the members. \
                     States that differ only in which server is which count as one.",
        constants: "Three servers; five where any two are a quorum, as two of three are \
                    a majority. Each log has at most one entry, there are at most four \
                    terms, or two and one restart. In the replay a step takes half a \
                    second and a message 60 ms.",
    },
    prediction: Some(Prediction {
        question: "one rule is off. How many steps does it take until Raft has two \
                   leaders in a term, or loses a committed entry? A step is one server \
                   doing one thing, while it can talk to some of the others.",
        answers: &[
            (
                "No schedule breaks it",
                "The search went through every schedule within its bounds, and no check \
                 failed in any.",
            ),
            (
                "At most four",
                "Very few: nothing rare has to happen, just an unlucky order.",
            ),
            (
                "Five or more",
                "It takes a while, which is why this rule is the one that people forget: \
                 a test by hand would hardly come upon it.",
            ),
        ],
    }),
    pace: Some(Pace {
        until: Micros::from_secs(7),
        per_second: Micros::from_millis(500),
    }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(1_900),
};

impl Demo for BreakRaft {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = KNOBS;

    type Settings = Settings;
    type Model = Trial;

    /// The seed makes no difference: a search leaves nothing to chance.
    fn model(settings: &Settings, _: u64) -> Trial {
        breaking::break_it(settings.rules(), Bounds::default())
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        let scene = Scene::of(moment, Hands::Off);
        let pictures = row([servers::ring(&scene), servers::grid(&scene)]);
        element("div").child(pictures).child(verdict(moment))
    }

    fn space_time(moment: &Moment<'_, Self>) -> Option<Element> {
        Some(servers::space_time(&Scene::of(moment, Hands::Off), SPAN))
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        servers::table(&Scene::of(moment, Hands::Off))
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        servers::checks(&Scene::of(moment, Hands::Off))
    }

    fn outcome(moment: &Moment<'_, Self>) -> Option<usize> {
        let report = moment.model.report()?;
        if moment.now < report.over() {
            return None;
        }
        Some(match report.violated() {
            None => 0,
            Some(_) if report.schedule.len() <= 4 => 1,
            Some(_) => 2,
        })
    }
}

/// Which step is shown and, at the end, what the search found. How long the way is
/// must not be said before: it is what the reader predicts.
fn verdict(moment: &Moment<'_, BreakRaft>) -> Element {
    let Some(report) = moment.model.report() else { return element("div") };
    let settings = breaking::settings(moment.settings.rules());
    let step = (moment.now.get() / breaking::STEP.get()) as usize;
    let shown = match step.checked_sub(1).and_then(|step| report.schedule.get(step))
    {
        Some(now) => format!("Step {step}: {}.", now.words(&settings)),
        None if step > 0 => report.words().to_string() + ".",
        None => "A schedule that the search has found.".into(),
    };
    let coverage = match (step > report.schedule.len(), report.end) {
        (false, _) => {
            "The rule switched off: ".to_string() + moment.settings.rule()
        }
        (true, End::Exhausted) => format!(
            "The search went through all {} states within its bounds; its longest \
             schedule has {} steps.",
            grouped(&report.states.to_string()),
            report.depth,
        ),
        (true, End::Violated(_)) => format!(
            "{} steps, and no schedule is shorter: the search went through {} states \
             to find it.",
            report.depth,
            grouped(&report.states.to_string()),
        ),
        (true, End::StatesMax) => "The search gave up.".into(),
    };
    element("div")
        .class("demo-verdict")
        .child(element("p").child(element("strong").text(shown)))
        .child(element("p").text(coverage))
}
