//! Limiters over many seeds: what always holds, and what can happen.

use super::SEEDS;
use models::resilience_patterns::experiments::{bound, most_passed};
use models::resilience_patterns::limited_service::{Edit, Settings};
use models::resilience_patterns::{
    AnyLimiter, Busiest, LimitedService, Limiter, LimiterKind, Pattern, REQUEST,
    Worst,
};
use sim::{Micros, Run, Stream};

/// A limiter's numbers, and arrivals that provoke it: bursts, pauses, edges.
struct Case {
    capacity: u32,
    rate_per_s: u32,
    arrivals: Vec<Micros>,
}

fn case(seed: u64) -> Case {
    let mut chance = Stream::new(seed, "cases", 0);
    let capacity = chance.between(1, 12) as u32;
    let rate_per_s = chance.between(1, 12) as u32;
    let window = u64::from(capacity) * 1_000_000 / u64::from(rate_per_s);
    let mut now = 0;
    let mut arrivals = Vec::new();
    for _ in 0..12 {
        now = match chance.below(4) {
            0 => now + chance.below(100_000),
            1 => now + chance.below(2 * window),
            2 => now + 1_000_000 / u64::from(rate_per_s),
            _ => (now / window + 1) * window - chance.below(2),
        }
        .max(now);
        let size = chance.between(1, 2 * u64::from(capacity));
        arrivals.extend((0..size).map(|_| Micros::new(now)));
    }
    Case { capacity, rate_per_s, arrivals }
}

impl Case {
    /// Which of the arrivals a limiter accepts, and when they pass.
    fn passed(&self, kind: LimiterKind) -> Vec<Option<Micros>> {
        let mut limiter = AnyLimiter::new(kind, self.capacity, self.rate_per_s);
        self.arrivals.iter().map(|at| limiter.admit(*at).passes(*at)).collect()
    }

    /// The worst excess over `rate · t` of all windows, by looking at each pair.
    fn excess(&self, passed: &[Micros]) -> u64 {
        let rate = u64::from(self.rate_per_s);
        let starts = passed.iter().enumerate();
        let windows = starts.flat_map(|(first, from)| {
            let ends = passed.iter().enumerate().skip(first);
            ends.map(move |(last, to)| {
                let count = (last - first + 1) as u64 * REQUEST;
                count.saturating_sub(to.since(*from).get() * rate)
            })
        });
        windows.max().unwrap_or(0)
    }
}

/// Always: in any window at most capacity + rate · t. All keep to it but the
/// fixed window, whose sometimes-property is the next.
#[test]
fn no_window_is_over_the_bound() {
    for seed in 0..SEEDS {
        let case = case(seed);
        for kind in LimiterKind::ALL {
            let passed: Vec<_> = case.passed(kind).into_iter().flatten().collect();
            let mut worst = Worst::new(case.rate_per_s);
            passed.iter().for_each(|at| worst.pass(*at));
            let is_over = worst.excess() > u64::from(case.capacity) * REQUEST;
            let may_be_over = kind == LimiterKind::FixedWindow;
            assert!(!is_over || may_be_over, "seed {seed}: {kind} {worst:?}");
        }
    }
}

/// Sometimes: twice the limit passes a fixed window within a microsecond.
#[test]
fn a_fixed_window_can_pass_twice_its_limit_at_an_edge() {
    let twice = |seed| {
        let case = case(seed);
        let mut busiest = Busiest::new(Micros::new(1));
        let passed = case.passed(LimiterKind::FixedWindow).into_iter().flatten();
        passed.for_each(|at| busiest.pass(at));
        busiest.window().passed == 2 * u64::from(case.capacity)
    };
    assert!((0..SEEDS).any(twice));
}

/// Sometimes: the bound is met exactly, so it is no larger than it must be.
#[test]
fn a_token_bucket_can_meet_its_bound() {
    let meets = |seed| {
        let case = case(seed);
        let mut worst = Worst::new(case.rate_per_s);
        let passed = case.passed(LimiterKind::TokenBucket).into_iter().flatten();
        passed.for_each(|at| worst.pass(at));
        let window = worst.window();
        window.from < window.to
            && worst.excess() == u64::from(case.capacity) * REQUEST
    };
    assert!((0..SEEDS).any(meets));
}

/// Always: GCRA is a token bucket, request by request, and so is a leaky bucket
/// in what it accepts: it only lets it out later, evenly.
#[test]
fn gcra_and_leaky_bucket_accept_what_a_token_bucket_does() {
    for seed in 0..SEEDS {
        let case = case(seed);
        let bucket = case.passed(LimiterKind::TokenBucket);
        assert_eq!(case.passed(LimiterKind::Gcra), bucket, "seed {seed}");
        let leaky = case.passed(LimiterKind::LeakyBucket);
        for (late, at) in leaky.iter().zip(&bucket) {
            assert_eq!(late.is_some(), at.is_some(), "seed {seed}");
            assert!(late >= at, "seed {seed}");
        }
        let passed: Vec<_> = leaky.into_iter().flatten().collect();
        let interval = 1_000_000 / u64::from(case.rate_per_s);
        let gaps = passed.windows(2).map(|pair| pair[1].since(pair[0]).get());
        assert!(gaps.min().is_none_or(|gap| gap >= interval), "seed {seed}");
    }
}

