//! Limiters over many seeds: what always holds, and what can happen.

mod bulkhead;
mod call_tree;
mod retry_storm;

use models::resilience_patterns::backoff::{BASE, Backoff, CAP, Strategy};
use models::resilience_patterns::backoff_experiments::study;
use models::resilience_patterns::breaker_experiments::{failures_to_open, outage};
use models::resilience_patterns::circuit_breaker::{
    CircuitBreaker, Permit, Rules, State,
};
use models::resilience_patterns::experiments::{bound, most_passed};
use models::resilience_patterns::guarded_calls::{self as calls, Scope};
use models::resilience_patterns::limited_service::{Edit, Settings};
use models::resilience_patterns::outcome_window::{Counts, Outcome, Span};
use models::resilience_patterns::{
    AnyLimiter, Busiest, LimitedService, Limiter, LimiterKind, Pattern, REQUEST,
    Worst,
};
use models::resilience_patterns::{Contention, GuardedCalls};
use sim::{Log, Micros, Model, Run, Stream};

const SEEDS: u64 = 10_000;

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

/// A breaker's rules, small enough to be provoked.
fn rules(chance: &mut Stream) -> Rules {
    let span = match chance.below(2) {
        0 => Span::Time(Micros::from_millis(chance.between(1, 20) * 100)),
        _ => Span::Calls(chance.between(1, 12) as u32),
    };
    let minimum = match span {
        Span::Time(_) => chance.between(1, 12),
        Span::Calls(size) => chance.between(1, size.into()),
    };
    Rules {
        span,
        minimum: minimum as u32,
        percent: chance.between(1, 100) as u32,
        sleep: Micros::from_millis(chance.between(1, 500)),
        trials: chance.between(1, 3) as u32,
    }
}

/// Always: a closed breaker opens exactly when its last outcomes, counted by hand,
/// are enough and bad enough; an open one lets nothing through before its sleep is
/// over; a half-open one lets just its trials through, and they decide.
/// Sometimes: each of the changes of state.
#[test]
fn a_breaker_goes_by_its_rules() {
    let mut seen = [0; 3];
    for seed in 0..SEEDS {
        let mut chance = Stream::new(seed, "breaker", 0);
        let rules = rules(&mut chance);
        let mut breaker = CircuitBreaker::new(rules);
        let mut now = Micros::ZERO;
        // The outcomes since the last change of state.
        let mut outcomes: Vec<(Micros, Outcome)> = Vec::new();
        let sick = chance.between(0, 100);
        for _ in 0..60 {
            now += Micros::from_millis(chance.below(200));
            let before = breaker.state();
            let permit = breaker.ask(now);
            let asked = breaker.state();
            if let State::Open { until } = before {
                assert_eq!(permit == Permit::Refused, now < until, "seed {seed}");
                if now >= until {
                    outcomes.clear();
                    seen[0] += 1;
                }
            }
            let Permit::Call(era) = permit else { continue };
            let outcome = match chance.below(100) < sick {
                true => Outcome::Failed,
                false => Outcome::Succeeded,
            };
            breaker.report(era, outcome, now);
            outcomes.push((now, outcome));
            let counts = by_hand(rules, asked, &outcomes, now);
            let is_enough = match asked {
                State::Closed => counts.calls >= rules.minimum,
                State::HalfOpen { .. } => counts.calls == rules.trials,
                State::Open { .. } => panic!("seed {seed}: open, yet it permits"),
            };
            let is_bad = counts.failed * 100 >= rules.percent * counts.calls;
            let opens = Some(now + rules.sleep).filter(|_| is_enough && is_bad);
            match (asked, opens, breaker.state()) {
                (_, Some(end), State::Open { until }) if until == end => {
                    outcomes.clear();
                    seen[1] += 1;
                }
                (State::HalfOpen { .. }, None, State::Closed) if is_enough => {
                    outcomes.clear();
                    seen[2] += 1;
                }
                (State::Closed, None, State::Closed) => {}
                (State::HalfOpen { .. }, None, State::HalfOpen { .. }) => {}
                other => panic!("seed {seed} at {now}: {rules:?} {other:?}"),
            }
        }
    }
    assert!(seen.iter().all(|count| *count > 1_000), "{seen:?}");
}

