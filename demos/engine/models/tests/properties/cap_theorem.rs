//! What must always hold, and what must be possible, of the guide *CAP theorem*.

mod consistency;
mod pacelc;
