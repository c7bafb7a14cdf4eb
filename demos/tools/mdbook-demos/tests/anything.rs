//! Readers who do anything at all, with the demos of all guides: nothing breaks,
//! and the link to where they end shows what they saw.

use mdbook_demos::guides::{GUIDES, Guide};
use player::live::Live;
use sim::{Micros, Stream};
use stage::element::{Element, Node};
use stage::knob::{Knob, Range};
use stage::{DemoEntry, Grip, Layout, html};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

/// How many readers each demo has, and how often each of them does something.
const READERS: u64 = 6;
const DEEDS: usize = 40;

/// What a reader can do that is in the frame, and not in what changes of it.
const FRAME: &[&str] =
    &["play", "back", "forward", "undo", "reset", "reseed", "compare", "share"];

#[test]
fn whatever_readers_do_nothing_breaks_and_their_links_show_it() {
    thread::scope(|scope| {
        for guide in GUIDES {
            scope.spawn(|| read(guide));
        }
    });
}

fn read(guide: &Guide) {
    for entry in guide.demos {
        for seed in 0..READERS {
            let mut reader = Reader::new(*entry, seed);
            let outcome = catch_unwind(AssertUnwindSafe(|| reader.read()));
            assert!(
                outcome.is_ok(),
                "{}/{} broke for reader {seed}, who did\n{}",
                guide.name,
                entry.name,
                reader.done.join("\n")
            );
        }
    }
}

/// Somebody with a figure.
struct Reader {
    entry: DemoEntry,
    layout: Layout,
    live: Live,
    whim: Stream,
    done: Vec<String>,
}

impl Reader {
    fn new(entry: DemoEntry, seed: u64) -> Reader {
        let layout =
            if seed.is_multiple_of(2) { Layout::Wide } else { Layout::Narrow };
        let live = Live::new(entry.into(), entry.name, "", layout);
        let whim = Stream::new(seed, "whim", 0);
        Reader { entry, layout, live, whim, done: Vec::new() }
    }

    fn read(&mut self) {
        for _ in 0..DEEDS {
            self.do_something();
            self.live.tick(Micros::from_millis(self.whim.below(500)));
        }
        self.live.act("pause", "");
        if shown(&self.live, "panel").contains("demo-run") {
            self.live.act("compare", ""); // the run that was kept is in no link
        }
        let link = self.live.link();
        self.done.push(format!("went to {link}"));
        let (_, query) = link.split_once('?').unwrap();
        let mut other =
            Live::new(self.entry.into(), self.entry.name, "", self.layout);
        other.act("restore", query);
        assert_eq!(other.link(), link);
        for slot in ["panel", "checks", "clock"] {
            assert_eq!(shown(&other, slot), shown(&self.live, slot), "the {slot}");
        }
    }

    fn do_something(&mut self) {
        let marks = attributes(&self.live, "data-grip");
        match self.whim.below(10) {
            0..2 => {
                let action = self.one_of(FRAME);
                self.act(action, "");
            }
            2..4 => {
                let place = self.whim.below(1_001).to_string();
                self.act("scrub", &place);
            }
            4..6 if !self.entry.knobs.is_empty() => {
                let knob = self.one_of(self.entry.knobs);
                let value = self.value_of(knob);
                self.act(&format!("knob:{}", knob.name), &value);
            }
            6 if !marks.is_empty() => {
                let [from, to] = [(); 2].map(|()| Grip {
                    mark: self.one_of(&marks),
                    at: (
                        self.whim.below(1_001) as u32,
                        self.whim.below(1_001) as u32,
                    ),
                });
                self.done.push(format!("drag {from:?} {to:?}"));
                self.live.drag(from, to);
            }
            _ => {
                let actions = attributes(&self.live, "data-action");
                if !actions.is_empty() {
                    let action = self.one_of(&actions);
                    self.act(&action, "");
                }
            }
        }
    }

    fn act(&mut self, action: &str, value: &str) {
        self.done.push(format!("{action} {value}"));
        self.live.act(action, value);
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.whim.below(all.len() as u64) as usize].clone()
    }

    fn value_of(&mut self, knob: Knob) -> String {
        match knob.range {
            Range::Linear(min, max, step) => {
                let steps = (max - min) / step;
                let steps = self.whim.below(u64::from(steps) + 1) as u32;
                (min + steps * step).to_string()
            }
            Range::Stops(stops) => self.one_of(stops).to_string(),
            Range::Choice(words) => self.one_of(words).0.to_string(),
            Range::Toggle => self.one_of(&["true", "false"]).to_string(),
        }
    }
}

/// What a figure has in one of its slots, as HTML.
fn shown(live: &Live, name: &str) -> String {
    let slot = live.slots().find(|(slot, _)| *slot == name);
    slot.map(|(_, tree)| html::render(tree)).unwrap_or_default()
}

/// The values that an attribute has anywhere in a figure.
fn attributes(live: &Live, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (_, slot) in live.slots() {
        gather(slot, name, &mut found);
    }
    found
}

fn gather(element: &Element, name: &str, found: &mut Vec<String>) {
    let named = element.attributes.iter().filter(|(n, _)| *n == name);
    found.extend(named.map(|(_, value)| value.to_string()));
    for child in &element.children {
        if let Node::Element(child) = child {
            gather(child, name, found);
        }
    }
}
