//! Queues over many seeds, and theory.

use models::load_balancing::queue::experiments::{drained_ms, measured_ms};
use models::load_balancing::queue::theory::{chance_of_wait, mean_ms};
use models::load_balancing::queue::{
    Arrivals, BUSY, Edit, Job, Lane, Lanes, Line, Queue, WORK, Work,
};
use sim::{Micros, Run, Stream};

const SEEDS: u64 = 10_000;

#[track_caller]
fn assert_within(percent: f64, measured: f64, expected: f64) {
    let off = (measured - expected).abs() * 100.0 / expected;
    assert!(off <= percent, "{measured} is {off:.1} % off {expected}");
}

/// Measured within 3 % of theory, which is exact here.
#[track_caller]
fn assert_theory(lane: Lane, requests: u64) {
    let theory = mean_ms(&lane, f64::from(lane.busy) / 100.0);
    assert_within(3.0, measured_ms(lane, requests), theory);
}

/// M/M/1: work ÷ (1 − ρ): 20, 50, 100 and 200 ms.
#[test]
fn time_in_the_system_is_work_by_what_is_spare() {
    for (busy, expected) in [(50, 20.0), (80, 50.0), (90, 100.0), (95, 200.0)] {
        let lane = Lane::single(busy);
        assert_within(0.01, mean_ms(&lane, f64::from(busy) / 100.0), expected);
        let many = if busy < 95 { 500_000 } else { 2_000_000 };
        assert_theory(lane, many);
    }
}

/// M/G/1, Pollaczek and Khinchine: equal work halves the wait, few long requests
/// make it nearly three times as long.
#[test]
fn the_wait_grows_with_the_variance_of_the_work() {
    for (work, expected) in
        [(Work::Equal, 55.0), (Work::Random, 100.0), (Work::FewLong, 268.75)]
    {
        let lane = Lane { work, ..Lane::single(90) };
        assert_within(0.01, mean_ms(&lane, 0.9), expected);
        assert_theory(lane, 1_000_000);
    }
}

/// With no variance at all nobody ever waits, however busy the server is.
#[test]
fn without_variance_nobody_waits() {
    let regular = Arrivals::Regular;
    for busy in BUSY.0..=BUSY.1 {
        let work = Work::Equal;
        let lane = Lane { arrivals: regular, work, ..Lane::single(busy) };
        let mut queue = Queue::new(lane, 1, Micros::ZERO);
        assert!(
            (0..10_000).map(|_| queue.take()).all(|job| job.started == job.arrived)
        );
        assert_eq!(mean_ms(&lane, f64::from(busy) / 100.0), 10.0);
    }
}

/// M/M/c, Erlang C: what four servers and sixteen gain by one queue.
#[test]
fn one_queue_for_all_servers_is_shorter() {
    let pool = |servers, line| Lane { servers, line, ..Lane::single(90) };
    for (lane, expected) in [
        (pool(4, Line::Own), 100.0),
        (pool(4, Line::Shared), 29.694),
        (pool(16, Line::Shared), 13.696),
    ] {
        assert_within(0.1, mean_ms(&lane, 0.9), expected);
        assert_theory(lane, 1_000_000);
    }
    assert_within(0.1, chance_of_wait(4, 0.9), 0.7878);
}

/// Kingman in heavy traffic: regular arrivals, random work (D/M/1), against the
/// exact value, which is 1 ÷ (1 − σ) with σ = e^(−(1 − σ)/ρ). It is never below.
#[test]
fn kingman_is_right_in_heavy_traffic_and_above_elsewhere() {
    let exact = |busy: f64| {
        let sigma = (0..100_000)
            .fold(0.5, |sigma: f64, _| libm::exp(-(1.0 - sigma) / busy));
        10.0 / (1.0 - sigma)
    };
    let lane = |busy| {
        let arrivals = Arrivals::Regular;
        Lane { arrivals, ..Lane::single(busy) }
    };
    for busy in [50, 80, 90, 95, 98] {
        let kingman = mean_ms(&lane(busy), f64::from(busy) / 100.0);
        assert!(kingman >= exact(f64::from(busy) / 100.0), "{busy}");
    }
    assert_within(1.0, mean_ms(&lane(99), 0.99), exact(0.99));
    assert_within(3.0, mean_ms(&lane(96), 0.96), exact(0.96));
    assert_within(3.0, measured_ms(lane(90), 2_000_000), exact(0.9));
    assert_within(3.0, measured_ms(lane(96), 1_000_000), exact(0.96));
}

/// A burst is over after its work by what is spare: 50 × 10 ms ÷ (1 − ρ).
#[test]
fn a_burst_drains_by_what_is_spare() {
    for (busy, expected) in [(50, 1_000.0), (80, 2_500.0), (90, 5_000.0)] {
        assert_within(5.0, drained_ms(Lane::single(busy), 50), expected);
    }
}

