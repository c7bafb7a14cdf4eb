//! What it takes to set off a retry storm, and what ends one.

use super::retry_storm::{
    CAPACITY_PER_S, Cure, Cures, RetryStorm, STALL_AT, Settings, Spacing, Tally,
    lines,
};
use sim::{Log, Micros};

/// How long is waited for goodput to come back before a storm counts as one that
/// lasts: at 33 requests a second, just below the hidden capacity, the queue of
/// a stall of three seconds shrinks by one request a second.
pub const PATIENCE: Micros = Micros::from_secs(600);

/// A run up to a moment.
pub fn run(settings: &Settings, seed: u64, until: Micros) -> RetryStorm {
    let mut storm = RetryStorm::new(settings, seed);
    storm.advance(until, &mut Log::off());
    storm
}

/// How long after the stall goodput was back; `None` if it was not within
/// [`PATIENCE`].
pub fn heals_after(settings: &Settings, seed: u64) -> Option<Micros> {
    let resumes = STALL_AT + settings.stall;
    let storm = run(settings, seed, resumes + PATIENCE);
    storm.healed_at().map(|at| at.since(resumes))
}

/// Requests a second answered in time in the minute that begins ten seconds
/// after the stall, in thousandths.
pub fn goodput_after(settings: &Settings, seed: u64) -> u64 {
    let from = STALL_AT + settings.stall + Micros::from_secs(10);
    let to = from + Micros::from_secs(60);
    run(settings, seed, to).timeline().total(lines::GOODPUT, from, to) * 1_000 / 60
}

/// The highest load up to the capacity, in whole requests a second, that a stall of three seconds
/// does no lasting harm to.
pub fn hidden_capacity(attempts: u32, cure: Option<Cure>) -> u32 {
    let heals = |load_per_s| {
        let cures = Cures::only(cure);
        let settings =
            Settings { load_per_s, attempts, cures, ..Settings::default() };
        heals_after(&settings, 1).is_some()
    };
    let mut known = (1, CAPACITY_PER_S + 1);
    while known.0 + 1 < known.1 {
        let middle = known.0.midpoint(known.1);
        match heals(middle) {
            true => known.0 = middle,
            false => known.1 = middle,
        }
    }
    known.0
}

/// The shortest stall, in milliseconds, that the server does not recover from at
/// this load; `None` if it recovers from one of ten seconds.
pub fn shortest_fatal_stall(load_per_s: u32, attempts: u32) -> Option<u64> {
    let is_fatal = |millis| {
        let stall = Micros::from_millis(millis);
        let settings =
            Settings { load_per_s, attempts, stall, ..Settings::default() };
        heals_after(&settings, 1).is_none()
    };
    let mut known = (0, 10_000);
    if !is_fatal(known.1) {
        return None;
    }
    while known.0 + 1 < known.1 {
        let middle = u64::midpoint(known.0, known.1);
        match is_fatal(middle) {
            true => known.1 = middle,
            false => known.0 = middle,
        }
    }
    Some(known.1)
}

/// A server that never stalls and clients who never give up, for an hour: the
/// queue of the textbooks, M/D/c.
pub fn undisturbed(load_per_s: u32, workers: usize, seed: u64) -> Tally {
    let hour = Micros::from_secs(3_600);
    let settings = Settings {
        load_per_s,
        spacing: Spacing::Random,
        attempts: 1,
        timeout: hour + hour,
        workers,
        stall: Micros::ZERO,
        ..Settings::default()
    };
    run(&settings, seed, hour).tally()
}
