//! What the figures of the guide *Load balancing* may say.

use super::{Claims, Figure};

pub const CLAIMS: Claims = &[];
