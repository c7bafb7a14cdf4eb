//! Readers who do anything at all with the demos of all guides, and links that say
//! anything: nothing breaks, and a link shows what was seen where it was made.

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

/// How many links of each demo are tried, and how many edits one has at most.
const LINKS: u64 = 40;
const EDITS: u64 = 20;

/// Edits of all demos; `N` stands for a number, `T` for a time.
const EDITS_OF_ALL: &str = "crash-N restart-N pause-N-T cut-N-N block-N-N heal-N-N \
    hold-mN release-mN drop-mN duplicate-mN expire-N-election clock-N-N-N \
    clock-N--N-N ask-N-propose-N ask-N-add-N ask-N-remove-N ask-N-compact add \
    remove-N weight-N-N send-N-N-T local-N burst-N stall-N load-N attempts-N \
    on-breaker off-breaker pairs-N use-ring hot-N fail-N sicken heal join-N latency-N";
const NUMBERS: &str = "0 1 2 3 5 20 63 64 99 1000000 4294967295 -1";
const TIMES: &str = "0s 1us 3ms 250ms 1s 7.5s 1h 18446744073709551615us";

#[test]
fn whatever_readers_do_nothing_breaks_and_their_links_show_it() {
    in_all_demos(READERS, Reader::read);
}

#[test]
fn whatever_a_link_says_nothing_breaks_and_its_figure_has_a_right_one() {
    in_all_demos(LINKS, Reader::follow_a_link);
}

fn in_all_demos(readers: u64, what: fn(&mut Reader)) {
    thread::scope(|scope| {
        for guide in GUIDES {
            scope.spawn(move || in_demos_of(guide, readers, what));
        }
    });
}

fn in_demos_of(guide: &Guide, readers: u64, what: fn(&mut Reader)) {
    for entry in guide.demos {
        for seed in 0..readers {
            let mut reader = Reader::new(*entry, seed);
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
        self.link_shows_the_same();
    }

    fn follow_a_link(&mut self) {
        let mut query = String::new();
        for knob in self.entry.knobs {
            let value = match self.whim.below(4) {
                0 => self.word_of(NUMBERS).to_string(),
                1 => self.value_of(*knob),
                _ => continue,
            };
            query += &format!("{}={value}&", knob.name);
        }
        let forms = self.edit_forms();
        let edits: Vec<_> =
            (0..self.whim.below(EDITS + 1)).map(|_| self.edit(&forms)).collect();
        query += &format!("edits={}&t={}", edits.join(","), self.word_of(TIMES));
        self.act("restore", &query);
        self.link_shows_the_same();
        let notices = shown(&self.live, "notices");
        assert!(!notices.contains("demo-notice"), "{notices}");
    }

    /// Those that the demo knows, and one that it does not.
    fn edit_forms(&mut self) -> Vec<&'static str> {
        let is_known = |form: &&str| {
            let edit = form.replace('N', "1").replace('T', "1s");
            self.live.act(&format!("edit:{edit}"), "");
            !shown(&self.live, "notices").contains("is no edit")
        };
        let known = EDITS_OF_ALL.split_whitespace().filter(is_known);
        known.chain(["nonsense"]).collect()
    }

    /// An edit with its time, as a link has it.
    fn edit(&mut self, forms: &[&str]) -> String {
        let mut edit = format!("{}-", self.word_of(TIMES));
        for letter in self.one_of(forms).chars() {
            match letter {
                'N' => edit += self.word_of(NUMBERS),
                'T' => edit += self.word_of(TIMES),
                letter => edit.push(letter),
            }
        }
        edit
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

    fn word_of(&mut self, words: &'static str) -> &'static str {
        self.one_of(&words.split_whitespace().collect::<Vec<_>>())
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
