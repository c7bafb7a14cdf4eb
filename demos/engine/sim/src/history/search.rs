//! The search for an order of the operations on one part of an object.
//!
//! It goes from response to response. The operation whose response comes next is
//! *due*: it must be in the order by then, perhaps after others that are *open*.
//! What keeps the search short, and loses no order that matters:
//!
//! - An operation that only *looks* comes as soon as the state is what it saw.
//! - Of overwrites in a row only the last is *shown*. The others are *hidden*
//!   right before it, and that is decided as late as can be, when they are due:
//!   until then they may turn out to be what somebody saw.
//! - An overwrite that is not due is shown only where something can follow that
//!   has seen it, and one that could be hidden only if something may see it yet.
//! - Of operations with the same call the one that is due first comes first.
//! - What the rest depends on (the state, the open operations, and which of them
//!   may be hidden) is tried once.

mod events;
mod steps;

use super::{Call, Operation, Outcome};
use crate::explore::Fingerprints;
use events::Events;
use std::hash::{Hash, Hasher};
use steps::{How, Now, Step, accepts, order, viewers};
use xxhash_rust::xxh64::Xxh64;

/// An order that nothing can follow.
struct Dead {
    /// The place of the response that it would have to explain next.
    response: usize,
    /// The operation with that response.
    unexplained: usize,
    order: Vec<usize>,
}

/// What may come next, and was not tried yet.
struct Choices {
    /// The operation that must come next, or after others.
    due: usize,
    /// The next one to try is the last.
    left: Vec<(usize, How)>,
}

/// Tries orders, depth first.
pub(super) struct Search<'a, C: Call> {
    history: &'a [Operation<C>],
    /// The operations in the order of their indices here.
    part: &'a [usize],
    /// For each index the first one with the same call.
    same: Vec<usize>,
    /// For the first overwrite with each call, which operations could follow it
    /// and depend on it.
    viewers: Vec<Vec<usize>>,
    events: Events,
    now: Now<C::State>,
    steps: Vec<Step<C::State>>,
    /// What may follow the order so far, and each shorter one that it was made of.
    choices: Vec<Choices>,
    tried: Fingerprints,
    /// The dead end that explains most.
    furthest: Option<Dead>,
}

/// How a search ends.
pub(super) enum Found {
    /// With an order.
    Order(Vec<usize>),
    /// With the order that explains most, and the operation whose answer comes
    /// next and is not explained.
    Unexplained(Vec<usize>, usize),
    /// With neither, after as many states as it may have.
    Neither,
}

