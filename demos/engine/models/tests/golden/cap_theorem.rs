//! Traces and tables of the guide *CAP theorem*.

mod consistency;
mod pacelc;
