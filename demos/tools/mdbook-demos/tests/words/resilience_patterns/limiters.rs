//! What passes a limiter: the token bucket and the others.

use crate::Figure;
use crate::claim::{Claim, Shown, names, so, theory};
use models::resilience_patterns::limited_service::Arrival;
use models::resilience_patterns::{
    AnyLimiter, LimitedService, Limiter, LimiterKind, REQUEST, Verdict,
};
use sim::Micros;

pub const FIGURE: Figure = Figure {
    demo: "token-bucket",
    claims: &[CARD, PICTURE, CHECKS, LOG],
    also: &[],
    percent: 100,
};

const CARD: &[Claim] = &[
    names("Token bucket: bursts up to a capacity, a rate on average"),
    so(
        "the steps of what passed: from a bucket they climb by the capacity at \
         once, by the rate from then on, and never cross the dashed line.",
        |s| is_window(s) || excess(s, &passed(s)) <= capacity(s),
    ),
    so(
        "In any window of t seconds a token bucket lets at most capacity + rate · \
         t through.",
        |s| excess(s, &passed_by(s, LimiterKind::TokenBucket)) <= capacity(s),
    ),
    theory(
        "What passes was in the bucket when the window began, at most its \
         capacity, or dripped in since.",
        "isolated/resilience_patterns.rs::\
         a_bucket_is_full_at_first_and_never_fuller",
    ),
    theory(
        "So the capacity decides about a burst and the rate about a day.",
        "resilience_patterns/limiter.rs::bounds_hold_and_are_met",
    ),
    so(
        "→ 10: that is the capacity. Nothing drips in while it is emptied: all \
         come within an instant.",
        |s| {
            let passed = passed(s);
            is_asked(s)
                && busiest(&passed, Micros::from_secs(1)) == 10
                && busiest(&passed, Micros::from_millis(100)) == 10
        },
    ),
    so(
        "→ Nearly 15: both together. 10 were in the bucket, and up to 5 dripped in \
         during that second: nearly three times the rate. A service behind this \
         limit has to bear that.",
        |s| {
            let most = busiest(&passed(s), Micros::from_secs(1));
            is_asked(s) && (13..=15).contains(&most)
        },
    ),
];

const PICTURE: &[Claim] = &[
    names("Requests, the bucket and what passed, over time"),
    names("Requests: ▪ admitted ◇ waits ✕ refused"),
    names("Requests: ▪ admitted ◇ waits, above the line; ✕ refused, below it"),
    names("Passed in all; dashed: at most capacity + rate · t"),
    names("Passed; dashed: capacity + rate · t"),
    so("Tokens in the bucket", |s| kind(s) == LimiterKind::TokenBucket),
    so("Tokens that the time stamp stands for", |s| kind(s) == LimiterKind::Gcra),
    so("Left to pass in this window", |s| kind(s) == LimiterKind::FixedWindow),
    so("Left to pass in the window that ends now", is_sliding),
    so("Places taken in the queue", |s| kind(s) == LimiterKind::LeakyBucket),
    so("Tokens in the bucket: {n} of {n}", |s| {
        kind(s) == LimiterKind::TokenBucket && is_room(s)
    }),
    so("Tokens that the time stamp stands for: {n} of {n}", |s| {
        kind(s) == LimiterKind::Gcra && is_room(s)
    }),
    so("Left to pass in this window: {n} of {n}", |s| {
        kind(s) == LimiterKind::FixedWindow && is_room(s)
    }),
    so("Left to pass in the window that ends now: {n} of {n}", |s| {
        is_sliding(s) && is_room(s)
    }),
    so("Places taken in the queue: {n} of {n}", |s| {
        // Whoever is let out now still has a place, and no other that passed.
        let waiting = service(s).tally().waiting * 1_000;
        kind(s) == LimiterKind::LeakyBucket
            && (waiting..=waiting + 1_000).contains(&s.thousandths(0))
    }),
    so("lets out {n}/s", |s| {
        kind(s) == LimiterKind::LeakyBucket
            && s.number(0) == u64::from(s.setting("rate"))
    }),
    so("worst window: {n} in {n} s, at most {n}", is_worst),
    so("All limiters on the same arrivals, at {}; a window is {n} s", |s| {
        s.words[0] == s.now().clock() && is_span(s, 1, window(s))
    }),
];

