//! Keys as a reader sees them.

use models::partitioning::range_store::Pattern;

/// A key: two hexadecimal digits of a random one; the number of one that only grows,
/// behind its prefix if it has one.
pub fn text(pattern: Pattern, key: u64) -> String {
    match pattern {
        Pattern::Random => format!("{:02x}", key >> 56),
        Pattern::Ascending => key.to_string(),
        Pattern::Prefixed if key == 0 => "0".into(),
        Pattern::Prefixed => format!("{:x}:{}", key >> 60, key & (u64::MAX >> 4)),
    }
}