impl<'a, C: Call> Search<'a, C> {
    pub fn new(
        history: &'a [Operation<C>],
        part: &'a [usize],
        initial: C::State,
    ) -> Search<'a, C> {
        let call = |place: &usize| &history[*place].call;
        let first =
            |place| part.iter().position(|other| call(other) == call(place));
        let same: Vec<_> = part.iter().filter_map(first).collect();
        let viewers = |(index, place): (usize, &usize)| {
            let is_first = same[index] == index && call(place).overwrites();
            match is_first {
                true => viewers(history, part, call(place), initial.clone()),
                false => Vec::new(),
            }
        };
        Search {
            history,
            part,
            viewers: part.iter().enumerate().map(viewers).collect(),
            same,
            events: Events::new(history, part),
            now: Now { state: initial, covered: 0, is_unseen: false },
            steps: Vec::new(),
            choices: Vec::new(),
            tried: Fingerprints::default(),
            furthest: None,
        }
    }

    pub fn run(mut self, states_max: usize) -> Found {
        loop {
            self.look();
            let Some(due) = self.events.due() else {
                return Found::Order(self.order());
            };
            match self.tried.insert(self.fingerprint(due)) {
                true => self.choices.push(self.choices(due)),
                false => self.take_back(),
            }
            if self.tried.len() > states_max {
                return Found::Neither;
            }
            if !self.go_on() {
                break;
            }
        }
        let Dead { order, unexplained, .. } = self.furthest.expect("it has an end");
        Found::Unexplained(order, unexplained)
    }

    /// Takes the next choice that is possible, here or at an earlier place;
    /// `false` if there is none.
    fn go_on(&mut self) -> bool {
        while let Some(Choices { due, left }) = self.choices.last_mut() {
            let due = *due;
            match left.pop() {
                Some((index, How::Hidden)) if self.hide(index) => return true,
                Some((index, How::Shown)) if self.show(index, due) => return true,
                Some(_) => {}
                None => {
                    self.remember(due);
                    self.choices.pop();
                    self.take_back();
                }
            }
        }
        false
    }

    /// Takes every operation that only looks and has seen this state.
    fn look(&mut self) {
        while let Some(index) = self.looks_next() {
            let now = Now { is_unseen: false, ..self.now.clone() };
            self.take(index, How::Looked, now);
        }
    }

    fn looks_next(&self) -> Option<usize> {
        self.events.open().find(|index| {
            let Operation { call, outcome, .. } = self.operation(*index);
            let Outcome::Ok { answer, .. } = outcome else { return false };
            call.only_looks(answer)
                && call.apply(&mut self.now.state.clone()) == *answer
        })
    }

    /// What may come next, given what is due.
    fn choices(&self, due: usize) -> Choices {
        let may_overwrite = !self.now.is_unseen;
        let is_covered = self.is_covered(due);
        let end = self.events.responded(due);
        let is_of_use = |index: &usize| {
            let is_seen = || match *index == due {
                true => !is_covered || self.is_seen(*index, usize::MAX),
                false => self.is_seen(*index, end),
            };
            !self.overwrites(*index) || may_overwrite && is_seen()
        };
        let others = self.events.open().filter(|index| *index != due);
        let shown = others.chain([due]).filter(is_of_use);
        let mut left: Vec<_> = shown.map(|index| (index, How::Shown)).collect();
        if is_covered && may_overwrite {
            left.push((due, How::Hidden));
        }
        Choices { due, left }
    }

    fn overwrites(&self, index: usize) -> bool {
        self.operation(index).call.overwrites()
    }

    /// Whether an operation is an overwrite that may be hidden.
    fn is_covered(&self, index: usize) -> bool {
        self.overwrites(index) && self.events.invoked(index) < self.now.covered
    }

    /// Whether an operation that is left, and was invoked before `end`, could
    /// follow this overwrite and depend on it.
    fn is_seen(&self, index: usize, end: usize) -> bool {
        self.viewers[self.same[index]].iter().any(|viewer| {
            self.events.is_left(*viewer) && self.events.invoked(*viewer) < end
        })
    }

    /// Hides the operation that is due, if it answered as an overwrite does.
    fn hide(&mut self, index: usize) -> bool {
        let Operation { call, outcome, .. } = self.operation(index);
        let is_right = accepts(outcome, &call.apply(&mut self.now.state.clone()));
        if is_right {
            self.take(index, How::Hidden, self.now.clone());
        }
        is_right
    }

    /// Puts an operation next in the order, if the object could have answered so.
    fn show(&mut self, index: usize, due: usize) -> bool {
        let Operation { call, outcome, .. } = self.operation(index);
        let mut state = self.now.state.clone();
        let answer = call.apply(&mut state);
        // One without an answer that changes nothing may as well never happen; but
        // before an overwrite others can be hidden.
        let is_unchanged = state == self.now.state && !call.overwrites();
        let is_idle = is_unchanged && *outcome == Outcome::Unknown;
        if !accepts(outcome, &answer) || is_idle || self.has_twin(index, &answer) {
            return false;
        }
        let mut now = Now { state, covered: self.now.covered, is_unseen: false };
        if call.overwrites() {
            now.covered = self.events.responded(due);
            now.is_unseen = index != due;
        }
        self.take(index, How::Shown, now);
        true
    }

    /// Whether an open operation with the same call could have had this answer
    /// and is due earlier: it may take this place, and leave its own.
    fn has_twin(&self, index: usize, answer: &C::Answer) -> bool {
        let rank = |index| (self.events.responded(index), index);
        self.events.open().any(|other| {
            self.same[other] == self.same[index]
                && rank(other) < rank(index)
                && accepts(&self.operation(other).outcome, answer)
        })
    }

    fn take(&mut self, index: usize, how: How, now: Now<C::State>) {
        let before = std::mem::replace(&mut self.now, now);
        self.steps.push(Step { index, how, before });
        self.events.take_out(index);
    }

    /// Takes the last choice back, and what followed from it.
    fn take_back(&mut self) {
        while let Some(Step { index, how, before }) = self.steps.pop() {
            self.now = before;
            self.events.put_back(index);
            if how != How::Looked {
                break;
            }
        }
    }

    /// Keeps the order so far if it has come further than any before.
    fn remember(&mut self, due: usize) {
        let response = self.events.responded(due);
        if self.furthest.as_ref().is_none_or(|dead| dead.response < response) {
            let (order, unexplained) = (self.order(), self.part[due]);
            self.furthest = Some(Dead { response, unexplained, order });
        }
    }

    fn order(&self) -> Vec<usize> {
        order(self.history, self.part, &self.steps)
    }

    /// A number that is the same for orders which the rest cannot tell apart;
    /// never zero.
    fn fingerprint(&self, due: usize) -> u64 {
        let mut hasher = Xxh64::new(0);
        self.now.state.hash(&mut hasher);
        self.now.is_unseen.hash(&mut hasher);
        for index in self.events.open() {
            (index, self.is_covered(index)).hash(&mut hasher);
        }
        due.hash(&mut hasher);
        hasher.finish().max(1)
    }

    fn operation(&self, index: usize) -> &'a Operation<C> {
        &self.history[self.part[index]]
    }
}
