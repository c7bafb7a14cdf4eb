//! What the figures of the guide *Distributed caching* may say.

mod eviction;
mod hit_rate;
mod stale_race;
mod stampede;
mod tiers;

use super::{Claims, Figure};

pub const CLAIMS: Claims = &[
    Figure {
        demo: "eviction",
        claims: &[eviction::WORDS, eviction::PICTURE, eviction::CHECKS],
        also: &[
            "trace=zipf&select=fifo,clock",
            "select=2q,arc",
            "select=w-tinylfu,lfu&times=2",
            "trace=loop&beyond=10&select=sieve,arc",
        ],
        percent: 60,
    },
    stale_race::FIGURE,
    stampede::FIGURE,
    hit_rate::FIGURE,
    tiers::FIGURE,
];
