//! The models of the guide *Load balancing*.

pub mod fan_out;
pub mod queue;
