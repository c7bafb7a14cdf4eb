//! The models of the guide *Distributed caching*.

pub mod eviction;
pub mod gaps;
pub mod stale_race;
pub mod stampede;
#[cfg(not(target_arch = "wasm32"))]
pub mod stampede_experiments;
pub mod tiers;
#[cfg(not(target_arch = "wasm32"))]
pub mod tiers_experiments;
pub mod warm_up;
#[cfg(not(target_arch = "wasm32"))]
pub mod warm_up_experiments;
