//! Replication strategies: the demos of the guide.

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
    }
}
