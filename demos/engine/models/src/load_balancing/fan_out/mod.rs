//! Requests that fan out to many servers and wait for the slowest, and hedging:
//! what is not answered in time is sent again, to another server.
//!
//! A hundred servers serve whoever came first. One answer in a hundred is held up
//! for a second, by a collection of garbage, say, while its server goes on; so what
//! is slow is not queueing, and a second copy is nearly always faster.
//!
//! - What can go wrong: with 100 parts 1 − 0.99¹⁰⁰ = 63 % of requests are slow.
//!   Hedging repairs that, but it adds work just when all are late: a surge that
//!   makes every part late doubles the load, and above half of the capacity it
//!   stays doubled. At 55 % chance alone does that now and then.
//! - Source: Dean and Barroso, *The Tail at Scale* (CACM 2013). Its servers take 10
//!   ms, and one second at the 99th percentile. Hedging after the 95th percentile
//!   adds about 5 % of load. In its BigTable benchmark, 1,000 keys on 100 servers,
//!   a second request after 10 ms cut the 99.9th percentile from 1,800 to 74 ms
//!   with 2 % more requests: there fewer were late than one in twenty. Here, half
//!   busy and after 80 ms, it is 3.7 %: requests come in bursts, which make all
//!   parts late. The cap is that of gRPC's hedging policy in kind: tokens that
//!   first copies earn.
//! - Cost: a request is O(parts); a tick is [`TICK`].
//! - Left out: cancellation. In the paper the client cancels the slower copy; one
//!   that has not begun yet then costs nothing, which makes the collapse rarer. Here
//!   every copy is worked on, as by servers that do not look for cancelled work in
//!   their queues. Replicas: every server can answer for every other.

#[cfg(not(target_arch = "wasm32"))]
pub mod experiments;
mod request;
mod servers;
mod settings;
mod tally;

pub use request::{Part, Request};
pub use servers::Servers;
pub use settings::{
    Edit, PAUSE, SERVERS, SLOW, SURGE, SURGE_FOR, SURGE_FROM, Settings, WORK,
};
pub use tally::{LAST, Second, Tally};

use sim::{Event, Log, Micros, Model, Stream};
use std::collections::VecDeque;

/// How long a step of a run is.
pub const TICK: Micros = Micros::from_millis(20);
/// How long one request is watched, before another one is.
pub const WATCHED_FOR: Micros = Micros::from_millis(1_200);
/// Most second copies that can be saved up, in hundredths.
const SAVED_MAX: u64 = 10_000;

/// Requests, their servers, and what became of them.
#[derive(Clone, Debug)]
pub struct FanOut {
    settings: Settings,
    servers: Servers,
    gaps: Stream,
    /// When the next request comes.
    next: Micros,
    /// When the surge begins, or ends.
    surge: Option<(Micros, Micros)>,
    requests: u64,
    /// Requests whose parts may still be sent again, the first first.
    open: VecDeque<Request>,
    watched: Option<Request>,
    /// Second copies that may be sent, in hundredths.
    saved: u64,
    /// When each request was sent and is done, until it is known if it is slow.
    unjudged: VecDeque<(Micros, Micros)>,
    tally: Tally,
    now: Micros,
}

impl FanOut {
    /// Servers with nothing to do.
    pub fn new(settings: &Settings, seed: u64) -> FanOut {
        let mut model = FanOut {
            servers: Servers::new(settings.paused, seed),
            gaps: Stream::new(seed, "gaps", 0),
            next: Micros::ZERO,
            surge: settings.surge.then_some((SURGE_FROM, SURGE_FROM + SURGE_FOR)),
            requests: 0,
            open: VecDeque::new(),
            watched: None,
            saved: SAVED_MAX,
            unjudged: VecDeque::new(),
            tally: Tally::default(),
            now: Micros::ZERO,
            settings: settings.clone(),
        };
        model.plan(Micros::ZERO);
        model
    }

    /// What it is like now.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The servers.
    pub fn servers(&self) -> &Servers {
        &self.servers
    }

    /// The request that is watched, with what became of its parts.
    pub fn watched(&self) -> Option<&Request> {
        self.watched.as_ref()
    }

    /// What became of all.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// When there is a surge, or was the last one.
    pub fn surge(&self) -> Option<(Micros, Micros)> {
        self.surge
    }

    /// How busy first copies make the servers now, in per cent.
    pub fn busy(&self, now: Micros) -> u32 {
        let is_in = |(from, to): (Micros, Micros)| from <= now && now < to;
        match self.surge.is_some_and(is_in) {
            true => SURGE,
            false => self.settings.busy,
        }
    }

    /// Lets everything happen that is due up to `to`.
    pub fn advance(&mut self, to: Micros, log: &mut Log) {
        while self.due() <= to {
            let due = self.due();
            self.happen(due, to, log);
        }
        self.now = to;
    }

    fn due(&self) -> Micros {
        let judged = self.unjudged.front().map(|(sent, _)| *sent + SLOW);
        let times = [self.hedge_due(), judged, self.turn()];
        let others = times.into_iter().flatten();
        others.fold(self.next.min(self.tally.next()), Micros::min)
    }

    /// When the load changes next.
    fn turn(&self) -> Option<Micros> {
        let (from, to) = self.surge?;
        [from, to].into_iter().find(|at| *at > self.now)
    }