/// What a breaker should count, from all outcomes since it changed its state.
fn by_hand(
    rules: Rules,
    state: State,
    outcomes: &[(Micros, Outcome)],
    now: Micros,
) -> Counts {
    let mut counts = Counts::default();
    let is_closed = state == State::Closed;
    let recent = outcomes.iter().rev().filter(|(at, _)| match rules.span {
        Span::Time(length) if is_closed => {
            let bucket = length.get() / 10;
            now.get() / bucket - at.get() / bucket < 10
        }
        Span::Time(_) | Span::Calls(_) => true,
    });
    let most = match rules.span {
        Span::Calls(size) if is_closed => size as usize,
        Span::Calls(_) | Span::Time(_) => usize::MAX,
    };
    recent.take(most).for_each(|(_, outcome)| counts.add(*outcome));
    counts
}

/// Hystrix's own example: with 19 requests in the window it does not trip, even if
/// all 19 failed; Resilience4j asks for 100.
#[test]
fn nineteen_failures_of_nineteen_do_not_trip() {
    assert_eq!(failures_to_open(Rules::HYSTRIX, 19), None);
    assert_eq!(failures_to_open(Rules::HYSTRIX, 100), Some(20));
    assert_eq!(failures_to_open(Rules::RESILIENCE4J, 99), None);
    assert_eq!(failures_to_open(Rules::RESILIENCE4J, 200), Some(100));
}

fn service(scope: Scope, shards: u32, percent: u32) -> calls::Settings {
    let rules = Rules { percent, ..Rules::HYSTRIX };
    calls::Settings { scope, rules, shards, load_per_s: 10 }
}

/// One sick shard of N trips a breaker for all where 1/N reaches the threshold, and
/// only there; a breaker for each shard never refuses a call for a healthy one.
#[test]
fn a_sick_shard_trips_it_for_all_from_a_share_on() {
    let refused = |scope, shards, percent| {
        let outage = outage(&service(scope, shards, percent), 100);
        outage.healthy.refused * 100 / outage.healthy.calls()
    };
    assert!(refused(Scope::Service, 2, 50) > 25);
    assert!(refused(Scope::Service, 4, 20) > 35);
    assert_eq!(refused(Scope::Service, 4, 50), 0);
    for (shards, percent) in [(2, 50), (4, 20), (8, 5)] {
        assert_eq!(refused(Scope::Shard, shards, percent), 0);
        assert_eq!(refused(Scope::Nothing, shards, percent), 0);
    }
}

/// Always: each call has one fate, and only those that a breaker lets through and
/// the sick shard gets time out. Sometimes: a breaker flaps.
#[test]
fn calls_are_accounted_for() {
    let mut flapped = 0;
    for seed in 0..SEEDS / 10 {
        let settings = service(Scope::Service, 2, 50);
        let mut run = Run::new(GuardedCalls::new(&settings, seed), vec![]);
        run.seek(Micros::from_secs(30));
        let model = run.model();
        let [well, sick] = model.tallies();
        let pending =
            model.calls().filter(|call| call.fate == calls::Fate::Pending).count();
        let ended = (well.calls() + sick.calls()) as usize;
        assert_eq!(ended + pending, model.calls().count(), "seed {seed}");
        assert_eq!(well.timed_out, 0, "seed {seed}");
        let is_open = |s: &calls::Sample| matches!(s.state, State::Open { .. });
        let opened = model
            .samples()
            .windows(2)
            .filter(|pair| pair[0].state == State::Closed && is_open(&pair[1]));
        flapped += u64::from(opened.count() > 1);
    }
    assert!(flapped > SEEDS / 50, "{flapped}");
}

