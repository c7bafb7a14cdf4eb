//! The events of the operations that are not in the order yet.

use crate::history::{Call, Operation};
use crate::run::in_order;

/// Something that happened at a client, in order of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    /// The operation with this index began.
    Invoked(usize),
    /// The operation with this index had an answer.
    Responded(usize),
}

/// The events of operations that are not in the order yet, in order of time, as
/// a linked list: taking out an operation and putting it back are O(1).
pub(super) struct Events {
    events: Vec<Event>,
    /// For each index, where its invocation and its response are in `events`.
    places: Vec<(usize, Option<usize>)>,
    /// What follows each event; one more at the end, for the first of all.
    next: Vec<usize>,
    previous: Vec<usize>,
}

impl Events {
    pub fn new<C: Call>(history: &[Operation<C>], part: &[usize]) -> Events {
        // At one moment invocations come first: those operations overlap.
        let invoked = part
            .iter()
            .enumerate()
            .map(|(index, place)| (history[*place].invoked, Event::Invoked(index)));
        let responded = part.iter().enumerate().filter_map(|(index, place)| {
            let at = history[*place].responded()?;
            Some((at, Event::Responded(index)))
        });
        let timed = in_order(invoked.chain(responded).collect());
        let events: Vec<_> = timed.into_iter().map(|(_, event)| event).collect();
        let mut places = vec![(0, None); part.len()];
        for (place, event) in events.iter().enumerate() {
            match event {
                Event::Invoked(index) => places[*index].0 = place,
                Event::Responded(index) => places[*index].1 = Some(place),
            }
        }
        let ring = events.len() + 1;
        Events {
            events,
            places,
            next: (0..ring).map(|place| (place + 1) % ring).collect(),
            previous: (0..ring).map(|place| (place + ring - 1) % ring).collect(),
        }
    }

    /// The operations that may come next, in the order in which they were
    /// invoked: those that were under way before the first response that is left.
    pub fn open(&self) -> impl Iterator<Item = usize> {
        let mut place = self.events.len();
        std::iter::from_fn(move || {
            place = self.next[place];
            match self.events.get(place) {
                Some(Event::Invoked(index)) => Some(*index),
                Some(Event::Responded(_)) | None => None,
            }
        })
    }

    /// The operation that must come next, or after others that are open: the one
    /// with the first response that is left. `None` if there is none.
    pub fn due(&self) -> Option<usize> {
        let mut place = self.next[self.events.len()];
        loop {
            match self.events.get(place)? {
                Event::Invoked(_) => place = self.next[place],
                Event::Responded(index) => return Some(*index),
            }
        }
    }

    /// Where an operation begins.
    pub fn invoked(&self, index: usize) -> usize {
        self.places[index].0
    }

    /// Where the response of an operation is, behind all if there is none.
    pub fn responded(&self, index: usize) -> usize {
        self.places[index].1.unwrap_or(usize::MAX)
    }

    /// Whether an operation is not in the order yet.
    pub fn is_left(&self, index: usize) -> bool {
        let (place, _) = self.places[index];
        self.next[self.previous[place]] == place
    }

    pub fn take_out(&mut self, index: usize) {
        let (invoked, responded) = self.places[index];
        for place in [Some(invoked), responded].into_iter().flatten() {
            let (before, after) = (self.previous[place], self.next[place]);
            self.next[before] = after;
            self.previous[after] = before;
        }
    }

    /// Undoes the last [`Events::take_out`] that is not undone.
    pub fn put_back(&mut self, index: usize) {
        let (invoked, responded) = self.places[index];
        for place in [responded, Some(invoked)].into_iter().flatten() {
            let (before, after) = (self.previous[place], self.next[place]);
            self.next[before] = place;
            self.previous[after] = place;
        }
    }
}
