//! What a reader may choose, in the words of knobs and URLs.

use models::load_balancing::fan_out as model;
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    fan_out: u32,
    hedge: u32,
    busy: u32,
    paused: u32,
    cap: u32,
    surge: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            fan_out: 100,
            hedge: 0,
            busy: 50,
            paused: 10,
            cap: 0,
            surge: false,
        }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::stops("fan-out", "Servers for each request", "", &[1, 2, 10, 50, 100]),
    Knob::stops(
        "hedge",
        "Second copy after (0: none)",
        "ms",
        &[0, 20, 40, 60, 80, 100, 200, 500],
    ),
    Knob::linear("busy", "Busy with first copies", "%", (10, 90, 5)),
    Knob::stops("paused", "Held up, of 1,000 answers", "", &[0, 1, 5, 10, 20, 50]),
    Knob::stops("cap", "Budget (0: none)", "%", &[0, 2, 5, 10, 20]),
    Knob::toggle("surge", "Surge from 3 s to 5 s"),
];

impl Settings {
    /// The settings of the model.
    pub fn of_model(&self) -> model::Settings {
        let is_set = |value: u32| (value > 0).then_some(value);
        model::Settings {
            fan_out: self.fan_out as usize,
            busy: self.busy,
            paused: self.paused * 100,
            hedge: is_set(self.hedge)
                .map(|millis| Micros::from_millis(millis.into())),
            cap: is_set(self.cap),
            surge: self.surge,
        }
    }
}
