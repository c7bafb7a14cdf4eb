//! What the figure of the retry storm may say.

use super::Figure;
use crate::claim::{Claim, Shown, names, so, theory};
use models::resilience_patterns::retry_storm::{
    CAPACITY_PER_S, Cure, RetryStorm, SERVICE, lines,
};
use models::resilience_patterns::storm_experiments::heals_after;
use sim::Micros;

pub const FIGURE: Figure = Figure {
    demo: "retry-storm",
    claims: &[CARD, PICTURE, LOG, CHECKS, OUTCOMES],
    also: &["load=30", "load=33"],
    percent: 100,
};

const CARD: &[Claim] = &[
    names("Retry storm: the outage that outlives its cause"),
    names(
        "whom the server works for: ▪ a client who still waits, or ✕ one who has \
         given up and asked again.",
    ),
    theory(
        "An outage can outlive its cause: once the queue is longer than its \
         clients' patience, their retries can keep it so.",
        "resilience_patterns/retry_storm.rs::a_storm_can_last_and_can_heal",
    ),
    so(
        "At 36 requests a second, three attempts and no cure, the server is fully \
         busy answering requests that were given up, so each new one fails and \
         comes three times: 108 a second are more than 100.",
        |s| {
            let is_that = is_stalled_for_3_s(s, "36");
            let is_storm = s.now() >= Micros::from_secs(20);
            let is_busy = !storm(s).station().is_free();
            !(is_that && is_storm)
                || (is_busy
                    && last_second(s, lines::ATTEMPTS).abs_diff(108) <= 2
                    && last_second(s, lines::GOODPUT) == 0)
        },
    ),
    so(
        "Below 100 / 3 a second the same stall heals: at 30 a second after 9 s, at \
         33 only after 100, when this run is over.",
        |s| {
            let is_at_end = s.now() == Micros::from_secs(60);
            let about = match s.knob("load") {
                _ if !is_at_end || !is_stalled_for_3_s(s, s.knob("load")) => None,
                "30" => Some(9),
                "33" => Some(100),
                _ => None,
            };
            about.is_none_or(|seconds: u64| {
                let after = heals_after(storm(s).settings(), 1);
                let after = after.map(|after| (after.as_millis() + 500) / 1_000);
                let is_seen = storm(s).healed_at().is_some();
                after == Some(seconds) && is_seen == (seconds < 47)
            })
        },
    ),
];

const PICTURE: &[Claim] = &[
    names("The queue, the server, and both over time"),
    names("Queue; dashed: a second's work, as long as clients wait"),
    names("Queue; dashed: one time-out's work"),
    names("Requests a second; dashed: capacity"),
    names("Requests a second; dashed: what the server can serve"),
    so("Queue: {n}, a mark for 4", |s| s.number(0) == waiting(s)),
    so("takes the newest", |s| has(s, Cure::NewestFirst)),
    so("takes the oldest", |s| !has(s, Cure::NewestFirst)),
    so("▪ for a client", |s| {
        let mut served = storm(s).station().served();
        served.all(|job| storm(s).clients().waits_for(job.id))
    }),
    so("Requests at {}; cures on: none", |s| {
        s.words[0] == s.now().clock() && storm(s).settings().cures.is_empty()
    }),
    so("Requests at {}; cures on: {}", |s| {
        let is_listed = |cure: Cure| s.names(1).contains(&cure.name());
        let is_right = |cure: Cure| has(s, cure) == is_listed(cure);
        s.words[0] == s.now().clock() && Cure::ALL.into_iter().all(is_right)
    }),
];

const LOG: &[Claim] = &[
    so("circuit breaker closes", |s| has(s, Cure::CircuitBreaker)),
    so("circuit breaker lets one call through", |s| has(s, Cure::CircuitBreaker)),
    so("circuit breaker opens for 5 s", |s| has(s, Cure::CircuitBreaker)),
    so("goodput has been back for 2 s", |s| {
        let two = Micros::from_secs(2);
        let of =
            |line| storm(s).timeline().total(line, s.now().since(two), s.now());
        storm(s).healed_at().is_some() && of(lines::GOODPUT) > 0
    }),
    so("last second: {n} new, {n} attempts, {n} in time; now {n} wait", |s| {
        let counted = [lines::FRESH, lines::ATTEMPTS, lines::GOODPUT];
        let counted = counted.map(|line| last_second(s, line));
        let said = [0, 1, 2].map(|place| s.number(place));
        counted == said && s.number(3).abs_diff(waiting(s)) <= 8
    }),
];

const CHECKS: &[Claim] = &[
    so("… Goodput follows the load: 0 answered of 0 a second", |s| {
        last_second(s, lines::FRESH) == 0
    }),
    so("✓ Goodput follows the load: {n} answered of {n} a second", |s| {
        is_counted(s) && s.number(0) * 10 >= s.number(1) * 9
    }),
    so("✕ Goodput follows the load: {n} answered of {n} a second", |s| {
        is_counted(s) && s.number(0) * 10 < s.number(1) * 9
    }),
    so(
        "✓ Newcomers are served in time: {n} in the queue, {n} s before a \
         newcomer's turn",
        |s| {
            let (turn, margin) = newcomer(s);
            is_turn(s) && turn <= patience(s) + margin
        },
    ),
    so(
        "✕ Newcomers are served in time: {n} in the queue, {n} s before a \
         newcomer's turn",
        |s| {
            let (turn, margin) = newcomer(s);
            is_turn(s) && turn + margin >= patience(s)
        },
    ),
];

