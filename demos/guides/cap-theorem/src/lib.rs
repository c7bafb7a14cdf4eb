//! CAP theorem: the demos of the guide.

mod partition;

stage::guide! {
    engine("partition") demos: { "partition" => partition::Partition }
mod consistency_models;
mod pacelc;

stage::guide! {
    engine("levels") demos: {
        "consistency-models" => consistency_models::ConsistencyModels,
    }
    engine("pacelc") demos: { "pacelc" => pacelc::Pacelc }
    experiments: {
        "histories" => consistency_models::experiments::Histories,
        "read-latency" => pacelc::experiments::ReadLatency,
        "write-latency" => pacelc::experiments::WriteLatency,
        "strongest-model" => consistency_models::experiments::StrongestModel,
    }
}
