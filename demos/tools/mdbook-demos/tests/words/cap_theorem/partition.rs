//! How two regions are cut from each other.

use crate::claim::Claim;

pub const WORDS: &[Claim] = &[];
pub const PICTURE: &[Claim] = &[];
pub const CHECKS: &[Claim] = &[];
