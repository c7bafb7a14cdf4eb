//! What the figures of the guide *Load balancing* may say.

mod hockey_stick;
mod tail_fan_out;

use super::{Claims, Figure};

pub const CLAIMS: Claims = &[hockey_stick::FIGURE, tail_fan_out::FIGURE];
