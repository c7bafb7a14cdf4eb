//! The models of the guide *Load balancing*.

pub mod balancer;
#[cfg(not(target_arch = "wasm32"))]
pub mod choices_experiments;
pub mod connections;
pub mod fan_out;
pub mod pair;
pub mod queue;
pub mod supermarket;
