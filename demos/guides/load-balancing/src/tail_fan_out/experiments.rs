//! Numbers of fan-out and hedging for the prose.

use models::load_balancing::fan_out::Settings;
use models::load_balancing::fan_out::experiments::{
    percentile_ms, slow_after_surge, slow_and_more, slow_theory,
};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::{Experiment, Knob};

/// For how long is measured, on each of 8 seeds, in seconds.
const SECONDS: u64 = 100;

/// Requests and their servers.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Asked {
    fan_out: u32,
    paused: u32,
    busy: u32,
    hedge: u32,
    cap: u32,
}

impl Default for Asked {
    fn default() -> Asked {
        Asked { fan_out: 100, paused: 10, busy: 50, hedge: 0, cap: 0 }
    }
}

impl Asked {
    fn settings(&self) -> Settings {
        let is_set = |value: u32| (value > 0).then_some(value);
        Settings {
            fan_out: self.fan_out as usize,
            busy: self.busy,
            paused: self.paused * 100,
            hedge: is_set(self.hedge)
                .map(|millis| Micros::from_millis(millis.into())),
            cap: is_set(self.cap),
            surge: false,
        }
    }
}

const KNOBS: &[Knob] = &[
    Knob::linear("fan-out", "Servers for each request", "", (1, 100, 1)),
    Knob::linear("paused", "Held up, of 1,000 answers", "", (0, 500, 1)),
    Knob::linear("busy", "Busy with first copies", "%", (5, 95, 5)),
    Knob::linear("hedge", "Second copy after (0: none)", "ms", (0, 1_000, 1)),
    Knob::linear("cap", "Budget (0: none)", "%", (0, 100, 1)),
];

/// A number of per cent, short.
fn percent(share: f64) -> String {
    let percent = share * 100.0;
    match percent < 9.95 {
        true => format!("{percent:.1}").trim_end_matches(".0").to_owned(),
        false => format!("{percent:.0}"),
    }
}

/// How many requests are slow, measured.
pub struct FanOutSlow;

impl Experiment for FanOutSlow {
    const SAYS: &'static str = "per cent of requests that take 1 s or more, of so \
                                many parts each, measured over 100 s of each of 8 \
                                seeds";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Asked;

    fn run(asked: &Asked) -> String {
        percent(slow_and_more(&asked.settings(), SECONDS).0)
    }
}

/// A request's parts and how they are hedged, as the prose has them.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Tail {
    hedge: String,
    load: u32,
    percentile: u32,
}

impl Default for Tail {
    fn default() -> Tail {
        Tail { hedge: "none".into(), load: 50, percentile: 95 }
    }
}

/// How long the slowest requests take, measured.
pub struct FanOutTail;

impl Experiment for FanOutTail {
    const SAYS: &'static str = "a percentile of the time of a request to 100 \
                                servers, in milliseconds to ten, over 800 s";
    const KNOBS: &'static [Knob] = &[
        Knob::choice(
            "hedge",
            "Hedging",
            &[("none", "none"), ("p95", "after 80 ms"), ("budget", "at most 10 %")],
        ),
        Knob::linear("load", "Busy with first copies", "%", (5, 95, 5)),
        Knob::linear("percentile", "Percentile", "", (50, 99, 1)),
    ];
    type Settings = Tail;

    fn run(tail: &Tail) -> String {
        let (hedge, cap) = match &*tail.hedge {
            "p95" => (80, 0),
            "budget" => (80, 10),
            _ => (0, 0),
        };
        let asked = Asked { hedge, cap, busy: tail.load, ..Asked::default() };
        let thousandths = u64::from(tail.percentile) * 10;
        let millis = percentile_ms(&asked.settings(), 8 * SECONDS, thousandths);
        stage::knob::grouped(&millis.to_string())
    }
}

/// How much work hedging adds, measured.
pub struct HedgeMore;

impl Experiment for HedgeMore {
    const SAYS: &'static str = "second copies in per cent of first ones, measured \
                                over 100 s of each of 8 seeds";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Asked;

    fn run(asked: &Asked) -> String {
        percent(slow_and_more(&asked.settings(), SECONDS).1)
    }
}

/// How many requests are slow when a surge is over.
pub struct AfterSurge;

impl Experiment for AfterSurge {
    const SAYS: &'static str = "per cent of slow requests from the fourth to the \
                                tenth second after a surge of 2 s to 95 % busy, 8 \
                                seeds";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Asked;

    fn run(asked: &Asked) -> String {
        percent(slow_after_surge(&asked.settings()) / 100.0)
    }
}

/// How many requests are slow, by theory.
pub struct FanOutTheory;

impl Experiment for FanOutTheory {
    const SAYS: &'static str = "per cent of requests of which at least one part is \
                                held up: 1 − (1 − p)ⁿ";
    const KNOBS: &'static [Knob] = &[KNOBS[0], KNOBS[1]];
    type Settings = Asked;

    fn run(asked: &Asked) -> String {
        percent(slow_theory(asked.fan_out as usize, asked.paused * 100))
    }
}
