//! The models of the guide *CAP theorem*.

pub mod consistency;
pub mod pacelc;
