//! What the tests of all demos do: draw, play, act, look up a number.
//!
//! Runs are named as in a link, `NAME?query`: behind the `#` of the guide's page,
//! the one that a test complains of can be seen. What is wrong in a name or a query
//! is said by a panic in the line of the test that has it.
//!
//! ```ignore
//! const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);
//!
//! let figure = GUIDE.at_end("paxos?backoff=100");
//! assert!(told(&figure).is_some_and(|told| told.starts_with("One of")));
//! ```

use player::Player;
use player::input::Input;
use player::share::Shared;
use sim::Micros;
use stage::{DemoEntry, ExperimentEntry};
use std::ops::{Deref, DerefMut};

/// A guide's demos and experiments, as its tests use them.
#[derive(Clone, Copy)]
pub struct Guide {
    demos: &'static [DemoEntry],
    experiments: &'static [ExperimentEntry],
}

impl Guide {
    /// The guide whose crate declares these.
    pub const fn new(
        demos: &'static [DemoEntry],
        experiments: &'static [ExperimentEntry],
    ) -> Guide {
        Guide { demos, experiments }
    }

    /// The demo of this name.
    #[track_caller]
    pub fn entry(&self, name: &str) -> DemoEntry {
        match self.demos.iter().find(|demo| demo.name == name) {
            Some(entry) => *entry,
            None => panic!("there is no demo `{name}`"),
        }
    }

    /// The static frame of a shared run, as HTML: what the book has in it.
    #[track_caller]
    pub fn draw(&self, shared: &str) -> String {
        let (name, _) = name_and_query(shared);
        match player::frame(self.demos, name, shared) {
            Ok(html) => html,
            Err(complaints) => panic!("{shared}: {}", complaints.join("; ")),
        }
    }

    /// A figure with a shared run in it, in which nobody has done anything yet.
    #[track_caller]
    pub fn figure(&self, shared: &str) -> Figure {
        let (name, query) = name_and_query(shared);
        let entry = self.entry(name);
        let (run, mut complaints) = Shared::read(&entry.into(), query);
        let player = Player::new(entry, name, run);
        complaints.extend_from_slice(player.notices());
        assert!(complaints.is_empty(), "{shared}: {}", complaints.join("; "));
        Figure { entry, player }
    }

    /// The same after the reader has gone to the end of the run.
    #[track_caller]
    pub fn at_end(&self, shared: &str) -> Figure {
        let mut figure = self.figure(shared);
        figure.input(Input::Seek(Micros::MAX));
        figure
    }

    /// A number of the prose, for these values of the experiment's knobs.
    #[track_caller]
    pub fn number(&self, name: &str, given: &[(&str, &str)]) -> String {
        let own =
            |(knob, value): &(&str, &str)| (knob.to_string(), value.to_string());
        let given: Vec<_> = given.iter().map(own).collect();
        let named = self.experiments.iter().find(|entry| entry.name == name);
        match named.map(|experiment| experiment.run(&given)) {
            Some(Ok(number)) => number,
            Some(Err(complaints)) => panic!("{name}: {}", complaints.join("; ")),
            None => panic!("there is no experiment `{name}`"),
        }
    }

    /// Asserts that something can be done in a shared run, and that it takes every
    /// edit of every action: by itself, and after all those before it, which may
    /// leave it in a state that the actions were not made for.
    #[track_caller]
    pub fn actions_are_edits(&self, shared: &str) {
        let mut after_others = self.figure(shared);
        let edits = after_others.edits_on_offer();
        assert!(!edits.is_empty(), "nothing can be done in {shared}");
        for edit in edits {
            for figure in [&mut self.figure(shared), &mut after_others] {
                figure.input(Input::Edit(edit.clone()));
                let notices = figure.notices().join("; ");
                assert!(notices.is_empty(), "{edit} in {shared}: {notices}");
            }
        }
    }

    /// Asserts of every scenario of a demo what holds for all: it is reached without
    /// a complaint, its question is answered by its run and not before it is asked,
    /// and another run is not asked about.
    #[track_caller]
    pub fn scenarios_ask_and_answer(&self, name: &str) {
        let scenarios = (self.entry(name).scenarios)();
        assert!(
            (1..=5).contains(&scenarios.len()),
            "{name}: one to five, beside the reader's own"
        );
        for (place, scenario) in scenarios.iter().enumerate() {
            let shared = format!("{name}?scenario={}", scenario.name);
            let figure = self.figure(&shared);
            if scenario.question.is_none() {
                continue;
            }
            assert_eq!(
                figure.outcome(place),
                None,
                "{shared} gives it away at rest"
            );
            let figure = self.at_end(&shared);
            let end = figure.link();
            assert!(
                figure.outcome(place).is_some(),
                "{shared} never answers: {end}"
            );
            assert!(told(&figure).is_some(), "{shared} does not say so");
        }
    }
}

/// A figure as a reader has it: a player that plays a demo.
pub struct Figure {
    entry: DemoEntry,
    player: Player,
}

impl Deref for Figure {
    type Target = Player;
    fn deref(&self) -> &Player {
        &self.player
    }
}

impl DerefMut for Figure {
    fn deref_mut(&mut self) -> &mut Player {
        &mut self.player
    }
}

/// What a figure says as it is, as HTML.
pub fn say(figure: &Figure) -> String {
    stage::html::render(&player::draw(&figure.entry, figure, None))
}

/// The answer that the run gave to the prediction, if it has given one. All answers
/// are in the page; this is the one that is shown.
pub fn told(figure: &Figure) -> Option<String> {
    let html = say(figure);
    html.split("data-slot=\"verdict\"").skip(1).find_map(|outcome| {
        let (attributes, rest) = outcome.split_once('>')?;
        let (text, _) = rest.split_once("</p>")?;
        let words = text.replace("<strong>", "").replace("</strong>", "");
        attributes.contains("data-now").then_some(words)
    })
}

/// `NAME?query` taken apart. The `?` must be there, even with nothing behind it:
/// without one it is easily the query that was meant.
#[track_caller]
fn name_and_query(shared: &str) -> (&str, &str) {
    match shared.split_once('?') {
        Some(parts) => parts,
        None => panic!("`{shared}` is not `NAME?query`"),
    }
}
