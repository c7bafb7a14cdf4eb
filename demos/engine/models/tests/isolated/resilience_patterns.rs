//! Limiters and a limited service, fed by hand.

mod bulkhead;
mod call_tree;
mod retry_storm;

use models::resilience_patterns::arrivals::{Arrivals, BURST_EVERY, Pattern};
use models::resilience_patterns::circuit_breaker::{Permit, Rules, State};
use models::resilience_patterns::experiments::{bound, most_passed};
use models::resilience_patterns::limited_service::{Edit, Settings, Tally};
use models::resilience_patterns::outcome_window::{Outcome, Span};
use models::resilience_patterns::{
    AnyLimiter, Busiest, CircuitBreaker, FixedWindow, LimitedService, Limiter,
    LimiterKind, REQUEST, SlidingCounter, SlidingLog, TokenBucket, Verdict, Worst,
};
use sim::{Micros, Run};

const SETTINGS: Settings = Settings {
    limiter: LimiterKind::TokenBucket,
    capacity: 10,
    rate_per_s: 5,
    load_per_s: 8,
    pattern: Pattern::Steady,
};

/// How many of `count` requests at this moment are accepted.
fn accepted(limiter: &mut impl Limiter, at: Micros, count: usize) -> usize {
    (0..count).filter(|_| limiter.admit(at).is_accepted()).count()
}

fn secs(secs: u64) -> Micros {
    Micros::from_secs(secs)
}

fn millis(millis: u64) -> Micros {
    Micros::from_millis(millis)
}

#[test]
fn a_bucket_is_full_at_first_and_never_fuller() {
    let mut bucket = TokenBucket::new(5, 2);
    assert_eq!(bucket.room(secs(100)), 5 * REQUEST);
    assert_eq!(accepted(&mut bucket, secs(100), 9), 5);
    assert_eq!(accepted(&mut bucket, millis(100_499), 9), 0);
    assert_eq!(bucket.room(millis(100_499)), 998_000); // 0.998 of a token
    assert_eq!(accepted(&mut bucket, millis(100_500), 9), 1);
    assert_eq!(accepted(&mut bucket, secs(200), 9), 5);
}

/// A rate that does not divide a second: nothing is lost by rounding.
#[test]
fn a_third_of_a_second_is_exact() {
    let mut bucket = TokenBucket::new(1, 3);
    assert_eq!(accepted(&mut bucket, secs(0), 2), 1);
    assert_eq!(accepted(&mut bucket, Micros::new(333_333), 1), 0);
    assert_eq!(accepted(&mut bucket, Micros::new(333_334), 1), 1);
    let times = (0..3_000_000u64).step_by(1_000);
    let passed =
        times.filter(|t| bucket.admit(secs(1) + Micros::new(*t)).is_accepted());
    assert!((9..=10).contains(&passed.count()));
}

#[test]
fn all_limiters_accept_their_capacity_after_a_rest() {
    for kind in LimiterKind::ALL {
        let mut limiter = AnyLimiter::new(kind, 10, 4);
        assert_eq!(limiter.room(secs(60)), 10 * REQUEST, "{kind}");
        assert_eq!(accepted(&mut limiter, secs(60), 30), 10, "{kind}");
        assert_eq!(limiter.room(secs(60)), 0, "{kind}");
    }
}

#[test]
fn a_fixed_window_forgets_at_its_edge() {
    let mut limiter = FixedWindow::new(10, secs(1));
    assert_eq!(accepted(&mut limiter, millis(999), 30), 10);
    assert_eq!(accepted(&mut limiter, millis(1_000), 30), 10); // 20 within 1 ms
    assert_eq!(accepted(&mut limiter, millis(1_999), 30), 0);
}

#[test]
fn a_log_counts_both_ends_of_its_window() {
    let mut limiter = SlidingLog::new(2, secs(1));
    assert_eq!(accepted(&mut limiter, millis(500), 3), 2);
    assert_eq!(accepted(&mut limiter, millis(1_500), 3), 0); // a second later
    assert_eq!(limiter.room(Micros::new(1_500_001)), 2 * REQUEST);
    assert_eq!(accepted(&mut limiter, Micros::new(1_500_001), 3), 2);
}

#[test]
fn a_counter_lets_the_last_window_fade() {
    let mut limiter = SlidingCounter::new(10, secs(1));
    assert_eq!(accepted(&mut limiter, millis(999), 30), 10);
    assert_eq!(accepted(&mut limiter, millis(1_000), 30), 0); // no edge
    assert_eq!(accepted(&mut limiter, millis(1_500), 30), 5); // half has faded
    assert_eq!(accepted(&mut limiter, secs(3), 30), 10);
}

