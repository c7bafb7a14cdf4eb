//! What queues are like, and what may be done to them.

use sim::Micros;
use std::fmt::{self, Display};
use std::str::FromStr;

/// What a request needs of a server, on average.
pub const WORK: Micros = Micros::from_millis(10);
/// Most lanes beside each other.
pub const LANES_MAX: usize = 4;
/// The least and the most that servers can be busy, in per cent: at 100 the queue
/// grows for ever.
pub const BUSY: (u32, u32) = (10, 98);

/// How long requests leave each other alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrivals {
    /// Each at a moment of its own, independent of the others: Poisson.
    Random,
    /// One after the other, at equal distances.
    Regular,
}

/// How unequal the work of requests is. The mean is the same: [`WORK`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Every request needs the same.
    Equal,
    /// Exponentially distributed: the spread is as large as the mean.
    Random,
    /// One request of twenty needs 10.5 times the mean, the others half of it.
    FewLong,
}

impl Arrivals {
    /// The squared coefficient of variation of the time from one to the next.
    pub const fn variation(self) -> f64 {
        match self {
            Arrivals::Random => 1.0,
            Arrivals::Regular => 0.0,
        }
    }
}

impl Work {
    /// All of them.
    pub const ALL: [Work; 3] = [Work::Equal, Work::Random, Work::FewLong];

    /// The squared coefficient of variation: variance by squared mean.
    pub const fn variation(self) -> f64 {
        match self {
            Work::Equal => 0.0,
            Work::Random => 1.0,
            // 0.05 × 10.5² + 0.95 × 0.5² − 1
            Work::FewLong => 4.75,
        }
    }
}

/// Where requests wait if there are several servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// In one queue, for whichever server is free first.
    Shared,
    /// In a queue for each server, which is drawn by lot as a request comes.
    Own,
}

/// Servers and their queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    /// How busy the servers are, in per cent.
    pub busy: u32,
    /// When requests come.
    pub arrivals: Arrivals,
    /// What they need.
    pub work: Work,
    /// How many servers there are.
    pub servers: usize,
    /// Where requests wait.
    pub line: Line,
    /// When the first request comes.
    pub opens: Micros,
}

impl Lane {
    /// One server, requests and work at random: M/M/1.
    pub const fn single(busy: u32) -> Lane {
        Lane {
            busy,
            arrivals: Arrivals::Random,
            work: Work::Random,
            servers: 1,
            line: Line::Shared,
            opens: Micros::ZERO,
        }
    }

    /// The mean time from one request to the next, in nanoseconds.
    pub fn gap(&self) -> u64 {
        WORK.get() * 100_000 / (u64::from(self.busy) * self.servers as u64)
    }
}

/// What may be done to a run.
///
/// ```
/// # use models::load_balancing::queue::Edit;
/// assert_eq!("lane-2-busy-95".parse(), Ok(Edit::Busy { lane: 1, percent: 95 }));
/// assert_eq!("burst-50".parse(), Ok(Edit::Burst(50)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `lane-2-busy-95`: requests come so often that this lane's servers are so
    /// busy.
    Busy {
        /// Which lane, the first being 0.
        lane: usize,
        /// How busy.
        percent: u32,
    },
    /// `burst-50`: so many requests more come at once on each lane.
    Burst(u32),
}

/// Most requests of a burst.
const BURST_MAX: u32 = 200;

impl Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edit::Busy { lane, percent } => {
                write!(f, "lane-{}-busy-{percent}", lane + 1)
            }
            Edit::Burst(requests) => write!(f, "burst-{requests}"),
        }
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        let mut words = text.split('-');
        let mut next = || words.next().unwrap_or("");
        let number = |word: &str| word.parse::<u32>().ok();
        let edit = match [next(), next(), next(), next()] {
            ["lane", lane, "busy", percent] => {
                let lane = number(lane)
                    .filter(|lane| (1..=LANES_MAX as u32).contains(lane));
                let percent = number(percent)
                    .filter(|percent| (BUSY.0..=BUSY.1).contains(percent));
                lane.zip(percent).map(|(lane, percent)| Edit::Busy {
                    lane: lane as usize - 1,
                    percent,
                })
            }
            ["burst", requests, "", ""] => number(requests)
                .filter(|requests| (1..=BURST_MAX).contains(requests))
                .map(Edit::Burst),
            _ => None,
        };
        edit.ok_or_else(|| {
            format!("`{text}` is no edit: one is lane-2-busy-95 or burst-50")
        })
    }
}
