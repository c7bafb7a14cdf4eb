//! A pool of threads against theory: Little's law, Erlang's loss formula; and what
//! each defence saves.

use models::resilience_patterns::bulkhead::{
    COMPARTMENT, Defence, Edit, LATENCY, Limit, Settings, lines,
};
use models::resilience_patterns::pool_experiments::{
    answered_percent, refused_by_bulkhead, run, threads,
};
use sim::{Log, Micros, Model};

fn with(defence: Defence) -> Settings {
    Settings { defence, ..Settings::default() }
}

/// Little's law, L = λW, within 3 %: threads in use are calls a second times the
/// time that each takes. 40/s × 50 ms = 2, 40/s × 2 s = 80.
#[test]
fn threads_in_use_are_rate_times_latency() {
    for (load, millis) in [(40, 50), (40, 500), (40, 2_000), (100, 200)] {
        let (measured, law) = threads(load, Micros::from_millis(millis));
        let off = (measured / law - 1.0).abs();
        assert!(off < 0.03, "{load}/s × {millis} ms: {measured}, law {law}");
    }
}

/// Erlang's loss formula: the share that a bulkhead of eight places refuses.
/// Within 3 %, over three hours.
#[test]
fn a_bulkhead_refuses_as_many_as_erlang_says() {
    for load in [80, 120, 200] {
        let (mut refused, mut law) = (0.0, 0.0);
        for seed in 0..3 {
            let (measured, theory) = refused_by_bulkhead(load, seed);
            (refused, law) = (refused + measured / 3.0, theory);
        }
        let off = (refused / law - 1.0).abs();
        assert!(off < 0.03, "{load}/s: {refused}, theory {law}");
    }
}

/// The slow dependency needs 80 of 20 threads: nothing is left to the others.
#[test]
fn one_slow_dependency_drains_the_pool() {
    assert_eq!(answered_percent(&with(Defence::None)), 0.0);
    let pool = run(&with(Defence::None), 1, Micros::from_secs(30));
    assert!(pool.held(0) >= 15 && pool.station().waiting() > 1_000);
}

/// Bulkheads, time-outs and adaptive limits save the others; shedding load without
/// asking whose it is saves a fifth of them.
#[test]
fn what_each_defence_saves() {
    for defence in [Defence::Bulkhead, Defence::Timeout, Defence::Adaptive] {
        let percent = answered_percent(&with(defence));
        assert!(percent > 99.0, "{}: {percent}", defence.word());
    }
    let shed = answered_percent(&with(Defence::Shedding));
    assert!((10.0..35.0).contains(&shed), "{shed}");
}

/// A pool that is large enough needs no defence, as long as it is.
#[test]
fn a_larger_pool_moves_the_cliff() {
    let large = Settings { threads: 110, ..Settings::default() };
    assert!(answered_percent(&large) > 99.0);
    let slower = Settings { slow: Micros::from_secs(5), ..large };
    assert!(answered_percent(&slower) < 10.0);
}

/// The queue that piled up outlives the slowness by some seconds.
#[test]
fn the_backlog_is_worked_off_after_the_slowness() {
    let pool = run(&with(Defence::None), 1, Micros::from_secs(45));
    let healthy = |from, to| {
        let [from, to] = [from, to].map(Micros::from_secs);
        pool.timeline().total(lines::HEALTHY, from, to)
    };
    assert_eq!(healthy(13, 33), 0);
    assert!(healthy(41, 45) > 280);
}

#[test]
fn a_limit_grows_by_one_and_falls_by_a_tenth() {
    let mut limit = Limit::default();
    assert_eq!(limit.calls(), 4);
    (0..5).for_each(|_| limit.learn(LATENCY, 4, 20));
    assert_eq!(limit.calls(), 5, "as many fast answers as the limit: one more");
    (0..9).for_each(|_| limit.learn(LATENCY, 0, 20));
    assert_eq!(limit.calls(), 5, "what is not used does not grow");
    limit.learn(Micros::from_secs(2), 5, 20);
    assert_eq!(limit.calls(), 4);
    (0..100).for_each(|_| limit.learn(Micros::from_secs(2), 5, 20));
    assert_eq!(limit.calls(), 1, "one call always finds out");
    (0..10_000).for_each(|_| limit.learn(LATENCY, 20, 20));
    assert_eq!(limit.calls(), 20);
}

#[test]
fn a_defence_can_be_taken_up_amid_the_trouble() {
    let mut pool = run(&with(Defence::None), 1, Micros::from_secs(15));
    let at = Micros::from_secs(15);
    pool.edit(at, &Edit::Use(Defence::Bulkhead), &mut Log::off());
    pool.advance(Micros::from_secs(29), &mut Log::off());
    assert_eq!(pool.limit(0), COMPARTMENT);
    pool.edit(Micros::from_secs(29), &Edit::Latency(50), &mut Log::off());
    assert_eq!(pool.latency(0), LATENCY);
}

#[test]
fn edits_read_what_they_print() {
    let uses = Defence::ALL.map(Edit::Use);
    for edit in uses.into_iter().chain([Edit::Latency(500)]) {
        assert_eq!(edit.to_string().parse(), Ok(edit));
    }
    for wrong in ["", "use-hope", "latency-0", "latency-99999", "slow"] {
        assert!(wrong.parse::<Edit>().is_err(), "{wrong}");
    }
}
