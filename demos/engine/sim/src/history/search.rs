//! The search for an order of the operations on one part of an object.

use super::{Call, Operation, Outcome};
use std::collections::BTreeSet;

/// Which operations are in the order, a bit each.
type Set = Vec<u64>;

/// Something that happened at a client, in order of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    /// The operation with this index began.
    Invoked(usize),
    /// The operation with this index had an answer.
    Responded(usize),
}

/// An operation in the order, and the state before it.
struct Step<S> {
    index: usize,
    before: S,
}

/// The events of operations that are not in the order yet, in order of time, as
/// a linked list: taking out an operation and putting it back are O(1).
struct Events {
    events: Vec<Event>,
    /// For each index, where its invocation and its response are in `events`.
    places: Vec<(usize, Option<usize>)>,
    /// What follows each event; one more at the end, for the first of all.
    next: Vec<usize>,
    previous: Vec<usize>,
}

/// An order that nothing can follow.
struct Dead {
    /// The place of the response that it would have to explain next.
    response: usize,
    /// The operation with that response.
    unexplained: usize,
    order: Vec<usize>,
}

/// Tries orders, depth first.
pub(super) struct Search<'a, C: Call> {
    history: &'a [Operation<C>],
    /// The operations in the order of their indices here.
    part: &'a [usize],
    events: Events,
    state: C::State,
    order: Vec<Step<C::State>>,
    taken: Set,
    /// What was tried: these operations, leading to this state.
    tried: BTreeSet<(Set, C::State)>,
    /// How many operations with an answer are not in the order yet.
    open: usize,
    /// The dead end that explains most.
    furthest: Option<Dead>,
}

/// An order of operations; or the order that explains most, and the operation
/// whose answer comes next and is not explained.
pub(super) type Found = Result<Vec<usize>, (Vec<usize>, usize)>;

impl<'a, C: Call> Search<'a, C> {
    pub fn new(
        history: &'a [Operation<C>],
        part: &'a [usize],
        initial: C::State,
    ) -> Search<'a, C> {
        let responses =
            part.iter().filter(|place| history[**place].responded().is_some());
        Search {
            history,
            part,
            events: Events::new(history, part),
            state: initial,
            order: Vec::new(),
            taken: vec![0; part.len().div_ceil(64)],
            tried: BTreeSet::new(),
            open: responses.count(),
            furthest: None,
        }
    }

    pub fn run(mut self) -> Found {
        let mut cursor = self.events.first();
        while self.open > 0 {
            let event = self.events.events[cursor];
            cursor = match event {
                Event::Invoked(index) if self.take(index) => self.events.first(),
                Event::Invoked(_) => self.events.next[cursor],
                Event::Responded(index) => {
                    // It must have happened by now, and cannot have.
                    self.remember(cursor, index);
                    match self.put_back() {
                        Some(invoked) => self.events.next[invoked],
                        None => break,
                    }
                }
            };
        }
        match self.furthest {
            Some(Dead { order, unexplained, .. }) if self.open > 0 => {
                Err((order, unexplained))
            }
            _ => Ok(self.order_so_far()),
        }
    }

    /// Puts an operation next in the order, if the object could have answered
    /// so, and this leads to something new.
    fn take(&mut self, index: usize) -> bool {
        let operation = &self.history[self.part[index]];
        let mut state = self.state.clone();
        let answer = operation.call.apply(&mut state);
        let is_possible = match &operation.outcome {
            Outcome::Ok { answer: seen, .. } => *seen == answer,
            // One that changes nothing may as well have happened never.
            Outcome::Unknown => state != self.state,
            Outcome::Failed => false,
        };
        if !is_possible {
            return false;
        }
        flip(&mut self.taken, index);
        if !self.tried.insert((self.taken.clone(), state.clone())) {
            flip(&mut self.taken, index);
            return false;
        }
        self.open -= usize::from(operation.responded().is_some());
        let before = std::mem::replace(&mut self.state, state);
        self.order.push(Step { index, before });
        self.events.take_out(index);
        true
    }

    /// Takes the last operation off the order; returns where its invocation is.
    fn put_back(&mut self) -> Option<usize> {
        let Step { index, before } = self.order.pop()?;
        let operation = &self.history[self.part[index]];
        self.open += usize::from(operation.responded().is_some());
        self.state = before;
        flip(&mut self.taken, index);
        self.events.put_back(index);
        Some(self.events.places[index].0)
    }

    /// Keeps the order so far if it has come further than any before.
    fn remember(&mut self, response: usize, index: usize) {
        if self.furthest.as_ref().is_none_or(|dead| dead.response < response) {
            let order = self.order_so_far();
            let unexplained = self.part[index];
            self.furthest = Some(Dead { response, unexplained, order });
        }
    }

    fn order_so_far(&self) -> Vec<usize> {
        self.order.iter().map(|step| self.part[step.index]).collect()
    }
}

impl Events {
    fn new<C: Call>(history: &[Operation<C>], part: &[usize]) -> Events {
        let mut timed = Vec::new();
        for (index, place) in part.iter().enumerate() {
            let operation = &history[*place];
            timed.push((operation.invoked, 0, Event::Invoked(index)));
            if let Some(at) = operation.responded() {
                timed.push((at, 1, Event::Responded(index)));
            }
        }
        // At one moment invocations come first: those operations overlap.
        timed.sort_by_key(|(at, rank, _)| (*at, *rank));
        let events: Vec<_> = timed.into_iter().map(|(_, _, event)| event).collect();
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

    fn first(&self) -> usize {
        self.next[self.events.len()]
    }

    fn take_out(&mut self, index: usize) {
        let (invoked, responded) = self.places[index];
        for place in [Some(invoked), responded].into_iter().flatten() {
            let (before, after) = (self.previous[place], self.next[place]);
            self.next[before] = after;
            self.previous[after] = before;
        }
    }

    /// Undoes the last [`Events::take_out`] that is not undone.
    fn put_back(&mut self, index: usize) {
        let (invoked, responded) = self.places[index];
        for place in [responded, Some(invoked)].into_iter().flatten() {
            let (before, after) = (self.previous[place], self.next[place]);
            self.next[before] = place;
            self.previous[after] = place;
        }
    }
}

fn flip(set: &mut Set, index: usize) {
    set[index / 64] ^= 1 << (index % 64);
}
