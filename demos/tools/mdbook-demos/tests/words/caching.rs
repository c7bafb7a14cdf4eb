//! What the figures of the guide *Distributed caching* may say.

mod hit_rate;
mod stampede;

use super::{Claims, Figure};

pub const CLAIMS: Claims = &[stampede::FIGURE, hit_rate::FIGURE];
