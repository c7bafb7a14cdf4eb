//! Many addresses for every demo: those of the corpus, and links that were right
//! before they were changed.
//!
//! The test tries the same ones each time. `cargo xtask fuzz` tries others for as long
//! as it is told, by `FUZZ_MINUTES` and `FUZZ_SEED`.

#![allow(clippy::disallowed_types, reason = "only models have no clock")]

use crate::mutate::{Others, Words, query};
use crate::{corpus, right};
use mdbook_demos::guides::{GUIDES, Guide};
use player::Player;
use player::share::Shared;
use sim::Stream;
use stage::DemoEntry;
use stage::guide::Playable;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};
use std::{env, thread};

/// How many addresses the test tries, of all demos together.
const ADDRESSES: u64 = 100_000;

/// How much is found in one demo at most: the rest is likely to be the same.
const MOST: usize = 3;

/// One in so many is run too: that takes a hundred times as long.
const RUN: u64 = 50;

/// How many are tried of one demo before it is the next one's turn.
const TURN: u64 = 100;

#[test]
fn whatever_an_address_says_its_figure_has_a_right_run() {
    let (until, others) = (Until::told(), &Others::of_all());
    let found: Vec<String> = thread::scope(|scope| {
        let all = GUIDES
            .iter()
            .map(|guide| scope.spawn(move || in_guide(guide, others, until)));
        let all: Vec<_> = all.collect();
        all.into_iter().flat_map(|one| one.join().expect("it is caught")).collect()
    });
    assert!(
        found.is_empty(),
        "what is found here has its place in tests/anything/corpus:\n\n{}",
        found.join("\n\n")
    );
}

/// How long addresses are tried, and from which seed on.
#[derive(Clone, Copy)]
struct Until {
    turns: u64,
    end: Option<Instant>,
    seed: u64,
}

impl Until {
    fn told() -> Until {
        let number = |name| env::var(name).ok()?.parse::<u64>().ok();
        let demos: usize = GUIDES.iter().map(|guide| guide.demos.len()).sum();
        let turns = ADDRESSES.div_ceil(demos as u64 * TURN);
        match number("FUZZ_MINUTES") {
            None => Until { turns, end: None, seed: 0 },
            Some(minutes) => Until {
                turns: u64::MAX,
                end: Some(Instant::now() + Duration::from_secs(60 * minutes)),
                seed: number("FUZZ_SEED").unwrap_or(0),
            },
        }
    }

    fn is_over(self) -> bool {
        self.end.is_some_and(|end| Instant::now() > end)
    }
}

/// What is wrong in the demos of a guide.
fn in_guide(guide: &Guide, others: &Others, until: Until) -> Vec<String> {
    let mut demos: Vec<Tried> =
        guide.demos.iter().map(|entry| Tried::new(guide, *entry, others)).collect();
    for demo in &mut demos {
        for query in corpus::queries(guide.name, demo.demo.about.name) {
            demo.follow(query, true);
        }
    }
    for turn in 0..until.turns {
        for demo in &mut demos {
            for number in turn * TURN..(turn + 1) * TURN {
                let mut whim =
                    Stream::new(until.seed, demo.demo.about.name, number);
                demo.follow(
                    query(&demo.words, &mut whim),
                    number.is_multiple_of(RUN),
                );
            }
        }
        if until.is_over() {
            break;
        }
    }
    demos.into_iter().flat_map(|demo| demo.wrong).collect()
}

/// A demo with the words that its addresses are made of.
struct Tried<'a> {
    guide: &'a Guide,
    demo: Playable,
    figure: Player,
    words: Words<'a>,
    wrong: Vec<String>,
}

impl<'a> Tried<'a> {
    fn new(guide: &'a Guide, entry: DemoEntry, others: &'a Others) -> Tried<'a> {
        let demo = Playable::from(entry);
        let (figure, words) = (figure(&demo), Words::of(&demo, others));
        Tried { guide, demo, figure, words, wrong: Vec::new() }
    }

    /// Reads a query, and runs it or not. Writes down what is wrong with it, if
    /// something is: with the shortest part of it that is wrong too.
    fn follow(&mut self, query: String, is_run: bool) {
        if self.wrong.len() == MOST || self.fault(&query, is_run).is_none() {
            return;
        }
        let mut short = query;
        while let Some(shorter) = parts(&short)
            .into_iter()
            .find(|query| self.fault(query, is_run).is_some())
        {
            short = shorter;
        }
        let why = self.fault(&short, is_run).unwrap_or_default();
        let (guide, demo) = (self.guide.name, self.demo.about.name);
        self.wrong.push(format!("{guide}.txt: {demo}?{short}\n    {why}"));
    }

    fn fault(&mut self, query: &str, is_run: bool) -> Option<String> {
        let Tried { demo, figure, .. } = self;
        let held = AssertUnwindSafe(|| {
            right::must_be_read(demo, query)?;
            match is_run {
                true => right::must_be_run(demo, figure, query),
                false => Ok(()),
            }
        });
        match catch_unwind(held) {
            Ok(outcome) => outcome.err(),
            Err(panic) => {
                self.figure = self::figure(&self.demo);
                let words = panic.downcast_ref::<String>().cloned();
                let word = || panic.downcast_ref::<&str>().map(|w| w.to_string());
                Some(words.or_else(word).unwrap_or_default())
            }
        }
    }
}

fn figure(demo: &Playable) -> Player {
    Player::new(demo.clone(), "", Shared::start_of(demo, 0))
}

/// What is left of a query without one of its pairs, or without one of its edits.
fn parts(query: &str) -> Vec<String> {
    let both = ['&', ','].into_iter().flat_map(|separator| {
        let pieces: Vec<&str> = query.split(separator).collect();
        let places = if pieces.len() > 1 { 0..pieces.len() } else { 0..0 };
        places.map(move |place| {
            let mut rest = pieces.clone();
            rest.remove(place);
            rest.join(&separator.to_string())
        })
    });
    both.collect()
}
