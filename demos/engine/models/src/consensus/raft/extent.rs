//! How much of the protocol an engine has.
//!
//! Most figures do not let their reader choose a window, a disk or rounds of catching
//! up: tests do, and the numbers of the prose, and those are worked out while the book
//! is built. So in an engine these settings have one value, which the compiler knows,
//! and it leaves out what hangs on the others: some two kilobytes of each. The engine
//! of the figure that is about pipelines has the feature `pipelines`.

use super::message::{ENTRY_BYTES, HEADER_BYTES, Message};
use super::settings::{Admission, Rule, Sending, Settings};
use sim::Micros;

/// Whether this is compiled for a page.
const IN_ENGINE: bool = cfg!(target_arch = "wasm32");

/// Whether there are pipelines, disks that take time and narrow links.
const HAS_PIPELINES: bool = !IN_ENGINE || cfg!(feature = "pipelines");

impl Settings {
    /// How a leader sends what its followers lack.
    pub(super) const fn sending(&self) -> Sending {
        if HAS_PIPELINES { self.sending } else { Sending::Unconfirmed }
    }

    /// How long a write to disk takes.
    pub(super) const fn write(&self) -> Micros {
        if HAS_PIPELINES { self.write } else { Micros::ZERO }
    }

    /// When a server that is to be added gets its vote.
    pub(super) const fn admission(&self) -> Admission {
        match self.admission {
            admission if !IN_ENGINE => admission,
            Admission::AtOnce => Admission::AtOnce,
            Admission::CaughtUp | Admission::InRounds(_) => Admission::CaughtUp,
        }
    }

    /// Whether servers count that have no vote yet.
    pub(super) const fn counts_learners(&self) -> bool {
        !IN_ENGINE && matches!(self.rules.learners_do_not_count, Rule::Off)
    }
}

impl Message {
    /// How many bytes it has on the wire; elsewhere no link is narrow.
    pub(super) fn size(&self) -> u64 {
        match self {
            _ if !HAS_PIPELINES => 0,
            Message::Append { entries, .. } => {
                HEADER_BYTES + ENTRY_BYTES * entries.len() as u64
            }
            Message::RequestVote { .. }
            | Message::Vote { .. }
            | Message::InstallSnapshot { .. }
            | Message::Appended { .. }
            | Message::TermOver { .. }
            | Message::TimeoutNow { .. }
            | Message::Request(_)
            | Message::Answer { .. }
            | Message::Redirect { .. } => HEADER_BYTES,
        }
    }
}
