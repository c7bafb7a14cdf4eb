//! What the figures of the guide *Distributed caching* may say.

use super::{Claims, Figure};

pub const CLAIMS: Claims = &[];
