//! Which event of a run happened before which, for all of them at once.
//!
//! It follows the lines and arrows, as [`Events::past`] does for one event, and
//! looks at no stamp. The figure asks for every pair in every frame.

use models::clocks::{Event, EventId, Events};

/// What happened before what.
pub struct Reach<'a> {
    /// All events.
    pub events: Vec<&'a Event>,
    /// For each event in that order, whether each one happened before it.
    before: Vec<Vec<bool>>,
}

impl Reach<'_> {
    /// Follows all paths of a run.
    pub fn of(events: &Events) -> Reach<'_> {
        let all: Vec<&Event> = events.iter().collect();
        let before = vec![vec![false; all.len()]; all.len()];
        let mut reach = Reach { events: all, before };
        while reach.follow(events) {}
        reach
    }

    /// Follows each step and message once; `false` if nothing new was found.
    fn follow(&mut self, events: &Events) -> bool {
        let mut has_found = false;
        for effect in 0..self.events.len() {
            for cause in events.causes(self.events[effect].id) {
                let cause = self.place(cause);
                for event in 0..self.events.len() {
                    let is_before = event == cause || self.before[cause][event];
                    if is_before && !self.before[effect][event] {
                        self.before[effect][event] = true;
                        has_found = true;
                    }
                }
            }
        }
        has_found
    }

    fn place(&self, id: EventId) -> usize {
        let is_it = |event: &&Event| event.id == id;
        self.events.iter().position(is_it).expect("a cause has happened")
    }

    /// Whether one event happened before another, by their places.
    pub fn is_before(&self, one: usize, other: usize) -> bool {
        self.before[other][one]
    }

    /// The events before this one, and those after it.
    pub fn cones(&self, id: EventId) -> (Vec<EventId>, Vec<EventId>) {
        let at = self.place(id);
        let all = 0..self.events.len();
        let id = |place: usize| self.events[place].id;
        let before = all.clone().filter(|other| self.is_before(*other, at));
        let after = all.filter(|other| self.is_before(at, *other));
        (before.map(id).collect(), after.map(id).collect())
    }
}
