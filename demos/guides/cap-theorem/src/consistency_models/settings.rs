//! What a reader may choose, in the words of knobs and URLs.

use models::cap_theorem::consistency::Curated;
use serde::{Deserialize, Serialize};
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    history: Chosen,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Chosen {
    Overlap,
    StaleRead,
    NewThenOld,
    NeverAgree,
    BothOld,
    TwoOrders,
    ReplyFirst,
    OneByOne,
    OwnWriteLost,
    BackInTime,
    WritesSwapped,
    InTheEnd,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { history: Chosen::Overlap }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[Knob::choice(
    "history",
    "History",
    &[
        ("overlap", "Reads during a write"),
        ("stale-read", "A stale read"),
        ("new-then-old", "New, then old"),
        ("never-agree", "They never agree"),
        ("both-old", "Both see the old value"),
        ("two-orders", "Two writes in two orders"),
        ("reply-first", "The reply before the post"),
        ("one-by-one", "Each guarantee, not all"),
        ("own-write-lost", "An own write unseen"),
        ("back-in-time", "A read goes back"),
        ("writes-swapped", "Writes seen swapped"),
        ("in-the-end", "Right only in the end"),
    ],
)];

impl Settings {
    /// The history to begin with.
    pub fn history(&self) -> Curated {
        match self.history {
            Chosen::Overlap => Curated::Overlap,
            Chosen::StaleRead => Curated::StaleRead,
            Chosen::NewThenOld => Curated::NewThenOld,
            Chosen::NeverAgree => Curated::NeverAgree,
            Chosen::BothOld => Curated::BothOld,
            Chosen::TwoOrders => Curated::TwoOrders,
            Chosen::ReplyFirst => Curated::ReplyFirst,
            Chosen::OneByOne => Curated::OneByOne,
            Chosen::OwnWriteLost => Curated::OwnWriteLost,
            Chosen::BackInTime => Curated::BackInTime,
            Chosen::WritesSwapped => Curated::WritesSwapped,
            Chosen::InTheEnd => Curated::InTheEnd,
        }
    }
}
