//! How many rebuilds a stampede costs, and what each cure leaves of them.

use super::stampede::{Cure, Settings, Stampede, TICK};
use crate::resilience_patterns::retry_storm::Spacing;
use sim::{Log, Micros, Model, Stream};

/// A run up to a moment.
pub fn run(settings: &Settings, seed: u64, until: Micros) -> Stampede {
    let mut stampede = Stampede::new(settings, seed);
    stampede.advance(until, &mut Log::off());
    stampede
}

/// The rebuilds that one expiry costs: up to when all keys have expired and are back,
/// and the database is done.
pub fn one_expiry(settings: &Settings, seed: u64) -> Stampede {
    let all = settings.ttl + settings.jitter + settings.rebuild;
    let mut stampede = run(settings, seed, all);
    while stampede.station().jobs() > 0 {
        stampede.step(&mut Log::off());
    }
    stampede
}

/// How long the database is at work on what one expiry costs.
pub fn busy_for(settings: &Settings, seed: u64) -> Micros {
    let over = one_expiry(settings, seed).next().expect("it goes on");
    over.since(TICK).since(settings.ttl)
}

/// XFetch over many refreshes of one key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Early {
    /// How many refreshes there were.
    pub refreshes: u64,
    /// How many rebuilds each took, on average.
    pub rebuilds: f64,
    /// How long before the end the first of them began, in seconds, on average.
    pub ahead_s: f64,
}

/// XFetch at this load, with rebuilds of 400 ms, for so many seconds.
pub fn early(load_per_s: u32, beta_percent: u32, seconds: u64, seed: u64) -> Early {
    let settings = Settings {
        load_per_s,
        spacing: Spacing::Random,
        cure: Cure::Early,
        ttl: Micros::from_secs(10),
        beta_percent,
        ..Settings::default()
    };
    let tally = run(&settings, seed, Micros::from_secs(seconds)).tally();
    let refreshes = tally.rebuilds - tally.again;
    Early {
        refreshes,
        rebuilds: tally.rebuilds as f64 / refreshes as f64,
        ahead_s: tally.ahead.get() as f64 / 1e6 / tally.early.max(1) as f64,
    }
}

/// Of a million requests, how many rebuild a value early that is fresh for `left` and
/// took `took` to rebuild.
pub fn early_per_million(
    left: Micros,
    took: Micros,
    beta_percent: u32,
    seed: u64,
) -> u32 {
    let mut chance = Stream::new(seed, "early", 0);
    let mean = took.get() * u64::from(beta_percent) / 100;
    let draws = (0..1_000_000).filter(|_| chance.exponential(mean) >= left.get());
    draws.count() as u32
}
