//! Leases, what ends them, and what the log says of it all.

use super::{End, Entry, Found, Lease, STRETCH, Stampede, Waiting};
use sim::{Event, Log, Micros};

/// How many stretches there are to a line of the log.
const STRETCHES_TOLD: u64 = 10;

impl Stampede {
    /// Who rebuilds a key gets the right to fill it, and nobody else.
    pub(super) fn grant(&mut self, key: usize, rebuild: u64, now: Micros) {
        let until = self.settings.lease.map(|span| now + span);
        self.entries[key].lease = Some(Lease { rebuild, until });
        if let Some(until) = until {
            self.leases.push_back((until, key, rebuild));
        }
    }

    /// A lease is at its end. If its holder has not come back, the next one in turn
    /// gets one.
    pub(super) fn end_lease(&mut self, now: Micros, seen: Micros, log: &mut Log) {
        let (_, key, rebuild) = self.leases.pop_front().expect("a lease ends");
        let held = self.entries[key].lease;
        if held.is_none_or(|lease| lease.rebuild != rebuild) {
            return; // it was given back, or is another's by now
        }
        self.entries[key].lease = None;
        log.note(
            seen,
            None,
            format!("lease {rebuild} ends: its holder is not back"),
        );
        self.ask_again(key, now, seen, log);
    }

    /// The oldest of those that wait for another's rebuild makes its own.
    fn ask_again(&mut self, key: usize, now: Micros, seen: Micros, log: &mut Log) {
        let is_next = |wait: &Waiting| wait.key == key && wait.own.is_none();
        if let Some(place) = self.waiting.iter().position(is_next) {
            self.waiting[place].own = Some(self.begin(key, now, seen, log));
        }
    }

    /// All values are deleted, and no rebuild that is under way under a lease may
    /// fill the cache: it may have read what was so before.
    pub(super) fn delete(&mut self, at: Micros, log: &mut Log) {
        let text = match self.entries.len() {
            1 => "the key is deleted from the cache",
            _ => "all keys are deleted from the cache",
        };
        log.push(at, || Event::Faulted { node: None, text: text.into() });
        for key in 0..self.entries.len() {
            let under_way = self.entries[key].under_way;
            self.entries[key] = Entry { under_way, ..Entry::default() };
            self.ask_again(key, at, at, log);
        }
    }

    /// The process crashes whose rebuild is the oldest. The database does not hear of
    /// it, and the cache does not either.
    pub(super) fn crash(&mut self, at: Micros, log: &mut Log) {
        let oldest = self.rebuilds.iter_mut().find(|rebuild| !rebuild.is_lost);
        let Some(rebuild) = oldest else { return };
        rebuild.is_lost = true;
        let (number, key, was_again) =
            (rebuild.number, rebuild.key, rebuild.is_again);
        self.tally.lost += 1;
        let is_its = |wait: &Waiting| wait.own == Some(number);
        if let Some(place) = self.waiting.iter().position(is_its) {
            let wait = self.waiting.remove(place).expect("it is there");
            self.tally.crashed += 1;
            self.recent.go(wait.number, at, End::Crashed);
        }
        // The next one is needed now.
        let mut others = self.rebuilds.iter_mut();
        let next = others.find(|one| one.key == key && !one.is_lost);
        if let Some(next) = next.filter(|_| !was_again) {
            next.is_again = false;
        }
        let text = format!("the process crashes that makes rebuild {number}");
        log.push(at, || Event::Faulted { node: None, text });
    }

    /// One key: who rebuilds it first, and why.
    pub(super) fn tell_of_first(
        &mut self,
        key: usize,
        now: Micros,
        seen: Micros,
        log: &mut Log,
    ) {
        let found = self.entries[key].found(now);
        if let Found::Fresh(left) = found {
            self.tally.early += 1;
            self.tally.ahead += left;
        }
        if self.entries.len() > 1 {
            return;
        }
        log.note(
            seen,
            None,
            match found {
                Found::Fresh(left) => format!(
                    "a request rebuilds the value, {} ms before it expires",
                    left.as_millis()
                ),
                Found::Old => "the value has expired: a rebuild begins".to_owned(),
                Found::Nothing => "there is no value: a rebuild begins".to_owned(),
            },
        );
    }

    /// One key: its value is back, or is a new one.
    pub(super) fn tell_of_value(
        &self,
        key: usize,
        took: Micros,
        seen: Micros,
        log: &mut Log,
    ) {
        if self.entries.len() > 1 {
            return;
        }
        let more = self.entries[key].under_way;
        let took = took.as_millis();
        let text = match more {
            0 => format!("the value is new, after {took} ms"),
            more => format!(
                "the value is new, after {took} ms; {more} more rebuilds are under way"
            ),
        };
        log.note(seen, None, text);
    }

    /// The database has nothing to do, after it had much.
    pub(super) fn tell_of_idleness(&mut self, seen: Micros, log: &mut Log) {
        if self.station.jobs() > 0 {
            return;
        }
        let done = self.tally.rebuilds - self.before;
        self.before = self.tally.rebuilds;
        if done > 1 {
            log.note(
                seen,
                None,
                format!("the database is done with {done} rebuilds"),
            );
        }
    }

    /// How much there is at the database, every half second in which there is much.
    pub(super) fn tell_of_load(&self, now: Micros, seen: Micros, log: &mut Log) {
        let (jobs, waiting) = (self.station.jobs(), self.waiting.len());
        let is_time = now.get().is_multiple_of(STRETCH.get() * STRETCHES_TOLD);
        if is_time && jobs > 1 {
            let text = format!("{jobs} rebuilds at the database, {waiting} wait");
            log.note(seen, None, text);
        }
    }
}