fn some_lane(chance: &mut Stream) -> Lane {
    Lane {
        busy: chance.between(BUSY.0.into(), BUSY.1.into()) as u32,
        arrivals: [Arrivals::Random, Arrivals::Regular][chance.below(2) as usize],
        work: Work::ALL[chance.below(3) as usize],
        servers: chance.between(1, 16) as usize,
        line: [Line::Shared, Line::Own][chance.below(2) as usize],
        opens: Micros::ZERO,
    }
}

/// Some jobs of a lane, with a burst in between.
fn some_jobs(seed: u64) -> (Lane, Vec<Job>) {
    let mut chance = Stream::new(seed, "lanes", 0);
    let lane = some_lane(&mut chance);
    let mut queue = Queue::new(lane, seed, Micros::ZERO);
    let mut jobs: Vec<Job> = (0..40).map(|_| queue.take()).collect();
    let at = jobs[39].arrived;
    jobs.extend((0..chance.below(20)).map(|_| queue.take_extra(at)));
    jobs.extend((0..40).map(|_| queue.take()));
    (lane, jobs)
}

/// Always: nobody overtakes whoever waits for the same server, and no server does
/// two things at once or rests while someone waits for it.
#[test]
fn servers_serve_one_after_the_other_and_never_rest_in_vain() {
    for seed in 0..SEEDS {
        let (lane, jobs) = some_jobs(seed);
        for server in 0..lane.servers {
            let mut free = Micros::ZERO;
            for job in jobs.iter().filter(|job| job.server == server) {
                assert!(job.started >= free, "seed {seed}: two at once");
                let begins = free.max(job.arrived);
                assert_eq!(job.started, begins, "seed {seed}: it rests in vain");
                free = job.done;
            }
        }
        if lane.line == Line::Shared {
            let started: Vec<_> = jobs.iter().map(|job| job.started).collect();
            assert!(started.is_sorted(), "seed {seed}: someone overtakes");
        }
    }
}

/// Always, in one queue: who waits finds every server busy. Sometimes, with a queue
/// each: somebody waits though another server is free.
#[test]
fn only_with_own_queues_somebody_waits_beside_a_free_server() {
    let mut in_vain = [0, 0];
    for seed in 0..SEEDS {
        let (lane, jobs) = some_jobs(seed);
        for (place, job) in jobs.iter().enumerate() {
            let is_held = |server: usize| {
                let mut before = jobs[..place].iter();
                before.any(|it| it.server == server && it.done > job.arrived)
            };
            let waits = job.started > job.arrived;
            if waits && !(0..lane.servers).all(is_held) {
                in_vain[(lane.line == Line::Own) as usize] += 1;
            }
        }
    }
    assert_eq!(in_vain[0], 0);
    assert!(in_vain[1] > 0);
}

/// From an edit on another load is measured, and it is the one that is asked for.
#[test]
fn a_load_that_is_changed_is_measured_anew() {
    for seed in 0..20 {
        let edit = Edit::Busy { lane: 0, percent: 50 };
        let edits = vec![(Micros::from_millis(1_010), edit)];
        let lanes = [Lane::single(95), Lane::single(95)];
        let mut run = Run::new(Lanes::new(&lanes, seed), edits);
        run.seek(Micros::from_secs(3));
        let means = run.model().all().iter().map(|lane| lane.measured().mean());
        let means: Vec<_> = means.flatten().map(Micros::as_millis).collect();
        assert!((18..=21).contains(&means[0]), "seed {seed}: {means:?}");
        assert!(means[1] > 100, "seed {seed}: {means:?}");
    }
}

/// Always: a burst comes at once and to every lane that is open, and to no other.
#[test]
fn a_burst_comes_to_every_lane_that_is_open() {
    for seed in 0..SEEDS / 10 {
        let at = Micros::from_millis(200);
        let later = Lane { opens: Micros::from_secs(1), ..Lane::single(50) };
        let lanes = Lanes::new(&[Lane::single(50), later], seed);
        let mut run = Run::new(lanes, vec![(at, Edit::Burst(30))]);
        run.seek(at);
        let came = |lane: usize| {
            let jobs = run.model().all()[lane].jobs();
            jobs.filter(|job| job.arrived == at).count()
        };
        assert!(came(0) >= 30 && came(1) == 0, "seed {seed}");
    }
}

/// Where nobody waits a request takes its work: [`WORK`] on average.
#[test]
fn work_is_the_same_on_average() {
    for work in Work::ALL {
        let lane = Lane { work, servers: 16, ..Lane::single(20) };
        assert_within(1.0, measured_ms(lane, 200_000), WORK.as_millis() as f64);
    }
}
