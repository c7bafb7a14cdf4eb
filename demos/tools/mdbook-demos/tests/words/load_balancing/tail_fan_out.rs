//! What the figure of fan-out and hedging may say.

use super::Figure;
use crate::claim::{Claim, Shown, names, so, theory};
use models::load_balancing::fan_out::{FanOut, Part, Second};
use sim::Micros;

pub const FIGURE: Figure = Figure {
    demo: "tail-fan-out",
    claims: &[CARD, PICTURE, CHECKS, OUTCOMES],
    also: &["hedge=80&cap=5&surge=true&busy=80"],
    percent: 60,
};

const CARD: &[Claim] = &[
    names("The tail: a request waits for the slowest server"),
    so("the last dot at the left: the whole request waits for it.", |s| {
        model(s).watched().is_none_or(|request| {
            let last = request.parts.iter().map(Part::answered).max();
            last == Some(request.done())
        })
    }),
    theory(
        "Who asks many servers meets the slowest each time: rare becomes usual.",
        "load_balancing/fan_out.rs::\
         of_a_hundred_parts_one_is_slow_more_often_than_not",
    ),
    theory(
        "With 100 servers 1 − 0.99¹⁰⁰ = 63 % of requests are slow.",
        "load_balancing/fan_out.rs::\
         of_a_hundred_parts_one_is_slow_more_often_than_not",
    ),
    theory(
        "A second copy of what is late repairs that for 4 % more work.",
        "load_balancing/fan_out.rs::hedging_buys_the_tail_for_four_per_cent",
    ),
    theory(
        "It needs a budget: when all are late, it doubles the work.",
        "load_balancing/fan_out.rs::\
         after_a_surge_hedging_keeps_all_slow_and_a_cap_does_not",
    ),
    so(
        "The seed was picked so that the request on show is a slow one, as 63 of \
         100 are.",
        |s| {
            // Of the resting frame.
            let rest = Micros::from_millis(900);
            let slow = Micros::from_secs(1);
            s.now() != rest
                || model(s)
                    .watched()
                    .is_some_and(|request| request.done() - request.sent >= slow)
        },
    ),
    so("the ◆: sent again, to another server, and soon answered.", |s| {
        let parts = model(s).watched().map_or(&[][..], |request| &request.parts);
        parts.iter().all(|part| {
            part.second.is_none_or(|(_, server, _)| server != part.server)
        })
    }),
    theory(
        "the bar of work: the second copies grow with the first.",
        "load_balancing/fan_out.rs::\
         after_a_surge_hedging_keeps_all_slow_and_a_cap_does_not",
    ),
    so("the second copies in the bar: about a tenth of the first, at most.", |s| {
        second(s).seconds <= second(s).firsts / 10 + 200
    }),
];

const PICTURE: &[Claim] = &[
    names("One request, the last hundred, and the work that is sent"),
    names("Slow requests of 100, and work in % of capacity"),
    names("Slow of 100, and work in %"),
    so("done after {n} ms", |s| took(s) == Some((s.number(0), true))),
    so("waits for {n} ms", |s| took(s) == Some((s.number(0), false))),
    so("not known yet", |s| model(s).tally().last().len() == 0),
    so("second copies: {n} % more work", |s| {
        let (firsts, seconds) = (second(s).firsts, second(s).seconds);
        let more = u64::from(seconds) * 100;
        (s.number(0) * u64::from(firsts)).abs_diff(more) * 2 <= u64::from(firsts)
    }),
    so("queue of a server: {n} ms", is_queue),
    so("no second copies", |s| model(s).settings().hedge.is_none()),
    so("second copy after {}", |s| {
        let settings = model(s).settings();
        let after = settings.hedge.map(|after| format!("{after:#}"));
        after.as_deref() == Some(s.words[0]) && settings.cap.is_none()
    }),
    so("second copy after {}, up to {n} %", |s| {
        let settings = model(s).settings();
        let after = settings.hedge.map(|after| format!("{after:#}"));
        after.as_deref() == Some(s.words[0])
            && settings.cap.map(u64::from) == Some(s.number(1))
    }),
    so("Requests and copies at {}", |s| s.words[0] == s.now().clock()),
    so(
        "last second: {n} of {n} slow; work {n} % of capacity, second copies {n} %",
        |s| {
            let second = second(s);
            let of = [
                second.slow,
                second.judged,
                second.work_percent(),
                second.hedges_percent(),
            ];
            of.map(u64::from) == [0, 1, 2, 3].map(|place| s.number(place))
        },
    ),
];

