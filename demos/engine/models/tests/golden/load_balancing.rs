//! Traces and tables of the guide *Load balancing*.

mod fan_out;
mod queue;
