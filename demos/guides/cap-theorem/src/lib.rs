//! CAP theorem: the demos of the guide.

mod consistency_models;

stage::guide! {
    engine("levels") demos: {
        "consistency-models" => consistency_models::ConsistencyModels,
    }
    experiments: {
        "strongest-model" => consistency_models::experiments::StrongestModel,
    }
}
