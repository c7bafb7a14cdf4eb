//! Who owns a key: rules that hash, ranges that split, and what goes wrong with
//! either: hot nodes, hot keys, lost quorums.

pub mod balance;
pub mod bounded_loads;
pub mod comparison;
pub mod experiments;
pub mod fixed_slots;
pub mod handover;
pub mod hash;
pub mod hash_ring;
pub mod hot_key;
pub mod jump;
pub mod live_move;
pub mod maglev;
pub mod modulo;
#[cfg(not(target_arch = "wasm32"))]
pub mod order_experiments;
pub mod placement;
pub mod range_store;
pub mod rendezvous;
pub mod replica_sets;
#[cfg(not(target_arch = "wasm32"))]
pub mod scatter_gather;
#[cfg(not(target_arch = "wasm32"))]
pub mod weighted_rendezvous;

/// One, in millionths.
const MILLION: u64 = 1_000_000;

pub use balance::Balance;
pub use fixed_slots::SlotTable;
pub use handover::Handover;
pub use hash::{HashFunction, SeededHash};
pub use hash_ring::{HashRing, Token};
pub use hot_key::HotKey;
pub use jump::JumpList;
pub use maglev::Maglev;
pub use modulo::Modulo;
pub use placement::{Placement, Settings};
pub use range_store::RangeStore;
pub use rendezvous::Rendezvous;
pub use replica_sets::ReplicatedRing;
