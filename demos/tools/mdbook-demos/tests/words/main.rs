//! Every sentence that a figure can show is held to a predicate of the run that it
//! is shown with.
//!
//! Each guide has a list of claims: the sentences of its figures, each with what
//! must be so wherever it is shown. Over many runs of every demo, with any settings,
//! seed and edits, all sentences are collected: those of the card, of the picture,
//! the table, the checks, the log and the verdict. One that is in no list fails the
//! test, and so does one that is shown where its predicate does not hold, one in
//! a list that is never shown, and one that runs out of its picture.

mod claim;
mod room;
mod runs;
mod said;

mod caching;
mod cap_theorem;
mod clocks;
mod consensus;
mod load_balancing;
mod partitioning;
mod replication;
mod resilience_patterns;
mod transactions;

use claim::{Claim, Held, Shown, matches};
use mdbook_demos::guides::GUIDES;
use runs::Found;
use sim::{Event, Micros, Record};
use stage::{DemoEntry, Layout};
use std::collections::{BTreeMap, BTreeSet};
use std::iter::repeat;
use std::thread;

/// How many runs of each demo are looked at, and how many moments of each.
const RUNS: u64 = 100;
const MOMENTS: u64 = 8;
/// So many of runs that were chosen.
const MOMENTS_OF_CHOSEN: u64 = 200;
/// Where so few things happen, every moment at which one does is looked at.
const MOMENTS_ALL: u64 = 20;

/// The demos of a guide.
type Claims = &'static [Figure];

/// A demo, and what it may say.
pub struct Figure {
    /// Its name.
    demo: &'static str,
    /// Its sentences.
    claims: &'static [&'static [Claim]],
    /// Runs that chance seldom leads to, as in a link.
    also: &'static [&'static str],
    /// How many runs of a hundred are enough, where each takes long.
    percent: u64,
}

/// The guides whose sentences are held. A guide is added here, and as a test below.
const HELD: &[(&str, Claims)] = &[
    ("caching", caching::CLAIMS),
    ("cap-theorem", cap_theorem::CLAIMS),
    ("clocks", clocks::CLAIMS),
    ("consensus", consensus::CLAIMS),
    ("load-balancing", load_balancing::CLAIMS),
    ("partitioning", partitioning::CLAIMS),
    ("replication", replication::CLAIMS),
    ("resilience-patterns", resilience_patterns::CLAIMS),
    ("transactions", transactions::CLAIMS),
];

/// Every sentence of each guide is so where it is shown.
mod every_sentence_of {
    use super::hold;

    #[test]
    fn caching() {
        hold("caching");
    }

    #[test]
    fn cap_theorem() {
        hold("cap-theorem");
    }

    #[test]
    fn clocks() {
        hold("clocks");
    }

    #[test]
    fn consensus() {
        hold("consensus");
    }

    #[test]
    fn load_balancing() {
        hold("load-balancing");
    }

    #[test]
    fn partitioning() {
        hold("partitioning");
    }

    #[test]
    fn replication() {
        hold("replication");
    }

    #[test]
    fn resilience_patterns() {
        hold("resilience-patterns");
    }

    #[test]
    fn transactions() {
        hold("transactions");
    }
}

