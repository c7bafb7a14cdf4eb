//! Limiters and breakers on a machine whose clock is set while they work.

use super::SEEDS;
use models::resilience_patterns::circuit_breaker::{Permit, Rules, State};
use models::resilience_patterns::limiter::window;
use models::resilience_patterns::outcome_window::{Outcome, Span};
use models::resilience_patterns::{
    AnyLimiter, CircuitBreaker, Limiter, LimiterKind, REQUEST, Worst,
};
use sim::{Micros, Stream};

/// A request on such a machine.
#[derive(Clone, Copy, Debug)]
struct Request {
    /// When it came, in time that nobody can set.
    real: u64,
    /// What the clock showed.
    shown: Micros,
    /// How far the clock was set forward since the request before.
    forward: u64,
    /// Whether it was set, either way.
    is_set: bool,
}

/// Some requests, and a clock that is set by a little, by a window or by an hour.
fn requests(chance: &mut Stream, window: u64) -> Vec<Request> {
    let hour = 3_600_000_000;
    let (mut real, mut shown) = (0, 20 * hour);
    let mut requests = Vec::new();
    for _ in 0..60 {
        let gap = match chance.below(3) {
            0 => 0,
            1 => chance.below(window / 2 + 1),
            _ => chance.below(2 * window),
        };
        let step = match chance.below(12) {
            0 => chance.below(window / 4 + 1),
            1 => window,
            2 => chance.below(3 * window),
            3 => hour,
            _ => 0,
        };
        let is_forward = chance.below(2) == 0;
        real += gap;
        shown += gap;
        shown = if is_forward { shown + step } else { shown.saturating_sub(step) };
        requests.push(Request {
            real,
            shown: Micros::new(shown),
            forward: if is_forward { step } else { 0 },
            is_set: step > 0,
        });
    }
    requests
}

/// A limiter's numbers, and its requests.
fn case(seed: u64) -> (u32, u32, Vec<Request>) {
    let mut chance = Stream::new(seed, "set clocks", 0);
    let capacity = chance.between(1, 8) as u32;
    let rate_per_s = chance.between(1, 12) as u32;
    let window = window(capacity, rate_per_s).get();
    (capacity, rate_per_s, requests(&mut chance, window))
}

/// Which of the requests a limiter accepts.
fn accepted(
    kind: LimiterKind,
    (capacity, rate): (u32, u32),
    of: &[Request],
) -> Vec<bool> {
    let mut limiter = AnyLimiter::new(kind, capacity, rate);
    of.iter().map(|request| limiter.admit(request.shown).is_accepted()).collect()
}

/// Always: in any stretch of real time at most capacity + rate · t is accepted,
/// where t is the stretch and what the clock was set forward in it: a step forward
/// cannot be told from time. A fixed window adds the burst at its edge, as ever.
#[test]
fn no_real_window_is_over_the_bound() {
    for seed in 0..SEEDS {
        let (capacity, rate, requests) = case(seed);
        for kind in LimiterKind::ALL {
            let passed = accepted(kind, (capacity, rate), &requests);
            let bursts = 1 + u64::from(kind == LimiterKind::FixedWindow);
            let most = bursts * u64::from(capacity) * REQUEST;
            for first in 0..requests.len() {
                let (mut count, mut forward) = (0, 0);
                for (last, request) in requests.iter().enumerate().skip(first) {
                    forward += if last > first { request.forward } else { 0 };
                    count += u64::from(passed[last]);
                    let span = request.real - requests[first].real + forward;
                    let bound = most + span * u64::from(rate);
                    let is_kept = count * REQUEST <= bound;
                    assert!(is_kept, "seed {seed}: {kind} {first}..={last}");
                }
            }
        }
    }
}

