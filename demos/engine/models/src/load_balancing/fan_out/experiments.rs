//! How many requests are slow, and what hedging costs.

use super::{FanOut, SURGE_FOR, SURGE_FROM, Settings};
use sim::{Log, Micros};

/// A run up to a moment.
pub fn run(settings: &Settings, seed: u64, until: Micros) -> FanOut {
    let mut model = FanOut::new(settings, seed);
    model.advance(until, &mut Log::off());
    model
}

/// The share of requests of which a part is held up, in theory.
pub fn slow_theory(fan_out: usize, paused: u32) -> f64 {
    let fast = 1.0 - f64::from(paused) / 100_000.0;
    1.0 - (0..fan_out).fold(1.0, |all, _| all * fast)
}

/// The share of slow requests, and second copies for each first one, over so many
/// seconds of each of 8 seeds.
pub fn slow_and_more(settings: &Settings, seconds: u64) -> (f64, f64) {
    let (mut slow, mut judged, mut firsts, mut seconds_sent) = (0.0, 0.0, 0.0, 0.0);
    for seed in 0..8 {
        let model = run(settings, seed, Micros::from_secs(seconds));
        let total = model.tally().total();
        slow += f64::from(total.slow);
        judged += f64::from(total.judged);
        firsts += f64::from(total.firsts);
        seconds_sent += f64::from(total.seconds);
    }
    (slow / judged, seconds_sent / firsts)
}

/// The time that so many of a thousand requests do not exceed, in milliseconds.
pub fn percentile_ms(settings: &Settings, seconds: u64, thousandths: u64) -> u64 {
    let model = run(settings, 1, Micros::from_secs(seconds));
    model.tally().percentile(thousandths).map_or(0, Micros::as_millis)
}

/// Of a hundred requests, how many are slow from the fourth second after a surge to
/// the tenth, on 8 seeds.
pub fn slow_after_surge(settings: &Settings) -> f64 {
    let settings = Settings { surge: true, ..settings.clone() };
    let over = SURGE_FROM + SURGE_FOR;
    let ends = [4, 10].map(|after| over + Micros::from_secs(after));
    let (mut slow, mut judged) = (0.0, 0.0);
    for seed in 0..8 {
        let [from, to] =
            ends.map(|until| *run(&settings, seed, until).tally().total());
        slow += f64::from(to.slow - from.slow);
        judged += f64::from(to.judged - from.judged);
    }
    slow * 100.0 / judged
}
