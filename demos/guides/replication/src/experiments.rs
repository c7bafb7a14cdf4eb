//! What the guide's prose quotes, worked out by the engine.

mod failover;

pub use failover::{FailoverLoses, FailoverTakes, WriteTakes};
