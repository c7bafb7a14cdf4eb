//! The bucket: how much is in it now, and what became of the requests so far.

use super::TokenBucket;
use models::resilience_patterns::{LimiterKind, REQUEST};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, draw_strokes_of_scale, label, path, picture};
use stage::{Element, Layout, Moment, Role, element};

/// What fills the bucket of a limiter.
pub struct Content {
    /// In millionths of a request.
    pub level: u64,
    /// What it is, as the heading of its curve.
    pub title: &'static str,
    /// What it is, below the bucket, in at most two short lines.
    pub words: [&'static str; 2],
}

/// What the bucket of this limiter holds when there is room for so much.
///
/// A queue fills up with requests; all others hold what they would let pass.
pub fn content(kind: LimiterKind, capacity: u32, room: u64) -> Content {
    let full = u64::from(capacity) * REQUEST;
    let (level, title, words) = match kind {
        LimiterKind::TokenBucket => (room, "Tokens in the bucket", ["tokens", ""]),
        LimiterKind::Gcra => {
            (room, "What its time stamp is worth, in tokens", ["tokens, kept", "as a time"])
        }
        LimiterKind::LeakyBucket => (
            full.saturating_sub(room),
            "Requests in the queue, the one that left last included",
            ["in the queue", ""],
        ),
        LimiterKind::FixedWindow => {
            (room, "Left of the limit in this window", ["left in", "this window"])
        }
        LimiterKind::SlidingLog | LimiterKind::SlidingCounter => {
            (room, "Left of the limit in the window that ends now", ["left in the", "last window"])
        }
    };
    Content { level, title, words }
}
