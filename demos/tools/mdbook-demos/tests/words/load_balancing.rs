//! What the figures of the guide *Load balancing* may say.

mod hockey_stick;
mod l4_l7;
mod pair;
mod stale_load;
mod tail_fan_out;
mod two_choices;

use super::{Claims, Figure};

pub const CLAIMS: Claims = &[
    Figure {
        demo: "two-choices",
        claims: &[
            two_choices::WORDS,
            two_choices::CHECKS,
            pair::WORDS,
            pair::IN_TIME,
        ],
        also: two_choices::ALSO,
        percent: 100,
    },
    Figure {
        demo: "stale-load",
        claims: &[stale_load::WORDS, stale_load::CHECKS, pair::WORDS],
        also: stale_load::ALSO,
        percent: 100,
    },
    hockey_stick::FIGURE,
    l4_l7::FIGURE,
    tail_fan_out::FIGURE,
];
