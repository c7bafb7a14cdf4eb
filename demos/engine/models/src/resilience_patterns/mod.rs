//! Keeping a service alive: rate limiters, circuit breakers and backoff.
//!
//! All limiters here are built from the same two numbers, a *capacity* (how
//! many requests may come at once after a rest) and a *rate* (how many a second
//! in the long run), so that what differs between them is the rule alone.

pub mod arrivals;
pub mod backoff;
#[cfg(not(target_arch = "wasm32"))]
pub mod backoff_experiments;
#[cfg(not(target_arch = "wasm32"))]
pub mod breaker_experiments;
pub mod bulkhead;
pub mod call_tree;
pub mod circuit_breaker;
pub mod compared;
pub mod contention;
pub mod experiments;
pub mod fixed_window;
pub mod gcra;
pub mod guarded_calls;
pub mod lately;
pub mod leaky_bucket;
pub mod limited_service;
pub mod limiter;
pub mod monotonic;
pub mod outcome_window;
#[cfg(not(target_arch = "wasm32"))]
pub mod pool_experiments;
pub mod retry_storm;
#[cfg(not(target_arch = "wasm32"))]
pub mod shared_limit;
pub mod sliding_counter;
pub mod sliding_log;
pub mod station;
#[cfg(not(target_arch = "wasm32"))]
pub mod storm_experiments;
pub mod timeline;
pub mod token_bucket;
pub mod windows;

pub use arrivals::{Arrivals, Pattern};
pub use circuit_breaker::CircuitBreaker;
pub use compared::Compared;
pub use contention::Contention;
pub use fixed_window::FixedWindow;
pub use gcra::Gcra;
pub use guarded_calls::GuardedCalls;
pub use leaky_bucket::LeakyBucket;
pub use limited_service::{LimitedService, Settings};
pub use limiter::{AnyLimiter, Limiter, LimiterKind, Verdict};
pub use monotonic::Monotonic;
pub use sliding_counter::SlidingCounter;
pub use sliding_log::SlidingLog;
pub use token_bucket::TokenBucket;
pub use windows::{Busiest, Window, Worst};

/// One request in the unit of all limiters: millionths. A limit of `r` requests
/// a second is then `r` millionths a microsecond, and nothing is ever rounded.
pub const REQUEST: u64 = 1_000_000;
