//! What the figures of the guide *Replication strategies* may say.

use super::{Claims, Figure};

pub const CLAIMS: Claims = &[];
