//! Other implementations and slow obvious ones of the guide *Load balancing*.

mod connections;
mod queue;
use models::load_balancing::balancer::ewma::{DECAY, PeakEwma};
use models::load_balancing::balancer::recent::Recent;
use models::load_balancing::balancer::{Balancer, Happened, Policy, Settings};
use sim::{Micros, Stream};

/// Lindley's recursion: a request begins when it comes or when the one before it at
/// its server is done, whichever is later.
#[test]
fn servers_are_lindley_s_queues() {
    for seed in 0..200 {
        for (policy, _) in Policy::ALL {
            let mut settings = Settings::alike(5, policy, 90);
            settings.speeds[1] = 50;
            let mut balancer = Balancer::new(&settings, seed);
            let mut free = [Micros::ZERO; 5];
            let (mut expected, mut done) = (Vec::new(), Vec::new());
            for _ in 0..400 {
                let now = balancer.next();
                match balancer.step() {
                    Happened::Sent(request, server) => {
                        let speed = u64::from(settings.speeds[server]);
                        let takes = (request.work.get() * 100 / speed).max(1);
                        free[server] = free[server].max(now) + Micros::new(takes);
                        expected.push((request.number, free[server]));
                    }
                    Happened::Done(request, ..) => done.push((request.number, now)),
                    Happened::Read => {}
                }
            }
            for ended in done {
                assert!(
                    expected.contains(&ended),
                    "{policy:?} seed {seed}: {ended:?}"
                );
            }
        }
    }
}

/// Finagle's `PeakEwma`, in floating point as it is there.
#[derive(Default)]
struct Finagle {
    stamp: f64,
    cost: f64,
}

impl Finagle {
    fn observe(&mut self, took: f64, now: f64) {
        let weight = libm::exp(-(now - self.stamp) / DECAY.get() as f64);
        self.cost = match took > self.cost {
            true => took,
            false => self.cost * weight + took * (1.0 - weight),
        };
        self.stamp = now;
    }
}

#[test]
fn peak_ewma_is_finagle_s() {
    let mut chance = Stream::new(1, "latencies", 0);
    for _ in 0..100 {
        let (mut ours, mut theirs) = (PeakEwma::new(DECAY), Finagle::default());
        let mut now = 0;
        for _ in 0..200 {
            now += chance.exponential(100_000);
            let took = chance.exponential(200_000) + 1_000;
            ours.learn(Micros::new(took), Micros::new(now));
            theirs.observe(took as f64, now as f64);
            let cost = ours.cost(0, Micros::new(now)) as f64;
            let off = (cost - theirs.cost).abs() / theirs.cost;
            assert!(off < 0.002, "{cost} {}", theirs.cost);
        }
    }
}

/// Percentiles by sorting all that is in the window.
#[test]
fn percentiles_are_those_of_a_sorted_list() {
    let span = Micros::from_secs(1);
    let mut chance = Stream::new(1, "latencies", 1);
    let (mut recent, mut all) = (Recent::new(span), Vec::new());
    let mut now = Micros::ZERO;
    for _ in 0..5_000 {
        now += Micros::new(chance.exponential(20_000));
        let took = Micros::new(chance.below(50) * 1_000);
        recent.forget(now);
        recent.push(now, took);
        all.push((now, took));
        let mut took: Vec<_> = all
            .iter()
            .filter(|(at, _)| now.since(*at) <= span)
            .map(|(_, t)| *t)
            .collect();
        took.sort_unstable();
        for percent in [1, 50, 90, 99, 100] {
            let rank = (took.len() * percent).div_ceil(100);
            assert_eq!(recent.percentile(percent), Some(took[rank - 1]));
        }
    }
}
