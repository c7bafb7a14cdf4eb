//! Partitioning and sharding: the demos of the guide.

#[cfg(not(target_arch = "wasm32"))]
mod experiments;
mod figures;
mod hash_ring;

stage::guide! {
    demos: {
        "hash-ring" => hash_ring::HashRing,
    }
    experiments: {
        "ring-spread" => experiments::RingSpread,
        "ring-spread-theory" => experiments::RingSpreadTheory,
        "hottest-node" => experiments::HottestNode,
        "ring-keys-moved" => experiments::RingKeysMoved,
        "modulo-keys-moved" => experiments::ModuloKeysMoved,
    }
}
