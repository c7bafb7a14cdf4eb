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
    }
}