/// Always: a log lets no more than its limit pass in any window; sometimes a
/// counter does, when requests came late in the window before.
#[test]
fn a_log_is_strict_and_a_counter_is_not() {
    let mut counter_was_over = false;
    for seed in 0..SEEDS {
        let case = case(seed);
        let window =
            u64::from(case.capacity) * 1_000_000 / u64::from(case.rate_per_s);
        let most = |kind| {
            let mut busiest = Busiest::new(Micros::new(window));
            case.passed(kind).into_iter().flatten().for_each(|at| busiest.pass(at));
            busiest.window().passed
        };
        let limit = u64::from(case.capacity);
        assert!(most(LimiterKind::SlidingLog) <= limit, "seed {seed}");
        counter_was_over |= most(LimiterKind::SlidingCounter) > limit;
    }
    assert!(counter_was_over);
}

/// Always: room tells what is accepted, and looking changes nothing.
#[test]
fn room_says_what_is_accepted() {
    for seed in 0..SEEDS / 10 {
        let case = case(seed);
        for kind in LimiterKind::ALL {
            let mut limiter = AnyLimiter::new(kind, case.capacity, case.rate_per_s);
            for at in &case.arrivals {
                let room = limiter.room(*at);
                assert_eq!(limiter.room(*at), room);
                let verdict = limiter.admit(*at);
                assert_eq!(verdict.is_accepted(), room >= REQUEST, "seed {seed}");
                let left = room.saturating_sub(REQUEST);
                let expected = if verdict.is_accepted() { left } else { room };
                assert_eq!(limiter.room(*at), expected, "seed {seed}: {kind}");
            }
        }
    }
}

/// Always: the worst window found in passing is the worst of all pairs.
#[test]
fn the_worst_window_is_found_in_passing() {
    for seed in 0..SEEDS / 10 {
        let case = case(seed);
        for kind in LimiterKind::ALL {
            let passed: Vec<_> = case.passed(kind).into_iter().flatten().collect();
            let mut worst = Worst::new(case.rate_per_s);
            passed.iter().for_each(|at| worst.pass(*at));
            assert_eq!(worst.excess(), case.excess(&passed), "seed {seed}: {kind}");
        }
    }
}

/// Always: no adversary gets more through than the bound; all limiters but the
/// sliding counter let one get that much, where time allows it.
#[test]
fn bounds_hold_and_are_met() {
    for capacity in [1, 3, 10] {
        for rate_per_s in [1, 4, 10] {
            for millis in [0, 1, 250, 1_000, 2_500, 7_000] {
                let length = Micros::from_millis(millis);
                for kind in LimiterKind::ALL {
                    let most = most_passed(kind, capacity, rate_per_s, length);
                    let case = format!("{kind} {capacity} {rate_per_s} {length}");
                    assert_eq!(
                        most.bound,
                        bound(kind, capacity, rate_per_s, length)
                    );
                    assert!(most.measured <= most.bound, "{case}: {most:?}");
                    let is_met = most.measured == most.bound;
                    let counts = kind == LimiterKind::SlidingCounter;
                    assert!(is_met || counts, "{case}: {most:?}");
                }
            }
        }
    }
}

/// A run gives the same state and records however one came to the moment, and
/// keeps its books.
#[test]
fn going_back_finds_the_same_service() {
    for (index, limiter) in LimiterKind::ALL.into_iter().enumerate() {
        let pattern = Pattern::ALL[index % 3];
        let settings = Settings {
            limiter,
            capacity: 10,
            rate_per_s: 5,
            load_per_s: 8,
            pattern,
        };
        let edits = vec![(Micros::from_millis(2_500), Edit::Burst(20))];
        let mut run = Run::new(LimitedService::new(&settings, 4), edits);
        let mut seen = Vec::new();
        for second in 0..=20 {
            run.seek(Micros::from_secs(second));
            let model = run.model();
            let tally = model.tally();
            let arrived = tally.passed + tally.waiting + tally.refused;
            assert_eq!(arrived, model.arrivals().count() as u64);
            let keeps = model.keeps_bound();
            assert!(keeps || limiter == LimiterKind::FixedWindow);
            seen.push((tally, model.worst().clone(), run.past().to_vec()));
        }
        for second in (0..=20).rev() {
            run.seek(Micros::from_secs(second));
            let now = (run.model().tally(), run.model().worst().clone());
            let (tally, worst, past) = &seen[second as usize];
            assert_eq!(now, (*tally, worst.clone()));
            assert_eq!(run.past(), past);
        }
    }
}