#[test]
fn a_leaky_bucket_lets_requests_out_one_by_one() {
    let mut bucket = AnyLimiter::new(LimiterKind::LeakyBucket, 4, 2);
    let verdicts: Vec<_> = (0..5).map(|_| bucket.admit(secs(1))).collect();
    let until = |ms| Verdict::Delayed(millis(ms));
    let waits = [until(1_500), until(2_000), until(2_500)];
    assert_eq!(verdicts[0], Verdict::Admitted);
    assert_eq!(verdicts[1..4], waits);
    assert_eq!(verdicts[4], Verdict::Refused);
    assert_eq!(bucket.admit(millis(1_500)), until(3_000));
}

/// Forty requests on a clock that jumps to and fro by a second, which is less than
/// a window: they get one burst and no more.
#[test]
fn a_clock_that_jumps_to_and_fro_lets_no_more_through() {
    for kind in LimiterKind::ALL {
        let mut limiter = AnyLimiter::new(kind, 2, 1);
        let shown = (0..40).map(|request| secs(100 - request % 2));
        let passed = shown.filter(|at| limiter.admit(*at).is_accepted());
        assert_eq!(passed.count(), 2, "{kind}");
    }
}

/// A clock that was an hour ahead is set right: time goes on from there.
#[test]
fn a_clock_that_is_set_back_refuses_nobody_for_an_hour() {
    for kind in LimiterKind::ALL {
        let mut limiter = AnyLimiter::new(kind, 2, 1);
        assert_eq!(accepted(&mut limiter, secs(5_000), 9), 2, "{kind}");
        assert_eq!(accepted(&mut limiter, secs(1_400), 9), 0, "{kind}");
        assert_eq!(accepted(&mut limiter, secs(1_406), 9), 2, "{kind}");
    }
}

/// A trial that never reports is not waited for without end.
#[test]
fn a_trial_that_never_reports_opens_the_breaker_again() {
    let rules = Rules { minimum: 1, ..Rules::HYSTRIX };
    let mut breaker = CircuitBreaker::new(rules);
    let Permit::Call(era) = breaker.ask(secs(1)) else { panic!("it is closed") };
    breaker.report(era, Outcome::Failed, secs(1));
    let Permit::Call(trial) = breaker.ask(secs(6)) else {
        panic!("a trial is due")
    };
    assert_eq!(breaker.ask(millis(10_999)), Permit::Refused);
    assert!(matches!(breaker.state(), State::HalfOpen { .. }));
    assert_eq!(breaker.ask(secs(11)), Permit::Refused);
    assert_eq!(breaker.state(), State::Open { until: secs(16) });
    breaker.report(trial, Outcome::Succeeded, secs(12)); // too late to count
    assert_eq!(breaker.state(), State::Open { until: secs(16) });
    assert!(matches!(breaker.ask(secs(16)), Permit::Call(_)));
}

/// Rules by which a breaker could never open, or never close again, are refused
/// with what is wrong in them.
#[test]
fn rules_that_cannot_work_are_refused() {
    let r4j = Rules::RESILIENCE4J;
    let wrong = [
        (Rules { minimum: 101, ..r4j }, "101 calls are never in a window of 100"),
        (Rules { minimum: 0, ..r4j }, "a minimum of no calls"),
        (Rules { percent: 101, ..r4j }, "101 % never fail"),
        (Rules { percent: 0, ..r4j }, "0 % always fail"),
        (Rules { trials: 0, ..r4j }, "no trial lets it close"),
        (Rules { span: Span::Time(Micros::new(9)), ..r4j }, "ten buckets"),
    ];
    for (rules, words) in wrong {
        let complaint = rules.check().unwrap_err();
        assert!(complaint.contains(words), "{complaint}");
    }
    for rules in [Rules::HYSTRIX, r4j] {
        assert_eq!(rules.check(), Ok(()));
    }
}

#[test]
#[should_panic(expected = "101 calls are never in a window of 100")]
fn a_breaker_refuses_rules_that_cannot_work() {
    CircuitBreaker::new(Rules { minimum: 101, ..Rules::RESILIENCE4J });
}

#[test]
fn words_are_read_back() {
    for kind in LimiterKind::ALL {
        assert_eq!(kind.to_string().parse(), Ok(kind));
    }
    for pattern in Pattern::ALL {
        assert_eq!(pattern.to_string().parse(), Ok(pattern));
    }
    assert!(
        "bucket".parse::<LimiterKind>().unwrap_err().contains("token-bucket, ")
    );
    assert!("calm".parse::<Pattern>().is_err());
    assert_eq!(Edit::Burst(7).to_string().parse(), Ok(Edit::Burst(7)));
    for text in ["", "burst", "burst-0", "burst-101", "burst-x"] {
        assert!(text.parse::<Edit>().unwrap_err().contains("burst-20"), "{text}");
    }
}

