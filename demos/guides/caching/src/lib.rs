//! Distributed caching: the demos of the guide.

mod eviction;
#[cfg(not(target_arch = "wasm32"))]
mod eviction_experiments;

stage::guide! {
    engine("eviction") demos: { "eviction" => eviction::Eviction }
    experiments: {
        "hit-ratio" => eviction_experiments::HitRatio,
        "scan-kept" => eviction_experiments::KeptByScan,
    }
}
