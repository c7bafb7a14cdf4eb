//! Replication strategies: the demos of the guide.

#[cfg(not(target_arch = "wasm32"))]
mod experiments;
mod last_write_wins;

stage::guide! {
    engine("quorum") demos: {
        "last-write-wins" => last_write_wins::LastWriteWins,
    }
    experiments: {
        "later-write-lost" => experiments::LaterWriteLost,
        "later-write-lost-theory" => experiments::LaterWriteLostTheory,
        "overwrites-reversed" => experiments::OverwritesReversed,
    }
}