/// Sometimes: a clock that is set forward lets a burst through that real time does
/// not allow.
#[test]
fn a_step_forward_is_taken_for_time() {
    let is_over = |seed| {
        let (capacity, rate, requests) = case(seed);
        let passed = accepted(LimiterKind::Gcra, (capacity, rate), &requests);
        let passed = requests.iter().zip(passed).filter(|(_, passed)| *passed);
        let mut worst = Worst::new(rate);
        passed.for_each(|(request, _)| worst.pass(Micros::new(request.real)));
        worst.excess() > u64::from(capacity) * REQUEST
    };
    assert!((0..SEEDS).any(is_over));
}

/// Always: once the clock is left alone, nobody is refused for longer than three
/// windows: one more than a sliding counter takes to forget a full one.
#[test]
fn a_clock_that_was_set_refuses_nobody_for_long() {
    for seed in 0..SEEDS {
        let (capacity, rate, requests) = case(seed);
        let longest = 3 * window(capacity, rate).get();
        for kind in LimiterKind::ALL {
            let passed = accepted(kind, (capacity, rate), &requests);
            let mut since = 0;
            for (request, is_accepted) in requests.iter().zip(passed) {
                if request.is_set || is_accepted {
                    since = request.real;
                }
                let refused = request.real - since;
                assert!(refused <= longest, "seed {seed}: {kind} {refused} µs");
            }
        }
    }
}

/// Always: whatever its clock does, GCRA is a token bucket, request by request, and
/// so is a leaky bucket in what it accepts, which is never let out before it came.
#[test]
fn gcra_and_leaky_bucket_accept_what_a_token_bucket_does() {
    for seed in 0..SEEDS {
        let (capacity, rate, requests) = case(seed);
        let bucket =
            accepted(LimiterKind::TokenBucket, (capacity, rate), &requests);
        for kind in [LimiterKind::Gcra, LimiterKind::LeakyBucket] {
            let passed = accepted(kind, (capacity, rate), &requests);
            assert_eq!(passed, bucket, "seed {seed}: {kind}");
        }
        let mut leaky = AnyLimiter::new(LimiterKind::LeakyBucket, capacity, rate);
        for Request { shown, .. } in requests {
            let passes = leaky.admit(shown).passes(shown);
            assert!(passes.is_none_or(|at| at >= shown), "seed {seed}");
        }
    }
}

/// Always: a breaker whose trials may never report, on a clock that may be set back
/// by an hour, does not refuse everyone for ever: a call is let through within a
/// sleep, the wait for a trial, and the sleep for which its clock stands still.
/// Sometimes: it has waited for a trial in vain.
#[test]
fn a_breaker_lets_a_call_through_again() {
    let mut in_vain = 0;
    for seed in 0..SEEDS {
        let mut chance = Stream::new(seed, "set breakers", 0);
        let rules = Rules {
            span: Span::Calls(4),
            minimum: chance.between(1, 4) as u32,
            percent: 50,
            sleep: Micros::from_millis(chance.between(1, 500)),
            trials: chance.between(1, 3) as u32,
            wait: Micros::from_millis(chance.between(1, 500)),
        };
        let longest = (rules.sleep + rules.wait + rules.sleep).get();
        let mut breaker = CircuitBreaker::new(rules);
        // When the first of the calls came that were refused one after the other.
        let mut since = None;
        for request in requests(&mut chance, 400_000) {
            let before = breaker.state();
            let permit = breaker.ask(request.shown);
            let is_half_open = matches!(before, State::HalfOpen { .. });
            let is_open = matches!(breaker.state(), State::Open { .. });
            in_vain += u64::from(is_half_open && is_open);
            if permit != Permit::Refused {
                since = None;
            } else if since.is_none() || request.is_set {
                since = Some(request.real);
            }
            let refused = since.map_or(0, |since| request.real - since);
            assert!(refused <= longest, "seed {seed}: {refused} µs");
            // Two of three report, and late ones tell of an earlier clock.
            let Permit::Call(era) = permit else { continue };
            if chance.below(3) > 0 {
                breaker.report(era, Outcome::Failed, request.shown);
            }
        }
    }
    assert!(in_vain > 1_000, "{in_vain}");
}
