//! CAP theorem: the demos of the guide.

mod consistency_models;
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
        "histories" => consistency_models::experiments::Histories,
        "read-latency" => pacelc::experiments::ReadLatency,
        "strongest-model" => consistency_models::experiments::StrongestModel,
        "write-latency" => pacelc::experiments::WriteLatency,
    }
}
