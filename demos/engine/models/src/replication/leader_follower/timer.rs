//! What nodes wait for, and what may be asked of them.

use std::fmt::{self, Display};
use std::str::FromStr;

/// What a node waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// Server: what is being forced to disk is there.
    Disk,
    /// Leader: entries are due to be sent.
    Ship,
    /// Leader: see who has not answered.
    Resend,
    /// Leader: tell the monitor that it is there.
    Beat,
    /// Leader: the lease is over.
    Lease,
    /// Leader: no follower has answered for too long.
    FallBack,
    /// Monitor: the leader was not heard of for too long.
    Suspect,
    /// Monitor: who has answered by now?
    Count,
    /// Client: write something.
    Next,
    /// Client: try a write again.
    Retry,
    /// Client: read, or read again.
    Read,
}

impl Timer {
    const ALL: [Timer; 11] = [
        Timer::Disk,
        Timer::Ship,
        Timer::Resend,
        Timer::Beat,
        Timer::Lease,
        Timer::FallBack,
        Timer::Suspect,
        Timer::Count,
        Timer::Next,
        Timer::Retry,
        Timer::Read,
    ];

    const fn words(self) -> &'static str {
        match self {
            Timer::Disk => "disk-timer",
            Timer::Ship => "ship-timer",
            Timer::Resend => "resend-timer",
            Timer::Beat => "beat-timer",
            Timer::Lease => "lease-timer",
            Timer::FallBack => "fall-back-timer",
            Timer::Suspect => "suspect-timer",
            Timer::Count => "count-timer",
            Timer::Next => "next-timer",
            Timer::Retry => "retry-timer",
            Timer::Read => "read-timer",
        }
    }
}

impl Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

impl FromStr for Timer {
    type Err = ();
    fn from_str(text: &str) -> Result<Timer, ()> {
        Timer::ALL.into_iter().find(|timer| timer.words() == text).ok_or(())
    }
}

/// What may be asked of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// `write`: a client writes something.
    Write,
}

impl Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Write => f.write_str("write"),
        }
    }
}

impl FromStr for Command {
    type Err = ();
    fn from_str(text: &str) -> Result<Command, ()> {
        match text {
            "write" => Ok(Command::Write),
            _ => Err(()),
        }
    }
}
