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

    /// The speed, by its place among [`SPEEDS`]: the reader's, or else the scenario's.
    pub(crate) fn speed(&self) -> usize {
        self.chosen_speed.unwrap_or(self.first_speed())
    }

    /// The speed that the scenario begins with: the nearest that is not slower than it
    /// says.
    fn first_speed(&self) -> usize {
        let fits = SPEEDS.partition_point(|speed| *speed < self.shared.per_second);
        fits.min(SPEEDS.len() - 1)
    }

    /// So much of the reader's time as is `time` at the speed that the scenario
    /// begins with.
    fn at_this_speed(&self, time: Micros) -> u64 {
        let [first, now] =
            [self.first_speed(), self.speed()].map(|at| SPEEDS[at].get());
        time.get().saturating_mul(first) / now
    }

    /// Lets `elapsed` of the reader's time pass.
    pub fn tick(&mut self, elapsed: Micros) {
        if !self.is_playing {
            return;
        }
        let held = self.held.min(elapsed.get());
        self.held -= held;
        self.owed += elapsed.get() - held;
        match self.motion {
            Motion::Reduced => self.tick_by_steps(),
            Motion::Full => self.tick_smoothly(),
        }
    }

    fn tick_by_steps(&mut self) {
        if self.owed >= self.at_this_speed(self.shared.hold.max(STEP_EVERY)) {
            self.owed = 0;
            self.step();
            self.judge();
        }
    }

    fn tick_smoothly(&mut self) {
        let per_second = SPEEDS[self.speed()].get();
        let passed = self.owed * per_second / 1_000_000;
        self.owed -= passed * 1_000_000 / per_second;
        let end = self.end();
        let to = self.act.now().saturating_add(Micros::new(passed)).min(end);
        let to = self.hold_before(to);
        let pause = self.pause_to_ask(to);
        self.go(pause.unwrap_or(to));
        self.is_playing = to < end && pause.is_none();
        self.judge();
    }

    /// Where a run on its way to a moment holds: at what it tells first, if it holds.
    fn hold_before(&mut self, to: Micros) -> Micros {
        if self.shared.hold == Micros::ZERO {
            return to;
        }
        let told = self.act.told();
        let next = told.get(past(told, self.act.now())).map(|told| told.at);
        let Some(next) = next.filter(|next| *next <= to) else { return to };
        self.held = self.at_this_speed(self.shared.hold);
        next
    }

    pub(super) fn play(&mut self) {
        self.is_playing = !self.is_playing && self.until() > Micros::ZERO;
        self.has_played = true;
        self.owed = 0;
        self.held = 0;
        if self.is_playing && self.act.now() >= self.end() {
            self.go(Micros::ZERO);
        }
    }

    /// Plays, unless it does or the run is at its end.
    pub(super) fn play_on(&mut self) {
        if !self.is_playing && self.act.now() < self.end() {
            self.play();
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
