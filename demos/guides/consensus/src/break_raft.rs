//! Switch off one rule of Raft, and have the shortest way to break it found.

mod scenarios;

use crate::servers::{self, Hands, Scene};
use models::consensus::raft::breaking::{self, Bounds, End, Report};
use models::consensus::raft::{Rule, Rules, Trial};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::knob::grouped;
use stage::parts::{Table, row};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Layout, Moment, Pace, Role,
    Scenario, element,
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
    /// Which rule is off, as a title.
    const fn title(&self) -> &'static str {
        match self.off {
            Off::Nothing => "All rules are kept",
            Off::PersistVote => "Off: votes are kept on disk",
            Off::UpToDate => "Off: no vote for an older log",
            Off::OwnTerm => "Off: count copies of own term only",
            Off::Majority => "Off: a quorum is a majority",
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

/// How many entries of the logs are shown: a log has one at most.
const COLUMNS: u32 = 2;

/// How much of the run the space–time diagram shows: six steps.
const SPAN: Micros = Micros::from_millis(3_000);

const CARD: Card = Card {
    title: "Break Raft: which rule is there for what",
    watch_for: "two leaders of one term; or a solid (committed) cell that a later \
                leader lacks.",
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
        breaking::break_it(settings.rules(), Bounds::default())
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        let scene = Scene::of(moment, Hands::Off);
        let logs = servers::grid(&scene, COLUMNS);
        row([servers::ring(&scene), logs, steps(moment)])
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
}

/// The steps up to now, numbered, and at the end what the search found. How many
/// there are must not be said before.
fn steps(moment: &Moment<'_, BreakRaft>) -> Element {
    let panel = element("div").class("demo-steps");
    let panel =
        panel.child(element("p").class("name").text(moment.settings.title()));
    let Some(report) = moment.model.report() else { return panel };
    let settings = breaking::settings(moment.settings.rules());
    let turn = (moment.now.get() / breaking::STEP.get()) as usize;
    let is_over = turn > report.schedule.len();
    let turn = turn.min(report.schedule.len());
    // There is room for the last ones.
    let room = match moment.layout {
        Layout::Wide => 8,
        Layout::Narrow => 4,
    };
    let from = turn.saturating_sub(room - usize::from(is_over));
    let done = report.schedule[from..turn].iter().enumerate();
    let done = done.map(|(place, step)| {
        let item = element("li").text(step.words(&settings));
        item.flag("data-now", !is_over && from + place + 1 == turn)
    });
    let list = element("ol").attr("start", from + 1).children(done);
    let panel = panel.child(list);
    match is_over {
        false => panel,
        true => panel.child(result(moment, report)),
    }
}

/// What the search found, and what is wrong now, with names.
fn result(moment: &Moment<'_, BreakRaft>, report: &Report) -> Element {
    let scene = Scene::of(moment, Hands::Off);
    let says = |text: String| element("p").text(text);
    let states = grouped(&report.states.to_string());
    let result = element("div");
    match report.end {
        End::Exhausted => {
            result.child(says(report.words().to_string() + ".")).child(says(
                format!("All {states} states within the bounds were searched."),
            ))
        }
        End::Violated(_) => {
            let proof = scene.proofs().into_iter().next();
            let wrong = proof.map(|proof| proof.words(&scene) + ".");
            let wrong = wrong.map(|words| says(words).role(Role::Lost));
            result.children(wrong).child(says(format!(
                "None is shorter: {states} states were searched."
            )))
        }
        End::StatesMax => result.child(says("The search gave up.".into())),
    }
}
