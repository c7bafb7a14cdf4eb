//! A registry with one guide of one demo and two experiments, and books that
//! fit on a screen.

use mdbook_demos::book;
use mdbook_demos::chapter::{Chapter, Pieces, write};
use mdbook_demos::engine::Engine;
use mdbook_demos::guides::{Guide, PLAYER};
use mdbook_demos::memory::Memory;
use mdbook_demos::problem::{Faulty, Ink, report};
use sim::{Log, Micros, Model};
use stage::parts::Table;
use stage::{
    Card, Demo, DemoEntry, Element, Experiment, ExperimentEntry, Fidelity, Knob,
    Moment, Pace, element,
};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// The registry of the tests.
pub const GUIDES: &[Guide] = &[Guide {
    name: "clocks",
    demos: &[DemoEntry::of::<Pendulum>("pendulum")],
    engines: &[],
    experiments: &[
        ExperimentEntry::of::<Drift>("drift"),
        ExperimentEntry::of::<Broken>("broken"),
    ],
}];

/// A guide whose demos' knobs do not fit their settings.
pub const MISFITS: Guide = Guide {
    name: "misfits",
    demos: &[],
    engines: &[],
    experiments: &[
        ExperimentEntry::of::<Misfit<0>>("no-field"),
        ExperimentEntry::of::<Misfit<1>>("out-of-range"),
    ],
};

/// A number whose one knob does not fit.
pub struct Misfit<const KNOB: usize>;

impl<const KNOB: usize> Experiment for Misfit<KNOB> {
    const SAYS: &'static str = "Nothing.";
    const KNOBS: &'static [Knob] = &[[
        Knob::linear("lenght", "Length", "cm", (1, 20, 1)),
        Knob::linear("length", "Length", "cm", (1, 10, 4)),
    ][KNOB]];
    type Settings = Settings;
    fn run(settings: &Settings) -> String {
        settings.length.to_string()
    }
}

const KNOBS: &[Knob] = &[
    Knob::linear("length", "Length", "cm", (1, 20, 1)),
    Knob::choice("bob", "Bob", &[("lead", "of lead"), ("wood", "of wood")]),
];

/// A demo in which nothing happens.
pub struct Pendulum;

#[derive(serde::Serialize, serde::Deserialize)]
pub struct Settings {
    length: u32,
    bob: String,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { length: 10, bob: "lead".into() }
    }
}

#[derive(Clone)]
pub struct Still;

#[derive(Clone, Debug)]
pub struct Push;

impl fmt::Display for Push {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("push")
    }
}

impl FromStr for Push {
    type Err = String;
    fn from_str(text: &str) -> Result<Push, String> {
        match text {
            "push" => Ok(Push),
            _ => Err(format!("`{text}` is no edit: push is the only one")),
        }
    }
}

impl Model for Still {
    type Edit = Push;
    fn next(&self) -> Option<Micros> {
        None
    }
    fn step(&mut self, _log: &mut Log) {}
    fn edit(&mut self, _at: Micros, _edit: &Push, _log: &mut Log) {}
}

impl Demo for Pendulum {
    const CARD: &'static Card = &Card {
        title: "A pendulum",
        watch_for: "how little happens",
        insight: "It hangs.",
        why: "Nobody pushes it.",
        fidelity: Fidelity {
            models: "rest",
            leaves_out: "all else",
            constants: "none",
        },
        pace: Some(Pace {
            until: Micros::from_secs(5),
            per_second: Micros::from_secs(1),
        }),
        seed: 1,
        curated: None,
        rest: Micros::ZERO,
    };
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Settings;
    type Model = Still;

    fn model(settings: &Settings, _seed: u64) -> Still {
        assert!(settings.length != 13, "a pendulum of 13 cm brings bad luck");
        Still
    }
    fn picture(_moment: &Moment<'_, Pendulum>) -> Element {
        element("svg").attr("role", "img")
    }
    fn table(_moment: &Moment<'_, Pendulum>) -> Table {
        Table::default()
    }
}

/// A number that depends on a knob.
pub struct Drift;

impl Experiment for Drift {
    const SAYS: &'static str = "How far a clock drifts, in ms a day.";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Settings;
    fn run(settings: &Settings) -> String {
        format!("< {}", 3 * settings.length)
    }
}

#[derive(Default, serde::Serialize, serde::Deserialize)]
pub struct Nothing {}

/// A number that cannot be had.
pub struct Broken;

impl Experiment for Broken {
    const SAYS: &'static str = "Nothing.";
    const KNOBS: &'static [Knob] = &[];
    type Settings = Nothing;
    fn run(_settings: &Nothing) -> String {
        panic!("this experiment is broken on purpose")
    }
}

/// What a book was read as: its chapters as mdBook gets them, or the report.
pub fn expand(
    chapters: &[(&str, &str)],
    files: &[(&str, &str)],
) -> Result<Vec<String>, String> {
    let chapters: Vec<_> = chapters
        .iter()
        .map(|(path, text)| Chapter { path: (*path).into(), text: (*text).into() })
        .collect();
    let files: BTreeMap<&str, &str> = files.iter().copied().collect();
    let read: Result<Vec<Pieces>, Vec<Faulty>> =
        book::read(&chapters, GUIDES, &files, &mut Memory::default());
    let pieces = read.map_err(|faulty| report(&faulty, Ink::Plain))?;
    let engine = Engine {
        module: "generated/clocks-1.js".into(),
        wasm: "generated/clocks_bg-2.wasm".into(),
    };
    let player = Engine {
        module: "generated/player-3.js".into(),
        wasm: "generated/player_bg-4.wasm".into(),
    };
    let engines =
        BTreeMap::from([(GUIDES[0].unit("pendulum"), engine), (PLAYER, player)]);
    let written = chapters
        .iter()
        .zip(&pieces)
        .map(|(chapter, pieces)| write(&chapter.text, pieces, &engines));
    Ok(written.collect())
}

/// The one chapter of a book without faults.
pub fn good(text: &str) -> String {
    match expand(&[("src/clocks.md", text)], &[]) {
        Ok(mut chapters) => chapters.remove(0),
        Err(report) => panic!("{report}"),
    }
}

/// The report on a chapter with faults.
pub fn bad(text: &str) -> String {
    match expand(&[("src/clocks.md", text)], &[]) {
        Ok(chapters) => panic!("nothing was found wrong in {chapters:?}"),
        Err(report) => report,
    }
}
