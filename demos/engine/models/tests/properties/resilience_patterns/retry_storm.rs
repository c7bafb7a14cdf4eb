//! Retry storms over many seeds: what always holds, and what can happen.

use models::resilience_patterns::retry_storm::{
    BOUND, BUDGET_MAX, CAPACITY_PER_S, Cure, Cures, Edit, RetryStorm, Settings,
    Spacing, lines,
};
use sim::{Micros, Run, Stream};

const SEEDS: u64 = 10_000;
/// How long a run is.
const UNTIL: Micros = Micros::from_secs(7);

/// Settings, and edits that provoke: stalls, loads, cures on and off.
fn case(seed: u64) -> (Settings, Vec<(Micros, Edit)>) {
    let mut chance = Stream::new(seed, "cases", 0);
    let cures = Cure::ALL.into_iter().filter(|_| chance.below(4) == 0);
    let cures = cures.collect::<Vec<_>>();
    let workers = chance.between(1, 4) as usize;
    let settings = Settings {
        load_per_s: chance.between(5, 130) as u32,
        attempts: chance.between(1, 5) as u32,
        spacing: [Spacing::Even, Spacing::Random][chance.below(2) as usize],
        workers,
        cures: cures.into_iter().fold(Cures::default(), Cures::with),
        ..Settings::default()
    };
    let mut edits = vec![(
        Micros::new(chance.below(2_000_000)),
        Edit::Stall(chance.between(1, 3) as u32),
    )];
    let at = Micros::new(2_000_000 + chance.below(4_000_000));
    match chance.below(4) {
        0 => edits.push((at, Edit::On(Cure::ALL[chance.below(5) as usize]))),
        1 => edits.push((at, Edit::Load(chance.between(1, 150) as u32))),
        2 => edits.push((at, Edit::Attempts(chance.between(1, 5) as u32))),
        _ => {}
    }
    (settings, edits)
}

fn run(seed: u64) -> RetryStorm {
    let (settings, edits) = case(seed);
    let mut run = Run::new(RetryStorm::new(&settings, seed), edits);
    run.seek(UNTIL);
    run.model().clone()
}

/// Always: no request is forgotten or counted twice, the server serves no more
/// than it can, and what it served was either in time or for nobody.
#[test]
fn every_request_has_one_fate() {
    for seed in 0..SEEDS {
        let storm = run(seed);
        let tally = storm.tally();
        let waiting = storm.clients().waiting() as u64;
        let fates = tally.answered + tally.failed + waiting;
        assert_eq!(tally.fresh, fates, "seed {seed}: {storm:?}");
        let served = tally.answered + tally.wasted;
        let most = UNTIL.get() / 1_000_000 * u64::from(CAPACITY_PER_S);
        assert!(served <= most, "seed {seed}: {served}");
        let in_work = storm.station().served().count() as u64;
        assert_eq!(tally.taken, served + in_work, "seed {seed}");
    }
}

/// Always: with a budget there is at most a retry for ten requests, and what was
/// saved; with a bound the queue is no longer than that.
#[test]
fn budget_and_bound_are_kept() {
    for seed in 0..SEEDS {
        let (mut settings, mut edits) = case(seed);
        let is_switch = |edit: &Edit| matches!(edit, Edit::On(_) | Edit::Off(_));
        edits.retain(|(_, edit)| !is_switch(edit));
        let cures = Cures::only(Some(Cure::RetryBudget));
        settings.cures = cures.with(Cure::BoundedQueue);
        let mut run = Run::new(RetryStorm::new(&settings, seed), edits);
        run.seek(UNTIL);
        let (storm, tally) = (run.model(), run.model().tally());
        let retries = tally.attempts - tally.fresh;
        assert!(
            retries <= tally.fresh / 10 + u64::from(BUDGET_MAX),
            "seed {seed}: {retries} retries of {} requests",
            tally.fresh
        );
        let mut queues = storm.timeline().stretches();
        let is_short = queues.all(|(_, c)| c[lines::QUEUE] as usize <= BOUND);
        assert!(is_short, "seed {seed}");
    }
}

/// Sometimes: a second in which the server is busy from start to end and nobody
/// gets an answer; and sometimes the same kind of stall heals.
#[test]
fn a_storm_can_last_and_can_heal() {
    let is_storm = |storm: &RetryStorm| {
        let of = |line| storm.timeline().total(line, Micros::from_secs(6), UNTIL);
        storm.stalled_until().is_none()
            && of(lines::GOODPUT) == 0
            && storm.station().waiting() > CAPACITY_PER_S as usize
    };
    assert!((0..SEEDS).any(|seed| is_storm(&run(seed))));
    assert!((0..SEEDS).any(|seed| run(seed).healed_at().is_some()));
}

/// Always: a run is a function of its settings, seed and edits, wherever it was
/// taken in between.
#[test]
fn going_back_changes_nothing() {
    for seed in 0..200 {
        let (settings, edits) = case(seed);
        let mut run = Run::new(RetryStorm::new(&settings, seed), edits);
        run.seek(UNTIL);
        let first = (run.model().tally(), run.records().to_vec());
        run.seek(Micros::from_millis(1_234));
        run.seek(Micros::from_millis(5_678));
        run.seek(UNTIL);
        assert_eq!(first, (run.model().tally(), run.records().to_vec()), "{seed}");
    }
}
