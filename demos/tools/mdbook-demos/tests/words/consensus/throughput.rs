//! The figure of batching and pipelining.

use crate::claim::{Claim, Shown, deed, is_about, names, so, theory};
use models::consensus::throughput::{FOLLOWER, Limit, Watched};
use sim::Micros;

pub const CARD: &[Claim] = &[
    names("Batching and pipelining: what is under way"),
    names("the gaps: who waits for whom, and what is busy all the time."),
    names("the numbers on S2's disk: how many commands a write takes."),
    names("the numbers on the link, and when S2's disk is idle."),
    names("the link: when is it idle, and where do commands wait?"),
    names("the two disks: do they write at the same time?"),
    theory(
        "What is under way together shares round trips and writes to disk, until a \
         link is full.",
        "consensus_throughput.rs::the_pipe_fills_until_the_link_is_the_limit",
    ),
    theory(
        "A disk writes all that has come in one go.",
        "consensus_throughput.rs::\
         what_is_seen_keeps_to_the_window_the_disk_and_the_link",
    ),
    theory(
        "What is sent into a full link only waits in it.",
        "consensus_throughput.rs::a_full_link_gains_nothing_by_a_larger_window",
    ),
];

pub const ANSWERS: &[Claim] = &[
    so(
        "→ About 330. One command in 3 ms, and nothing is busy all the time. The wait \
         is the queue's: the last of 16 takes 49 ms.",
        |s| {
            let model = watched(s);
            is_measured(s, 330)
                && is_measured(s, 1_000 / 3)
                && model.disk_busy(FOLLOWER) < Some(98)
                && model.link_busy() < Some(98)
                && model.done().get(15).is_some_and(|d| rounded(d.took) == 49)
        },
    ),
    so(
        "→ One. The next write takes all that has come: group commit. So 2,000 commands \
         are committed in a second, of 16 clients as before, and one takes 8 ms.",
        |s| {
            let mut writes = watched(s).writes().iter();
            writes.any(|write| write.node == FOLLOWER && write.entries == 7)
                && s.setting("clients") == 16
                && is_measured(s, 2_000)
                && rounded(watched(s).group().measure().median) == 8
        },
    ),
    so(
        "→ About as many, or more. Here too eight are under way. They come together, so \
         none comes in the middle of a write and waits for the next: about 2,450 a \
         second.",
        |s| {
            let trips = watched(s).trips().iter();
            trips.filter_map(|trip| trip.entries).max() == Some(8)
                && watched(s).unanswered() <= 1
                && is_measured(s, 2_450)
        },
    ),
    so(
        "→ Nothing: 1,000 a second. What waited at S1 now waits in the link. Only fewer \
         bytes for a command would help: a batch has one header for all.",
        |s| {
            is_measured(s, 1_000)
                && watched(s).link_busy() >= Some(98)
                && watched(s).waiting().last().is_some_and(|(_, n)| *n == 0)
        },
    ),
    so(
        "→ After 5 ms. One write, the way there, another write, the way back. S1 may \
         send first, if it counts itself only when it has written: then both write at \
         the same time, and it takes 3 ms.",
        |s| {
            let group = *watched(s).group();
            let took = watched(s).done().first().map(|done| rounded(done.took));
            took == Some(5) && rounded(group.shortest().since(group.write)) == 3
        },
    ),
];

pub const RUN: &[Claim] = &[
    names("What is under way between S1 and S2"),
    so("wait at S1", |s| {
        !watched(s).waiting().is_empty() || s.now() == Micros::ZERO
    }),
    names("link to S2"),
    names("the last took –"),
    so("the last took {n} ms", |s| {
        let last = watched(s).done().last();
        last.is_some_and(|d| is_tenth(s.thousandths(0), d.took))
    }),
    so("the window allows {n}", |s| allows(s, Limit::Window)),
    so("the link allows {n}", |s| allows(s, Limit::Link)),
    so("one client allows {n}", |s| allows(s, Limit::Clients)),
    names("… The link has room for more: "),
    so("… The link has room for more: busy {n} %", |s| {
        is_busy(s) && watched(s).done().len() < s.setting("clients") as usize
    }),
    so("✓ The link has room for more: busy {n} %", |s| {
        is_busy(s) && s.number(0) < 98
    }),
    so("✕ The link has room for more: busy {n} %", |s| {
        is_busy(s) && s.number(0) >= 98
    }),
    names("S2 is down"),
    names("Commands a second"),
    deed("commits up to #{n}"),
];

fn watched<'a>(shown: &Shown<'a>) -> &'a Watched {
    shown.model()
}

/// Whether so many are committed in a second in the long run.
fn is_measured(shown: &Shown, rate: u64) -> bool {
    is_about(watched(shown).group().measure().per_second, rate, 2)
}

fn is_busy(shown: &Shown) -> bool {
    watched(shown).link_busy().map(u64::from) == Some(shown.number(0))
}

fn rounded(span: Micros) -> u64 {
    (span.get() + 500) / 1_000
}

/// Whether so many thousandths of a millisecond are a time, to a tenth.
fn is_tenth(thousandths: u64, span: Micros) -> bool {
    thousandths.abs_diff(span.get()) <= 50
}

fn allows(shown: &Shown, limit: Limit) -> bool {
    let limits = watched(shown).group().limits();
    limits.contains(&(limit, shown.number(0)))
}
