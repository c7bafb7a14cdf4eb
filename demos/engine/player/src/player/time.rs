//! How a run passes: playing, stepping, going to a moment.

use super::{Motion, Player};
use sim::Micros;
use stage::act::past;

/// How much of a run may pass in a second of the reader's.
pub const SPEEDS: [Micros; 16] = [
    Micros::new(1_000),
    Micros::new(2_000),
    Micros::new(5_000),
    Micros::new(10_000),
    Micros::new(20_000),
    Micros::new(50_000),
    Micros::new(100_000),
    Micros::new(200_000),
    Micros::new(500_000),
    Micros::new(1_000_000),
    Micros::new(2_000_000),
    Micros::new(5_000_000),
    Micros::new(10_000_000),
    Micros::new(20_000_000),
    Micros::new(50_000_000),
    Micros::new(100_000_000),
];

/// With reduced motion, playing is a step every so often of the reader's time, at
/// the speed that the figure begins with.
const STEP_EVERY: Micros = Micros::from_millis(900);

impl Player {
    /// The last moment worth going to: a little after the last event, so that a
    /// run that is over early does not leave the scrubber empty.
    pub(crate) fn end(&self) -> Micros {
        let until = self.until();
        let last = self.act.told().last().map_or(Micros::ZERO, |told| told.at);
        let spare = Micros::new(until.get() / 40);
        match last == Micros::ZERO || last + spare + spare > until {
            true => until,
            false => (last + spare).max(self.act.now()),
        }
    }

    /// The end of the run, or zero where nothing happens by itself.
    pub(crate) fn until(&self) -> Micros {
        self.shared.until(&self.entry)
    }

    /// Lets `elapsed` of the reader's time pass.
    pub fn tick(&mut self, elapsed: Micros) {
        if !self.is_playing {
            return;
        }
        self.owed += elapsed.get();
        let per_second = SPEEDS[self.speed].get();
        if self.motion == Motion::Reduced {
            let first =
                self.entry.about.pace.map_or(0, |pace| pace.per_second.get());
            if self.owed >= STEP_EVERY.get() * first / per_second {
                self.owed = 0;
                self.step();
                self.judge();
            }
            return;
        }
        let passed = self.owed * per_second / 1_000_000;
        self.owed -= passed * 1_000_000 / per_second;
        let end = self.end();
        let to = self.act.now().saturating_add(Micros::new(passed)).min(end);
        let pause = self.pause_to_ask(to);
        self.go(pause.unwrap_or(to));
        self.is_playing = to < end && pause.is_none();
        self.judge();
    }

    pub(super) fn play(&mut self) {
        self.is_playing = !self.is_playing && self.until() > Micros::ZERO;
        self.has_played = true;
        self.owed = 0;
        if self.is_playing && self.act.now() >= self.end() {
            self.go(Micros::ZERO);
        }
    }

    pub(super) fn back(&mut self) {
        self.is_playing = false;
        let now = self.act.now();
        let to = self.act.previous().unwrap_or(Micros::ZERO);
        let asked = self.asks_at().filter(|at| to < *at && *at < now);
        self.go(asked.unwrap_or(to));
    }

    pub(super) fn forward(&mut self) {
        self.is_playing = false;
        self.has_played = true;
        self.step();
    }

    /// Goes on to the next moment that tells something: `back` stops there too.
    fn step(&mut self) {
        let told = self.act.told();
        let next = told.get(past(told, self.act.now())).map(|told| told.at);
        let next = next.filter(|next| *next <= self.until());
        self.is_playing &= next.is_some();
        let to = next.unwrap_or(self.end());
        let now = self.act.now();
        let asked = self.asks_at().filter(|at| now < *at && *at < to);
        self.is_playing &= self.pause_to_ask(to).is_none();
        self.go(asked.unwrap_or(to));
    }

    pub(super) fn stop_at(&mut self, to: Micros) {
        self.is_playing = false;
        self.has_played = true;
        self.go(to);
    }

    pub(super) fn go(&mut self, to: Micros) {
        self.act.seek(to);
        if let Some((baseline, _)) = &mut self.baseline {
            baseline.seek(to);
        }
        self.shared.at = to;
    }
}
