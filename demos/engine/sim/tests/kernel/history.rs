//! The checker agrees with trying all orders.

use proptest::prelude::*;
use sim::Micros;
use sim::history::{
    Call, Operation, Outcome, Point, Register, Value, Verdict, check,
};

type Op = Operation<Register<u8, u8>>;

fn op(
    client: u32,
    from: u64,
    to: u64,
    call: Register<u8, u8>,
    answer: Value<u8>,
) -> Op {
    let outcome = Outcome::Ok { responded: Micros::new(to), answer };
    Operation { client, call, invoked: Micros::new(from), outcome }
}

fn write(from: u64, to: u64, value: u8) -> Op {
    op(0, from, to, Register::Write(0, value), Value::Done)
}

fn read(from: u64, to: u64, value: impl Into<Option<u8>>) -> Op {
    op(1, from, to, Register::Read(0), Value::Is(value.into()))
}

fn cas(from: u64, to: u64, old: u8, new: u8, answer: Value<u8>) -> Op {
    op(2, from, to, Register::CompareAndSet(0, Some(old), new), answer)
}

fn unknown(from: u64, call: Register<u8, u8>) -> Op {
    let outcome = Outcome::Unknown;
    Operation { client: 3, call, invoked: Micros::new(from), outcome }
}

fn failed(from: u64, call: Register<u8, u8>) -> Op {
    Operation { outcome: Outcome::Failed, ..unknown(from, call) }
}

fn on_key(key: u8, operation: Op) -> Op {
    let call = match operation.call {
        Register::Read(_) => Register::Read(key),
        Register::Write(_, value) => Register::Write(key, value),
        Register::CompareAndSet(_, old, new) => {
            Register::CompareAndSet(key, old, new)
        }
    };
    Operation { call, ..operation }
}

/// Which operation is not explained.
fn unexplained(history: &[Op]) -> Option<usize> {
    match check(history) {
        Verdict::Linearizable(points) => {
            assert_explains(history, &points);
            None
        }
        Verdict::Violated(evidence) => Some(evidence.unexplained),
        Verdict::Undecided(key) => panic!("{key} is not decided"),
    }
}

/// Whether an order is one that a single copy would have answered so, and each
/// operation is in it at a moment while it was under way.
fn assert_explains(history: &[Op], points: &[Point]) {
    let mut states = std::collections::BTreeMap::new();
    assert!(points.is_sorted_by_key(|point| point.at));
    for Point { operation, at } in points {
        let Operation { call, invoked, outcome, .. } = &history[*operation];
        let state = states.entry(call.key()).or_insert(None);
        let answered = call.apply(state);
        assert!(*invoked <= *at, "{operation} happens before it is invoked");
        match outcome {
            Outcome::Ok { responded, answer } => {
                assert!(
                    *at <= *responded,
                    "{operation} happens after its response"
                );
                assert_eq!(answered, *answer, "{operation} has another answer");
            }
            Outcome::Unknown => {}
            Outcome::Failed => panic!("{operation} failed and happens"),
        }
    }
    let is_in = |index| points.iter().filter(|p| p.operation == index).count();
    for (index, operation) in history.iter().enumerate() {
        match operation.outcome {
            Outcome::Ok { .. } => assert_eq!(is_in(index), 1),
            Outcome::Unknown => assert!(is_in(index) <= 1),
            Outcome::Failed => assert_eq!(is_in(index), 0),
        }
    }
}

#[test]
fn nothing_at_all_is_linearizable() {
    assert_eq!(unexplained(&[]), None);
}

#[test]
fn one_after_another_must_be_right() {
    assert_eq!(unexplained(&[write(0, 1, 5), read(2, 3, 5)]), None);
    assert_eq!(unexplained(&[write(0, 1, 5), read(2, 3, None)]), Some(1));
    assert_eq!(unexplained(&[read(0, 1, None), write(2, 3, 5)]), None);
    assert_eq!(unexplained(&[read(0, 1, 5), write(2, 3, 5)]), Some(0));
}

#[test]
fn a_read_during_a_write_may_see_either() {
    assert_eq!(unexplained(&[write(0, 9, 5), read(2, 3, 5)]), None);
    assert_eq!(unexplained(&[write(0, 9, 5), read(2, 3, None)]), None);
    // At the very moment of the response they still count as concurrent.
    assert_eq!(unexplained(&[write(0, 9, 5), read(9, 12, None)]), None);
    assert_eq!(unexplained(&[write(0, 9, 5), read(10, 12, None)]), Some(1));
}

/// New and then old: what makes a register atomic rather than regular.
#[test]
fn a_new_value_is_not_followed_by_an_old_one() {
    let inversion = [write(0, 9, 5), read(1, 2, 5), read(3, 4, None)];
    assert_eq!(unexplained(&inversion), Some(2));
    let overlapping = [write(0, 9, 5), read(1, 4, 5), read(3, 5, None)];
    assert_eq!(unexplained(&overlapping), None);
}

