//! The demos of all guides as the browser has them: the player asks an engine, and
//! what it shows is what it shows where the demo is its own.

use mdbook_demos::guides::{GUIDES, Guide};
use player::live::Live;
use sim::Micros;
use stage::knob::{Range, Values, merge};
use stage::remote::{self, Call, Engine};
use stage::{DemoEntry, Grip, Layout, Playable};
use std::rc::Rc;

/// The same figure twice: its demo at home, and in an engine.
struct Twins {
    name: String,
    home: Live,
    away: Live,
}

impl Twins {
    fn new(guide: &Guide, entry: DemoEntry) -> Twins {
        let engine = Rc::new(Engine::new(guide.demos));
        let call: Call = Rc::new(move |request| engine.answer(request));
        let away = remote::playable(call, entry.name);
        let live = |demo| Live::new(demo, entry.name, "", Layout::Wide);
        Twins {
            name: format!("{}/{}", guide.name, entry.name),
            home: live(Playable::from(entry)),
            away: live(away.expect("the engine has its demos")),
        }
    }

    fn are_alike<T: PartialEq + std::fmt::Debug>(
        &mut self,
        does: &str,
        act: impl Fn(&mut Live) -> T,
    ) {
        let (home, away) = (act(&mut self.home), act(&mut self.away));
        assert!(home == away, "{} differs after {does}", self.name);
    }

    /// Both do something, and show the same of it.
    fn do_both(&mut self, action: &str, value: &str) {
        self.are_alike(action, |live| live.act(action, value));
        self.are_alike(action, |live| live.link());
        self.are_alike(action, |live| live.narration());
    }
}

/// What may be done to every figure, some of which makes no sense for some.
const ACTIONS: &[(&str, &str)] = &[
    ("seek:0s", ""),
    ("forward", ""),
    ("forward", ""),
    ("act:0", ""),
    ("compare", ""),
    ("pick:node-0", ""),
    ("do:0:node-0", ""),
    ("scrub", "700"),
    ("back", ""),
    ("scenario:1", ""),
    ("predict:0", ""),
    ("act:1", ""),
    ("view:space-time", ""),
    ("view:table", ""),
    ("undo", ""),
    ("view:log", ""),
    ("scrub", "1000"),
    ("view:picture", ""),
    ("compare", ""),
    ("edit:no-edit", ""),
    ("reseed", ""),
    ("restore", "seed=3&edits=1ms-crash-0,2ms-no-edit&select=n0&nothing=1"),
    ("reset", ""),
];

fn ends(range: Range) -> Vec<String> {
    match range {
        Range::Linear(min, max, _) => vec![min.to_string(), max.to_string()],
        Range::Stops(stops) => {
            let ends = stops.first().into_iter().chain(stops.last());
            ends.map(u32::to_string).collect()
        }
        Range::Choice(words) => {
            words.iter().map(|(word, _)| (*word).into()).collect()
        }
        Range::Toggle => vec!["true".into(), "false".into()],
    }
}

#[test]
fn a_demo_in_an_engine_is_the_demo() {
    for guide in GUIDES {
        for entry in guide.demos {
            let mut twins = Twins::new(guide, *entry);
            twins.are_alike("nothing", |live| {
                let slots = live
                    .slots()
                    .map(|(name, tree)| (name.to_string(), tree.clone()));
                slots.collect::<Vec<_>>()
            });
            for (action, value) in ACTIONS {
                twins.do_both(action, value);
            }
            for knob in entry.knobs {
                for end in ends(knob.range) {
                    twins.do_both(&format!("knob:{}", knob.name), &end);
                }
            }
            let grip = |mark: &str| Grip { mark: mark.into(), at: (300, 500) };
            twins.are_alike("a drag", |live| {
                live.drag(grip("line-0"), grip("line-1"))
            });
            twins.do_both("play", "");
            for _ in 0..20 {
                let tick = |live: &mut Live| live.tick(Micros::from_millis(50));
                twins.are_alike("some time", tick);
            }
        }
    }
}

/// The player looks for it once, at the start of the first run.
#[test]
fn a_second_view_is_there_always_or_never() {
    for guide in GUIDES {
        for entry in guide.demos {
            let demo = Playable::from(*entry);
            let about = &demo.about;
            let until = about.pace.map_or(Micros::ZERO, |pace| pace.until);
            let has_it = |values: &Values, at| {
                let mut act = demo.perform(values, about.seed);
                act.seek(at);
                act.space_time(Layout::Narrow, &[]).is_some()
            };
            let expected = has_it(&about.defaults, Micros::ZERO);
            for knob in about.knobs {
                for end in ends(knob.range) {
                    let mut values = about.defaults.clone();
                    let complaints =
                        merge(about.knobs, &mut values, &[(knob.name.into(), end)]);
                    assert!(complaints.is_empty(), "{complaints:?}");
                    for at in [Micros::ZERO, about.rest, until] {
                        let name = format!("{}/{}", guide.name, entry.name);
                        assert_eq!(has_it(&values, at), expected, "{name} at {at}");
                    }
                }
            }
        }
    }
}
