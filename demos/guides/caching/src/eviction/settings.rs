//! What a reader may choose, in the words of knobs and URLs.

use models::caching::eviction::{self, Law, Shape};
use serde::{Deserialize, Serialize};
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    trace: Trace,
    size: u32,
    skew: Skew,
    scan: u32,
    times: u32,
    beyond: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Trace {
    Zipf,
    Scan,
    Loop,
    Shift,
    ByHand,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Skew {
    None,
    Half,
    One,
    OneAndAHalf,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            trace: Trace::Scan,
            size: 10,
            skew: Skew::One,
            scan: 20,
            times: 1,
            beyond: 1,
        }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice(
        "trace",
        "Requests",
        &[
            ("zipf", "skewed"),
            ("scan", "skewed, with a scan"),
            ("loop", "a loop"),
            ("shift", "skewed, and it shifts"),
            ("by-hand", "none but yours"),
        ],
    ),
    Knob::linear("size", "Cells of a cache", "", (4, 12, 1)),
    Knob::choice(
        "skew",
        "Skew: s of Zipf's law",
        &[
            ("none", "0: all alike"),
            ("half", "0.5"),
            ("one", "1"),
            ("one-and-a-half", "1.5"),
        ],
    ),
    Knob::linear("scan", "Keys of the scan", "", (5, 40, 5)),
    Knob::linear("times", "The scan asks for each key, times", "", (1, 3, 1)),
    Knob::linear("beyond", "Keys of the loop beyond the cells", "", (0, 10, 1)),
];

impl Settings {
    /// The same in the model's terms.
    pub fn of_model(&self) -> eviction::Settings {
        let shape = Shape {
            law: match self.trace {
                Trace::Zipf => Law::Zipf,
                Trace::Scan => Law::Scan,
                Trace::Loop => Law::Loop,
                Trace::Shift => Law::Shift,
                Trace::ByHand => Law::Nothing,
            },
            skew_halves: match self.skew {
                Skew::None => 0,
                Skew::Half => 1,
                Skew::One => 2,
                Skew::OneAndAHalf => 3,
            },
            scan: self.scan as u16,
            times: self.times as u16,
            cycle: (self.size + self.beyond) as u16,
        };
        eviction::Settings { size: self.size as usize, shape }
    }
}