const CHECKS: &[Claim] = &[
    so("… At most 5 of 100 requests are slow: {n} of the last {n}", |s| {
        is_last(s) && s.number(1) < 100
    }),
    so("✓ At most 5 of 100 requests are slow: {n} of the last 100", |s| {
        s.number(0) == slow(s) && known(s) == 100 && slow(s) <= 5
    }),
    so("✕ At most 5 of 100 requests are slow: {n} of the last 100", |s| {
        s.number(0) == slow(s) && known(s) == 100 && slow(s) > 5
    }),
    so("✓ Queues are short: {n} ms of work before each server", |s| {
        is_queue(s) && s.number(0) <= 100
    }),
    so("✕ Queues are short: {n} ms of work before each server", |s| {
        is_queue(s) && s.number(0) >= 100
    }),
];

const OUTCOMES: &[Claim] = &[
    so(
        "→ About 63. All 100 must be fast: 0.99¹⁰⁰ = 37 %. What is rare at one \
         server is usual at a hundred.",
        |s| s.setting("fan-out") == 100 && (55..=71).contains(&slow_percent(s)),
    ),
    so(
        "→ About 1. Both copies must be held up: one in 10,000, times 100 parts. \
         It costs some 4 % more work.",
        |s| {
            let total = model(s).tally().total();
            slow_percent(s) <= 3
                && (20..=35).contains(&(total.firsts / total.seconds))
        },
    ),
    so(
        "→ All of them. In the surge every part is late, and is sent again; no copy \
         is cancelled. Twice 55 % is more than the servers can do: all stay late, \
         with no surge any more.",
        |s| {
            s.setting("busy") == 55
                && second(s).slow == second(s).judged
                && second(s).seconds * 10 > second(s).firsts * 9
        },
    ),
    so(
        "→ Few, as before. The surge leaves a queue, but no more work than usual: \
         55 % and a tenth of it. The queue goes, and most late parts have their \
         second copy again.",
        |s| {
            s.setting("busy") == 55
                && slow(s) < 30
                && second(s).seconds <= second(s).firsts / 10 + 200
        },
    ),
];

fn model<'a>(s: &Shown<'a>) -> &'a FanOut {
    s.model()
}

fn second(s: &Shown) -> Second {
    model(s).tally().second()
}

/// How long the watched request has been waiting, or took, in milliseconds.
fn took(s: &Shown) -> Option<(u64, bool)> {
    let request = model(s).watched()?;
    let parts = request.parts.iter().map(Part::answered);
    let done = parts.max()?;
    let end = done.min(s.now());
    Some((((end - request.sent).get() + 500) / 1_000, done <= s.now()))
}

fn slow(s: &Shown) -> u64 {
    model(s).tally().last().filter(|slow| *slow).count() as u64
}

fn known(s: &Shown) -> u64 {
    model(s).tally().last().len() as u64
}

fn is_last(s: &Shown) -> bool {
    [s.number(0), s.number(1)] == [slow(s), known(s)]
}

fn is_queue(s: &Shown) -> bool {
    let backlog = model(s).servers().backlog(s.now());
    s.number(0) == (backlog.get() + 500) / 1_000
}

/// Of a hundred requests of the whole run, the slow ones.
fn slow_percent(s: &Shown) -> u32 {
    let total = model(s).tally().total();
    total.slow * 100 / total.judged
}