/// Always: each wait lies where its strategy says. Sometimes: at either end.
#[test]
fn waits_keep_to_their_bounds() {
    for strategy in Strategy::ALL {
        let (mut shortest, mut longest) = (u64::MAX, 0);
        for seed in 0..SEEDS {
            let mut chance = Stream::new(seed, "waits", 0);
            let mut backoff = Backoff::new(strategy);
            let mut last = BASE.get();
            for failure in 1..=12 {
                let whole = (BASE.get() << failure).min(CAP.get());
                let (least, most) = match strategy {
                    Strategy::None => (0, 0),
                    Strategy::Exponential => (whole, whole),
                    Strategy::EqualJitter => (whole / 2, whole),
                    Strategy::FullJitter => (0, whole),
                    Strategy::DecorrelatedJitter => {
                        (BASE.get(), (last * 3).min(CAP.get()))
                    }
                };
                let wait = backoff.wait(&mut chance).get();
                assert!((least..=most).contains(&wait), "seed {seed}: {wait}");
                let span = most.saturating_sub(least).max(1);
                shortest = shortest.min((wait - least) * 1_000 / span);
                longest = longest.max((wait - least) * 1_000 / span);
                last = wait;
            }
        }
        let is_random = longest > 0;
        assert!(shortest == 0 && (!is_random || longest >= 999), "{strategy:?}");
    }
}

/// Always: each client changes the row once, each version once, in order; and each
/// call that changed nothing came after one that did since its client had read.
#[test]
fn the_row_is_changed_once_by_each_client() {
    for seed in 0..SEEDS / 50 {
        for strategy in Strategy::ALL {
            let clients = 2 + (seed % 30) as u32;
            let mut contention = Contention::new(strategy, clients, seed);
            while contention.next().is_some() {
                contention.step(&mut Log::off());
            }
            let calls = contention.calls();
            let mut first: Vec<_> =
                calls.iter().filter(|c| c.is_first).map(|c| c.client).collect();
            assert!(calls[0].is_first, "nobody was before the first");
            assert_eq!(calls.len(), contention.count() as usize);
            first.sort_unstable();
            assert!(first.into_iter().eq(0..clients), "seed {seed}: {strategy:?}");
            assert!(calls.windows(2).all(|pair| pair[0].at <= pair[1].at));
            assert_eq!(contention.done().0, clients);
        }
    }
}

/// Mean time in milliseconds and mean calls of 100 runs of the process that the
/// AWS study simulated, from an independent implementation of it.
const AWS: [(u32, [(u64, u64); 5]); 4] = [
    (10, [(381, 51), (3_375, 50), (732, 43), (459, 39), (419, 38)]),
    (20, [(602, 153), (14_143, 149), (1_667, 108), (1_025, 100), (802, 101)]),
    (50, [(1_142, 691), (36_667, 628), (4_287, 349), (2_869, 332), (2_203, 374)]),
    (
        100,
        [
            (2_031, 2_422),
            (63_903, 1_868),
            (6_682, 812),
            (4_837, 796),
            (4_622, 1_002),
        ],
    ),
];

/// Ours agrees with the AWS study: calls within 4 %, and times, which hang on the
/// last client alone, within 8 %.
#[test]
fn contention_costs_what_the_aws_study_found() {
    for (clients, rows) in AWS {
        for (strategy, (time, calls)) in Strategy::ALL.into_iter().zip(rows) {
            let ours = study(strategy, clients, 200);
            let far = |ours: u64, theirs: u64, percent: u64| {
                ours.abs_diff(theirs) * 100 > theirs * percent
            };
            let case =
                format!("{clients} {strategy:?}: {ours:?}, not {time} {calls}");
            assert!(!far(ours.calls, calls, 4), "{case}");
            assert!(!far(ours.time.as_millis(), time, 8), "{case}");
        }
    }
}

/// What the study concludes, at 100 clients: jitter more than halves the calls and
/// takes a tenth of the time; without any backoff it is quickest, for most calls.
#[test]
fn jitter_more_than_halves_the_calls() {
    let of = |strategy| study(strategy, 100, 50);
    let plain = of(Strategy::Exponential);
    for jitter in [Strategy::FullJitter, Strategy::EqualJitter] {
        assert!(of(jitter).calls * 2 < plain.calls, "{jitter:?}");
        assert!(of(jitter).time.get() * 8 < plain.time.get(), "{jitter:?}");
    }
    let none = of(Strategy::None);
    assert!(none.calls > plain.calls);
    assert!(Strategy::ALL[1..].iter().all(|s| of(*s).time > none.time));
    // A herd that keeps together would need N²/2 calls.
    assert!(plain.calls > 100 * 100 / 6 && none.calls > 100 * 100 / 5);
}
