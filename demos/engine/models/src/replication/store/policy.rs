//! What stores are set to, by what is wanted of them.

use super::{Merge, Protocol, Settings};
use sim::Micros;

/// What a store is set to, in the words of those who choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Consistent: majorities in two rounds, linearizable.
    Majority,
    /// Available: any replica answers, and the greatest stamp wins.
    LastWriterWins,
    /// Available: any replica answers, and what was written unseen is kept beside.
    Siblings,
}

impl Policy {
    /// Five replicas and three clients in two regions, set so. A client of an
    /// available store reads before it writes, as somebody does who changes a
    /// value; its replicas compare what they have.
    pub fn settings(self) -> Settings {
        let is_available = self != Policy::Majority;
        let quorum = if is_available { 1 } else { 3 };
        Settings {
            read_quorum: quorum,
            write_quorum: quorum,
            merge: match self {
                Policy::Majority | Policy::LastWriterWins => Merge::LastWriterWins,
                Policy::Siblings => Merge::Siblings,
            },
            protocol: match self {
                Policy::Majority => Protocol::WriteBack,
                Policy::LastWriterWins | Policy::Siblings => Protocol::ReadFirst,
            },
            anti_entropy: is_available.then_some(Micros::from_millis(300)),
            near: Micros::from_millis(20),
            far: Micros::from_millis(80),
            time_out: Micros::from_millis(500),
            patience: Micros::from_millis(500),
            think: Some(Micros::from_millis(250)),
            until: Micros::from_secs(4),
            ..Settings::default()
        }
    }
}
