//! The numbers that the prose prints.

mod failover;
mod overwrites;
mod staleness;

pub use failover::{FailoverLoses, FailoverTakes, WriteTakes};
pub use overwrites::{LwwLost, LwwLostTheory, OverwritesReversed};
pub use staleness::{FreshAfter, ReadMisses, ReadMissesSampled, StaleAfter};

/// A share as a percentage with one decimal: `9.1 %`; two below one per cent.
fn percent(share: f64) -> String {
    match share {
        0.01.. => format!("{:.1} %", share * 100.0),
        0.000_1.. => format!("{:.2} %", share * 100.0),
        _ if share > 0.0 => String::from("under 0.01 %"),
        _ => String::from("0 %"),
    }
}
