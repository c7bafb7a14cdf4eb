//! Scenarios: the experiments that a figure offers by name.

use crate::demo::{Demo, Moment};
use sim::Micros;

/// An experiment that a figure offers: settings, edits, a moment and a question.
///
/// Behind those of a demo comes one that is the same for all, [`OWN`].
pub struct Scenario<D: Demo> {
    /// Its name in URLs and directives, in kebab-case.
    pub name: &'static str,
    /// What its button says.
    pub title: &'static str,
    /// What to look at: it follows "Watch for".
    pub watch_for: &'static str,
    /// Settings, seed, edits, the moment at which it opens (`t`) and where its run
    /// ends (`end`), as a shared URL has them; what is not said is as in the demo's
    /// [`Default`] settings.
    pub start: &'static str,
    /// What it asks.
    pub question: Option<Question<D>>,
    /// Why it was picked, if it was picked for what comes out.
    pub curated: Option<&'static str>,
}

/// What a scenario asks, and how its run answers.
pub struct Question<D: Demo> {
    /// The question.
    pub ask: &'static str,
    /// The moment at which it is asked: a run that plays pauses there. At the
    /// scenario's first moment, or later.
    pub at: Micros,
    /// The answers to choose from, and why each is right where it is.
    pub answers: &'static [(&'static str, &'static str)],
    /// Which answer the run gives, once it is known; for the scenario's own run.
    pub outcome: fn(&Moment<'_, D>) -> Option<usize>,
}

/// The name of the last scenario of every figure: the reader's own, in the demo's
/// [`Default`] settings, with no question.
pub const OWN: &str = "own";

/// The words of a scenario, whichever demo's it is.
#[derive(Clone, Copy, Debug)]
pub struct ScenarioWords {
    /// Its name in URLs and directives.
    pub name: &'static str,
    /// What its button says.
    pub title: &'static str,
    /// What to look at.
    pub watch_for: &'static str,
    /// What a shared URL says of its start.
    pub start: &'static str,
    /// What it asks, and the answers.
    pub question: Option<(&'static str, &'static [(&'static str, &'static str)])>,
    /// Why it was picked.
    pub curated: Option<&'static str>,
}

#[cfg(not(target_arch = "wasm32"))]
impl ScenarioWords {
    pub(crate) fn of<D: Demo>(scenario: &Scenario<D>) -> ScenarioWords {
        let question = scenario.question.as_ref();
        ScenarioWords {
            name: scenario.name,
            title: scenario.title,
            watch_for: scenario.watch_for,
            start: scenario.start,
            question: question.map(|asked| (asked.ask, asked.answers)),
            curated: scenario.curated,
        }
    }
}

/// What the player has to know of a scenario.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Its name in URLs and directives.
    pub name: String,
    /// What a shared URL says of its start.
    pub start: String,
    /// When its question is asked, and how many answers there are.
    pub question: Option<(Micros, usize)>,
}

impl Plan {
    pub(crate) fn of<D: Demo>(brief: &Brief<D>) -> Plan {
        Plan {
            name: brief.name.into(),
            start: brief.start.into(),
            question: brief
                .question
                .as_ref()
                .map(|asked| (asked.at, asked.answers)),
        }
    }
}

/// Most scenarios of a demo.
const MOST: usize = 8;

/// What an engine has of a scenario: all but its words, which are in the page. It is
/// worked out while the engine is compiled, so that they are in no WASM.
pub(crate) struct Brief<D: Demo> {
    name: &'static str,
    start: &'static str,
    pub(crate) question: Option<BriefQuestion<D>>,
}

/// The same of its question.
pub(crate) struct BriefQuestion<D: Demo> {
    at: Micros,
    answers: usize,
    pub(crate) outcome: fn(&Moment<'_, D>) -> Option<usize>,
}

impl<D: Demo> Brief<D> {
    /// Those of the demo, in their order.
    const ALL: [Option<Brief<D>>; MOST] = {
        assert!(D::SCENARIOS.len() <= MOST, "a demo has too many scenarios");
        let mut all = [const { None }; MOST];
        let mut place = 0;
        while place < D::SCENARIOS.len() {
            all[place] = Some(Brief::of(&D::SCENARIOS[place]));
            place += 1;
        }
        all
    };

    const fn of(scenario: &Scenario<D>) -> Brief<D> {
        let question = match &scenario.question {
            Some(Question { at, answers, outcome, .. }) => {
                let (at, answers, outcome) = (*at, answers.len(), *outcome);
                Some(BriefQuestion { at, answers, outcome })
            }
            None => None,
        };
        Brief { name: scenario.name, start: scenario.start, question }
    }

    /// All scenarios of the demo.
    pub(crate) fn all() -> impl Iterator<Item = &'static Brief<D>> {
        const { &Brief::<D>::ALL }.iter().flatten()
    }
}
