//! Each consistency model against all permutations, over *all* small histories; and
//! the linearizable ones against the kernel's own search.

use super::histories::{each_history, each_timing};
use models::cap_theorem::consistency::{
    Access, History, Level, Operation, Register, Value, Verdict,
};
use sim::history::{self, Outcome, Register as Call};

/// Whether some order of `places` keeps the pairs of `before` and has each read
/// return what was written last: by trying every permutation.
fn has_order(
    history: &History,
    places: &mut [usize],
    fixed: usize,
    before: &dyn Fn(usize, usize) -> bool,
) -> bool {
    if fixed == places.len() {
        return is_legal(history, places);
    }
    for swap in fixed..places.len() {
        places.swap(fixed, swap);
        let (next, later) = (places[fixed], &places[fixed + 1..]);
        let may = !later.iter().any(|other| before(*other, next));
        if may && has_order(history, places, fixed + 1, before) {
            return true;
        }
        places.swap(fixed, swap);
    }
    false
}

fn is_legal(history: &History, order: &[usize]) -> bool {
    let mut held: [Value; 2] = [0, 0];
    order.iter().all(|place| {
        let operation = &history.operations[*place];
        let held = &mut held[operation.register as usize];
        match operation.access {
            Access::Write(value) => {
                *held = value;
                true
            }
            Access::Read(value) => *held == value,
        }
    })
}

/// What is not transitive of itself, made so by looking at all triples again and
/// again.
fn closed(count: usize, pair: impl Fn(usize, usize) -> bool) -> Vec<Vec<bool>> {
    let row = |a| (0..count).map(|b| pair(a, b)).collect();
    let mut all: Vec<Vec<bool>> = (0..count).map(row).collect();
    loop {
        let mut is_new = false;
        for a in 0..count {
            for b in 0..count {
                for c in 0..count {
                    if all[a][b] && all[b][c] && !all[a][c] {
                        all[a][c] = true;
                        is_new = true;
                    }
                }
            }
        }
        if !is_new {
            return all;
        }
    }
}

/// What each definition says, as its paper does and as slowly as can be.
fn by_definition(level: Level, history: &History) -> bool {
    let o = &history.operations;
    let count = o.len();
    let program =
        |a: usize, b: usize| o[a].process == o[b].process && o[a].from < o[b].from;
    let writes = |a: usize| matches!(o[a].access, Access::Write(_));
    let reads_from = |a: usize, b: usize| {
        let same = o[a].register == o[b].register && o[a].value() == o[b].value();
        writes(a) && !writes(b) && same
    };
    let all = |before: &dyn Fn(usize, usize) -> bool| {
        has_order(history, &mut (0..count).collect::<Vec<_>>(), 0, before)
    };
    let each = |before: &dyn Fn(usize, usize) -> bool| {
        (1..=history.processes).all(|own| {
            let seen = (0..count).filter(|p| writes(*p) || o[*p].process == own);
            has_order(history, &mut seen.collect::<Vec<_>>(), 0, before)
        })
    };
    let own_reads = |a: usize, b: usize| program(a, b) && !writes(a) && !writes(b);
    match level {
        Level::Linearizable => all(&|a, b| o[a].to.unwrap() < o[b].from),
        Level::Sequential => all(&program),
        Level::Causal => {
            let causes = closed(count, |a, b| program(a, b) || reads_from(a, b));
            let is_circle = (0..count).any(|place| causes[place][place]);
            !is_circle && each(&|a, b| causes[a][b])
        }
        Level::Pram => each(&program),
        Level::ReadYourWrites => {
            each(&|a, b| program(a, b) && writes(a) && !writes(b))
        }
        Level::MonotonicReads => each(&own_reads),
        Level::MonotonicWrites => {
            each(&|a, b| own_reads(a, b) || program(a, b) && writes(a) && writes(b))
        }
        Level::WritesFollowReads => {
            let follows = closed(count, |a, b| {
                let read = |r: usize| reads_from(a, r) && program(r, b);
                writes(b) && (0..count).any(read)
            });
            let is_circle = (0..count).any(|place| follows[place][place]);
            !is_circle && each(&|a, b| own_reads(a, b) || follows[a][b])
        }
        Level::Eventual => converges(history),
    }
}

/// There is an order of the writes of each register, the same for all, of which the
/// last reads see everything.
fn converges(history: &History) -> bool {
    Register::ALL.into_iter().all(|register| {
        let of = |is_write| {
            let about = history.operations.iter().enumerate();
            let about = about.filter(move |(_, o)| {
                o.register == register && o.is_write() == is_write
            });
            about.map(|(place, _)| place).collect::<Vec<_>>()
        };
        let (mut writes, reads) = (of(true), of(false));
        let o = &history.operations;
        let is_last = |read: &usize| {
            let later = reads.iter().filter(|other| {
                o[**other].process == o[*read].process
                    && o[**other].from > o[*read].from
            });
            let is_quiet = writes.iter().all(|w| o[*w].to.unwrap() < o[*read].from);
            later.count() == 0 && is_quiet
        };
        let last: Vec<usize> = reads.iter().copied().filter(is_last).collect();
        let sees_all = |writes: &[usize]| {
            let end = writes.last().map_or(0, |write| o[*write].value());
            last.iter().all(|read| o[*read].value() == end)
        };
        some_permutation(&mut writes, 0, &sees_all)
    })
}

fn some_permutation(
    places: &mut [usize],
    fixed: usize,
    is_it: &dyn Fn(&[usize]) -> bool,
) -> bool {
    if fixed == places.len() {
        return is_it(places);
    }
    (fixed..places.len()).any(|swap| {
        places.swap(fixed, swap);
        let found = some_permutation(places, fixed + 1, is_it);
        places.swap(fixed, swap);
        found
    })
}

