//! What happened lately, one by one: what is drawn as things that move.

use sim::Micros;
use std::collections::VecDeque;

/// Most that is known.
pub const KNOWN_MAX: usize = 1_024;

/// What happened in the last while, each with its number.
#[derive(Clone, Debug)]
pub struct Lately<T> {
    span: Micros,
    known: VecDeque<(Micros, T)>,
    /// How many there were in all.
    count: u64,
}

impl<T: Copy> Lately<T> {
    /// Nothing yet; what happens is known for so long.
    pub fn new(span: Micros) -> Lately<T> {
        Lately { span, known: VecDeque::new(), count: 0 }
    }

    /// Something happens.
    pub fn push(&mut self, now: Micros, what: T) {
        self.known.push_back((now, what));
        self.count += 1;
        let is_old = |at: Micros| now.since(at) > self.span;
        while self.known.len() > KNOWN_MAX
            || self.known.front().is_some_and(|(at, _)| is_old(*at))
        {
            self.known.pop_front();
        }
    }

    /// What is known, the oldest first: when it happened, what, and its number among
    /// all there ever were.
    pub fn iter(&self) -> impl Iterator<Item = (Micros, T, u64)> + '_ {
        let first = self.count - self.known.len() as u64;
        let numbered = self.known.iter().zip(first..);
        numbered.map(|((at, what), number)| (*at, *what, number))
    }
}
