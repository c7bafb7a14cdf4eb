//! Two balancers that get the same requests, side by side: what differs is theirs.
//!
//! - Cost: that of two balancers.

mod edit;

pub use edit::{Edit, Side};

use super::balancer::{Balancer, End, Happened, Settings};
use crate::resilience_patterns::lately::Lately;
use sim::{Event, Log, Micros, Model};

/// How often what charts show is noted down.
pub const SAMPLE: Micros = Micros::from_millis(250);
/// Of how many requests a percentile can be told.
pub const ENOUGH: usize = 100;

/// How long a request that failed is known.
pub const FAILURES_SHOW: Micros = Micros::from_millis(500);

/// What a balancer's requests were like at some moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// So long 99 per cent of those took that were answered lately, once enough
    /// were.
    pub p99: Option<Micros>,
    /// Requests at the server that has most.
    pub longest: u32,
}

/// Two balancers.
#[derive(Clone, Debug)]
pub struct Pair {
    balancers: [Balancer; 2],
    /// The last requests that failed, and at which server.
    failed: [Lately<usize>; 2],
    samples: Vec<(Micros, [Figures; 2])>,
}

impl Pair {
    /// Two balancers without any requests yet: the left one and the right one.
    pub fn new(settings: [&Settings; 2], seed: u64) -> Pair {
        Pair {
            balancers: settings.map(|settings| Balancer::new(settings, seed)),
            failed: [(); 2].map(|()| Lately::new(FAILURES_SHOW)),
            samples: Vec::new(),
        }
    }

    /// One of the balancers.
    pub fn side(&self, side: Side) -> &Balancer {
        &self.balancers[side as usize]
    }

    /// The requests of one of them that failed lately, and at which servers.
    pub fn failed(&self, side: Side) -> &Lately<usize> {
        &self.failed[side as usize]
    }

    /// What was noted down so far, one for each [`SAMPLE`]: left and right.
    pub fn samples(&self) -> &[(Micros, [Figures; 2])] {
        &self.samples
    }

    /// What the requests of one of them are like now.
    pub fn figures(&self, side: Side) -> Figures {
        let balancer = self.side(side);
        let is_known = balancer.recent().count() >= ENOUGH;
        let p99 = balancer.recent().percentile(99).filter(|_| is_known);
        Figures { p99, longest: balancer.longest() as u32 }
    }

    fn next_sample(&self) -> Micros {
        Micros::new(SAMPLE.get() * (self.samples.len() as u64 + 1))
    }

    /// Notes down how things are, and once a second in words.
    fn sample(&mut self, now: Micros, log: &mut Log) {
        let figures = Side::BOTH.map(|side| self.figures(side));
        self.samples.push((now, figures));
        if now.get().is_multiple_of(1_000_000) {
            log.push(now, || Event::Noted { node: None, text: in_words(figures) });
        }
    }
}

/// How both are, as a line of the log has it.
fn in_words(figures: [Figures; 2]) -> String {
    let [left, right] = figures.map(|figures| figures.longest);
    match figures.map(|figures| figures.p99) {
        [Some(p99), Some(other)] => format!(
            "left: longest queue {left}, p99 {} ms; \
             right: longest queue {right}, p99 {} ms",
            p99.as_millis(),
            other.as_millis()
        ),
        _ => format!("left: longest queue {left}; right: longest queue {right}"),
    }
}

impl Model for Pair {
    type Edit = Edit;

    fn next(&self) -> Option<Micros> {
        let balancers = self.balancers.iter().map(Balancer::next);
        Some(balancers.fold(self.next_sample(), Micros::min))
    }

    fn step(&mut self, log: &mut Log) {
        let next = self.balancers.each_ref().map(Balancer::next);
        let sample = self.next_sample();
        // What is noted down is how things are when all that is due has happened.
        let side = match next {
            [left, right] if left.min(right) > sample => {
                return self.sample(sample, log);
            }
            [left, right] => usize::from(right < left),
        };
        match self.balancers[side].step() {
            Happened::Done(_, server, End::Failed) => {
                self.failed[side].push(next[side], server);
            }
            Happened::Sent(..) | Happened::Done(_, _, End::Answered) => {}
            Happened::Read => log.push(next[side], || Event::Noted {
                node: None,
                text: format!("{}: the board is read", Side::BOTH[side].word()),
            }),
        }
    }

    fn edit(&mut self, at: Micros, edit: &Edit, log: &mut Log) {
        match *edit {
            Edit::Use(side, policy) => {
                self.balancers[side as usize].choose_by(policy);
            }
            Edit::Turn(server, condition) => {
                let index = server as usize - 1;
                for balancer in &mut self.balancers {
                    balancer.forget_tally();
                    if index < balancer.servers().len() {
                        balancer.condition(index, condition, at);
                    }
                }
            }
            Edit::Load(percent) => {
                self.balancers.iter_mut().for_each(|b| b.load(percent));
            }
        }
        let text = edit.words();
        log.push(at, || Event::Faulted { node: None, text });
    }
}
