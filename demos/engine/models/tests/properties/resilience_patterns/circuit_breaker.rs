//! Circuit breakers: by their rules, and for whom they open.

use super::SEEDS;
use models::resilience_patterns::GuardedCalls;
use models::resilience_patterns::backoff::{BASE, Backoff, CAP, Strategy};
use models::resilience_patterns::breaker_experiments::{failures_to_open, outage};
use models::resilience_patterns::circuit_breaker::{
    CircuitBreaker, Permit, Rules, State,
};
use models::resilience_patterns::guarded_calls::{self as calls, Scope};
use models::resilience_patterns::outcome_window::{Counts, Outcome, Span};
use sim::{Micros, Run, Stream};

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
        wait: Micros::from_secs(1),
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
