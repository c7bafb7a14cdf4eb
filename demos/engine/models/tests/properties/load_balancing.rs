//! What must always hold, and what must be possible, of the guide *Load balancing*.

mod fan_out;
mod queue;
