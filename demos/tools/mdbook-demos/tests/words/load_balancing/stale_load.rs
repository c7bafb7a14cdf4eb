//! A load board that is old.

use super::pair::pair;
use crate::claim::{Claim, Shown, names, so, theory};
use models::load_balancing::balancer::{Knowledge, Policy};
use models::load_balancing::pair::Side;

pub const ALSO: &[&str] = &[
    "left=random&right=three&edits=3s-left-two,5s-right-random,7s-load-50",
    "edits=2500ms-left-three,4500ms-right-least",
];

pub const WORDS: &[Claim] = &[
    names("Least request and a load board that gets old"),
    names("the dashed boxes: what the board says."),
    names("The dots are what is really there."),
    theory(
        "Old news about who is free sends everybody to the same server, and can be \
         worse than no news; two choices sends only a fifth there.",
        "load_balancing/balancer.rs::old_news_is_worse_than_none",
    ),
    theory(
        "Between two readings the board does not change.",
        "load_balancing/balancer.rs::an_old_board_makes_a_herd",
    ),
    theory(
        "So least request sends everything to the servers that were shortest, \
         until the next reading shows them as the longest.",
        "load_balancing/balancer.rs::an_old_board_makes_a_herd",
    ),
    so("where the dots of the left balancer go until the next reading.", |s| {
        policy(s, Side::Left) == Policy::Least
    }),
    so("how tall the tallest stack gets at the right.", |s| {
        policy(s, Side::Right) == Policy::Choices(2)
    }),
    so("the stacks of both sides, which are low now.", |s| {
        pair(s).side(Side::Left).settings().knowledge == Knowledge::Live
            && Side::BOTH.into_iter().all(|side| pair(s).side(side).longest() < 20)
    }),
    so("the stacks at the left, and at the right.", |s| {
        Side::BOTH.into_iter().all(|side| policy(s, side) == Policy::Least)
    }),
    names("Two balancers, what their board says and the requests that are there"),
    names("{} + own"),
    so("board {n} s old", |s| {
        let age = pair(s).side(Side::Left).board().age(s.now());
        age.is_some_and(|(age, _)| s.thousandths(0).abs_diff(age.as_millis()) <= 55)
    }),
    so("left: the board is read", |s| is_read(s, Side::Left)),
    so("right: the board is read", |s| is_read(s, Side::Right)),
];

pub const CHECKS: &[Claim] = &[
    so("✓ Left: no herd: {n} requests to {n} of 10", |s| {
        is_reached(s, Side::Left, false)
    }),
    so("✕ Left: no herd: {n} requests to {n} of 10", |s| {
        is_reached(s, Side::Left, true)
    }),
    names("… Left: no herd: not known yet"),
    so("✓ Right: no herd: {n} requests to {n} of 10", |s| {
        is_reached(s, Side::Right, false)
    }),
    so("✕ Right: no herd: {n} requests to {n} of 10", |s| {
        is_reached(s, Side::Right, true)
    }),
    names("… Right: no herd: not known yet"),
    so(
        "→ The shortest on the board. Nothing on the board changes for a second, so \
         neither does the choice. At the next reading these are the longest, and \
         others get the herd.",
        is_herd,
    ),
    so(
        "→ A fifth of them. A server is among the two in two of ten cases. However \
         short its queue looks, the others get the rest.",
        |s| {
            let got = pair(s).side(Side::Right).board().got().expect("a board");
            let most = got.iter().max().expect("there are servers");
            most * 100 < got.iter().sum::<u32>() * 35
        },
    ),
    so(
        "→ The left: least request. It finds a free server whenever there is one. \
         Two choices may look at two that are busy while another one is free.",
        |s| longest(s, Side::Left) < longest(s, Side::Right),
    ),
    so(
        "→ At the right. One balancer knows all that was sent. Each of twenty \
         knows a twentieth, and all of them begin with the same server.",
        |s| longest(s, Side::Left) < longest(s, Side::Right),
    ),
];

/// Whether at most half of the servers at the left got what came between two
/// readings.
fn is_herd(shown: &Shown) -> bool {
    let fewest = pair(shown).side(Side::Left).board().fewest();
    fewest.is_some_and(|(servers, _)| servers <= 5)
}

fn policy(shown: &Shown, side: Side) -> Policy {
    pair(shown).side(side).settings().policy
}

fn is_read(shown: &Shown, side: Side) -> bool {
    let board = pair(shown).side(side).board().last();
    board.is_some_and(|(read, _)| read == shown.now())
}

/// The longest queues of the run so far, added up.
fn longest(shown: &Shown, side: Side) -> u32 {
    let samples = pair(shown).samples().iter();
    samples.map(|(_, figures)| figures[side as usize].longest).sum()
}

/// Whether so few servers got so many requests between two readings.
fn is_reached(shown: &Shown, side: Side, is_herd: bool) -> bool {
    let (servers, all) =
        pair(shown).side(side).board().fewest().expect("a reading");
    [u64::from(all), servers as u64] == [0, 1].map(|place| shown.number(place))
        && (servers <= 5) == is_herd
}
