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
    claims: &[CARD, SCENARIOS, PICTURE, CHECKS, LOG],
    also: &[],
    percent: 100,
};

const CARD: &[Claim] = &[
    names("Token bucket: bursts, and a rate on average"),
    theory(
        "the requests: each finds room and passes, or finds none and bounces off.",
        "resilience_patterns/limiter.rs::room_says_what_is_accepted",
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
];

const SCENARIOS: &[Claim] = &[
    names("how many tokens are back when the next burst comes."),
    names("the room that each has left when the next requests come."),
    so(
        "the tokens: each request takes one and passes, or finds none and bounces \
         off.",
        |s| {
            let begun = capacity(s) + s.now().get() * u64::from(s.setting("rate"));
            let taken = service(s).tally().passed * REQUEST;
            kind(s) == LimiterKind::TokenBucket
                && taken + service(s).room(s.now()) <= begun
        },
    ),
    so("the count at 2 s, when a window ends and the next begins.", |s| {
        kind(s) == LimiterKind::FixedWindow && window(s) == Micros::from_secs(2)
    }),
    so(
        "→ Nearly 15: both. 10 were in the bucket, and up to 5 dripped in during \
         that second: nearly three times the rate. A service behind this limit \
         must be able to take that.",
        |s| {
            let most = busiest(&passed(s), Micros::from_secs(1));
            is_asked(s) && (13..=15).contains(&most)
        },
    ),
    so(
        "→ 5. That is what drips in within a second. A bucket that was \
         emptied needs capacity / rate, 2 s here, until it is full again.",
        |s| {
            let [first, second] = [1, 2].map(|second| {
                let at = Micros::from_secs(second);
                passed(s).into_iter().filter(|passed| *passed == at).count()
            });
            is_asked(s)
                && (first, second) == (10, 5)
                && window(s) == Micros::from_secs(2)
        },
    ),
    so(
        "→ 20. Ten belong to the one window and ten to the next: each keeps its \
         limit, and the 20 ms around the edge get both.",
        |s| {
            let passed = passed(s);
            let edge = Micros::from_secs(2);
            let lead = Micros::from_millis(20);
            let around = |at: &&Micros| edge.since(lead) <= **at && **at <= edge;
            let before = passed.iter().filter(|at| **at < edge).count();
            kind(s) == LimiterKind::FixedWindow
                && passed.iter().filter(around).count() == 20
                && before == 10
        },
    ),
    so(
        "→ The fixed window. Its room is back all at once, at the edge. A bucket's \
         drips in, a log's comes after a full second. The counter takes the last \
         second for evenly spread: 5 pass too early, and at 4.2 s 8 too few.",
        |s| {
            let is_over = |kind| excess(s, &passed_by(s, kind)) > capacity(s);
            let mut all = LimiterKind::ALL.into_iter();
            let counted = [LimiterKind::SlidingCounter, LimiterKind::SlidingLog];
            let at = |millis, kind| {
                let moment = Micros::from_millis(millis);
                let passed = passed_by(s, kind);
                passed.into_iter().filter(|at| *at == moment).count()
            };
            all.all(|kind| is_over(kind) == (kind == LimiterKind::FixedWindow))
                && counted.map(|kind| at(1_500, kind)) == [5, 0]
                && counted.map(|kind| at(4_200, kind)) == [2, 10]
        },
    ),
];

const PICTURE: &[Claim] = &[
    names("Requests, the limiter, and what passed over time"),
    names("What each of six limiters let pass"),
    names("most that passed; ✕ over capacity + rate · t"),
    names("Passed in all"),
    names("to the service →"),
    so("token bucket = GCRA", |s| {
        let [bucket, gcra] = [LimiterKind::TokenBucket, LimiterKind::Gcra];
        passed_by(s, bucket) == passed_by(s, gcra)
    }),
    so("{n} every 5 s, a mark for {n} requests", |s| {
        s.number(0) == u64::from(s.setting("load")) * 5
            && s.knob("pattern") == "bursts"
    }),
    so("a mark for {n} requests", |s| {
        let span = match s.knob("pattern") {
            "bursts" => 5 * REQUEST,
            _ => window(s).get(),
        };
        let crowd = (u64::from(s.setting("load")) * span).div_ceil(REQUEST);
        s.number(0) == crowd.div_ceil(100) && !s.act.edits().is_empty()
    }),
    so("{n} + {n} at an edge →", is_edge),
    so("{n} + {n} at an edge, a mark for {n} requests", is_edge),
    so("{n} tokens a second", |s| is_setting(s, 0, "rate")),
    so("{n} in each {n} s", is_window_of),
    so("at most {n} at once and {n} a second", is_bound),
    so("{n} at once, {n} a second", is_bound),
    so("lets out {n} a second", |s| is_setting(s, 0, "rate")),
    so("{n} in any {n} s", |s| {
        let passed = passed_by(s, LimiterKind::SlidingLog);
        is_window_of(s) && busiest(&passed, window(s)) <= s.number(0)
    }),
    so("about {n} in any {n} s", |s| {
        let passed = passed_by(s, LimiterKind::SlidingCounter);
        is_window_of(s) && busiest(&passed, window(s)) <= s.number(0) * 2
    }),
    so("{n} in {n} s, limit {n}", |s| is_busiest(s) && s.number(0) > s.number(2)),
    so("{n} in these {n} s: the limit is {n}", |s| {
        is_busiest(s) && s.number(0) > s.number(2)
    }),
    so("All limiters on the same arrivals, at {}; a window is {n} s", |s| {
        s.words[0] == s.now().clock() && is_span(s, 1, window(s))
    }),
];

const CHECKS: &[Claim] = &[
    so("… At most capacity + rate · t: {}: {n} at once, limit {n}", |s| {
        is_named(s) && passed(s).is_empty()
    }),
    so("✓ At most capacity + rate · t: {}: {n} at once, limit {n}", |s| {
        is_burst(s) && s.thousandths(1) <= s.thousandths(2)
    }),
    so("✓ At most capacity + rate · t: {}: {n} in {n} s, limit {n}", |s| {
        is_worst(s) && s.thousandths(1) <= s.thousandths(3)
    }),
    so("✕ At most capacity + rate · t: {}: {n} in {n} s, limit {n}", |s| {
        is_worst(s) && s.thousandths(1) > s.thousandths(3)
    }),
    so("… Limit kept in any window: {n} in {n} s, limit {n}", |s| {
        passed(s).is_empty()
    }),
    so("✓ Limit kept in any window: {n} in {n} s, limit {n}", |s| {
        is_busiest(s) && s.number(0) <= s.number(2)
    }),
    so("✕ Limit kept in any window: {n} in {n} s, limit {n}", |s| {
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

/// Whether a number of the sentence is what this knob says.
fn is_setting(shown: &Shown, place: usize, knob: &str) -> bool {
    shown.number(place) == u64::from(shown.setting(knob))
}

/// Whether so many come before an edge, and so many at it.
fn is_edge(shown: &Shown) -> bool {
    let each = u64::from(shown.setting("load")) * window(shown).get();
    shown.number(0) == each.div_ceil(REQUEST)
        && shown.number(1) == shown.number(0)
        && shown.knob("pattern") == "edges"
}

/// Whether the sentence says the capacity, and then the rate.
fn is_bound(shown: &Shown) -> bool {
    is_setting(shown, 0, "capacity") && is_setting(shown, 1, "rate")
}

/// Whether the sentence says the capacity, and then the window.
fn is_window_of(shown: &Shown) -> bool {
    is_setting(shown, 0, "capacity") && is_span(shown, 1, window(shown))
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

/// Whether the sentence begins with the name of the limiter that runs.
fn is_named(shown: &Shown) -> bool {
    shown.words[0].replace(' ', "-").to_lowercase() == shown.knob("limiter")
}

/// Whether so many passed at one moment, and no window was worse.
fn is_burst(shown: &Shown) -> bool {
    let passed = passed(shown);
    let alike = |at: &Micros| passed.iter().filter(|other| *other == at).count();
    let worst = excess(shown, &passed) / REQUEST;
    is_named(shown)
        && shown.number(1) == worst
        && passed.iter().any(|at| alike(at) as u64 == worst)
        && shown.thousandths(2) == capacity(shown) / 1_000
}

/// Whether in some window so many passed, and no window was worse.
fn is_worst(shown: &Shown) -> bool {
    let by_rate = shown.number(1) * REQUEST - excess(shown, &passed(shown));
    let allowed = (capacity(shown) + by_rate) / (REQUEST / 10);
    let length = Micros::new(by_rate / u64::from(shown.setting("rate")));
    is_named(shown)
        && is_span(shown, 2, length)
        && shown.thousandths(3) == allowed * 100
}

/// Whether so many passed in the busiest window of the limit's own length.
fn is_busiest(shown: &Shown) -> bool {
    let window = window(shown);
    is_span(shown, 1, window)
        && shown.number(0) == busiest(&passed(shown), window)
        && is_setting(shown, 2, "capacity")
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