/// Two clients agree on the order of two writes that overlap, or it is wrong.
#[test]
fn readers_agree_on_the_order_of_writes() {
    let writes = [write(0, 100, 1), write(0, 100, 2)];
    let history = |reads: [Op; 4]| [writes.to_vec(), reads.to_vec()].concat();
    let agree = [read(1, 9, 1), read(2, 8, 1), read(10, 19, 2), read(11, 18, 2)];
    assert_eq!(unexplained(&history(agree)), None);
    let differ = [read(1, 9, 1), read(2, 8, 2), read(10, 19, 2), read(11, 18, 1)];
    assert!(unexplained(&history(differ)).is_some());
}

#[test]
fn the_first_answer_that_nothing_explains_is_named() {
    let history = [
        write(0, 1, 1),
        read(2, 3, 1),
        write(4, 20, 2),
        read(5, 6, 2),
        read(8, 9, 1), // stale
        read(10, 11, 2),
        read(12, 13, 1), // stale as well
    ];
    let Verdict::Violated(evidence) = check(&history) else {
        panic!("it is stale")
    };
    assert_eq!((evidence.key, evidence.unexplained), (0, 4));
    let explained: Vec<_> =
        evidence.explained.iter().map(|p| p.operation).collect();
    assert_eq!(explained, [0, 1, 2, 3]);
}

#[test]
fn compare_and_set_has_one_winner() {
    let race = |first, second| {
        [
            write(0, 1, 1),
            cas(2, 9, 1, 2, first),
            cas(2, 9, 1, 3, second),
            read(10, 11, 2),
        ]
    };
    assert_eq!(unexplained(&race(Value::Done, Value::Differs)), None);
    assert_eq!(unexplained(&race(Value::Done, Value::Done)), Some(2));
    assert!(unexplained(&race(Value::Differs, Value::Done)).is_some());
    assert!(unexplained(&race(Value::Differs, Value::Differs)).is_some());
}

#[test]
fn an_unknown_write_may_happen_at_any_time_or_never() {
    let lost = unknown(0, Register::Write(0, 5));
    let with = |reads: &[Op]| [std::slice::from_ref(&lost), reads].concat();
    assert_eq!(unexplained(&with(&[read(1, 2, None)])), None);
    assert_eq!(unexplained(&with(&[read(1, 2, 5)])), None);
    assert_eq!(unexplained(&with(&[read(1, 2, None), read(900, 901, 5)])), None);
    assert_eq!(unexplained(&with(&[read(1, 2, 5), read(3, 4, None)])), Some(2));
    // Once is all: it does not happen again after another write.
    let again = [read(1, 2, 5), write(3, 4, 6), read(5, 6, 5)];
    assert_eq!(unexplained(&with(&again)), Some(3));
}

#[test]
fn an_unknown_write_does_not_happen_before_it_is_asked() {
    let history = [read(0, 1, 5), unknown(2, Register::Write(0, 5))];
    assert_eq!(unexplained(&history), Some(0));
}

#[test]
fn a_failed_write_never_happens() {
    let history = [failed(0, Register::Write(0, 5)), read(1, 2, 5)];
    assert_eq!(unexplained(&history), Some(1));
    let history = [failed(0, Register::Write(0, 5)), read(1, 2, None)];
    assert_eq!(unexplained(&history), None);
}

#[test]
fn keys_are_judged_apart_and_put_into_one_order() {
    let history = [
        on_key(1, write(0, 10, 1)),
        on_key(2, write(1, 3, 2)),
        on_key(2, read(4, 5, 2)),
        on_key(1, read(6, 7, 1)),
        on_key(3, read(6, 7, None)),
    ];
    assert_eq!(unexplained(&history), None);
    let stale = [&history[..], &[on_key(2, read(8, 9, None))]].concat();
    let Verdict::Violated(evidence) = check(&stale) else { panic!("it is stale") };
    assert_eq!((evidence.key, evidence.unexplained), (2, 5));
}

#[test]
#[should_panic(expected = "operation 0 responds before it is invoked")]
fn time_goes_forward() {
    check(&[write(5, 4, 1)]);
}

/// Ten clients at once, a hundred rounds: without remembering what was tried
/// and without keys this would never end.
#[test]
fn a_thousand_operations_that_overlap_are_checked() {
    let mut history = Vec::new();
    for round in 0..100 {
        for client in 0..10 {
            let from = round * 100 + client;
            let operation = match client % 2 {
                0 => write(from, from + 90, (client % 3) as u8),
                _ => read(from, from + 90, (client % 3) as u8),
            };
            history.push(operation);
        }
    }
    assert_eq!(unexplained(&history), None);
    history.push(read(20_000, 20_001, 77));
    assert_eq!(unexplained(&history), Some(1_000));
}

