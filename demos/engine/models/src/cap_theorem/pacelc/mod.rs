//! What a write pays for its copies when nothing is cut.
//!
//! A leader sends each write to all copies at once, and answers its client when *k*
//! of them have it, its own included. So a write takes as long as the *k*-th
//! fastest acknowledgement: those behind it take part and cost nothing, and the one
//! that is waited for may be in the next building or on another continent. PACELC:
//! *if there is a partition, availability or consistency; else latency or
//! consistency*.
//!
//! What can go wrong: with k = 1 a write is acknowledged before any other region
//! has it, and is lost with the leader's; with k of all, the slowest copy is the
//! speed of every write. More copies make a majority larger, and may move it to
//! another continent.
//!
//! The round trips are those of a public cloud. [`regions`] says which, and when
//! they were measured. They are 95th percentiles; an acknowledgement comes after a
//! fixed part and a random one, exponentially distributed, whose sum has this 95th
//! percentile ([`Link`]). What all that means for the *k*-th of several is worked
//! out by [`price`] without any draw.
//!
//! - Source: Abadi, [*Consistency Tradeoffs in Modern Distributed Database System
//!   Design*](https://www.cs.umd.edu/~abadi/papers/abadi-pacelc.pdf) (IEEE Computer
//!   45(2), 2012).
//! - Cost: O(n) a write of n copies, and O(n²) a point of a curve.
//! - Left out: partitions; the way from the client to the leader; the forced write
//!   to a disk, a millisecond or so at each copy, of which those at the followers
//!   overlap; that delays of two links may go up together; retries of lost packets.

pub mod price;
pub mod regions;
mod writes;

pub use price::{Link, Price};
pub use regions::{Continent, Region};
pub use writes::{Edit, GAP, SLOWER, Settings, WRITES, Write, Writes};
