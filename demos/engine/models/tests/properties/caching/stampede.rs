//! Stampedes over many seeds: what always holds, and what can happen.

use models::caching::stampede::{
    Cure, Edit, End, Found, Settings, Stampede, TICK, lines,
};
use models::caching::stampede_experiments::{
    busy_for, early, early_per_million, one_expiry,
};
use models::resilience_patterns::retry_storm::Spacing;
use sim::{Micros, Run, Stream};

const SEEDS: u64 = 10_000;
/// How long a run is.
const UNTIL: Micros = Micros::from_secs(3);

/// Settings in which keys expire early, and edits that provoke.
fn case(seed: u64) -> (Settings, Vec<(Micros, Edit)>) {
    let mut chance = Stream::new(seed, "cases", 0);
    let millis = |chance: &mut Stream, low, high| {
        Micros::from_millis(chance.between(low, high))
    };
    let settings = Settings {
        load_per_s: chance.between(20, 400) as u32,
        spacing: [Spacing::Even, Spacing::Random][chance.below(2) as usize],
        keys: [1, 1, 5, 20][chance.below(4) as usize],
        ttl: millis(&mut chance, 100, 1_500),
        jitter: Micros::from_millis(chance.below(500)),
        rebuild: millis(&mut chance, 5, 400),
        workers: chance.between(1, 60) as usize,
        cure: Cure::ALL[chance.below(4) as usize],
        lease: Some(millis(&mut chance, 10, 600)),
        beta_percent: chance.between(20, 300) as u32,
    };
    let mut edits: Vec<_> = (0..chance.below(5))
        .map(|_| {
            let edit = match chance.below(6) {
                0 => Edit::Use(Cure::ALL[chance.below(4) as usize]),
                1 => Edit::Load(chance.between(20, 400) as u32),
                2 => Edit::Delete,
                _ => Edit::Crash,
            };
            (Micros::new(chance.below(2_000_000)), edit)
        })
        .collect();
    edits.sort_by_key(|(at, _)| *at);
    (settings, edits)
}

fn run_of(settings: &Settings, edits: Vec<(Micros, Edit)>, seed: u64) -> Stampede {
    let mut run = Run::new(Stampede::new(settings, seed), edits);
    run.seek(UNTIL);
    run.model().clone()
}

fn run(seed: u64) -> Stampede {
    let (settings, edits) = case(seed);
    run_of(&settings, edits, seed)
}

/// Always: no request is forgotten or counted twice, and the database has just the
/// rebuilds that are under way.
#[test]
fn every_request_has_one_fate() {
    for seed in 0..SEEDS {
        let stampede = run(seed);
        let tally = stampede.tally();
        let waiting = stampede.waiting().len() as u64;
        let fates = tally.hits + tally.waited + tally.crashed + waiting;
        assert_eq!(tally.requests, fates, "seed {seed}: {tally:?}");
        let under_way = stampede.entries().iter().map(|entry| entry.under_way);
        let under_way = under_way.sum::<u32>() as usize;
        assert_eq!(under_way, stampede.station().jobs(), "seed {seed}");
        let done = tally.rebuilds - under_way as u64;
        let lost = done - tally.brought;
        assert!(lost <= tally.lost, "seed {seed}: {tally:?}");
    }
}

/// Always: under leases no key has two rebuilds at once, as long as the database has a
/// worker for each and a lease is longer than a rebuild. It may be so much longer that it
/// would end in the middle of the next one.
#[test]
fn one_flight_at_a_time() {
    for seed in 0..SEEDS {
        let (settings, mut edits) = case(seed);
        edits.retain(|(_, edit)| matches!(edit, Edit::Load(_)));
        let cures = [Cure::OneFlight, Cure::StaleMeanwhile];
        let longer = Stream::new(seed, "lease", 0).between(0, 1_000_000);
        let settings = Settings {
            cure: cures[(seed % 2) as usize],
            workers: settings.keys,
            lease: Some(settings.rebuild + TICK + Micros::new(longer)),
            ..settings
        };
        let tally = run_of(&settings, edits, seed).tally();
        assert_eq!((tally.again, tally.refused), (0, 0), "seed {seed}: {tally:?}");
    }
}

/// Always: what is in the cache was not read before the key was last deleted, where
/// rebuilds have leases; without leases an old value sometimes comes in.
#[test]
fn nothing_comes_in_that_was_read_before_a_delete() {
    let is_old = |cure: Cure, seed: u64| {
        let (settings, mut edits) = case(seed);
        edits.retain(|(_, edit)| !matches!(edit, Edit::Use(_)));
        let mut chance = Stream::new(seed, "delete", 0);
        let at = Micros::new(1_000_000 + chance.below(1_900_000));
        edits.retain(|(earlier, _)| *earlier < at);
        edits.push((at, Edit::Delete));
        let stampede = run_of(&Settings { cure, ..settings }, edits, seed);
        let mut values = stampede.entries().iter().filter_map(|entry| entry.value);
        values.any(|value| value.since.since(value.took) < at)
    };
    for seed in 0..SEEDS {
        let cures = [Cure::OneFlight, Cure::StaleMeanwhile];
        assert!(!is_old(cures[(seed % 2) as usize], seed), "seed {seed}");
    }
    assert!((0..SEEDS).any(|seed| is_old(Cure::None, seed)));
}