/// Tries every order of every choice of unknown operations.
fn oracle(history: &[Op]) -> bool {
    let mut open: Vec<_> = (0..history.len())
        .filter(|index| history[*index].outcome != Outcome::Failed)
        .collect();
    let mut states = std::collections::BTreeMap::new();
    goes_on(history, &mut open, &mut states)
}

fn goes_on(
    history: &[Op],
    open: &mut Vec<usize>,
    states: &mut std::collections::BTreeMap<u8, Option<u8>>,
) -> bool {
    let has_answer = |index: &usize| history[*index].responded().is_some();
    if !open.iter().any(has_answer) {
        return true;
    }
    for place in 0..open.len() {
        let index = open.remove(place);
        let Operation { call, invoked, outcome, .. } = &history[index];
        let is_before = |other: &usize| {
            history[*other].responded().is_some_and(|at| at < *invoked)
        };
        if !open.iter().any(is_before) {
            let before = states.clone();
            let answered = call.apply(states.entry(call.key()).or_insert(None));
            let is_right = match outcome {
                Outcome::Ok { answer, .. } => *answer == answered,
                Outcome::Unknown | Outcome::Failed => true,
            };
            if is_right && goes_on(history, open, states) {
                return true;
            }
            *states = before;
        }
        open.insert(place, index);
    }
    false
}

fn an_operation() -> impl Strategy<Value = Op> {
    let value = || 0_u8..2;
    let key = 0_u8..2;
    let held = || prop::option::of(value());
    let call = prop_oneof![
        3 => (key.clone(), held())
            .prop_map(|(key, seen)| (Register::Read(key), Value::Is(seen))),
        2 => (key.clone(), value())
            .prop_map(|(key, value)| (Register::Write(key, value), Value::Done)),
        1 => (key, held(), value(), any::<bool>()).prop_map(|(key, old, new, won)| {
            let answer = if won { Value::Done } else { Value::Differs };
            (Register::CompareAndSet(key, old, new), answer)
        }),
    ];
    let outcome = prop_oneof![8 => Just(0), 2 => Just(1), 1 => Just(2)];
    (call, 0_u64..12, 0_u64..6, outcome).prop_map(
        |((call, answer), from, took, outcome)| match outcome {
            0 => op(0, from, from + took, call, answer),
            1 => unknown(from, call),
            _ => failed(from, call),
        },
    )
}

/// A history that a single copy could have given, with the responses late.
fn a_right_history() -> impl Strategy<Value = Vec<Op>> {
    let drafts = prop::collection::vec((an_operation(), 0_u64..4, 0_u64..4), 0..40);
    drafts.prop_map(|drafts| {
        let mut states = std::collections::BTreeMap::new();
        let mut history = Vec::new();
        for (at, (draft, early, late)) in (10_u64..).zip(drafts) {
            let invoked = Micros::new(at - early);
            let mut outcome = draft.outcome;
            if let Outcome::Ok { responded, answer } = &mut outcome {
                *responded = Micros::new(at + late);
                let call = &draft.call;
                *answer = call.apply(states.entry(call.key()).or_insert(None));
            }
            history.push(Operation { invoked, outcome, ..draft });
        }
        history
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn agrees_with_all_orders(
        history in prop::collection::vec(an_operation(), 0..7),
    ) {
        let verdict = check(&history);
        prop_assert_eq!(verdict.is_linearizable(), oracle(&history));
        match verdict {
            Verdict::Linearizable(points) => assert_explains(&history, &points),
            Verdict::Violated(evidence) => assert_smallest(&history, &evidence),
            Verdict::Undecided(key) => panic!("{key} is not decided"),
        }
    }
}

/// Without the unexplained answer and what was answered after it there is an
/// order, and what was asked after it does not matter.
fn assert_smallest(history: &[Op], evidence: &sim::history::Evidence<u8>) {
    let end = history[evidence.unexplained].responded().expect("it has an answer");
    let part: Vec<_> = history
        .iter()
        .filter(|o| o.call.key() == evidence.key && o.invoked <= end)
        .cloned()
        .collect();
    assert!(!oracle(&part), "the evidence is no violation");
    let explained: Vec<_> =
        evidence.explained.iter().map(|point| point.operation).collect();
    assert!(!explained.contains(&evidence.unexplained));
    for (index, operation) in history.iter().enumerate() {
        let is_earlier = operation.responded().is_some_and(|at| at < end);
        if is_earlier && operation.call.key() == evidence.key {
            assert!(explained.contains(&index), "{index} is earlier");
        }
    }
    let only: Vec<_> =
        explained.iter().map(|index| history[*index].clone()).collect();
    let order: Vec<_> = (0..).zip(&evidence.explained).collect();
    let points: Vec<_> =
        order.iter().map(|(n, p)| Point { operation: *n, at: p.at }).collect();
    assert_explains(&only, &points);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_right_history_is_never_refused(history in a_right_history()) {
        prop_assert_eq!(unexplained(&history), None);
    }
}
