//! The search for an order that one copy would have answered alike.

use super::history::{History, Label, Operation, Register};

/// Operations of a history by their places, a bit each.
pub(super) type Set = u32;

/// Of each operation those that come before it.
pub(super) fn pairs(
    history: &History,
    is_before: impl Fn(&Operation, &Operation) -> bool,
) -> Vec<Set> {
    let operations = &history.operations;
    let before = operations.iter().map(|b| {
        let earlier = operations.iter().enumerate();
        let earlier = earlier.filter(|(_, a)| is_before(a, b));
        earlier.fold(0, |set, (place, _)| set | 1 << place)
    });
    let mut before: Vec<Set> = before.collect();
    close(&mut before);
    before
}

/// What comes before something that comes before an operation comes before it too.
pub(super) fn close(before: &mut [Set]) {
    for middle in 0..before.len() {
        for place in 0..before.len() {
            if before[place] >> middle & 1 == 1 {
                before[place] |= before[middle];
            }
        }
    }
}

/// An order of the operations that are seen in which each read returns what was
/// written last, and which keeps `before`, if there is one.
pub fn legal_order(
    history: &History,
    is_seen: impl Fn(&Operation) -> bool,
    before: &[u32],
) -> Option<Vec<Label>> {
    let places = history.operations.iter().enumerate();
    let seen = places.filter(|(_, operation)| is_seen(operation));
    let seen = seen.fold(0, |set, (place, _)| set | 1 << place);
    let mut search = Search { history, before, seen, tried: Vec::new() };
    let mut order = Vec::new();
    search.go_on(0, [None; 2], &mut order).then(|| {
        let label = |place: usize| history.operations[place].label;
        order.into_iter().map(label).collect()
    })
}

/// What each register holds: the place of the write that wrote it.
type Held = [Option<usize>; 2];

struct Search<'a> {
    history: &'a History,
    before: &'a [Set],
    seen: Set,
    /// After which writes, with what held, no order was found, sorted.
    tried: Vec<(Set, Held)>,
}

impl Search<'_> {
    /// Goes on behind `done`; `order` is then whole if there is an order.
    fn go_on(&mut self, mut done: Set, held: Held, order: &mut Vec<usize>) -> bool {
        let length = order.len();
        // A read that may come now loses nothing by coming now.
        while let Some(read) =
            self.next(done, |s, place| s.is_answered(place, held))
        {
            done |= 1 << read;
            order.push(read);
        }
        if done == self.seen {
            return true;
        }
        if let Err(place) = self.tried.binary_search(&(done, held)) {
            self.tried.insert(place, (done, held));
            for write in 0..self.history.operations.len() {
                if self.may_write(write, done, held) {
                    let mut held = held;
                    held[self.register(write) as usize] = Some(write);
                    order.push(write);
                    if self.go_on(done | 1 << write, held, order) {
                        return true;
                    }
                    order.pop();
                }
            }
        }
        order.truncate(length);
        false
    }

    fn next(&self, done: Set, may: impl Fn(&Self, usize) -> bool) -> Option<usize> {
        let places = 0..self.history.operations.len();
        places
            .into_iter()
            .find(|place| self.is_due(*place, done) && may(self, *place))
    }

    /// Whether an operation is still to come, and all that has to come before it
    /// has.
    fn is_due(&self, place: usize, done: Set) -> bool {
        let bit = 1 << place;
        let missing = self.before[place] & self.seen & !done;
        self.seen & bit != 0 && done & bit == 0 && missing == 0
    }

    fn register(&self, place: usize) -> Register {
        self.history.operations[place].register
    }

    /// Whether it is a read of what is held.
    fn is_answered(&self, place: usize, held: Held) -> bool {
        let read = &self.history.operations[place];
        let held = held[read.register as usize];
        let held = held.map_or(0, |write| self.history.operations[write].value());
        read.returned() == Some(held)
    }

    /// Whether it is a write that is due, and nobody has still to read what it
    /// hides: no other write would bring that back.
    fn may_write(&self, place: usize, done: Set, held: Held) -> bool {
        let register = self.register(place);
        let waits = |place: usize| {
            self.seen & !done & 1 << place != 0
                && self.register(place) == register
                && self.is_answered(place, held)
        };
        self.history.operations[place].is_write()
            && self.is_due(place, done)
            && !(0..self.history.operations.len()).any(waits)
    }
}