fn hold(name: &str) {
    let guide = GUIDES.iter().find(|guide| guide.name == name);
    let guide = guide.expect("a guide of this name");
    let held = HELD.iter().find(|(held, _)| *held == name);
    let (_, claims) = held.expect("claims of this guide");
    let problems: Vec<String> = thread::scope(|scope| {
        let demos = guide.demos.iter();
        let demos =
            demos.map(|entry| scope.spawn(|| of_demo(name, *entry, claims)));
        let demos: Vec<_> = demos.collect();
        demos.into_iter().flat_map(|demo| demo.join().expect("it ends")).collect()
    });
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn the_tests_of_what_is_explained_are_there() {
    let tests = concat!(env!("CARGO_MANIFEST_DIR"), "/../../engine/models/tests");
    let figures = HELD.iter().flat_map(|(_, figures)| *figures);
    let claims = figures.flat_map(|figure| figure.claims.iter().copied().flatten());
    for claim in claims {
        let Held::Test(test) = claim.held else { continue };
        let (file, name) = test.split_once("::").expect("`file.rs::name`");
        let has_folder =
            file.starts_with("isolated/") || file.starts_with("peers/");
        let folder = if has_folder { "" } else { "properties/" };
        let source = std::fs::read_to_string(format!("{tests}/{folder}{file}"));
        let has_it =
            source.is_ok_and(|text| text.contains(&format!("fn {name}()")));
        assert!(has_it, "there is no {test}, which is to hold “{}”", claim.says);
    }
}

#[test]
fn no_guide_is_forgotten() {
    let known: BTreeSet<_> = HELD.iter().map(|(name, _)| *name).collect();
    let all: BTreeSet<_> = GUIDES.iter().map(|guide| guide.name).collect();
    assert_eq!(known, all);
}

fn of_demo(guide: &str, entry: DemoEntry, claims: Claims) -> Vec<String> {
    let figure = claims.iter().find(|figure| figure.demo == entry.name);
    let Some(figure) = figure else {
        let name = entry.name;
        return vec![format!("{guide}/{name} has no `Figure` in words/{guide}")];
    };
    let claims: Vec<&Claim> = figure.claims.iter().copied().flatten().collect();
    let mut witness =
        Witness { claims, seen: BTreeSet::new(), problems: BTreeMap::new() };
    let scenarios = (entry.scenarios)().into_iter();
    let scenarios = scenarios.map(|one| format!("scenario={}", one.name));
    let also = figure.also.iter().map(|query| query.to_string());
    let chosen = scenarios.chain(also).map(|query| Found::linked(entry, &query));
    let by_chance =
        (0..RUNS * figure.percent / 100).map(|number| Found::of(entry, number));
    let by_chance = by_chance.zip(repeat(MOMENTS));
    let chosen = chosen.zip(repeat(MOMENTS_OF_CHOSEN));
    for (mut found, many) in by_chance.chain(chosen) {
        for at in moments(&entry, &mut found, many) {
            found.act.seek(at);
            witness.look(&entry, &found);
        }
    }
    witness.report(guide, entry.name)
}

/// The resting frame's moment, the end, some at which the log says something, any.
fn moments(entry: &DemoEntry, found: &mut Found, many: u64) -> Vec<Micros> {
    let Some(pace) = entry.card.pace else { return vec![Micros::ZERO] };
    let records = found.act.evidence().expect("the demo is linked").records;
    let is_noted = |record: &&Record| matches!(record.event, Event::Noted { .. });
    let mut told: Vec<_> =
        records.iter().filter(is_noted).map(|record| record.at).collect();
    told.dedup();
    let mut moments = vec![entry.card.rest, pace.until];
    for _ in 0..many / 2 {
        moments.push(Micros::new(found.whim.below(pace.until.get())));
    }
    if told.len() as u64 <= MOMENTS_ALL {
        moments.append(&mut told);
    } else {
        let some = (0..many).map(|_| found.whim.below(told.len() as u64));
        moments.extend(some.map(|place| told[place as usize]));
    }
    moments.sort_unstable();
    moments
}

/// Who looks at the runs of a demo.
struct Witness {
    claims: Vec<&'static Claim>,
    /// The claims that were shown.
    seen: BTreeSet<usize>,
    /// What is wrong, each sentence once: where it was seen.
    problems: BTreeMap<String, String>,
}

impl Witness {
    fn look(&mut self, entry: &DemoEntry, found: &Found) {
        let act = &*found.act;
        let is_resting = said::is_resting(entry, &found.values, found.seed)
            && act.edits().is_empty();
        let mut said = said::on_card(entry, found.scenario, is_resting);
        let selection = &found.selection;
        let pictures = [Layout::Wide, Layout::Narrow]
            .map(|layout| act.picture(layout, selection));
        for sentence in pictures.iter().flat_map(room::running_out) {
            self.complain(entry, found, sentence);
        }
        said.extend(said::at_this_moment(
            entry,
            found.scenario,
            act,
            selection,
            &pictures,
        ));
        for sentence in said {
            let known =
                self.claims.iter().enumerate().filter_map(|(index, claim)| {
                    matches(claim.says, &sentence)
                        .map(|words| (index, *claim, words))
                });
            // Of several the one that leaves the least open.
            let known = known.max_by_key(|(_, claim, _)| claim.says.len());
            let problem = match known {
                None => format!("nothing is claimed for “{sentence}”"),
                Some((index, claim, words)) => {
                    self.seen.insert(index);
                    let values = &found.values;
                    let (seed, selection) = (found.seed, &found.selection);
                    let shown =
                        Shown { entry, values, act, seed, selection, words };
                    match claim.held {
                        Held::Run(holds) if !holds(&shown) => {
                            format!("“{sentence}” is not so")
                        }
                        Held::Run(_) | Held::Test(_) | Held::Nothing => continue,
                    }
                }
            };
            self.complain(entry, found, problem);
        }
    }

    /// A problem, which is told once however its numbers differ.
    fn complain(&mut self, entry: &DemoEntry, found: &Found, problem: String) {
        let key: String = problem.chars().filter(|c| !c.is_ascii_digit()).collect();
        self.problems
            .entry(key)
            .or_insert_with(|| format!("{problem}\n    {}", found.link(entry)));
    }

    fn report(self, guide: &str, demo: &str) -> Vec<String> {
        let unseen = self.claims.iter().enumerate();
        let unseen = unseen.filter(|(index, _)| !self.seen.contains(index));
        let unseen =
            unseen.map(|(_, claim)| format!("never shown: “{}”", claim.says));
        let all = self.problems.into_values().chain(unseen);
        all.map(|problem| format!("{guide}/{demo}: {problem}")).collect()
    }
}