const CHECKS: &[Claim] = &[
    so(
        "… Any window ≤ capacity + rate · t: worst: {n} in {n} s, allowed {n}",
        |s| passed(s).is_empty(),
    ),
    so(
        "✓ Any window ≤ capacity + rate · t: worst: {n} in {n} s, allowed {n}",
        |s| is_worst(s) && s.thousandths(0) <= s.thousandths(2),
    ),
    so(
        "✕ Any window ≤ capacity + rate · t: worst: {n} in {n} s, allowed {n}",
        |s| is_worst(s) && s.thousandths(0) > s.thousandths(2),
    ),
    so("… Strict: no window above its limit: {n} in {n} s, limit {n}", |s| {
        passed(s).is_empty()
    }),
    so("✓ Strict: no window above its limit: {n} in {n} s, limit {n}", |s| {
        is_busiest(s) && s.number(0) <= s.number(2)
    }),
    so("✕ Strict: no window above its limit: {n} in {n} s, limit {n}", |s| {
        is_busiest(s) && s.number(0) > s.number(2)
    }),
    so("… Even output: up to {n} beyond rate · t", |s| passed(s).is_empty()),
    so("✓ Even output: up to {n} beyond rate · t", |s| {
        is_excess(s) && s.thousandths(0) == 1_000
    }),
    so("✕ Even output: up to {n} beyond rate · t", |s| {
        is_excess(s) && excess(s, &passed(s)) > REQUEST
    }),
];

const LOG: &[Claim] = &[
    so("request {n} admitted, room for {n} more", |s| {
        // Those that came at the same moment may have taken it since.
        verdict(s) == Some(Verdict::Admitted)
            && service(s).room(s.now()) / REQUEST <= s.number(1)
    }),
    so("request {n} waits {n} s", |s| {
        verdict(s).is_some_and(|verdict| match verdict {
            Verdict::Delayed(until) => {
                until.since(s.now()).clock() == format!("{} s", s.words[1])
            }
            Verdict::Admitted | Verdict::Refused => false,
        })
    }),
    so("request {n} refused", |s| verdict(s) == Some(Verdict::Refused)),
    so("request {n} passes after its wait", |s| {
        let mut arrivals = service(s).arrivals();
        let it = arrivals.find(|arrival| arrival.number == s.number(0));
        it.is_some_and(|it| it.verdict == Verdict::Delayed(s.now()))
    }),
];

fn service<'a>(shown: &Shown<'a>) -> &'a LimitedService {
    shown.model()
}

fn kind(shown: &Shown) -> LimiterKind {
    match shown.knob("limiter") {
        "token-bucket" => LimiterKind::TokenBucket,
        "leaky-bucket" => LimiterKind::LeakyBucket,
        "gcra" => LimiterKind::Gcra,
        "fixed-window" => LimiterKind::FixedWindow,
        "sliding-log" => LimiterKind::SlidingLog,
        _ => LimiterKind::SlidingCounter,
    }
}

fn is_sliding(shown: &Shown) -> bool {
    matches!(kind(shown), LimiterKind::SlidingLog | LimiterKind::SlidingCounter)
}

/// Whether the limiter counts in windows: it is no bucket.
fn is_window(shown: &Shown) -> bool {
    is_sliding(shown) || kind(shown) == LimiterKind::FixedWindow
}

/// Whether the run is the one that the reader is asked about.
fn is_asked(shown: &Shown) -> bool {
    matches!(kind(shown), LimiterKind::TokenBucket | LimiterKind::Gcra)
        && (shown.setting("capacity"), shown.setting("rate")) == (10, 5)
}

