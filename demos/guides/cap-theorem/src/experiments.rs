//! What the guide's prose quotes, worked out by the engine.

mod cut;

pub use cut::{
    Conflicts, LostWrites, StaleReads, UnknownOutcomes, WriteAvailability,
};
