//! Was what the clients saw linearizable?
//!
//! Clients call operations on an object at the same time. The object is
//! *linearizable* if each operation seems to happen at one point between its
//! invocation and its response, so that there is one order of all operations
//! which a single copy, asked one thing at a time, would have answered in the
//! same way.
//!
//! [`check`] looks for such an order. It tries the operations that may come next,
//! one by one, and turns back where one has to have happened and cannot have. It
//! never tries twice to go on from the same object after the same operations, and
//! checks each key by itself, as there is an order for the whole if there is one
//! for each key. After so many states it gives up, and says that it does not know.
//!
//! States are told apart by a 64-bit fingerprint, as in [`crate::explore`]: of two
//! that are taken for one the second is not tried, so with a probability of about
//! one in half a million, for eight million states, a right history is refused. An
//! order that is found is one in any case.
//!
//! - Source: Herlihy and Wing, *Linearizability: A Correctness Condition for
//!   Concurrent Objects* (TOPLAS 12(3), 1990): what it means, and that it holds
//!   for a system if it does for each of its objects.
//! - Source: Wing and Gong, *Testing and Verifying Concurrent Objects* (JPDC
//!   17(1–2), 1993): the search.
//! - Source: Lowe, *Testing for linearizability* (Concurrency and Computation
//!   29(4), 2017): remembering which operations led to which state.
//! - Source: Horn and Kroening, [*Faster linearizability checking via
//!   P-compositionality*](https://arxiv.org/abs/1504.00204) (FORTE 2015): parts
//!   of one object checked apart, such as the keys of a map, and the search as a
//!   loop over a linked list. So does
//!   [Porcupine](https://github.com/anishathalye/porcupine).
//! - Cost: the problem is NP-complete. In practice the time grows with the number
//!   of operations on one key, and steeply with how many of them overlap or have
//!   an unknown outcome. A thousand reads and writes of one register by fifty
//!   clients, most of them under way at any time, take up to a million states and
//!   a few seconds; fifty clients that append to one text at once are not decided.
//!   A state is kept as 16 to 32 bytes.
//! - Left out: objects that may give one of several answers; other consistency
//!   models than linearizability.

mod register;
mod search;

pub use register::{Register, Value};
use search::{Found, Search};

use crate::Micros;
use crate::run::in_order;
use litemap::LiteMap;
use std::fmt::Debug;
use std::hash::Hash;

/// Most states of the search for an order of the operations on one part, unless
/// said otherwise: with 16 to 32 bytes each, 256 MB.
pub const STATES_MAX: usize = 8_000_000;

/// What a client may ask of an object, and how the object does it when it has
/// nothing else to do: the sequential specification.
pub trait Call: Clone + Debug + PartialEq {
    /// Names the part of the object that a call is about; calls about different
    /// parts have nothing to do with each other. `()` if there are no parts.
    type Key: Clone + Debug + Ord;
    /// The state of one part.
    type State: Clone + Debug + Eq + Hash;
    /// What the object answers.
    type Answer: Clone + Debug + PartialEq;

    /// The part that this call is about.
    fn key(&self) -> Self::Key;

    /// The state of a part before all calls.
    fn initial(key: &Self::Key) -> Self::State;

    /// Does what is asked, and answers.
    fn apply(&self, state: &mut Self::State) -> Self::Answer;

    /// Whether the call, where this is its answer, leaves any state as it is: a
    /// read, say. Without that a search is right too, and longer.
    fn only_looks(&self, _answer: &Self::Answer) -> bool {
        false
    }

    /// Whether neither the answer nor the state afterwards depends on the state
    /// before: a write, say. Without that a search is right too, and longer.
    fn overwrites(&self) -> bool {
        false
    }
}

/// What became of an operation, as far as its client knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<A> {
    /// It happened, and this was the answer.
    Ok {
        /// When the client had the answer.
        responded: Micros,
        /// The answer.
        answer: A,
    },
    /// It did not happen and never will.
    Failed,
    /// Nobody knows: no answer came. It may have happened at any time since, may
    /// happen yet, or never.
    Unknown,
}

/// A call by a client, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation<C: Call> {
    /// Who called; only for those who read the history.
    pub client: u32,
    /// What was asked.
    pub call: C,
    /// When it was asked.
    pub invoked: Micros,
    /// What became of it.
    pub outcome: Outcome<C::Answer>,
}

impl<C: Call> Operation<C> {
    /// When the client had the answer, if there was one.
    pub fn responded(&self) -> Option<Micros> {
        match self.outcome {
            Outcome::Ok { responded, .. } => Some(responded),
            Outcome::Failed | Outcome::Unknown => None,
        }
    }
}