const OUTCOMES: &[Claim] = &[
    so(
        "→ It is back at once. Two seconds after the stall at the latest whoever \
         came was served in time: less than a second's work was left, or they did \
         not have to wait behind it.",
        |s| {
            let is_short = |(span, _)| span <= Micros::from_secs(2);
            outage(s).is_some_and(is_short) && is_well_since(s)
        },
    ),
    so(
        "→ It is back when the queue is worked off. While more than a second's \
         work was left, whoever came gave up before the turn was theirs, or the \
         breaker refused them. But the attempts were fewer than the server can \
         serve, so the queue got shorter.",
        |s| {
            outage(s).is_some_and(|(span, attempts)| {
                span > Micros::from_secs(2)
                    && attempts * SERVICE.get() < span.get() + 1_000_000
                    && is_in_vain(s)
            })
        },
    ),
    so(
        "→ It does not come back. The stall left more than a second's work in the \
         queue. Whoever comes now gives up before the turn is theirs. The \
         attempts, retries included, are as many as the server can serve or more, \
         so the queue gets no shorter.",
        |s| {
            let ten = s.now().since(Micros::from_secs(10));
            let attempts = storm(s).timeline().total(lines::ATTEMPTS, ten, s.now());
            outage(s).is_none()
                && waiting(s) * SERVICE.get() * 100 > 95 * 1_000_000
                && attempts >= u64::from(CAPACITY_PER_S) * 10 * 95 / 100
        },
    ),
];

fn storm<'a>(s: &Shown<'a>) -> &'a RetryStorm {
    s.model()
}

fn has(s: &Shown, cure: Cure) -> bool {
    storm(s).settings().cures.has(cure)
}

fn waiting(s: &Shown) -> u64 {
    storm(s).station().waiting() as u64
}

/// Whether the run is the one of the card, with this load, and nothing was done.
fn is_stalled_for_3_s(s: &Shown, load: &str) -> bool {
    let knobs = ["load", "attempts", "stall", "cure", "spacing"];
    knobs.map(|name| s.knob(name)) == [load, "3", "3", "none", "even"]
        && s.act.edits().is_empty()
}

/// What was counted in the last whole second.
fn last_second(s: &Shown, line: usize) -> u64 {
    let second = 1_000_000;
    let to = Micros::new(s.now().get() / second * second);
    storm(s).timeline().total(line, to.since(Micros::new(second)), to)
}

fn is_counted(s: &Shown) -> bool {
    s.number(0) == last_second(s, lines::GOODPUT)
        && s.number(1) == last_second(s, lines::FRESH)
}

fn patience(s: &Shown) -> u64 {
    storm(s).settings().timeout.get()
}

/// When a newcomer is served, as it is said, and how much rounding may hide.
fn newcomer(s: &Shown) -> (u64, u64) {
    (s.thousandths(1) * 1_000 + storm(s).service().get(), 50_000)
}

/// Whether a newcomer's turn is after all who are served before, and no later.
fn is_turn(s: &Shown) -> bool {
    let jobs = storm(s).station().queue();
    let is_wanted = |id| storm(s).clients().waits_for(id);
    let wanted = jobs.filter(|job| is_wanted(job.id)).count() as u64;
    let ahead = match () {
        () if has(s, Cure::NewestFirst) => 0,
        () if has(s, Cure::DropExpired) => wanted,
        () => waiting(s),
    };
    let stall = storm(s).stalled_until().map_or(0, |t| t.since(s.now()).get());
    let turn = stall + ahead * SERVICE.get();
    s.number(0) == waiting(s)
        && turn.abs_diff(s.thousandths(1) * 1_000) <= newcomer(s).1
}

/// How long goodput stayed away after the last stall, and the attempts meanwhile.
fn outage(s: &Shown) -> Option<(Micros, u64)> {
    let (from, to) = (storm(s).resumed_at()?, storm(s).healed_at()?);
    Some((to.since(from), storm(s).timeline().total(lines::ATTEMPTS, from, to)))
}

/// Whether from two seconds after the stall on all but a few were answered in time:
/// the few are those who came last.
fn is_well_since(s: &Shown) -> bool {
    let from = storm(s).resumed_at().expect("it is over") + Micros::from_secs(2);
    let to = from + Micros::from_secs(4);
    let of = |line| storm(s).timeline().total(line, from, to);
    s.now() < to || of(lines::GOODPUT) * 10 >= of(lines::FRESH) * 8
}

/// Whether few were answered in the first half of the time until goodput was back;
/// and whether all called the server, if no breaker kept them from it.
fn is_in_vain(s: &Shown) -> bool {
    let (from, to) = (storm(s).resumed_at(), storm(s).healed_at());
    let (from, to) = (from.expect("it is over"), to.expect("it is back"));
    let half = from + Micros::new(to.since(from).get() / 2);
    let of = |line, to| storm(s).timeline().total(line, from, to);
    let all_call = of(lines::ATTEMPTS, to) * 10 >= of(lines::FRESH, to) * 9;
    of(lines::GOODPUT, half) * 2 <= of(lines::FRESH, half)
        && (all_call || s.knob("cure") == "breaker")
}
