//! How long a cluster is without a leader if nobody splits the vote.
//!
//! The first of k election timeouts, each evenly spread over s, is over after x
//! with probability 1 − (1 − x/s)ᵏ. Three mean latencies come on top: the last
//! heartbeat, the request for votes and the votes. And as the leader crashed some
//! time after its heartbeat, that time is taken off, averaged over the heartbeat
//! interval.
//!
//! Where the spread is too small the measured curve falls behind this one: split
//! votes.
//!
//! - Source: derived here; the setting is that of [`election`](super::election).
//! - Cost: a sum of 32 terms.
//! - Left out: that a server which cannot win may stand first, and that the votes
//!   of a majority come sooner than the slowest.

use super::election::Trial;
use sim::Micros;

/// How long a message takes one way, at least and at most, if the figures of the
/// paper are to come out.
///
/// The paper says that its broadcast time was about 15 ms. Taken as the round trip
/// of a vote that contradicts its own figures: timeouts of 12 to 24 ms would then
/// take twice the 35 ms that it reports. With 2 to 5 ms one way all of them come
/// out, so votes must have been quicker than broadcasts. The tests assert both.
pub const FITTED_LATENCY: (Micros, Micros) =
    (Micros::from_millis(2), Micros::from_millis(5));

/// The paper's trial, but for these timeouts, with [`FITTED_LATENCY`].
pub fn paper(timeout: Micros, spread: Micros) -> Trial {
    Trial { timeout, spread, latency: FITTED_LATENCY, ..Trial::default() }
}

/// The share of elections that are over after `downtime` if the first that stands
/// and may win is elected, in thousandths.
pub fn undisturbed(trial: &Trial, downtime: Micros) -> u32 {
    const STEPS: u64 = 32;
    let (min, max) = trial.latency;
    let fixed = trial.timeout.get() + (min.get() + max.get()) * 3 / 2;
    let spread = trial.spread.get().max(1);
    let fit = trial.servers.saturating_sub(1 + trial.behind);
    let mut sum = 0;
    for step in 0..STEPS {
        let crash = trial.timeout.get() * (2 * step + 1) / (4 * STEPS);
        let over = (downtime.get() + crash).saturating_sub(fixed).min(spread);
        let left = (spread - over) * 1_000 / spread;
        let none = (0..fit).fold(1_000, |product, _| product * left / 1_000);
        sum += 1_000 - none;
    }
    (sum / STEPS) as u32
}
