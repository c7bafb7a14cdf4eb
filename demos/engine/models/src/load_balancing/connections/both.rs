//! Two balancers whose clients send the same requests, side by side.

use super::edit::{Edit, seconds};
use super::{DOWN, Happened, Moved, Settings, System};
use crate::load_balancing::pair::Side;
use crate::resilience_patterns::lately::Lately;
use sim::{Event, Log, Micros, Model};

/// How often what charts show is noted down.
const SAMPLE: Micros = Micros::from_millis(250);
/// How long it is known that a connection was closed, or that a request failed.
pub const GHOST: Micros = Micros::from_secs(1);
/// A server with so many requests gets more than it can do.
pub const BURNS: usize = 20;
/// Of so many requests it can be told how they are shared.
const ENOUGH: usize = 20;

/// What one side was like at some moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The server that has most requests, and how many.
    pub longest: (usize, usize),
    /// The server that got most lately, and its share in per cent.
    pub busiest: Option<(usize, u32)>,
    /// How many servers got nothing lately.
    pub idle: usize,
}

/// Two balancers, each with clients and servers.
#[derive(Clone, Debug)]
pub struct Both {
    systems: [System; 2],
    /// The last connections that were closed: whose, and to which server.
    closed: [Lately<(usize, usize)>; 2],
    /// The last requests that failed at servers that went down, and how many.
    failed: [Lately<(usize, usize)>; 2],
    samples: Vec<(Micros, [Figures; 2])>,
}

impl Both {
    /// Two of them: the left one and the right one.
    pub fn new(settings: [&Settings; 2], seed: u64) -> Both {
        Both {
            systems: settings.map(|settings| System::new(settings, seed)),
            closed: [(); 2].map(|()| Lately::new(GHOST)),
            failed: [(); 2].map(|()| Lately::new(GHOST)),
            samples: Vec::new(),
        }
    }

    /// One of them.
    pub fn side(&self, side: Side) -> &System {
        &self.systems[side as usize]
    }

    /// The connections of one of them that were closed lately: whose, and to which
    /// server.
    pub fn closed(&self, side: Side) -> &Lately<(usize, usize)> {
        &self.closed[side as usize]
    }

    /// The servers of one of them at which requests failed lately, and how many.
    pub fn failed(&self, side: Side) -> &Lately<(usize, usize)> {
        &self.failed[side as usize]
    }

    /// What was noted down so far.
    pub fn samples(&self) -> &[(Micros, [Figures; 2])] {
        &self.samples
    }

    /// What one of them is like now.
    pub fn figures(&self, side: Side, now: Micros) -> Figures {
        let system = self.side(side);
        let got = || system.servers().iter().map(|server| server.got(now));
        let (most, all) = (got().max().unwrap_or(0), got().sum::<usize>());
        let server = got().position(|count| count == most).unwrap_or(0);
        let percent = (most * 100 + all / 2) / all.max(1);
        let busiest = (all >= ENOUGH).then_some((server, percent as u32));
        let idle = got().filter(|count| *count == 0).count();
        let (queue, server) = system.longest();
        Figures { longest: (server, queue), busiest, idle }
    }

    fn next_sample(&self) -> Micros {
        Micros::new(SAMPLE.get() * (self.samples.len() as u64 + 1))
    }

    /// Notes down how things are, and once a second in words.
    fn sample(&mut self, now: Micros, log: &mut Log) {
        let figures = Side::BOTH.map(|side| self.figures(side, now));
        self.samples.push((now, figures));
        if now.get().is_multiple_of(1_000_000) {
            let text = in_words(figures);
            log.push(now, || Event::Noted { node: None, text });
        }
    }

    /// A client has another connection.
    fn moved(&mut self, side: Side, moved: Moved, now: Micros, log: &mut Log) {
        let Moved { client, from, to } = moved;
        self.closed[side as usize].push(now, (client, from));
        log.push(now, || {
            let to = match to {
                Some(to) => format!("to s{}", to + 1),
                None => "to no server: none is up".into(),
            };
            let (side, client) = (side.word(), client + 1);
            let text = format!("{side}: c{client} connects {to}");
            Event::Noted { node: None, text }
        });
    }

    fn restart(&mut self, server: usize, at: Micros, log: &mut Log) {
        for side in Side::BOTH {
            let system = &mut self.systems[side as usize];
            let is_up = |server: &super::Server| server.up().is_none();
            if system.servers().get(server).is_some_and(is_up) {
                let restart = system.restart(server, DOWN, at);
                let place = (server, restart.failed);
                self.failed[side as usize].push(at, place);
                for moved in restart.moved {
                    self.moved(side, moved, at, log);
                }
            }
        }
    }
}

/// How both are, as a line of the log has it.
fn in_words(figures: [Figures; 2]) -> String {
    let [left, right] = figures.map(|figures| {
        let (server, queue) = figures.longest;
        format!("s{} has {queue}", server + 1)
    });
    format!("longest queues: left {left}, right {right}")
}

impl Model for Both {
    type Edit = Edit;

    fn next(&self) -> Option<Micros> {
        let systems = self.systems.iter().map(System::next);
        Some(systems.fold(self.next_sample(), Micros::min))
    }

    fn step(&mut self, log: &mut Log) {
        let [left, right] = self.systems.each_ref().map(System::next);
        let sample = self.next_sample();
        // What is noted down is how things are when all that is due has happened.
        if left.min(right) > sample {
            return self.sample(sample, log);
        }
        let side = if right < left { Side::Right } else { Side::Left };
        let now = left.min(right);
        match self.systems[side as usize].step() {
            Happened::Moved(moved) => self.moved(side, moved, now, log),
            Happened::Up(server) => log.push(now, || {
                let text = format!("{}: s{} is up", side.word(), server + 1);
                Event::Noted { node: None, text }
            }),
            Happened::Failed(request) => {
                if let Some(way) = request.way {
                    self.failed[side as usize].push(now, (way.server, 1));
                }
            }
            Happened::Sent(_)
            | Happened::Passed(..)
            | Happened::Queued(..)
            | Happened::Answered(..) => {}
        }
    }

    fn edit(&mut self, at: Micros, edit: &Edit, log: &mut Log) {
        let text = edit.words();
        log.push(at, || Event::Faulted { node: None, text });
        match *edit {
            Edit::Double => {
                for system in &mut self.systems {
                    system.add_servers(system.servers().len());
                }
            }
            Edit::Restart(server) => self.restart(server as usize - 1, at, log),
            Edit::Send(client, times) => {
                for system in &mut self.systems {
                    system.send(client as usize - 1, times, at);
                }
            }
            Edit::Reconnect(client) => {
                for side in Side::BOTH {
                    let system = &mut self.systems[side as usize];
                    if let Some(moved) = system.reconnect(client as usize - 1, at) {
                        self.moved(side, moved, at, log);
                    }
                }
            }
            Edit::Age(side, age) => {
                self.systems[side as usize].limit(age.map(seconds), at);
            }
        }
    }
}
