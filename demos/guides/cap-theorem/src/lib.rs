//! CAP theorem: the demos of the guide.

#[cfg(not(target_arch = "wasm32"))]
mod experiments;
mod partition;

stage::guide! {
    engine("partition") demos: { "partition" => partition::Partition }
    experiments: {
        "write-availability" => experiments::WriteAvailability,
        "stale-reads" => experiments::StaleReads,
        "lost-writes" => experiments::LostWrites,
        "conflicts" => experiments::Conflicts,
        "unknown-outcomes" => experiments::UnknownOutcomes,
    }
}
