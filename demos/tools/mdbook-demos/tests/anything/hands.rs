//! Readers who do anything at all, and who follow any address: nothing breaks, and a
//! link shows what was seen where it was made.

use crate::mutate::{Others, Words, query};
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
const FRAME: &[&str] = &[
    "play",
    "back",
    "forward",
    "undo",
    "reset",
    "reseed",
    "compare",
    "share",
    "scenario:0",
    "scenario:1",
    "predict:0",
    "list:open",
];

/// How many addresses of each demo are drawn.
const LINKS: u64 = 40;

#[test]
fn whatever_readers_do_nothing_breaks_and_their_links_show_it() {
    in_all_demos(READERS, |reader| reader.read());
}

#[test]
fn whatever_a_link_says_nothing_breaks_and_its_figure_has_a_right_one() {
    in_all_demos(LINKS, |reader| reader.follow_a_link());
}

fn in_all_demos(readers: u64, what: fn(&mut Reader<'_>)) {
    let others = &Others::of_all();
    thread::scope(|scope| {
        for guide in GUIDES {
            scope.spawn(move || in_demos_of(guide, others, readers, what));
        }
    });
}

fn in_demos_of(
    guide: &Guide,
    others: &Others,
    readers: u64,
    what: fn(&mut Reader<'_>),
) {
    for entry in guide.demos {
        let words = Words::of(&(*entry).into(), others);
        for seed in 0..readers {
            let mut reader = Reader::new(*entry, &words, seed);
            let outcome = catch_unwind(AssertUnwindSafe(|| what(&mut reader)));
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
struct Reader<'a> {
    entry: DemoEntry,
    words: &'a Words<'a>,
    layout: Layout,
    live: Live,
    whim: Stream,
    done: Vec<String>,
}

impl<'a> Reader<'a> {
    fn new(entry: DemoEntry, words: &'a Words<'a>, seed: u64) -> Reader<'a> {
        let layout =
            if seed.is_multiple_of(2) { Layout::Wide } else { Layout::Narrow };
        let live = Live::new(entry.into(), entry.name, "", layout);
        let whim = Stream::new(seed, "whim", 0);
        Reader { entry, words, layout, live, whim, done: Vec::new() }
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
        self.link_shows_the_same();
    }

    fn follow_a_link(&mut self) {
        let query = query(self.words, &mut self.whim);
        self.act("restore", &query);
        let notices = shown(&self.live, "notices");
        assert!(notices.matches("<p").count() <= 13, "{notices}");
        assert!(notices.len() < 13 * 1_000, "{notices}");
        self.act("play", "");
        self.live.tick(Micros::from_millis(400));
        self.live.act("pause", "");
        self.link_shows_the_same();
        // A mark may come later.
        let notices = shown(&self.live, "notices");
        let mut each = notices.split("demo-notice").skip(1);
        assert!(each.all(|one| one.contains("cannot be selected")), "{notices}");
    }

    /// Goes where the figure's link leads, and sees what was seen before; but no link
    /// says which mark is pressed.
    fn link_shows_the_same(&mut self) {
        self.live.act("close", "");
        let link = self.live.link();
        self.done.push(format!("went to {link}"));
        let (_, query) = link.split_once('?').unwrap();
        let other = Live::new(self.entry.into(), self.entry.name, "", self.layout);
        let before = std::mem::replace(&mut self.live, other);
        self.live.act("restore", query);
        assert_eq!(self.live.link(), link);
        for slot in ["panel", "checks", "clock"] {
            assert_eq!(shown(&self.live, slot), shown(&before, slot), "the {slot}");
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
            7 => {
                let pressable = attributes(&self.live, "data-mark");
                if !pressable.is_empty() {
                    let mark = self.one_of(&pressable);
                    self.act(&format!("press:{mark}"), "");
                }
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
