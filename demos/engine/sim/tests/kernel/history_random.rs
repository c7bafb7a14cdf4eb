//! The checker beside a plain search, on histories in which much overlaps.

use super::history_clients::Text;
use proptest::prelude::*;
use sim::Micros;
use sim::history::{Call, Operation, Outcome, Register, Value, Verdict, check};
use std::collections::BTreeSet;

/// When an operation is answered, and its place in the history.
type End = (Micros, usize);

/// A plain search for an order of the operations on one part: every operation
/// that may be next is tried, and the same set of operations with the same state
/// is tried once. It knows nothing of what a call is.
struct Plain<'a, C: Call<State: Ord>> {
    history: &'a [Operation<C>],
    /// The last response that the order has to explain. What has a later one may
    /// have happened, and then with the answer that it had.
    until: End,
    tried: BTreeSet<(u32, C::State)>,
}

impl<C: Call<State: Ord>> Plain<'_, C> {
    fn goes_on(&mut self, taken: u32, state: C::State) -> bool {
        if !self.tried.insert((taken, state.clone())) {
            return false;
        }
        let history = self.history;
        let is_left = |place: &usize| taken & 1 << place == 0;
        let left = (0..history.len()).filter(is_left);
        let ends = left.clone().filter_map(|place| end(history, place));
        let Some((end, _)) = ends.filter(|end| *end <= self.until).min() else {
            return true;
        };
        left.filter(|place| history[*place].invoked <= end).any(|place| {
            let mut after = state.clone();
            let answered = history[place].call.apply(&mut after);
            let is_right = match &history[place].outcome {
                Outcome::Ok { answer, .. } => *answer == answered,
                Outcome::Unknown => true,
                Outcome::Failed => false,
            };
            is_right && self.goes_on(taken | 1 << place, after)
        })
    }
}

fn end<C: Call>(history: &[Operation<C>], place: usize) -> Option<End> {
    Some((history[place].responded()?, place))
}

/// The first response, in order of time, up to which there is no order.
fn first_unexplained<C: Call<State: Ord>>(
    history: &[Operation<C>],
    initial: C::State,
) -> Option<usize> {
    let ends = (0..history.len()).filter_map(|place| end(history, place));
    let mut ends: Vec<_> = ends.collect();
    ends.sort();
    let is_open = |until: &End| {
        let tried = BTreeSet::new();
        let mut search = Plain { history, until: *until, tried };
        !search.goes_on(0, initial.clone())
    };
    ends.into_iter().find(is_open).map(|(_, place)| place)
}

/// What the checker says, which must not be that it does not know.
fn unexplained<C: Call>(history: &[Operation<C>]) -> Option<usize> {
    match check(history) {
        Verdict::Linearizable(_) => None,
        Verdict::Violated(evidence) => Some(evidence.unexplained),
        Verdict::Undecided(_) => panic!("it is not decided"),
    }
}

/// A call with an answer that it may have, when it is asked and answered.
fn timed<C: Call>(
    (call, answer): (C, C::Answer),
    (from, took, is_known): (u64, u64, bool),
) -> Operation<C> {
    let responded = Micros::new(from + took);
    let outcome = match is_known {
        true => Outcome::Ok { responded, answer },
        false => Outcome::Unknown,
    };
    Operation { client: 0, call, invoked: Micros::new(from), outcome }
}

fn times() -> impl Strategy<Value = (u64, u64, bool)> {
    (0_u64..12, 0_u64..10, prop::bool::weighted(0.9))
}

fn on_a_register() -> impl Strategy<Value = Operation<Register<(), u8>>> {
    let value = || 0_u8..3;
    let held = || prop::option::weighted(0.9, value());
    let call = prop_oneof![
        4 => held().prop_map(|seen| (Register::Read(()), Value::Is(seen))),
        4 => value().prop_map(|value| (Register::Write((), value), Value::Done)),
        1 => (held(), value(), any::<bool>()).prop_map(|(old, new, won)| {
            let answer = if won { Value::Done } else { Value::Differs };
            (Register::CompareAndSet((), old, new), answer)
        }),
    ];
    (call, times()).prop_map(|(call, times)| timed(call, times))
}

fn on_a_text() -> impl Strategy<Value = Operation<Text>> {
    let letter = || prop::sample::select(vec!["a", "b"]).prop_map(String::from);
    let call = prop_oneof![
        3 => prop::collection::vec(letter(), 0..3)
            .prop_map(|letters| (Text::Get(0), Some(letters.concat()))),
        2 => letter().prop_map(|letter| (Text::Append(0, letter), None)),
        2 => letter().prop_map(|letter| (Text::Put(0, letter), None)),
    ];
    (call, times()).prop_map(|(call, times)| timed(call, times))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn registers_are_judged_as_a_plain_search_does(
        history in prop::collection::vec(on_a_register(), 0..12),
    ) {
        let first = first_unexplained(&history, None);
        prop_assert_eq!(unexplained(&history), first);
    }

    #[test]
    fn texts_are_judged_as_a_plain_search_does(
        history in prop::collection::vec(on_a_text(), 0..10),
    ) {
        let first = first_unexplained(&history, String::new());
        prop_assert_eq!(unexplained(&history), first);
    }
}
