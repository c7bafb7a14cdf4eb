//! The token bucket and GCRA against the crate `governor`, on a clock that the
//! test moves.

use governor::clock::FakeRelativeClock;
use governor::{Quota, RateLimiter};
use models::resilience_patterns::{AnyLimiter, Limiter, LimiterKind};
use sim::{Micros, Stream};
use std::num::NonZeroU32;
use std::time::Duration;

/// Rates whose interval is a whole number of nanoseconds: `governor` rounds the
/// others, we do not.
const RATES: [u32; 8] = [1, 2, 4, 5, 8, 10, 50, 125];

#[test]
fn the_token_bucket_agrees_with_governor() {
    for seed in 0..2_000 {
        let mut chance = Stream::new(seed, "peer", 0);
        let capacity = chance.between(1, 20) as u32;
        let rate_per_s = RATES[chance.below(8) as usize];
        let interval = Duration::from_nanos(1_000_000_000 / u64::from(rate_per_s));
        let burst = NonZeroU32::new(capacity).expect("at least one");
        let quota = Quota::with_period(interval).expect("it is not zero");
        let clock = FakeRelativeClock::default();
        let peer =
            RateLimiter::direct_with_clock(quota.allow_burst(burst), clock.clone());
        let [mut bucket, mut gcra] = [LimiterKind::TokenBucket, LimiterKind::Gcra]
            .map(|kind| AnyLimiter::new(kind, capacity, rate_per_s));
        let mut now = Micros::ZERO;
        for request in 0..200 {
            let gap = match chance.below(3) {
                0 => 0,
                1 => 1_000_000 / u64::from(rate_per_s),
                _ => chance.below(1_500_000 / u64::from(rate_per_s)),
            };
            clock.advance(Duration::from_micros(gap));
            now += Micros::new(gap);
            let expected = peer.check().is_ok();
            let case = format!("seed {seed}, request {request} at {now}");
            assert_eq!(bucket.admit(now).is_accepted(), expected, "{case}");
            assert_eq!(gcra.admit(now).is_accepted(), expected, "{case}");
        }
    }
}
