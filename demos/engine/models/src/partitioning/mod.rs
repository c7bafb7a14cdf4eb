//! Who owns a key: hash rings, modulo, and how even and how steady they are.

pub mod balance;
pub mod comparison;
pub mod experiments;
pub mod hash;
pub mod hash_ring;
pub mod jump;
pub mod maglev;
pub mod modulo;
pub mod order;
pub mod placement;
pub mod rendezvous;

/// One, in millionths.
const MILLION: u128 = 1_000_000;

pub use balance::Balance;
pub use hash::{HashFunction, SeededHash};
pub use hash_ring::{HashRing, Token};
pub use jump::JumpList;
pub use maglev::Maglev;
pub use modulo::Modulo;
pub use placement::{Placement, Settings};
pub use rendezvous::Rendezvous;
