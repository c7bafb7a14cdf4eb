//! What a reader may choose, in the words of knobs and URLs.

use models::partitioning::live_move;
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    order: Order,
    writes: u32,
    pause: u32,
    latency: u32,
    repair: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Order {
    CopyThenSwitch,
    SwitchFirst,
    NoFence,
    Safe,
    Forget,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            order: Order::Safe,
            writes: 6,
            pause: 60,
            latency: 50,
            repair: 600,
        }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice(
        "order",
        "Steps",
        &[
            ("copy-then-switch", "copy, switch"),
            ("switch-first", "copy, switch, catch up"),
            ("no-fence", "copy, catch up, switch"),
            ("safe", "copy, catch up, fence, switch"),
            ("forget", "the same, and then A forgets"),
        ],
    ),
    Knob::linear("writes", "Writes a second", "", (0, 20, 1)),
    Knob::linear("pause", "Pause after each batch", "ms", (0, 200, 10)),
    Knob::linear("latency", "One-way latency", "ms", (10, 80, 5)),
    Knob::linear(
        "repair",
        "A server is down for (0: for good)",
        "ms",
        (0, 1_500, 100),
    ),
];

impl Settings {
    /// The same in the model's terms.
    pub fn of_model(&self) -> live_move::Settings {
        let millis = |count: u32| Micros::from_millis(count.into());
        live_move::Settings {
            order: match self.order {
                Order::CopyThenSwitch => live_move::Order::CopyThenSwitch,
                Order::SwitchFirst => live_move::Order::SwitchFirst,
                Order::NoFence => live_move::Order::NoFence,
                Order::Safe => live_move::Order::Safe,
                Order::Forget => live_move::Order::Forget,
            },
            writes_per_s: self.writes,
            writes_until: millis(3_500),
            pace: millis(self.pause),
            latency: millis(self.latency),
            repair: (self.repair > 0).then(|| millis(self.repair)),
            ..live_move::Settings::default()
        }
    }
}