#[test]
fn the_worst_window_is_the_one_beyond_the_rate() {
    let mut worst = Worst::new(1);
    // Five in two seconds, then one a long time later.
    [0, 0, 1, 2, 2, 60].into_iter().for_each(|at| worst.pass(secs(at)));
    let window = worst.window();
    assert_eq!((window.from, window.to, window.passed), (secs(0), secs(2), 5));
    assert_eq!(worst.excess(), 3 * REQUEST);
}

#[test]
fn the_busiest_second_has_both_its_ends() {
    let mut busiest = Busiest::new(secs(1));
    [0, 500, 1_000, 1_001, 5_000]
        .into_iter()
        .for_each(|at| busiest.pass(millis(at)));
    let window = busiest.window();
    assert_eq!((window.from, window.to, window.passed), (millis(0), secs(1), 3));
}

/// Whatever the pattern, the load is the load.
#[test]
fn patterns_have_the_same_load() {
    for pattern in Pattern::ALL {
        let mut arrivals = Arrivals::new(pattern, 20, secs(2), 1);
        let mut count = 0;
        loop {
            let batch = arrivals.next_batch();
            if batch.at >= secs(1_000) {
                break;
            }
            count += batch.size;
        }
        assert!((19_500..=20_500).contains(&count), "{pattern}: {count}");
    }
    assert_eq!(BURST_EVERY, secs(5));
}

#[test]
fn a_burst_is_taken_at_the_moment_of_the_edit() {
    let calm = Settings { load_per_s: 1, pattern: Pattern::Bursts, ..SETTINGS };
    let edits = vec![(millis(500), Edit::Burst(12))];
    let mut run = Run::new(LimitedService::new(&calm, 1), edits);
    run.seek(millis(500));
    let tally = Tally { passed: 10, waiting: 0, refused: 2 };
    assert_eq!(run.model().tally(), tally);
    assert_eq!(run.records().len(), 12, "one record an arrival");
    let arrivals: Vec<_> = run.model().arrivals().collect();
    assert_eq!(arrivals.len(), 12);
    assert!(arrivals.iter().all(|arrival| arrival.at == millis(500)));
    assert_eq!(run.model().busiest_second().window().passed, 10);
}

#[test]
fn those_who_wait_pass_in_their_turn() {
    let queue = Settings {
        limiter: LimiterKind::LeakyBucket,
        load_per_s: 1,
        pattern: Pattern::Bursts,
        ..SETTINGS
    };
    let edits = vec![(Micros::ZERO, Edit::Burst(4))];
    let mut run = Run::new(LimitedService::new(&queue, 1), edits);
    let mut tally_at = |at| {
        run.seek(at);
        let tally = run.model().tally();
        (tally.passed, tally.waiting)
    };
    assert_eq!(tally_at(millis(199)), (1, 3));
    assert_eq!(tally_at(millis(200)), (2, 2));
    assert_eq!(tally_at(millis(600)), (4, 0));
}

/// What is on its way is what comes: the arrivals that the run has later.
#[test]
fn those_on_their_way_arrive() {
    for pattern in Pattern::ALL {
        let settings = Settings { pattern, ..SETTINGS };
        let mut run = Run::new(LimitedService::new(&settings, 3), vec![]);
        run.seek(millis(1_990));
        let seen = run.model().arrivals().count();
        let ahead = run.model().on_their_way(secs(7));
        run.seek(secs(7));
        let came = run.model().arrivals().skip(seen).map(|request| request.at);
        assert_eq!(came.collect::<Vec<_>>(), ahead, "{pattern}");
        assert!(!ahead.is_empty(), "{pattern}");
    }
}

/// However long it runs, it remembers no more.
#[test]
fn memory_is_bounded() {
    let busy = Settings { load_per_s: 100, ..SETTINGS };
    let mut run = Run::new(LimitedService::new(&busy, 1), vec![]);
    run.seek(secs(120));
    let model = run.model();
    assert_eq!(model.arrivals().count(), 4_096);
}

/// The table of the guide: ten at once, ten a second, seen in windows of three
/// lengths.
#[test]
fn the_adversary_meets_the_bounds() {
    let table = [
        (LimiterKind::TokenBucket, [10, 11, 20]),
        (LimiterKind::Gcra, [10, 11, 20]),
        (LimiterKind::LeakyBucket, [1, 2, 11]),
        (LimiterKind::FixedWindow, [20, 20, 20]),
        (LimiterKind::SlidingLog, [10, 10, 10]),
        (LimiterKind::SlidingCounter, [10, 10, 19]),
    ];
    for (kind, expected) in table {
        let lengths = [1, 100, 1_000].map(millis);
        let most = lengths.map(|length| most_passed(kind, 10, 10, length));
        assert_eq!(most.map(|most| most.measured), expected, "{kind}");
        for (most, length) in most.iter().zip(lengths) {
            assert_eq!(most.bound, bound(kind, 10, 10, length));
            assert!(most.measured <= most.bound, "{kind} {length}");
        }
    }
}