    fn hedge_due(&self) -> Option<Micros> {
        let (after, request) = (self.settings.hedge?, self.open.front()?);
        // It may have been another time that it was to wait.
        Some((request.sent + after).max(self.now))
    }

    /// One thing that is due at `due`; the log gets to know of it at `seen`.
    fn happen(&mut self, due: Micros, seen: Micros, log: &mut Log) {
        if self.turn() == Some(due) {
            self.now = due;
            self.plan(due);
            let text = match self.busy(due) == self.settings.busy {
                true => "the surge is over",
                false => "a surge begins",
            };
            let text = text.into();
            log.push(seen, || Event::Faulted { node: None, text });
            return;
        }
        self.now = due;
        if self.hedge_due() == Some(due) {
            self.hedge(due);
        } else if self.unjudged.front().is_some_and(|(sent, _)| *sent + SLOW == due)
        {
            self.judge();
        } else if self.next == due {
            self.send(due);
            self.plan(due);
        } else if let Some(second) = self.tally.close() {
            log.note(seen, None, second.words());
        }
    }

    /// When the next request comes: so often that first copies make servers so
    /// busy.
    fn plan(&mut self, now: Micros) {
        let parts = self.settings.fan_out as u64;
        let rate = u64::from(self.busy(now)) * SERVERS as u64;
        let gap = self.gaps.exponential(WORK.get() * 100 * parts / rate);
        self.next = now + Micros::new(gap);
    }

    fn send(&mut self, now: Micros) {
        let first = self.servers.any();
        let servers =
            (0..self.settings.fan_out).map(|part| (first + part) % SERVERS);
        let parts: Vec<Part> = servers
            .map(|server| {
                let first = self.servers.serve(server, now);
                Part { server, first, second: None }
            })
            .collect();
        self.tally.sent(parts.len() as u32);
        let request = Request { number: self.requests, sent: now, parts };
        self.requests += 1;
        let is_next = |old: &Request| now.since(old.sent) >= WATCHED_FOR;
        if self.watched.as_ref().is_none_or(is_next) {
            self.watched = Some(request.clone());
        }
        self.unjudged.push_back((now, request.done()));
        if self.settings.hedge.is_some() {
            self.open.push_back(request);
        }
    }

    // ANCHOR: hedge
    /// What of the first request is not answered yet is sent again.
    fn hedge(&mut self, now: Micros) {
        let Some(mut request) = self.open.pop_front() else { return };
        self.earn(request.parts.len() as u64);
        for part in &mut request.parts {
            if part.answered() > now && self.may_spend() {
                let server = self.servers.other(part.server);
                let answer = self.servers.serve(server, now);
                part.second = Some((now, server, answer));
                self.tally.sent_again();
            }
        }
        self.settle(request);
    }
    // ANCHOR_END: hedge

    /// First copies earn second ones, where these are capped.
    fn earn(&mut self, parts: u64) {
        if let Some(cap) = self.settings.cap {
            let earned = parts * u64::from(cap);
            self.saved = (self.saved + earned).min(SAVED_MAX);
        }
    }

    fn may_spend(&mut self) -> bool {
        if self.settings.cap.is_none() {
            return true;
        }
        let left = self.saved.checked_sub(100);
        self.saved = left.unwrap_or(self.saved);
        left.is_some()
    }

    /// All is sent of this request: it is known when it will be done.
    fn settle(&mut self, request: Request) {
        let judged = self.requests - self.unjudged.len() as u64;
        let place = request.number.checked_sub(judged);
        let place = place.and_then(|place| self.unjudged.get_mut(place as usize));
        if let Some((_, done)) = place {
            *done = request.done();
        }
        let is_watched = |watched: &Request| watched.number == request.number;
        if self.watched.as_ref().is_some_and(is_watched) {
            self.watched = Some(request);
        }
    }

    fn judge(&mut self) {
        if let Some((sent, done)) = self.unjudged.pop_front() {
            self.tally.judged(done.since(sent));
        }
    }
}

impl Model for FanOut {
    type Edit = Edit;

    fn next(&self) -> Option<Micros> {
        let ticks = self.now.get() / TICK.get() + 1;
        Some(Micros::new(TICK.get() * ticks))
    }

    fn step(&mut self, log: &mut Log) {
        if let Some(to) = self.next() {
            self.advance(to, log);
        }
    }

    fn edit(&mut self, at: Micros, edit: &Edit, log: &mut Log) {
        self.advance(at, log);
        let text = match *edit {
            Edit::Hedge(after) => {
                self.settings.hedge = after;
                match after {
                    Some(after) => format!("hedging after {after:#} from now on"),
                    None => {
                        self.open.clear();
                        "no hedging from now on".into()
                    }
                }
            }
            Edit::Cap(cap) => {
                self.settings.cap = cap;
                match cap {
                    Some(cap) => format!("second copies are capped at {cap} %"),
                    None => "second copies have no cap from now on".into(),
                }
            }
            Edit::Surge => {
                self.surge = Some((at, at + SURGE_FOR));
                self.plan(at);
                "a surge begins".into()
            }
        };
        log.push(at, || Event::Faulted { node: None, text });
    }
}