/// In millionths of a request.
fn capacity(shown: &Shown) -> u64 {
    u64::from(shown.setting("capacity")) * REQUEST
}

/// The time in which the rate makes up the capacity, rounded up to a microsecond.
fn window(shown: &Shown) -> Micros {
    Micros::new(capacity(shown).div_ceil(u64::from(shown.setting("rate"))))
}

/// When those that have passed did.
fn passed(shown: &Shown) -> Vec<Micros> {
    let passes = |arrival: Arrival| arrival.verdict.passes(arrival.at);
    let passed = service(shown).arrivals().filter_map(passes);
    passed.filter(|at| *at <= shown.now()).collect()
}

/// When those would have passed that another limiter lets through.
fn passed_by(shown: &Shown, kind: LimiterKind) -> Vec<Micros> {
    let (capacity, rate) = (shown.setting("capacity"), shown.setting("rate"));
    let mut limiter = AnyLimiter::new(kind, capacity, rate);
    let arrivals = service(shown).arrivals();
    arrivals
        .filter_map(|arrival| limiter.admit(arrival.at).passes(arrival.at))
        .filter(|at| *at <= shown.now())
        .collect()
}

/// The most that passed in a window beyond `rate · t`, in millionths of a request:
/// of all windows between two requests.
fn excess(shown: &Shown, passed: &[Micros]) -> u64 {
    let rate = i128::from(shown.setting("rate"));
    let (mut least, mut most) = (i128::MAX, 0);
    for (number, at) in (0i128..).zip(passed) {
        let beyond = number * i128::from(REQUEST) - i128::from(at.get()) * rate;
        least = least.min(beyond);
        most = most.max(beyond - least + i128::from(REQUEST));
    }
    most as u64
}

/// The most that passed in a window of this length.
fn busiest(passed: &[Micros], length: Micros) -> u64 {
    let until = |from: Micros| passed.partition_point(|at| *at <= from + length);
    let each = passed.iter().enumerate().map(|(first, at)| until(*at) - first);
    each.max().unwrap_or(0) as u64
}

/// Whether the sentence's number is this span, in seconds.
fn is_span(shown: &Shown, place: usize, span: Micros) -> bool {
    shown.thousandths(place).abs_diff(span.as_millis()) <= 6
}

/// Whether the number of the bucket's content is so, and its capacity.
fn is_room(shown: &Shown) -> bool {
    let room = service(shown).room(shown.now()) / (REQUEST / 10);
    shown.thousandths(0) == room * 100
        && shown.number(1) == u64::from(shown.setting("capacity"))
}

/// Whether in some window so many passed, and no window was worse.
fn is_worst(shown: &Shown) -> bool {
    let by_rate = shown.number(0) * REQUEST - excess(shown, &passed(shown));
    let allowed = (capacity(shown) + by_rate) / (REQUEST / 10);
    let length = Micros::new(by_rate / u64::from(shown.setting("rate")));
    is_span(shown, 1, length) && shown.thousandths(2) == allowed * 100
}

/// Whether so many passed in the busiest window of the limit's own length.
fn is_busiest(shown: &Shown) -> bool {
    let window = window(shown);
    shown.number(0) == busiest(&passed(shown), window)
        && is_span(shown, 1, window)
        && shown.number(2) == u64::from(shown.setting("capacity"))
}

fn is_excess(shown: &Shown) -> bool {
    let tenths = excess(shown, &passed(shown)) / (REQUEST / 10);
    shown.thousandths(0) == tenths * 100
}

/// What became of the request of this number, which came now.
fn verdict(shown: &Shown) -> Option<Verdict> {
    let mut arrivals = service(shown).arrivals();
    let it = arrivals.find(|arrival| arrival.number == shown.number(0));
    it.filter(|it| it.at == shown.now()).map(|it| it.verdict)
}
