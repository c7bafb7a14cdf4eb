//! Anti-entropy: two replicas find the rows in which they differ by comparing the hashes
//! of a Merkle tree, and send only those.
//!
//! A leaf hashes the rows of a part of the key range, each node above it the hashes of
//! its two children. One replica sends the hash of its root; the other says whether its
//! own is another. Level by level it sends the children of those that differ; of the
//! leaves that differ it sends all rows, and the other sends back what it has newer.
//!
//! What can go wrong: a leaf of many keys is sent whole though one key differs
//! (*overstreaming*). Rows may be written meanwhile, so that a hash is compared with one
//! of a later state: what is missed then is found by the next exchange. And whoever can
//! choose what is written can make two different rows hash alike: [`Tree`] uses XXH64,
//! which is made for speed, and where an adversary writes it must be a cryptographic hash.
//!
//! - Source: Merkle, *A Digital Signature Based on a Conventional Encryption Function*
//!   (CRYPTO '87). DeCandia et al., *Dynamo* (SOSP 2007), section 4.7. Apache Cassandra,
//!   `repair/ValidationManager.java` and `utils/MerkleTree.java`: trees that are limited
//!   in depth, and leaves that are streamed whole.
//! - Cost: of n keys k differ: about 2·k·log₂(n/k) hashes where each leaf has one key
//!   ([`expected_hashes`]), two as both children of a node are sent; a round trip for
//!   each level.
//! - Left out: deletions (a real store needs tombstones, or rows come back), more than
//!   two replicas, and building the tree, which reads all rows once.

mod answer;
#[cfg(not(target_arch = "wasm32"))]
mod experiments;
mod message;
mod replica;
mod settings;
mod state;
mod tree;

#[cfg(not(target_arch = "wasm32"))]
pub use experiments::{Comparison, expected_hashes, measured_hashes};
pub use message::{Command, Hash, Kind, Message, Row, Session, Timer, Version};
pub use replica::{Compared, Phase, Replica, Traffic};
pub use settings::{A, B, HASH_BYTES, KEY_BYTES, Settings, Spread};
pub use state::{Bytes, bytes, cluster, differing, replica, rows_sent};
pub use tree::{Node, Tree};
