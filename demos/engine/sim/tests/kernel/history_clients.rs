//! Histories of fifty clients: hard ones are decided, and the hardest end with
//! "not decided", within a bound.

use sim::history::{
    Call, Operation, Outcome, Register, Value, Verdict, check, check_within,
};
use sim::{Chance, Micros, Stream};
use std::collections::BTreeMap;

/// A call to one of many texts, which are empty at first: the object of the
/// histories that come with Porcupine, which are of a service that students
/// write.
///
/// - Source: [`test_data/kv`][kv] of Porcupine.
///
/// [kv]: https://github.com/anishathalye/porcupine/tree/master/test_data/kv
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    Get(u8),
    Put(u8, String),
    Append(u8, String),
}

impl Call for Text {
    type Key = u8;
    type State = String;
    /// Of a get the text; of the others nothing.
    type Answer = Option<String>;

    fn key(&self) -> u8 {
        match self {
            Text::Get(key) | Text::Put(key, _) | Text::Append(key, _) => *key,
        }
    }

    fn initial(_: &u8) -> String {
        String::new()
    }

    fn apply(&self, held: &mut String) -> Option<String> {
        match self {
            Text::Get(_) => return Some(held.clone()),
            Text::Put(_, text) => held.clone_from(text),
            Text::Append(_, text) => held.push_str(text),
        }
        None
    }

    fn only_looks(&self, _: &Option<String>) -> bool {
        matches!(self, Text::Get(_))
    }

    fn overwrites(&self) -> bool {
        matches!(self, Text::Put(..))
    }
}

/// When an operation is asked, happens and is answered.
struct Times {
    client: u32,
    asked: u64,
    happens: u64,
    answered: u64,
}

/// The times of the operations of clients that ask one after another: most are
/// answered soon, some only after a third of the run.
fn times(stream: &mut Stream, clients: u32, each: u64) -> Vec<Times> {
    let mut times = Vec::new();
    for client in 0..clients {
        let mut now = stream.below(20);
        for _ in 0..each {
            let is_starved = stream.happens(Chance::percent(10));
            let takes = stream.exponential(if is_starved { 4_000 } else { 100 });
            let happens = now + stream.between(0, takes);
            let (asked, answered) = (now, now + takes);
            times.push(Times { client, asked, happens, answered });
            now = answered + 1 + stream.below(20);
        }
    }
    times
}

/// A history in which the operations really happen at their times.
fn played<C: Call>(
    times: &[Times],
    mut call: impl FnMut(&Times, usize) -> C,
) -> Vec<Operation<C>> {
    let calls: Vec<_> =
        times.iter().enumerate().map(|(place, t)| call(t, place)).collect();
    let mut in_order: Vec<_> = (0..times.len()).collect();
    in_order.sort_by_key(|place| times[*place].happens);
    let mut states = BTreeMap::new();
    let mut answers = vec![None; times.len()];
    for place in in_order {
        let key = calls[place].key();
        let state = states.entry(key.clone()).or_insert_with(|| C::initial(&key));
        answers[place] = Some(calls[place].apply(state));
    }
    let operation = |((times, call), answer): ((&Times, C), Option<C::Answer>)| {
        let responded = Micros::new(times.answered);
        let outcome =
            Outcome::Ok { responded, answer: answer.expect("all happen") };
        let invoked = Micros::new(times.asked);
        Operation { client: times.client, call, invoked, outcome }
    };
    times.iter().zip(calls).zip(answers).map(operation).collect()
}

/// Fifty clients, ten texts, a thousand operations: as hard as the histories of
/// Porcupine, which look like this.
fn texts(seed: u64) -> Vec<Operation<Text>> {
    let mut stream = Stream::new(seed, "texts", 0);
    let times = times(&mut stream, 50, 20);
    played(&times, |times, place| {
        let key = stream.below(10) as u8;
        let text = format!("x {} {place} y", times.client);
        match stream.below(100) {
            0..46 => Text::Get(key),
            46..93 => Text::Append(key, text),
            _ => Text::Put(key, text),
        }
    })
}

/// The last get that saw something sees nothing.
fn with_a_lost_text(mut history: Vec<Operation<Text>>) -> Vec<Operation<Text>> {
    let last = history.iter_mut().rev().find_map(|o| match &mut o.outcome {
        Outcome::Ok { answer: Some(text), .. } if !text.is_empty() => Some(text),
        _ => None,
    });
    last.expect("something is got").clear();
    history
}

/// Fifty clients of one register that read and write: `values` of them.
fn register(seed: u64, values: u64) -> Vec<Operation<Register<(), u64>>> {
    let mut stream = Stream::new(seed, "register", 0);
    let times = times(&mut stream, 50, 20);
    played(&times, |_, place| match stream.below(2) {
        0 => Register::Read(()),
        _ => Register::Write((), (place as u64 * 7) % values),
    })
}

#[test]
fn fifty_clients_of_ten_texts_are_decided() {
    for seed in 0..5 {
        let verdict = check(&texts(seed));
        assert!(verdict.is_linearizable(), "seed {seed}");
        let verdict = check(&with_a_lost_text(texts(seed)));
        assert!(matches!(verdict, Verdict::Violated(_)), "seed {seed}");
    }
}

/// Whether values are told apart or few, and where one read is stale.
#[test]
fn fifty_clients_of_one_register_are_decided() {
    for seed in 0..3 {
        for values in [5, 1_000] {
            let history = register(seed, values);
            assert!(check(&history).is_linearizable(), "seed {seed}");
        }
        let verdict = check(&with_a_stale_read(register(seed, 1_000)));
        assert!(matches!(verdict, Verdict::Violated(_)), "seed {seed}");
    }
}

/// The last read sees the first value that was ever seen.
fn with_a_stale_read(
    mut history: Vec<Operation<Register<(), u64>>>,
) -> Vec<Operation<Register<(), u64>>> {
    let mut seen: Vec<_> = history
        .iter_mut()
        .filter_map(|operation| match &mut operation.outcome {
            Outcome::Ok { responded, answer: Value::Is(seen) } => {
                Some((*responded, seen))
            }
            _ => None,
        })
        .collect();
    seen.sort_by_key(|(at, _)| *at);
    let first = *seen[0].1;
    *seen.pop().expect("something is read").1 = first;
    history
}

/// All fifty clients append to one text at once, again and again, and once in a
/// while one looks: there are too many orders to try.
fn one_text() -> Vec<Operation<Text>> {
    let mut stream = Stream::new(0, "one text", 0);
    let times = times(&mut stream, 50, 20);
    played(&times, |_, place| match stream.below(10) {
        0 => Text::Get(0),
        _ => Text::Append(0, format!("{place} ")),
    })
}

/// Nothing is claimed of what was not decided, and memory is bounded: a state is
/// 32 bytes at most.
#[test]
fn what_is_too_hard_is_not_decided() {
    let verdict = check_within(&one_text(), 100_000);
    assert_eq!(verdict, Verdict::Undecided(0));
    assert!(!verdict.is_linearizable());
}

/// A violation is one, whatever else was not decided.
#[test]
fn a_violation_counts_for_more_than_what_is_not_decided() {
    let mut history = one_text();
    let answer = Some("never".to_string());
    let outcome = Outcome::Ok { responded: Micros::new(1), answer };
    let invoked = Micros::ZERO;
    let place = history.len();
    history.push(Operation { client: 0, call: Text::Get(1), invoked, outcome });
    match check_within(&history, 1_000) {
        Verdict::Violated(evidence) => assert_eq!(evidence.unexplained, place),
        other => panic!("{other:?}"),
    }
}
