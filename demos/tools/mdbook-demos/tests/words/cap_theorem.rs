//! What the figures of the guide *CAP theorem* may say.

use super::{Claims, Figure};

pub const CLAIMS: Claims = &[];
