//! CAP theorem: the demos of the guide.

mod consistency_models;
#[cfg(not(target_arch = "wasm32"))]
mod experiments;
mod pacelc;
mod partition;
mod session_guarantees;

stage::guide! {
    engine("partition") demos: { "partition" => partition::Partition }
    engine("levels") demos: {
        "consistency-models" => consistency_models::ConsistencyModels,
    }
    engine("sessions") demos: {
        "session-guarantees" => session_guarantees::SessionGuarantees,
    }
    engine("pacelc") demos: { "pacelc" => pacelc::Pacelc }
    experiments: {
        "write-availability" => experiments::WriteAvailability,
        "stale-reads" => experiments::StaleReads,
        "lost-writes" => experiments::LostWrites,
        "conflicts" => experiments::Conflicts,
        "unknown-outcomes" => experiments::UnknownOutcomes,
        "histories" => consistency_models::experiments::Histories,
        "read-latency" => pacelc::experiments::ReadLatency,
        "strongest-model" => consistency_models::experiments::StrongestModel,
        "write-latency" => pacelc::experiments::WriteLatency,
    }
}
