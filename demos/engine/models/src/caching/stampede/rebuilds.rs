//! Rebuilds: how they begin, wait, are worked on, and what they bring.

use super::{Brought, End, Stampede, Waiting};
use crate::resilience_patterns::station::{Job, Order};
use sim::{Log, Micros};

/// A rebuild that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rebuild {
    /// Its number among all rebuilds.
    pub number: u64,
    /// The key.
    pub key: usize,
    /// When it was begun.
    pub since: Micros,
    /// Whether it was begun under a lease.
    pub is_leased: bool,
    /// Whether another one of the same key was under way when it was begun.
    pub is_again: bool,
    /// Whether its process has crashed: it brings nothing.
    pub is_lost: bool,
}

impl Stampede {
    /// A rebuild of a key begins; its number.
    pub(super) fn begin(
        &mut self,
        key: usize,
        now: Micros,
        seen: Micros,
        log: &mut Log,
    ) -> u64 {
        let number = self.tally.rebuilds;
        let is_leased = self.settings.cure.has_leases();
        let is_again = self.entries[key].under_way > 0;
        self.tally.rebuilds += 1;
        self.tally.again += u64::from(is_again);
        if !is_again {
            self.tell_of_first(key, now, seen, log);
        }
        self.entries[key].under_way += 1;
        if is_leased {
            self.grant(key, number, now);
        }
        let since = now;
        let rebuild =
            Rebuild { number, key, since, is_leased, is_again, is_lost: false };
        self.rebuilds.push_back(rebuild);
        self.begun.push(now, rebuild);
        self.station.enqueue(Job::new(number, key, now));
        self.tally.most = self.tally.most.max(self.station.jobs());
        self.work(now);
        number
    }

    /// Free workers of the database take up rebuilds.
    fn work(&mut self, now: Micros) {
        while self.station.is_free() {
            let Some(job) = self.station.take(Order::OldestFirst) else { return };
            self.station.start(job, now, now + self.settings.rebuild);
        }
    }

    /// The database is done with a rebuild.
    pub(super) fn bring(&mut self, now: Micros, seen: Micros, log: &mut Log) {
        let number = self.station.finish().id;
        let place = self.place_of(number).expect("it is under way");
        let rebuild = self.rebuilds.remove(place).expect("it is under way");
        self.work(now);
        self.entries[rebuild.key].under_way -= 1;
        if !rebuild.is_lost {
            self.take_in(rebuild, now, seen, log);
        }
        self.tell_of_idleness(seen, log);
    }

    /// A rebuild comes to the cache, and to those that wait for it.
    fn take_in(
        &mut self,
        rebuild: Rebuild,
        now: Micros,
        seen: Micros,
        log: &mut Log,
    ) {
        let Rebuild { number, key, since, is_leased, .. } = rebuild;
        self.tally.brought += 1;
        let value = self.entries[key].value;
        let is_there = value.is_some_and(|value| value.since >= since);
        let is_taken = self.entries[key].takes(number, is_leased);
        if is_taken {
            self.put(key, now.since(since), now);
            self.entries[key].lease = None;
        } else {
            self.tally.refused += 1;
        }
        let is_needed = is_taken && !is_there;
        let brought = if is_needed { Brought::Needed } else { Brought::Again };
        self.brought.push(now, brought);
        if is_needed {
            self.tell_of_value(key, now.since(since), seen, log);
        }
        self.answer(now, |wait| match wait.own {
            Some(own) => own == number,
            None => is_taken && wait.key == key,
        });
    }

    /// Those that wait for it get a value.
    fn answer(&mut self, now: Micros, is_it: impl Fn(&Waiting) -> bool) {
        let (recent, tally) = (&mut self.recent, &mut self.tally);
        self.waiting.retain(|wait| {
            if is_it(wait) {
                tally.waited += 1;
                tally.longest = tally.longest.max(now.since(wait.since));
                recent.go(wait.number, now, End::Fresh);
            }
            !is_it(wait)
        });
    }

    pub(super) fn place_of(&self, number: u64) -> Option<usize> {
        self.rebuilds.binary_search_by_key(&number, |one| one.number).ok()
    }
}
