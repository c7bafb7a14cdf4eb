//! The sequential specification of registers: read, write, compare and set.

use super::Call;
use std::fmt::Debug;
use std::hash::Hash;

/// A call to one of many registers, which have names and hold nothing at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Register<K, V> {
    /// What does it hold?
    Read(K),
    /// Hold this from now on.
    Write(K, V),
    /// If it holds the first (`None`: nothing), hold the second from now on.
    CompareAndSet(K, Option<V>, V),
}

/// What a register answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value<V> {
    /// To a read: this.
    Is(Option<V>),
    /// It is done.
    Done,
    /// To a compare-and-set: it holds something else, and goes on to.
    Differs,
}

impl<K, V> Call for Register<K, V>
where
    K: Clone + Debug + Ord,
    V: Clone + Debug + Ord + Hash,
{
    type Key = K;
    type State = Option<V>;
    type Answer = Value<V>;

    fn key(&self) -> K {
        match self {
            Register::Read(key)
            | Register::Write(key, _)
            | Register::CompareAndSet(key, _, _) => key.clone(),
        }
    }

    fn initial(_: &K) -> Option<V> {
        None
    }

    fn apply(&self, held: &mut Option<V>) -> Value<V> {
        match self {
            Register::Read(_) => Value::Is(held.clone()),
            Register::CompareAndSet(_, expected, _) if held != expected => {
                Value::Differs
            }
            Register::Write(_, value) | Register::CompareAndSet(_, _, value) => {
                *held = Some(value.clone());
                Value::Done
            }
        }
    }
    fn only_looks(&self, answer: &Value<V>) -> bool {
        match self {
            Register::Read(_) => true,
            Register::Write(..) => false,
            Register::CompareAndSet(..) => *answer == Value::Differs,
        }
    }

    fn overwrites(&self) -> bool {
        match self {
            Register::Write(..) => true,
            Register::Read(_) | Register::CompareAndSet(..) => false,
        }
    }
}
