//! What a write pays when nothing is cut.

use crate::claim::{Claim, Shown, is_about, names, so, theory};
use models::cap_theorem::pacelc::{Region, SLOWER, WRITES, Write, Writes};

pub const ALSO: &[&str] = &[
    "acks=1&t=3s",
    "copies=7&acks=7&t=3s",
    "edits=1s-slow-3,2s-normal-3,3s-lead-4",
    "copies=7&leader=japan-east&t=3s",
];

pub const WORDS: &[Claim] = &[
    names("PACELC: what a write pays when nothing is cut"),
    names("the upright line: how far a write has to go before it is answered."),
    theory(
        "Without any partition every write still waits for its k-th fastest \
         acknowledgement, and that may be on another continent.",
        "cap_theorem/pacelc.rs::a_write_waits_for_k_and_no_more",
    ),
    theory(
        "The leader counts itself, so it waits for its (k − 1)-th nearest copy.",
        "cap_theorem/pacelc.rs::a_write_waits_for_k_and_no_more",
    ),
    theory(
        "Copies behind that one cost nothing, however slow.",
        "cap_theorem/pacelc.rs::a_slow_copy_behind_the_kth_costs_nothing",
    ),
    theory(
        "The price jumps where that copy is in another region, and again where it \
         is across an ocean.",
        "cap_theorem/pacelc.rs::a_majority_leaves_the_continent",
    ),
    names("which row the upright line ends at."),
    names("the upright line, and the border of the ocean."),
    names("the order of the rows, and what is across the ocean now."),
    names("the row of North Europe, and whether the line moves."),
    names("the upright line when one of five is slow."),
];

pub const PICTURE: &[Claim] = &[
    so("{n} copies, of which {n} have to have a write", |s| {
        s.number(0) == run(s).copies().len() as u64
            && s.number(1) == run(s).settings().acks as u64
    }),
    names("ms until a write is answered"),
    names("measured share; dashed: theory, for each k"),
    so("{n} of {n}: median {n} ms", |s| {
        let half = median(s).map(|median| (median + 500) / 1_000);
        s.number(0) == run(s).settings().acks as u64
            && s.number(1) == run(s).copies().len() as u64
            && half == Some(s.number(2))
    }),
    so("below: across an ocean", |s| {
        let order = run(s).by_distance();
        let far = |copy: &usize| crosses(s, *copy);
        let first = order.iter().position(far).expect("some are");
        order[first..].iter().all(far)
    }),
    names("What a write takes that waits for k acknowledgements"),
];

pub const CHECKS: &[Claim] = &[
    so("✓ Another region has each write: k\u{a0}=\u{a0}{n}", |s| {
        s.number(0) > 1 && s.number(0) == run(s).settings().acks as u64
    }),
    so("✕ Another region has each write: k\u{a0}=\u{a0}{n}", |s| {
        s.number(0) == 1 && run(s).settings().acks == 1
    }),
    so("✓ A majority has it: {n} of {n}", |s| 2 * s.number(0) > s.number(1)),
    so("✕ A majority has it: {n} of {n}", |s| 2 * s.number(0) <= s.number(1)),
    so("… Waits for no ocean: not yet", |s| answered(s).is_empty()),
    so("✓ Waits for no ocean: {n} of {n}", |s| s.number(0) == 0 && is_counted(s)),
    so("✕ Waits for no ocean: {n} of {n}", |s| s.number(0) > 0 && is_counted(s)),
];

pub const LOG: &[Claim] = &[so("write {n} took {n} ms, until {}", |s| {
    let write = &run(s).writes()[s.number(0) as usize - 1];
    let took = write.done.since(write.sent).get();
    s.thousandths(1).abs_diff(took) <= 100
        && run(s).copies()[write.last].name() == s.words[2]
})];

pub const ANSWERS: &[Claim] = &[
    so(
        "→ About 35 ms. Its own is the first, East US 2 the second, Central US the \
         third. Both in Europe take part and cost nothing.",
        |s| {
            let order = run(s).by_distance().into_iter();
            let order: Vec<_> = order.map(|place| run(s).copies()[place]).collect();
            let first = [Region::EastUs, Region::EastUs2, Region::CentralUs];
            order[..3] == first && costs(s, 35) && waits_for(s, Region::CentralUs)
        },
    ),
    so(
        "→ About 70 ms: to Europe. The fourth nearest is in North Europe. The new \
         copies are never waited for, yet they have made the majority larger than \
         the continent.",
        |s| {
            let new = [Region::JapanEast, Region::SoutheastAsia];
            let is_new =
                |w: &Write| new.iter().any(|r| *r == run(s).copies()[w.last]);
            waits_for(s, Region::NorthEurope)
                && costs(s, 70)
                && !answered(s).into_iter().any(is_new)
        },
    ),
    so(
        "→ About 190 ms. Behind Japan come West Europe and then Central US, both \
         across an ocean. The place of the leader is part of the price.",
        |s| waits_for(s, Region::CentralUs) && costs(s, 190),
    ),
    so(
        "→ About 35 ms, as before. It was the fourth and is the fifth now: nobody \
         waits for it. That is what a majority buys beside safety.",
        |s| {
            let last = run(s).by_distance()[4];
            run(s).copies()[last] == Region::NorthEurope && costs(s, 35)
        },
    ),
    so(
        "→ About 220 ms. North Europe is the last now. Whoever waits for all is as \
         slow as the slowest, and stops when one is down.",
        |s| waits_for(s, Region::NorthEurope) && costs(s, 220),
    ),
];

fn run<'a>(s: &Shown<'a>) -> &'a Writes {
    s.model()
}

fn answered<'a>(s: &Shown<'a>) -> Vec<&'a Write> {
    let recent = run(s).recent().iter();
    recent.filter(|write| write.done <= s.now()).collect()
}

/// In microseconds.
fn median(s: &Shown) -> Option<u64> {
    let took =
        answered(s).into_iter().map(|write| write.done.since(write.sent).get());
    let mut took: Vec<u64> = took.collect();
    took.sort_unstable();
    took.get(took.len().checked_sub(1)? / 2).copied()
}

fn crosses(s: &Shown, copy: usize) -> bool {
    run(s).copies()[copy].continent() != run(s).settings().leader.continent()
}

fn is_counted(s: &Shown) -> bool {
    let far =
        answered(s).into_iter().filter(|write| crosses(s, write.last)).count();
    s.number(0) == far as u64 && s.number(1) == answered(s).len() as u64
}

/// Whether the median is about so many milliseconds.
fn costs(s: &Shown, millis: u64) -> bool {
    assert!(SLOWER.as_millis() == 150 && WRITES == 20);
    median(s).is_some_and(|median| is_about(median, millis * 1_000, 8))
}

fn waits_for(s: &Shown, region: Region) -> bool {
    run(s).copies()[run(s).waits_for()] == region
}
