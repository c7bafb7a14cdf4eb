//! What became of the last requests, one by one: what is drawn of a run.

use sim::Micros;
use std::collections::VecDeque;

/// Most clients that are known; past that the oldest is forgotten. As many as are
/// under way at the highest load, with the most attempts.
pub const CALLERS_MAX: usize = 1_024;
/// How long it is known what left the server.
pub const DEPARTURES_FOR: Micros = Micros::from_secs(3);
/// Most of these that are known.
pub const DEPARTURES_MAX: usize = 1_024;

/// A client with one request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// How often it has sent its request.
    pub number: u32,
    /// When it sent it last.
    pub sent: Micros,
    /// When it stopped waiting for good, and why.
    pub end: Option<(Micros, End)>,
}

/// Why a client waits no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It was answered in time.
    Answered,
    /// It has given up, and may not or does not want to try again.
    GaveUp,
}

/// How an attempt left the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Departure {
    /// Answered, while its client waited.
    InTime,
    /// Answered when nobody waited any longer.
    TooLate,
    /// Thrown away, as it could not have been answered in time.
    Dropped,
}

/// The last clients, and what left the server lately.
#[derive(Clone, Debug, Default)]
pub struct Recent {
    callers: VecDeque<Caller>,
    /// How many clients were forgotten.
    forgotten: u64,
    /// Each with its number among those of its kind.
    departures: VecDeque<(Micros, Departure, u64)>,
    counts: [u64; 3],
}

impl Recent {
    /// A client comes; its number.
    pub fn come(&mut self) -> u64 {
        if self.callers.len() == CALLERS_MAX {
            self.callers.pop_front();
            self.forgotten += 1;
        }
        self.callers.push_back(Caller::default());
        self.forgotten + self.callers.len() as u64 - 1
    }

    fn caller(&mut self, client: u64) -> Option<&mut Caller> {
        let index = client.checked_sub(self.forgotten)?;
        self.callers.get_mut(index as usize)
    }

    /// A client sends its request, for the `number`-th time.
    pub fn send(&mut self, client: u64, number: u32, now: Micros) {
        if let Some(caller) = self.caller(client) {
            (caller.number, caller.sent) = (number, now);
        }
    }

    /// A client waits no longer.
    pub fn end(&mut self, client: u64, end: End, now: Micros) {
        if let Some(caller) = self.caller(client) {
            caller.end = Some((now, end));
        }
    }

    /// An attempt leaves the server.
    pub fn depart(&mut self, departure: Departure, now: Micros) {
        let count = &mut self.counts[departure as usize];
        self.departures.push_back((now, departure, *count));
        *count += 1;
        let is_old = |at: Micros| now.since(at) > DEPARTURES_FOR;
        while self.departures.len() > DEPARTURES_MAX
            || self.departures.front().is_some_and(|(at, ..)| is_old(*at))
        {
            self.departures.pop_front();
        }
    }

    /// The clients that are known, each with its number, the oldest first.
    pub fn callers(&self) -> impl Iterator<Item = (u64, &Caller)> {
        let numbered = self.callers.iter().enumerate();
        numbered.map(|(index, caller)| (self.forgotten + index as u64, caller))
    }

    /// What left the server lately: when, how, and the number among those that left
    /// so; the oldest first.
    pub fn departures(&self) -> impl Iterator<Item = (Micros, Departure, u64)> {
        self.departures.iter().copied()
    }

    /// How many left the server so, after `from`, up to `to`.
    pub fn count(&self, departure: Departure, from: Micros, to: Micros) -> usize {
        let is_it = |(at, how, _): &(Micros, Departure, u64)| {
            *how == departure && from < *at && *at <= to
        };
        self.departures().filter(is_it).count()
    }
}
