//! What the figure of bulkheads may say.

use super::Figure;
use crate::claim::{Claim, Shown, names, so, theory};
use models::resilience_patterns::bulkhead::{
    CALL_TIMEOUT, DEPENDENCIES, Defence, LATENCY, NAMES, Pool, QUEUE_MAX, SLOW_TO,
    lines,
};
use sim::Micros;

pub const FIGURE: Figure = Figure {
    demo: "bulkhead",
    claims: &[CARD, PICTURE, CHECKS, OUTCOMES],
    also: &[],
    percent: 100,
};

const CARD: &[Claim] = &[
    names("Bulkheads: one slow dependency and a shared pool"),
    so(
        "the threads that A occupies: each waits for A, and none of them can serve \
         B or C.",
        |s| busy(s) <= threads(s),
    ),
    theory(
        "A slow dependency is worse than a dead one: it can take the threads of \
         everyone who does not need it.",
        "isolated/resilience_patterns/bulkhead.rs::\
         one_slow_dependency_drains_the_pool",
    ),
    theory(
        "Little's law: threads in use = requests a second × seconds each.",
        "isolated/resilience_patterns/bulkhead.rs::\
         threads_in_use_are_rate_times_latency",
    ),
    theory(
        "40 a second of 50 ms need 2 threads, of 2 s 80: with 2 each for B and C \
         that is 84, of a pool of 20.",
        "isolated/resilience_patterns/bulkhead.rs::\
         threads_in_use_are_rate_times_latency",
    ),
    theory(
        "A bulkhead caps what A may occupy, a time-out how long, and an adaptive \
         limit finds the cap itself; shedding alone refuses B and C as well.",
        "isolated/resilience_patterns/bulkhead.rs::what_each_defence_saves",
    ),
];

const PICTURE: &[Claim] = &[
    names("B and C"),
    names("The pool of threads, and what is answered, over time"),
    names("Answered a second; dashed: requests"),
    names("Answered in time, a second; dashed: requests for B and C"),
    names("Threads that wait for A; dashed: all there are"),
    names("Threads that wait for A; dashed: all"),
    so("Requests for each dependency at {}", |s| s.words[0] == s.now().clock()),
    so("Pool: {n} of {n} threads busy", |s| {
        s.number(0) == busy(s) && s.number(1) == threads(s)
    }),
    so("✕ {n} for A, ▪ {n} for B and C; {n} in the queue", |s| {
        let for_a = held(s, 0);
        let said = [s.number(0), s.number(1), s.number(2)];
        said == [for_a, busy(s) - for_a, pool(s).station().waiting() as u64]
    }),
    so("▪ {} takes {}: threads {n}", |s| {
        takes(s) <= LATENCY && is_line(s) && limit(s) == QUEUE_MAX as u64
    }),
    so("✕ {} takes {}: threads {n}", |s| {
        takes(s) > LATENCY && is_line(s) && limit(s) == QUEUE_MAX as u64
    }),
    so("▪ {} takes {}: threads {n} of {n}", |s| {
        takes(s) <= LATENCY && is_line(s) && limit(s) == s.number(3)
    }),
    so("✕ {} takes {}: threads {n} of {n}", |s| {
        takes(s) > LATENCY && is_line(s) && limit(s) == s.number(3)
    }),
    so(
        "last second: {n} of B and C, {n} of A in time; now {n} of {n} threads for \
         A, {n} wait",
        |s| {
            let counted = [lines::HEALTHY, lines::SICK].map(|l| last_second(s, l));
            counted == [s.number(0), s.number(1)]
                && s.number(2) == held(s, 0)
                && s.number(3) == threads(s)
                && s.number(4) == pool(s).station().waiting() as u64
        },
    ),
];

const CHECKS: &[Claim] = &[
    so("… B and C are answered: 0 a second, of about {n}", |s| {
        s.now() < Micros::from_secs(1) && is_load(s, 0)
    }),
    so("✓ B and C are answered: {n} a second, of about {n}", |s| {
        is_answered(s) && s.number(0) * 2 >= s.number(1)
    }),
    so("✕ B and C are answered: {n} a second, of about {n}", |s| {
        is_answered(s) && s.number(0) * 2 < s.number(1)
    }),
    so(
        "✓ The pool is large enough for all: A {n} + B {n} + C {n} = {n} of {n} \
         threads",
        |s| is_need(s) && s.thousandths(3) < s.thousandths(4),
    ),
    so(
        "✕ The pool is large enough for all: A {n} + B {n} + C {n} = {n} of {n} \
         threads",
        |s| is_need(s) && s.thousandths(3) >= s.thousandths(4),
    ),
];