/// Always: while the value was not deleted, nobody waits under stale-while-revalidate.
#[test]
fn nobody_waits_for_what_is_stale() {
    for seed in 0..SEEDS {
        let (settings, mut edits) = case(seed);
        edits.retain(|(_, edit)| matches!(edit, Edit::Load(_) | Edit::Crash));
        let settings = Settings { cure: Cure::StaleMeanwhile, ..settings };
        let tally = run_of(&settings, edits, seed).tally();
        assert_eq!((tally.waited, tally.crashed), (0, 0), "seed {seed}");
    }
}

/// Always: whoever waits is answered once the leases of those that crashed have ended.
/// Sometimes a lock, which has no end, keeps all waiting for ever.
#[test]
fn a_lease_ends_and_a_lock_does_not() {
    let waits = |lease, seed: u64| {
        let (settings, mut edits) = case(seed);
        edits.retain(|(_, edit)| *edit == Edit::Crash);
        let settings = Settings {
            cure: Cure::OneFlight,
            workers: settings.keys * 4,
            ttl: settings.ttl + Micros::from_millis(400),
            lease,
            ..settings
        };
        let longest = Micros::from_millis(50 + 400 + 10);
        let stampede = run_of(&settings, edits.clone(), seed);
        let mut waiting = stampede.waiting().iter();
        let crashes = edits.len() as u64 + 1;
        let most = Micros::new(longest.get() * crashes);
        waiting.any(|wait| UNTIL.since(wait.since) > most)
    };
    for seed in 0..SEEDS {
        let (settings, _) = case(seed);
        let lease = settings.rebuild + Micros::from_millis(50);
        assert!(!waits(Some(lease), seed), "seed {seed}");
    }
    assert!((0..SEEDS).any(|seed| waits(None, seed)));
}

/// Sometimes: a holder that is late is refused; a request crashes; an old value is
/// given out; a value is rebuilt before its end.
#[test]
fn all_of_it_can_happen() {
    let of = |is_it: &dyn Fn(&Stampede) -> bool| {
        assert!((0..SEEDS).any(|seed| is_it(&run(seed))));
    };
    of(&|stampede| stampede.tally().refused > 0);
    of(&|stampede| stampede.tally().crashed > 0);
    of(&|stampede| stampede.tally().old > 10);
    of(&|stampede| stampede.tally().early > 0);
    of(&|stampede| {
        let ends = stampede.recent().requests().filter_map(|(_, one)| one.end);
        let all: Vec<_> = ends.map(|(_, end)| end).collect();
        [End::Fresh, End::Old, End::Crashed].iter().all(|end| all.contains(end))
    });
}

/// λΔ: 1,000 × 0.4 s = 400 rebuilds for one expiry, all at the database at once; evenly
/// spaced exactly so, at random within five standard errors. The database is at work
/// on them for 400 × 0.4 s / 100, and the last worker begins 0.1 s after the first.
#[test]
fn a_stampede_is_load_times_rebuild() {
    let settings = Settings::default();
    let stampede = one_expiry(&settings, 1);
    let tally = stampede.tally();
    assert_eq!((tally.rebuilds, tally.most, tally.again), (400, 400, 399));
    assert_eq!(tally.waited, 400);
    let busy = busy_for(&settings, 1).as_millis();
    assert!((1_690..=1_710).contains(&busy), "{busy}");
    for (load_per_s, millis) in [(250, 400), (1_000, 100), (2_000, 800)] {
        let rebuild = Micros::from_millis(millis);
        let settings = Settings { load_per_s, rebuild, ..Settings::default() };
        let expected = u64::from(load_per_s) * millis / 1_000;
        let even = one_expiry(&settings, 1).tally();
        assert!(even.rebuilds.abs_diff(expected) <= 1, "{even:?}");
        let spacing = Spacing::Random;
        let random = one_expiry(&Settings { spacing, ..settings }, 1).tally();
        let error = 5 * expected.isqrt();
        assert!(random.rebuilds.abs_diff(expected) <= error, "{random:?}");
    }
}

