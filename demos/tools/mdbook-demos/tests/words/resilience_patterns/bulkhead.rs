//! What the figure of bulkheads may say.

use super::Figure;
use crate::claim::{Claim, Shown, is_about, names, so, theory};
use models::resilience_patterns::Compared;
use models::resilience_patterns::bulkhead::{
    CALL_TIMEOUT, DEPENDENCIES, Defence, PATIENCE, Pool, QUEUE_MAX, SLOW_FROM,
    SLOW_TO, Settings, TICK, lines,
};
use models::resilience_patterns::station::Job;
use sim::{Log, Micros, Model};

pub const FIGURE: Figure = Figure {
    demo: "bulkhead",
    claims: &[CARD, SCENARIOS, PICTURE, CHECKS, OUTCOMES],
    also: &[],
    percent: 100,
};

const CARD: &[Claim] = &[
    names("Bulkheads: one slow dependency and a shared pool"),
    so("the boxes, a thread each: one that A holds serves nobody else.", |s| {
        let kinds = pool(s).station().served().map(|job| job.kind);
        let for_a = kinds.filter(|kind| *kind == 0).count() as u64;
        for_a == held(s, 0) && for_a + held(s, 1) + held(s, 2) == busy(s)
    }),
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

const SCENARIOS: &[Claim] = &[
    so("the ✕ in the boxes: threads that work for nobody.", |s| {
        let mut served = pool(s).station().served();
        let is_late = |job: &Job| s.now().since(job.since) > PATIENCE;
        is_used(s, Defence::None) && (s.now() != SLOW_TO || served.any(is_late))
    }),
    so("the first row of boxes: A can hold these, and no more.", |s| {
        limit(s, 0) == 8 && held(s, 0) <= 8
    }),
    so("how far the boxes of A are filled before A leaves them.", |s| {
        // The model goes on once in a tick.
        let most = CALL_TIMEOUT + TICK;
        let is_short = |job: &Job| s.now().since(job.started) <= most;
        s.setting("slow") == 2_000 && pool(s).station().served().all(is_short)
    }),
];

const PICTURE: &[Claim] = &[
    names("B and C"),
    names("Requests, the pool and who holds its places"),
    names("a mark for {n}"),
    so("requests: {n}/s each", |s| s.number(0) == u64::from(s.setting("load"))),
    names("for B or C"),
    names("full: held for 1 s or more"),
    so("{n} work for nobody", |s| {
        let served = pool(s).station().served();
        let late = served.filter(|job| s.now().since(job.since) > PATIENCE);
        s.number(0) == late.count() as u64 && s.number(0) > 0
    }),
    so("gave up after 1 s", |s| {
        PATIENCE == Micros::from_secs(1) && !is_used(s, Defence::Timeout)
    }),
    so("timed out or gave up", |s| is_used(s, Defence::Timeout)),
    names("Answered a second; grey: requests"),
    names("Answered in time, a second; grey line: requests for B and C"),
    so("dashed: one pool", is_beside),
    so("dashed: B and C in one pool", is_beside),
    so("Requests for each dependency at {}", |s| s.words[0] == s.now().clock()),
    so("Threads: A holds {n} of {n}", |s| {
        let is_whole = limit(s, 0) == QUEUE_MAX as u64;
        is_whole && [s.number(0), s.number(1)] == [held(s, 0), threads(s)]
    }),
    so("At most {n} each, {n} in all", |s| {
        let limits = [0, 1, 2].map(|index| limit(s, index).min(threads(s)));
        is_used(s, Defence::Bulkhead)
            && limits == [s.number(0); 3]
            && s.number(1) == threads(s)
    }),
    so("Limits: A {n}, B {n}, C {n}", |s| {
        let limits = [0, 1, 2].map(|index| limit(s, index).min(threads(s)));
        is_used(s, Defence::Adaptive)
            && limits == [0, 1, 2].map(|place| s.number(place))
    }),
    so("B, C: {n}/s in time", |s| s.number(0) == last_second(s, lines::HEALTHY)),
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
    so("… B and C are answered: 0 a second, and about {n} come", |s| {
        s.now() < Micros::from_secs(1) && is_load(s, 0)
    }),
    so("✓ B and C are answered: {n} a second, and about {n} come", |s| {
        is_answered(s) && s.number(0) * 2 >= s.number(1)
    }),
    so("✕ B and C are answered: {n} a second, and about {n} come", |s| {
        is_answered(s) && s.number(0) * 2 < s.number(1)
    }),
    so(
        "✓ Threads are left in the long run: A {n} + B {n} + C {n} = {n} of {n}",
        |s| is_need(s) && s.thousandths(3) < s.thousandths(4),
    ),
    so(
        "✕ Threads are left in the long run: A {n} + B {n} + C {n} = {n} of {n}",
        |s| is_need(s) && s.thousandths(3) >= s.thousandths(4),
    ),
];

const OUTCOMES: &[Claim] = &[
    so(
        "→ Next to none. A wants 40/s × 2 s = 80 threads and gets nearly all 20. Who \
         needs B waits behind requests for A, and gives up before the turn is theirs.",
        |s| {
            let of_b = pool(s).tally(1);
            (s.setting("load"), s.setting("slow")) == (40, 2_000)
                && answered(s) < 5
                && mean_held(s) >= 19
                && of_b.refused == 0
                && of_b.failed > 0
        },
    ),
    so(
        "→ Seconds later. Some 1,800 waited, and most of them had given up. The threads \
         served all of these first, in vain: 7 s more of an outage without a cause.",
        |s| {
            let then = at(s, SLOW_TO);
            let queue = || then.station().queue();
            let is_late = |job: &&Job| SLOW_TO.since(job.since) > PATIENCE;
            let late = queue().filter(is_late).count();
            let second = Micros::from_secs(1);
            let back = SLOW_TO + Micros::from_secs(7);
            let of = |from, to| pool(s).timeline().total(lines::HEALTHY, from, to);
            is_about(queue().count() as u64, 1_800, 3)
                && late * 10 > queue().count() * 8
                && pool(s).latency(0) == pool(s).latency(1)
                && of(SLOW_TO, back) == 0
                && (s.now() < back + second || of(back, back + second) > 0)
        },
    ),
    so(
        "→ About 8. 40/s × 0.2 s = 8 threads. That leaves 12 of 20, and B and C need 4: \
         they are answered.",
        |s| {
            answered(s) >= 90
                && is_used(s, Defence::Timeout)
                && CALL_TIMEOUT == Micros::from_millis(200)
                && (6..=9).contains(&mean_held(s))
                && is_little(s)
        },
    ),
    so(
        "→ B and C, not A. A holds 8 threads at most. That leaves 12 of 20, and B and C \
         need 4. Most requests for A are refused at once, and hold nothing.",
        |s| {
            let is_capped = is_used(s, Defence::Bulkhead) && limit(s, 0) == 8;
            let (from, to) = (Micros::from_secs(12), SLOW_TO);
            let of_a = pool(s).timeline().total(lines::SICK, from, to);
            answered(s) >= 90
                && of_a == 0
                && is_capped
                && held(s, 0) <= 8
                && is_little(s)
                && is_refused(s, 0)
        },
    ),
];

/// The pool of a scenario as it was at a moment.
fn at(s: &Shown, moment: Micros) -> Pool {
    let (settings, seed) = (pool(s).settings(), s.entry.card.seed);
    let (mut pool, mut log) = (Pool::new(settings, seed), Log::off());
    while pool.next().is_some_and(|next| next <= moment) {
        pool.step(&mut log);
    }
    pool
}

fn pool<'a>(s: &Shown<'a>) -> &'a Pool {
    beside(s)
}