const OUTCOMES: &[Claim] = &[
    so(
        "→ Nearly all. There are threads that A does not get: its share is capped, \
         its calls are cut short, or the pool is about as large as all three need.",
        |s| {
            let is_kept = ["bulkhead", "adaptive", "timeout"];
            answered(s) >= 90
                && (is_kept.contains(&s.knob("defence"))
                    || threads(s) * 100 >= needed(s) * 90)
        },
    ),
    so(
        "→ Some, but far from all. Some threads come free in time, the queue is \
         kept short, or the caps leave the others too few: whoever comes is \
         refused or delayed, whatever they need.",
        |s| {
            let is_far = (5..90).contains(&answered(s));
            let is_capped = ["bulkhead", "adaptive"].contains(&s.knob("defence"));
            is_far && (is_capped || is_cut(s) || threads(s) < needed(s))
        },
    ),
    so(
        "→ Next to none. More threads are needed than there are. Whoever needs B \
         waits behind requests for A, and gives up before the turn is theirs.",
        |s| answered(s) < 5 && threads(s) < needed(s),
    ),
];

fn pool<'a>(s: &Shown<'a>) -> &'a Pool {
    s.model()
}

fn threads(s: &Shown) -> u64 {
    u64::from(s.setting("threads"))
}

fn held(s: &Shown, index: usize) -> u64 {
    pool(s).held(index) as u64
}

fn busy(s: &Shown) -> u64 {
    pool(s).station().served().count() as u64
}

/// The dependency that the first word names.
fn index(s: &Shown) -> usize {
    let index = NAMES.iter().position(|name| *name == s.words[0]);
    index.expect("a dependency")
}

fn takes(s: &Shown) -> Micros {
    pool(s).latency(index(s))
}

fn limit(s: &Shown) -> u64 {
    pool(s).limit(index(s)) as u64
}

/// Whether the line about a dependency is so, up to its limit.
fn is_line(s: &Shown) -> bool {
    s.words[1] == format!("{:#}", takes(s)) && s.number(2) == held(s, index(s))
}

/// What was counted in the last whole second.
fn last_second(s: &Shown, line: usize) -> u64 {
    let second = 1_000_000;
    let to = Micros::new(s.now().get() / second * second);
    pool(s).timeline().total(line, to.since(Micros::new(second)), to)
}

fn is_load(s: &Shown, place: usize) -> bool {
    s.number(place) == 2 * u64::from(s.setting("load"))
}

fn is_answered(s: &Shown) -> bool {
    s.number(0) == last_second(s, lines::HEALTHY) && is_load(s, 1)
}

fn is_cut(s: &Shown) -> bool {
    s.knob("defence") == "timeout"
}

/// Whether the threads that are needed are rate times latency, or the cap, and add
/// up.
fn is_need(s: &Shown) -> bool {
    let load = u64::from(s.setting("load"));
    let need = |index| {
        let latency = match pool(s).settings().defence {
            Defence::Timeout => pool(s).latency(index).min(CALL_TIMEOUT),
            _ => pool(s).latency(index),
        };
        let cap = pool(s).limit(index) as u64 * 1_000;
        (load * latency.as_millis()).min(cap)
    };
    let sum: u64 = (0..DEPENDENCIES).map(need).sum();
    (0..DEPENDENCIES).all(|index| s.thousandths(index) == need(index))
        && s.thousandths(3) == sum
        && s.number(4) == threads(s)
}

/// The threads that all three need while A takes two seconds.
fn needed(s: &Shown) -> u64 {
    u64::from(s.setting("load")) * 2_100 / 1_000
}

/// Of a hundred requests for B and C, those that were answered in time while A was
/// slow and it had shown.
fn answered(s: &Shown) -> u64 {
    let from = Micros::from_secs(12);
    let answered = pool(s).timeline().total(lines::HEALTHY, from, SLOW_TO);
    answered * 100 / (2 * u64::from(s.setting("load")) * 18)
}
