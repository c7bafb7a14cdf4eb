//! The guides that have demos. A new guide is a line here and one in
//! `Cargo.toml`.

use crate::directive::Word;
use crate::problem::{Problem, suggest};
use stage::knob::{Complaint, misfits};
use stage::{DemoEntry, ExperimentEntry};
use std::fmt;

/// A guide: a chapter, a crate, a folder of models, all of one name.
#[derive(Clone, Copy)]
pub struct Guide {
    /// Its name, as the chapter's file and the crate have it.
    pub name: &'static str,
    /// Its demos.
    pub demos: &'static [DemoEntry],
    /// Its engines by name with the demos of each; none where one holds all.
    pub engines: &'static [(&'static str, &'static [&'static str])],
    /// Its experiments.
    pub experiments: &'static [ExperimentEntry],
}

/// The guide of this name, whose crate is of the same name.
macro_rules! guide {
    ($name:literal, $krate:ident) => {
        Guide {
            name: $name,
            demos: $krate::DEMOS,
            engines: $krate::ENGINES,
            experiments: $krate::EXPERIMENTS,
        }
    };
}

/// All of them.
pub const GUIDES: &[Guide] = &[
    guide!("cap-theorem", cap_theorem),
    guide!("replication", replication),
    guide!("partitioning", partitioning),
    guide!("transactions", transactions),
    guide!("clocks", clocks),
    guide!("consensus", consensus),
    guide!("resilience-patterns", resilience_patterns),
];

impl Guide {
    /// What is compiled for one of its demos.
    pub fn unit(&self, demo: &str) -> Unit {
        let has_demo =
            |(_, demos): &&(&str, &'static [&str])| demos.contains(&demo);
        let engine = self.engines.iter().find(has_demo).map(|(name, _)| *name);
        Unit { package: self.name, engine }
    }
}

/// What is compiled into one WASM file: a guide, one of its engines, or the player.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unit {
    /// The crate, which for a guide has its name.
    pub package: &'static str,
    /// The engine, which is a feature of the crate; none if the crate is one.
    pub engine: Option<&'static str>,
}

/// What plays the demos of all guides: every page with a figure has it.
pub const PLAYER: Unit = Unit { package: "player", engine: None };

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.engine {
            None => f.write_str(self.package),
            Some(engine) => write!(f, "{}-{engine}", self.package),
        }
    }
}

/// What there is under a name like `guide/name`: a demo or an experiment.
pub trait Entry: Copy + 'static {
    /// What such a thing is called in messages.
    const KIND: &'static str;

    /// Those of a guide.
    fn all(guide: &Guide) -> &'static [Self];

    /// Its name in the guide.
    fn name(&self) -> &'static str;

    /// What is wrong with its knobs: see [`misfits`].
    fn misfits(&self) -> Vec<Complaint>;
}

impl Entry for DemoEntry {
    const KIND: &'static str = "demo";

    fn all(guide: &Guide) -> &'static [DemoEntry] {
        guide.demos
    }

    fn name(&self) -> &'static str {
        self.name
    }

    fn misfits(&self) -> Vec<Complaint> {
        misfits(self.knobs, &(self.defaults)())
    }
}

impl Entry for ExperimentEntry {
    const KIND: &'static str = "experiment";

    fn all(guide: &Guide) -> &'static [ExperimentEntry] {
        guide.experiments
    }

    fn name(&self) -> &'static str {
        self.name
    }

    fn misfits(&self) -> Vec<Complaint> {
        misfits(self.knobs, &(self.defaults)())
    }
}

/// The guide and the entry that `guide/name` stands for; what is wrong with the
/// word where it stands for none.
pub fn find<'g, E: Entry>(
    word: &Word<'_>,
    guides: &'g [Guide],
) -> Result<(&'g Guide, E), Problem> {
    let problem = |what, help| Problem::new(word.span.clone(), what, help);
    let kind = E::KIND;
    let Some((guide_name, name)) = word.text.split_once('/') else {
        return Err(problem(
            format!("`{}` names no {kind}", word.text),
            format!(
                "{} {kind} is `guide/name`; {}",
                article(kind),
                every::<E>(guides)
            ),
        ));
    };
    let Some(guide) = guides.iter().find(|guide| guide.name == guide_name) else {
        let known: Vec<_> = guides.iter().map(|guide| guide.name).collect();
        let what = format!("there is no guide `{guide_name}` with demos");
        return Err(problem(what, suggest(guide_name, &known)));
    };
    match E::all(guide).iter().find(|entry| entry.name() == name) {
        Some(entry) => match entry.misfits().into_iter().next() {
            None => Ok((guide, *entry)),
            Some(misfit) => {
                let what = format!("the {kind} `{name}` has a bug in its settings");
                Err(problem(what, misfit))
            }
        },
        None => {
            let known: Vec<_> = E::all(guide).iter().map(E::name).collect();
            let what = format!("there is no {kind} `{name}` in `{guide_name}`");
            Err(problem(what, suggest(name, &known)))
        }
    }
}

fn article(kind: &str) -> &'static str {
    if kind.starts_with('e') { "an" } else { "a" }
}

/// Every demo or experiment that there is, as a list for a sentence.
fn every<E: Entry>(guides: &[Guide]) -> String {
    let full = |guide: &Guide| {
        let guide_name = guide.name;
        E::all(guide)
            .iter()
            .map(move |entry| format!("{guide_name}/{}", entry.name()))
    };
    let names: Vec<_> = guides.iter().flat_map(full).collect();
    suggest("", &names.iter().map(String::as_str).collect::<Vec<_>>())
}
