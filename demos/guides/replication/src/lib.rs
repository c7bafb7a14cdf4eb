//! Replication strategies: the demos of the guide.

mod anti_entropy;
mod chain;
mod crdt;
#[cfg(not(target_arch = "wasm32"))]
mod experiments;
mod failover;
mod last_write_wins;
mod quorum;

stage::guide! {
    engine("failover") demos: { "failover" => failover::Failover }
    engine("quorum") demos: { "quorum" => quorum::Quorum }
    engine("writes") demos: { "last-write-wins" => last_write_wins::LastWriteWins }
    engine("merge") demos: { "crdt" => crdt::Crdt }
    engine("trees") demos: { "anti-entropy" => anti_entropy::AntiEntropy }
    engine("chain") demos: { "chain" => chain::Chain }
    experiments: {
        "chain-latency" => chain::ChainLatency,
        "fan-out-latency" => chain::FanOutLatency,
        "chain-messages" => chain::ChainMessages,
        "failover-loses" => experiments::FailoverLoses,
        "failover-takes" => experiments::FailoverTakes,
        "write-takes" => experiments::WriteTakes,
        "read-misses" => experiments::ReadMisses,
        "read-misses-sampled" => experiments::ReadMissesSampled,
        "stale-after" => experiments::StaleAfter,
        "fresh-after" => experiments::FreshAfter,
        "lww-lost" => experiments::LwwLost,
        "lww-lost-theory" => experiments::LwwLostTheory,
        "overwrites-reversed" => experiments::OverwritesReversed,
        "merkle-hashes" => anti_entropy::experiments::MerkleHashes,
        "merkle-bytes" => anti_entropy::experiments::MerkleBytes,
        "merkle-in-vain" => anti_entropy::experiments::MerkleInVain,
        "scan-bytes" => anti_entropy::experiments::ScanBytes,
    }
}
