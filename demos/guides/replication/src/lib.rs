//! Replication strategies: the demos of the guide.

#[cfg(not(target_arch = "wasm32"))]
mod experiments;
mod last_write_wins;
mod quorum;

stage::guide! {
    engine("writes") demos: { "last-write-wins" => last_write_wins::LastWriteWins }
    engine("quorum") demos: { "quorum" => quorum::Quorum }
    experiments: {
        "lww-lost" => experiments::LwwLost,
        "lww-lost-theory" => experiments::LwwLostTheory,
        "overwrites-reversed" => experiments::OverwritesReversed,
        "read-misses" => experiments::ReadMisses,
        "read-misses-sampled" => experiments::ReadMissesSampled,
        "stale-after" => experiments::StaleAfter,
        "fresh-after" => experiments::FreshAfter,
mod anti_entropy;
mod crdt;

stage::guide! {
    engine("merge") demos: {
        "crdt" => crdt::Crdt,
    }
    engine("trees") demos: {
        "anti-entropy" => anti_entropy::AntiEntropy,
    }
    experiments: {
        "merkle-hashes" => anti_entropy::experiments::MerkleHashes,
        "merkle-bytes" => anti_entropy::experiments::MerkleBytes,
        "merkle-in-vain" => anti_entropy::experiments::MerkleInVain,
        "scan-bytes" => anti_entropy::experiments::ScanBytes,
mod failover;

stage::guide! {
    engine("failover") demos: { "failover" => failover::Failover }
    experiments: {
        "failover-loses" => experiments::FailoverLoses,
        "failover-takes" => experiments::FailoverTakes,
        "write-takes" => experiments::WriteTakes,
    }
}