/// What each cure leaves of the 400: one rebuild, and 400 who wait; one, and 400 old
/// answers; a few, and hardly anybody waits.
#[test]
fn what_each_cure_leaves() {
    let of =
        |cure| one_expiry(&Settings { cure, ..Settings::default() }, 1).tally();
    let flight = of(Cure::OneFlight);
    assert_eq!((flight.rebuilds, flight.waited, flight.old), (1, 400, 0));
    let stale = of(Cure::StaleMeanwhile);
    assert_eq!((stale.rebuilds, stale.waited, stale.old), (1, 0, 400));
    let early = of(Cure::Early);
    assert!(early.rebuilds < 40 && early.old == 0, "{early:?}");
    assert!(early.ahead.get() > early.early * 1_000_000, "it lived shorter");
}

/// Many keys that end together: a rebuild each even under leases; spread over a span
/// about keys × rebuild / span at once.
#[test]
fn jitter_spreads_many_keys_and_not_one() {
    let settings = |keys, jitter| Settings {
        keys,
        jitter: Micros::from_millis(jitter),
        cure: Cure::OneFlight,
        ..Settings::default()
    };
    for seed in 0..20 {
        let together = one_expiry(&settings(100, 0), seed).tally().most;
        assert!((90..=100).contains(&together), "{together}");
        let spread = one_expiry(&settings(100, 2_000), seed).tally().most;
        assert!((20..=36).contains(&spread), "{spread}");
    }
    let one = |jitter| {
        let cure = Cure::None;
        one_expiry(&Settings { cure, ..settings(1, jitter) }, 1).tally().most
    };
    assert_eq!(one(0), one(2_000), "one key is as sudden as before");
}

/// P(early) = e^(−t/βΔ): 36.8 % at t = Δ, 77.9 % at Δ/4, 0.7 % at 5Δ.
#[test]
fn the_chance_of_being_early_is_exponential() {
    let took = Micros::from_millis(400);
    for (left, beta, expected) in [
        (400, 100, 367_879),
        (100, 100, 778_801),
        (2_000, 100, 6_738),
        (400, 200, 606_531),
        (400, 50, 135_335),
    ] {
        let left = Micros::from_millis(left);
        let measured = early_per_million(left, took, beta, 1);
        let error = 5 * 500; // five standard errors, of a half at most
        assert!(measured.abs_diff(expected) <= error, "{left:?}: {measured}");
    }
}

/// A refresh takes e^(1/β) rebuilds on average, whatever the load; the first begins
/// βΔ·(ln λβΔ + γ) before the end.
#[test]
fn a_refresh_takes_e_rebuilds_whatever_the_load() {
    const GAMMA: f64 = 0.577_215_664_9;
    for (load, beta_percent, seconds) in [
        (100, 100, 20_000),
        (1_000, 100, 4_000),
        (1_000, 50, 4_000),
        (100, 200, 20_000),
    ] {
        let beta = f64::from(beta_percent) / 100.0;
        let measured = early(load, beta_percent, seconds, 1);
        let mean = libm::exp(1.0 / beta);
        // Of a geometric distribution.
        let error = libm::sqrt(mean * (mean - 1.0) / measured.refreshes as f64);
        let is = measured.rebuilds;
        assert!((is - mean).abs() < 5.0 * error, "λ {load}, β {beta}: {is}");
        let expected =
            beta * 0.4 * (libm::log(f64::from(load) * beta * 0.4) + GAMMA);
        let is = measured.ahead_s;
        // Of a Gumbel distribution: π/√6 = 1.28 of its scale.
        let error = beta * 0.4 * 1.28 / libm::sqrt(measured.refreshes as f64);
        assert!((is - expected).abs() < 5.0 * error, "{is} for {expected}");
    }
}

/// Always: a run is a function of its settings, seed and edits, wherever it was
/// taken in between.
#[test]
fn going_back_changes_nothing() {
    for seed in 0..200 {
        let (settings, edits) = case(seed);
        let mut run = Run::new(Stampede::new(&settings, seed), edits);
        run.seek(UNTIL);
        let first = (run.model().tally(), run.records().to_vec());
        run.seek(Micros::from_millis(1_234));
        run.seek(Micros::from_millis(567));
        run.seek(UNTIL);
        assert_eq!(first, (run.model().tally(), run.records().to_vec()), "{seed}");
    }
}

/// Always: what the chart shows at its last stretch is what is there, and a key is
/// counted as expired when it is.
#[test]
fn charts_show_what_is_there() {
    for seed in 0..1_000 {
        let stampede = run(seed);
        let (_, counts) = stampede.timeline().stretches().last().expect("some");
        assert_eq!(counts[lines::AT_DATABASE] as usize, stampede.station().jobs());
        let old = stampede.entries().iter();
        let old = old.filter(|e| !matches!(e.found(UNTIL), Found::Fresh(_)));
        assert_eq!(stampede.expired(UNTIL), old.count());
    }
}
