//! Eviction: a cache is full and a new key comes. Which one goes?
//!
//! Nine policies, and Belady's OPT, which knows the future, get the same requests.
//! All of them put each key in that they miss, and hold a fixed number of keys of
//! one size, so none can have more hits than OPT. What they differ in is what they
//! take for a sign that a key will be asked for again: that it was lately (LRU,
//! CLOCK), often (LFU), or a second time at all (2Q, ARC, S3-FIFO, W-TinyLFU).
//!
//! - Sources: with each policy. Hit counts are compared with those of libCacheSim,
//!   the simulator of the authors of S3-FIFO and SIEVE (`tests/peers/caching`).
//! - Left out: sizes and costs of keys, expiry, deletes, and what a hit costs under
//!   concurrency, which is why caches leave LRU for CLOCK, S3-FIFO and SIEVE.

mod arc;
mod clock;
pub mod experiments;
mod fifo;
mod lfu;
mod lru;
mod optimal;
mod policy;
mod queue;
mod s3_fifo;
mod side_by_side;
mod sieve;
mod sketch;
mod trace;
mod two_queues;
mod w_tiny_lfu;

pub use arc::Arc;
pub use clock::Clock;
pub use fifo::Fifo;
pub use lfu::Lfu;
pub use lru::Lru;
pub use optimal::{NEVER, Optimal};
pub use policy::{Answer, AnyPolicy, Kind, Part, Policy, hits};
use queue::Queue;
pub use queue::{Entry, Key, LETTERS};
pub use s3_fifo::{Filling, S3Fifo};
pub use side_by_side::{Cache, Edit, FAR, Fate, Settings, SideBySide, WINDOW};
pub use sieve::Sieve;
pub use sketch::Sketch;
pub use trace::{HALF, Law, Popular, SHIFT, Shape, requests};
pub use two_queues::TwoQueues;
pub use w_tiny_lfu::WTinyLfu;