/// Where an operation seems to have happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The place of the operation in the history.
    pub operation: usize,
    /// The earliest moment for it in this order; several may share one.
    pub at: Micros,
}

/// The result of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict<K> {
    /// This order explains all answers. It has the operations with an answer,
    /// and those of unknown outcome that must have happened.
    Linearizable(Vec<Point>),
    /// No order does.
    Violated(Evidence<K>),
    /// Nobody knows: the search for an order of the operations on this part came
    /// to its bound. No part that was decided is violated.
    Undecided(K),
}

impl<K> Verdict<K> {
    /// Whether there is an order that explains all answers.
    pub fn is_linearizable(&self) -> bool {
        matches!(self, Verdict::Linearizable(_))
    }
}

/// Why a history is not linearizable: there is an order that explains all answers
/// earlier than this one, and none that explains this one too. What was asked
/// after this answer does not matter; what was under way does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence<K> {
    /// The part of the object that it is about.
    pub key: K,
    /// The place of the operation whose answer nothing explains.
    pub unexplained: usize,
    /// An order that explains the answers about this part until then.
    pub explained: Vec<Point>,
}

/// Looks for an order of `history` that explains all answers. Of several keys
/// without one, the least is reported.
///
/// An operation comes before another if its response is earlier than the other's
/// invocation; at one moment they count as concurrent.
///
/// # Panics
///
/// If an operation responds before it is invoked.
///
/// ```
/// # use sim::Micros;
/// # use sim::history::{check, Operation, Outcome, Register, Value, Verdict};
/// let ok = |from, to, call, answer| Operation {
///     client: 0,
///     call,
///     invoked: Micros::from_millis(from),
///     outcome: Outcome::Ok { responded: Micros::from_millis(to), answer },
/// };
/// let write = ok(0, 10, Register::Write("x", 1), Value::Done);
/// // While the write is under way, a read may see either value …
/// let new = ok(2, 4, Register::Read("x"), Value::Is(Some(1)));
/// let old = ok(6, 8, Register::Read("x"), Value::Is(None));
/// assert!(check(&[write.clone(), new.clone()]).is_linearizable());
/// assert!(check(&[write.clone(), old.clone()]).is_linearizable());
/// // … but not the new one and then the old one.
/// let Verdict::Violated(evidence) = check(&[write, new, old]) else { panic!() };
/// assert_eq!(evidence.unexplained, 2);
/// ```
pub fn check<C: Call>(history: &[Operation<C>]) -> Verdict<C::Key> {
    check_within(history, STATES_MAX)
}

/// As [`check`], with a bound of its own on the states of a search.
///
/// # Panics
///
/// If an operation responds before it is invoked.
pub fn check_within<C: Call>(
    history: &[Operation<C>],
    states_max: usize,
) -> Verdict<C::Key> {
    let mut undecided = None;
    let mut points = Vec::new();
    for (key, part) in parts(history) {
        let search = Search::new(history, &part, C::initial(&key));
        match search.run(states_max) {
            Found::Order(order) => points.extend(place(history, &order)),
            Found::Unexplained(order, unexplained) => {
                let order = place(history, &order).into_iter();
                let explained = order.map(|(_, point)| point).collect();
                let evidence = Evidence { key, unexplained, explained };
                return Verdict::Violated(evidence);
            }
            Found::Neither => {
                undecided.get_or_insert(key);
            }
        }
    }
    match undecided {
        Some(key) => Verdict::Undecided(key),
        None => {
            // Within a part the order stays as it is.
            let points = in_order(points).into_iter();
            Verdict::Linearizable(points.map(|(_, point)| point).collect())
        }
    }
}

/// The operations on each part that may have happened.
fn parts<C: Call>(history: &[Operation<C>]) -> LiteMap<C::Key, Vec<usize>> {
    let mut parts: LiteMap<C::Key, Vec<usize>> = LiteMap::new();
    for (place, operation) in history.iter().enumerate() {
        let is_backward = |at| at < operation.invoked;
        assert!(
            !operation.responded().is_some_and(is_backward),
            "operation {place} responds before it is invoked"
        );
        if !matches!(operation.outcome, Outcome::Failed) {
            let key = operation.call.key();
            match parts.get_mut(&key) {
                Some(part) => part.push(place),
                None => drop(parts.insert(key, vec![place])),
            }
        }
    }
    parts
}

/// Gives each operation of an order the earliest moment that keeps the order.
fn place<C: Call>(
    history: &[Operation<C>],
    order: &[usize],
) -> Vec<(Micros, Point)> {
    let mut at = Micros::ZERO;
    let earliest = |&operation: &usize| {
        at = at.max(history[operation].invoked);
        (at, Point { operation, at })
    };
    order.iter().map(earliest).collect()
}