fn beside<'a>(s: &Shown<'a>) -> &'a Compared<Pool> {
    s.model()
}

/// Whether what is dashed is what B and C get in one pool for all, in a run that is
/// another one.
fn is_beside(s: &Shown) -> bool {
    let settings =
        Settings { defence: Defence::None, ..pool(s).settings().clone() };
    let (mut shared, mut log) = (Pool::new(&settings, s.seed), Log::off());
    while shared.next().is_some_and(|next| next <= Micros::from_secs(40)) {
        shared.step(&mut log);
    }
    let is_other = s.knob("defence") != "none" || !s.act.edits().is_empty();
    let line = shared.timeline().rate(lines::HEALTHY, 2);
    is_other && line.eq(beside(s).earlier().iter().copied())
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

fn limit(s: &Shown, index: usize) -> u64 {
    pool(s).limit(index) as u64
}

/// Whether this defence is what the pool goes by now.
fn is_used(s: &Shown, defence: Defence) -> bool {
    pool(s).settings().defence == defence
}

/// The threads that A had while it was slow, on average.
fn mean_held(s: &Shown) -> u64 {
    let stretches = pool(s).timeline().stretches();
    let slow = stretches.filter(|(end, _)| SLOW_FROM < *end && *end <= SLOW_TO);
    let held: Vec<_> = slow.map(|(_, counts)| counts[lines::HELD]).collect();
    u64::from(held.iter().sum::<u32>()) / held.len().max(1) as u64
}

/// Whether B and C need 2 threads each, of 20.
fn is_little(s: &Shown) -> bool {
    let load = u64::from(s.setting("load"));
    let need = |index| load * pool(s).latency(index).as_millis();
    load == 40 && threads(s) == 20 && [1, 2].map(need) == [2_000; 2]
}

/// Whether most were refused of those who came while A was slow; nobody was before.
fn is_refused(s: &Shown, index: usize) -> bool {
    let slow = SLOW_TO.since(SLOW_FROM).get() / 1_000_000;
    pool(s).tally(index).refused * 2 > u64::from(s.setting("load")) * slow
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

/// Whether the threads that are needed are rate times latency, or the cap, and add
/// up.
fn is_need(s: &Shown) -> bool {
    let load = u64::from(s.setting("load"));
    let need = |index| {
        let latency = match pool(s).settings().defence {
            Defence::Timeout => pool(s).latency(index).min(CALL_TIMEOUT),
            _ => pool(s).latency(index),
        };
        let cap = limit(s, index) * 1_000;
        (load * latency.as_millis()).min(cap)
    };
    let sum: u64 = (0..DEPENDENCIES).map(need).sum();
    (0..DEPENDENCIES).all(|index| s.thousandths(index) == need(index))
        && s.thousandths(3) == sum
        && s.number(4) == threads(s)
}

/// Of a hundred requests for B and C, those that were answered in time while A was
/// slow and it had shown.
fn answered(s: &Shown) -> u64 {
    let (from, to) = (Micros::from_secs(12), Micros::from_secs(29));
    let answered = pool(s).timeline().total(lines::HEALTHY, from, to);
    answered * 100 / (2 * u64::from(s.setting("load")) * 17)
}
