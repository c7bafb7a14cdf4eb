//! Quorums that need not meet: how often a read misses the last write, and for how
//! long.
//!
//! A key lives on N replicas; a write is done when W have stored it, a read when R
//! have answered. If R + W > N, every read set has a replica of every write set.
//! Otherwise a read may miss the write: a set that is drawn at random does so with
//! probability C(N − W, R) / C(N, R) ([`Quorums`]). But a write does not stop at W
//! replicas: it was sent to all N, so the chance falls as time passes ([`Wars`]).
//!
//! What can go wrong: the delays of a real store are not independent of each other.
//! A replica that is slow for one write is slow for the next as well, and one that
//! is down gets nothing at all: then staleness falls no more until somebody brings
//! it up to date. And a *sloppy* quorum has W acknowledgements of servers that no
//! reader asks.
//!
//! - Source: Bailis, Venkataraman, Franklin, Hellerstein and Stoica,
//!   *Probabilistically Bounded Staleness for Practical Partial Quorums* (VLDB
//!   2012): the chance of a miss, WARS, and its evaluation with exponential delays.
//!   There a write of 10 ms on average, A, R and S of 1 ms, gives 41 % of fresh
//!   reads at once and 99.9 % after 65 ms; ours are 42 % and 64 ms. A write of
//!   0.25 ms gives 94 % at once and 99.9 % after 1 ms, here as well.
//! - Cost: a trial draws 4·N delays. The curve of the figure is made of 4,000.
//! - Left out: delays that are measured; several writes; versions older than the
//!   last but one (*k-staleness*).

mod overlap;
mod race;
#[cfg(not(target_arch = "wasm32"))]
mod theory;
mod wars;

pub use overlap::{Quorums, choose, sets};
pub use race::{BEGIN, KEY, MEANS, RARE_PPM, Race, TRIALS, Trial};
pub use wars::{Curve, Wars};
