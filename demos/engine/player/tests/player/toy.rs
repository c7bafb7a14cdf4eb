//! A demo small enough to know by heart: a counter that ticks at seeded moments.

use player::Player;
use serde::{Deserialize, Serialize};
use sim::{Log, Micros, Model, Stream};
use stage::parts::{Row, Table};
use stage::{
    Action, Actions, Card, Check, Demo, DemoEntry, Element, Fidelity, Knob, Layout,
    Mark, Marks, Moment, Pace, Question, Role, Scenario, Verdict, element,
};
use std::fmt;
use std::str::FromStr;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    pub step: u32,
    pub mean: u32,
    pub mood: String,
    pub loud: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { step: 1, mean: 20, mood: "calm".into(), loud: false }
    }
}

#[derive(Clone)]
pub struct Counter {
    pub count: u64,
    step: u64,
    mean: u64,
    next: Micros,
    stream: Stream,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Add(pub u64);

impl fmt::Display for Add {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "add-{}", self.0)
    }
}

impl FromStr for Add {
    type Err = String;
    fn from_str(text: &str) -> Result<Add, String> {
        let number = text.strip_prefix("add-").and_then(|n| n.parse().ok());
        number.map(Add).ok_or_else(|| format!("`{text}` is no edit: one is add-5"))
    }
}

impl Model for Counter {
    type Edit = Add;

    fn next(&self) -> Option<Micros> {
        Some(self.next)
    }

    fn step(&mut self, log: &mut Log) {
        let now = self.next;
        self.count += self.step;
        let gap = self.stream.between(1, 2 * self.mean);
        self.next = now + Micros::from_millis(gap);
        log.note(now, None, format!("counts to {}", self.count));
    }

    fn edit(&mut self, at: Micros, Add(number): &Add, log: &mut Log) {
        assert!(*number < 1_000, "the counter has a bug");
        self.count += number;
        log.note(at, None, format!("is given {number}"));
    }
}

pub struct Counting;

const CARD: Card = Card {
    title: "A counter",
    watch_for: "the number <&> its growth.",
    insight: "It grows.",
    why: "Nothing takes away from it.",
    fidelity: Fidelity {
        models: "All.",
        leaves_out: "Nothing.",
        constants: "None.",
    },
    pace: Some(Pace {
        until: Micros::from_secs(1),
        per_second: Micros::from_millis(100),
    }),
    seed: 7,
    curated: None,
    rest: Micros::from_millis(100),
};

impl Demo for Counting {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = &[
        Knob::linear("step", "Step", "", (1, 9, 1)),
        Knob::stops("mean", "Mean gap", "ms", &[1, 2, 5, 10, 20, 50]),
        Knob::choice("mood", "Mood", &[("calm", "calm"), ("wild", "wild")]),
        Knob::toggle("loud", "Loud"),
    ];
    const SCENARIOS: &'static [Scenario<Self>] = &[
        scenario("first", "", 100),
        scenario("large", "step=9&end=500ms&view=log&edits=400ms-add-2&t=0s", 15),
    ];
    type Settings = Settings;
    type Model = Counter;

    fn model(settings: &Settings, seed: u64) -> Counter {
        Counter {
            count: 0,
            step: settings.step.into(),
            mean: settings.mean.into(),
            next: Micros::from_millis(10),
            stream: Stream::new(seed, "gaps", 0),
        }
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        let width = match moment.layout {
            Layout::Wide => "620",
            Layout::Narrow => "340",
        };
        let count = element("text").text(moment.model.count.to_string());
        element("svg").attr("width", width).child(
            count.role(Role::Leader).pressable("select:count", "selects the count"),
        )
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let count = moment.model.count.to_string();
        Table {
            caption: "The counter".into(),
            head: vec!["what".into(), "value".into()],
            rows: vec![Row::new("count", vec![count])],
        }
    }

    fn checks(_: &Moment<'_, Self>) -> Vec<Check> {
        vec![Check {
            name: "Grows",
            verdict: Verdict::Holds,
            detail: String::new(),
        }]
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        let count = moment.model.count;
        let one = |id: &str| Mark::new(id, "The count").state(count.to_string());
        vec![
            one("count").action("Add 5", Add(5)).action("Add 50", Add(50)),
            one("high").action_if(count > 20, "Add 1", Add(1)),
        ]
    }

    fn actions(_: &Moment<'_, Self>) -> Actions<Self> {
        vec![Action {
            verb: "Add 3 and 4".into(),
            at: None,
            edits: vec![Add(3), Add(4)],
        }]
    }
}

const fn scenario(
    name: &'static str,
    start: &'static str,
    at: u64,
) -> Scenario<Counting> {
    Scenario {
        name,
        title: "To twenty",
        watch_for: "the count.",
        start,
        question: Some(Question {
            ask: "Will it pass 20?",
            at: Micros::from_millis(at),
            answers: &[("Yes", "It did."), ("No", "It did not.")],
            outcome: |moment| (moment.model.count > 20).then_some(0),
        }),
        curated: None,
    }
}

pub const DEMOS: &[DemoEntry] = &[DemoEntry::of::<Counting>("counting")];

/// A figure of the toy demo, as `query` says.
pub fn player(query: &str) -> Player {
    let (shared, complaints) = player::share::Shared::read(&DEMOS[0].into(), query);
    assert!(complaints.is_empty(), "{complaints:?}");
    Player::new(DEMOS[0], "counting", shared)
}

/// All that a figure shows.
pub fn shown(player: &Player) -> String {
    stage::html::render(&player::draw(&DEMOS[0], player, Some(Layout::Wide)))
}