fn holds(level: Level, history: &History) -> bool {
    matches!(level.check(history), Verdict::Holds(_))
}

/// All that do not look at the clock, over all histories of up to five operations
/// on two registers by up to five processes.
#[test]
fn every_model_without_a_clock_is_what_its_definition_says() {
    let mut seen = 0;
    for operations in 1..=5 {
        each_history(operations, 2, |history| {
            seen += 1;
            for level in Level::ALL {
                let has_clock =
                    matches!(level, Level::Linearizable | Level::Eventual);
                if !has_clock {
                    let expected = by_definition(level, history);
                    assert_eq!(
                        holds(level, history),
                        expected,
                        "{level:?} {history:?}"
                    );
                }
            }
        });
    }
    assert_eq!(seen, 22_878);
}

/// Those that do, over all histories of up to four operations on one register, and
/// of three on two, at all times.
#[test]
fn every_model_with_a_clock_is_what_its_definition_says() {
    let mut seen = 0;
    for (operations, registers) in [(1, 2), (2, 2), (3, 2), (4, 1)] {
        each_history(operations, registers, |history| {
            each_timing(history, &mut |history| {
                seen += 1;
                for level in [Level::Linearizable, Level::Eventual] {
                    let expected = by_definition(level, history);
                    assert_eq!(
                        holds(level, history),
                        expected,
                        "{level:?} {history:?}"
                    );
                }
                let kernel = history::check(&calls(history)).is_linearizable();
                assert_eq!(
                    holds(Level::Linearizable, history),
                    kernel,
                    "{history:?}"
                );
            });
        });
    }
    assert_eq!(seen, 322_382);
}

fn calls(history: &History) -> Vec<history::Operation<Call<Register, Value>>> {
    let call = |operation: &Operation| {
        let (call, answer) = match operation.access {
            Access::Write(value) => {
                (Call::Write(operation.register, value), history::Value::Done)
            }
            Access::Read(value) => {
                let value = (value > 0).then_some(value);
                (Call::Read(operation.register), history::Value::Is(value))
            }
        };
        history::Operation {
            client: operation.process,
            call,
            invoked: operation.from,
            outcome: match operation.to {
                Some(responded) => Outcome::Ok { responded, answer },
                None => Outcome::Unknown,
            },
        }
    };
    history.operations.iter().map(call).collect()
}

/// Which models imply which, and which do not, over the same histories: for each
/// pair that does not there is a witness.
#[test]
fn models_imply_what_they_are_said_to_and_no_more() {
    let mut witnesses = vec![vec![0u32; 9]; 9];
    let mut all_four_without_pram = 0;
    let mut look = |history: &History| {
        let holding = Level::ALL.map(|level| holds(level, history));
        for (strong, is_strong) in holding.iter().enumerate() {
            for (weak, is_weak) in holding.iter().enumerate() {
                if *is_strong && !is_weak {
                    let [a, b] = [Level::ALL[strong], Level::ALL[weak]];
                    assert!(!a.implies(b), "{a:?} without {b:?}: {history:?}");
                    witnesses[strong][weak] += 1;
                }
            }
        }
        let [.., ryw, mr, mw, wfr, _] = holding;
        all_four_without_pram += u32::from(ryw && mr && mw && wfr && !holding[3]);
    };
    for operations in 1..=5 {
        each_history(operations, 2, &mut look);
    }
    for (operations, registers) in [(3, 2), (4, 1)] {
        each_history(operations, registers, |history| {
            each_timing(history, &mut look);
        });
    }
    for (strong, row) in witnesses.iter().enumerate() {
        for (weak, count) in row.iter().enumerate() {
            let [a, b] = [Level::ALL[strong], Level::ALL[weak]];
            assert_eq!(*count > 0, !a.implies(b), "{a:?} without {b:?}: {count}");
        }
    }
    assert!(all_four_without_pram > 0);
}

/// Wherever an order fails there is a circle to show, of edges that are there.
#[test]
fn whatever_fails_has_a_circle() {
    let mut look = |history: &History| {
        for level in Level::ALL {
            let Verdict::Fails(evidence) = level.check(history) else { continue };
            if level == Level::Eventual {
                continue;
            }
            let steps = &evidence.steps;
            assert!(!steps.is_empty(), "{level:?} {history:?}");
            for (place, step) in steps.iter().enumerate() {
                let next = steps[(place + 1) % steps.len()];
                assert_eq!(step.to, next.from, "{level:?} {history:?}");
            }
        }
    };
    for operations in 1..=5 {
        each_history(operations, 2, &mut look);
    }
    each_history(4, 1, |history| each_timing(history, &mut look));
}

/// By themselves, monotonic writes cannot be told by clients that read one register
/// at a time: what a read returns can always have been all that there was.
#[test]
fn the_order_of_writes_alone_is_seen_by_nobody() {
    let mut seen = 0;
    each_history(5, 2, |history| {
        let o = &history.operations;
        let writes_only = |a: usize, b: usize| {
            o[a].is_write() && o[b].is_write() && o[a].precedes(&o[b])
        };
        for own in 1..=history.processes {
            let seen_by =
                (0..o.len()).filter(|p| o[*p].is_write() || o[*p].process == own);
            let mut places: Vec<usize> = seen_by.collect();
            assert!(
                has_order(history, &mut places, 0, &writes_only),
                "{history:?}"
            );
        }
        seen += 1;
    });
    assert!(seen > 20_000, "{seen}");
}
