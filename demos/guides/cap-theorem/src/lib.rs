//! CAP theorem: the demos of the guide.

mod consistency_models;

stage::guide! {
    engine("levels") demos: {
        "consistency-models" => consistency_models::ConsistencyModels,
    }
    experiments: {
        "histories" => consistency_models::experiments::Histories,
        "strongest-model" => consistency_models::experiments::StrongestModel,
    }
}
