//! Other implementations and slow obvious ones of the guide *CAP theorem*.

mod consistency;
mod histories;
mod pacelc;
