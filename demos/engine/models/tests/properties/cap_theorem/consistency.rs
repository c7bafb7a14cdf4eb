//! Histories that readers make: whatever they change, and at any moment.

use models::cap_theorem::consistency::{
    Access, Curated, Edit, GRID, History, Label, Level, OPERATIONS_MAX, Operation,
    PROCESSES_MAX, Recording, Register, SHORTEST, Verdict, View, WINDOW,
    legal_order,
};
use sim::history::{self, Outcome, Register as Call};
use sim::{Micros, Run, Stream};

const SEEDS: u64 = 10_000;

/// Any change, also ones that make no sense.
fn any_edit(stream: &mut Stream) -> Edit {
    let label = Label(stream.below(OPERATIONS_MAX as u64) as u8);
    let process = 1 + stream.below(5) as u32;
    let register = Register::ALL[stream.below(2) as usize];
    let from = Micros::from_millis(stream.below(140));
    match stream.below(10) {
        0 | 1 => Edit::Move(label, process, from),
        2 => Edit::Last(label, from),
        3..=5 => Edit::Return(label, stream.below(5) as u32),
        6 => Edit::Write(process, register, from),
        7 | 8 => Edit::Read(process, register, from),
        _ => match stream.below(3) {
            0 => Edit::Process,
            _ => Edit::Remove(label),
        },
    }
}

/// A run of some history, changed at its start.
fn any_run(seed: u64) -> Run<Recording> {
    let mut stream = Stream::new(seed, "history", 0);
    let curated = Curated::ALL[stream.below(12) as usize];
    let edits =
        (0..stream.below(12)).map(|_| (Micros::ZERO, any_edit(&mut stream)));
    Run::new(Recording::new(curated), edits.collect())
}

fn at_end(seed: u64) -> Run<Recording> {
    let mut run = any_run(seed);
    run.seek(WINDOW);
    run
}

/// Processes do one thing at a time, no two writes are of the same value, and every
/// value that is read was written.
fn assert_is_history(history: &History) {
    assert!(history.processes <= PROCESSES_MAX);
    assert!(history.operations.len() <= OPERATIONS_MAX);
    let mut written = Vec::new();
    for operation in &history.operations {
        let to = operation.to.expect("it has an end");
        let lasts = to.since(operation.from);
        assert!(lasts >= SHORTEST && operation.from >= GRID && to <= WINDOW);
        assert!((1..=history.processes).contains(&operation.process));
        match operation.access {
            Access::Write(value) => written.push(value),
            Access::Read(0) => {}
            Access::Read(_) => assert!(history.writer_of(operation).is_some()),
        }
    }
    let count = written.len();
    written.sort_unstable();
    written.dedup();
    assert_eq!(written.len(), count, "two writes of one value");
    for process in 1..=history.processes {
        for pair in history.of(process).windows(2) {
            assert!(pair[0].ended_before(pair[1]), "{pair:?}");
        }
    }
}

#[test]
fn whatever_is_changed_is_a_history() {
    for seed in 0..SEEDS {
        let run = at_end(seed);
        assert_is_history(run.model().history());
        assert!(run.model().is_over());
    }
}

/// An order that is shown has the right operations, each read returns what was
/// written last, and what the model keeps is kept.
fn assert_is_order(level: Level, history: &History, view: &View) {
    let order: Vec<_> =
        view.order.iter().map(|label| *history.get(*label).unwrap()).collect();
    let seen = history.operations.iter().filter(|o| {
        view.process.is_none_or(|own| o.process == own || o.is_write())
    });
    assert_eq!(order.len(), seen.count());
    let mut held = [0, 0];
    for (place, operation) in order.iter().enumerate() {
        match operation.access {
            Access::Write(value) => held[operation.register as usize] = value,
            Access::Read(value) => {
                assert_eq!(held[operation.register as usize], value)
            }
        }
        for later in &order[place + 1..] {
            assert!(level.before(history, later, operation).is_none(), "{level:?}");
        }
    }
}

#[test]
fn every_order_that_is_shown_is_one() {
    let mut by_level = [0; 9];
    for seed in 0..SEEDS {
        let run = at_end(seed);
        let history = run.model().history();
        for (place, level) in Level::ALL.into_iter().enumerate() {
            if let Verdict::Holds(views) = run.model().standing().verdict(level) {
                by_level[place] += 1;
                views.iter().for_each(|view| assert_is_order(level, history, view));
            }
        }
    }
    assert!(
        by_level.iter().all(|count| (500..9_500).contains(count)),
        "{by_level:?}"
    );
}

/// With up to twelve operations too there is a circle wherever there is no order.
#[test]
fn every_violation_has_a_circle() {
    let mut by_length = [0; 13];
    for seed in 0..SEEDS {
        let run = at_end(seed);
        for level in Level::ALL {
            let Verdict::Fails(evidence) = run.model().standing().verdict(level)
            else {
                continue;
            };
            if level != Level::Eventual {
                by_length[evidence.steps.len()] += 1;
            }
        }
    }
    assert_eq!(by_length[0], 0, "{by_length:?}");
}

/// What has happened cannot be undone by what happens later: a violated model stays
/// violated. Eventual consistency is told of at the end.
#[test]
fn a_violation_stays() {
    let mut later = 0;
    for seed in 0..SEEDS {
        let mut run = any_run(seed);
        let mut violated = [false; 9];
        loop {
            let standing = run.model().standing();
            for (place, level) in Level::ALL.into_iter().enumerate() {
                let fails = standing.fails(level)
                    || violated[place] && {
                        // Of reads that go back the order of writes is not told any more.
                        standing.verdict(level) == &Verdict::Untold
                    };
                assert!(fails || !violated[place], "{level:?} at {}", run.now());
                later += u32::from(fails && !violated[place] && run.now() > GRID);
                violated[place] = fails;
            }
            if !run.step() {
                break;
            }
        }
    }
    assert!(later > 10_000, "{later}");
}

/// At every moment the history so far is linearizable just if the kernel finds it
/// so, with what is under way left open.
#[test]
fn at_every_moment_the_kernel_agrees() {
    let mut violated = 0;
    for seed in 0..SEEDS / 4 {
        let mut run = any_run(seed);
        loop {
            let (model, now) = (run.model(), run.now());
            let known = calls(model.history(), now);
            let is_linearizable = history::check(&known).is_linearizable();
            let holds = model.standing().holds(Level::Linearizable);
            // It may have read what is written only later, of which it knows nothing.
            let is_early =
                model.history().until(now).operations.iter().any(|read| {
                    let source = model.history().writer_of(read);
                    !read.is_write() && source.is_some_and(|write| write.from > now)
                });
            assert!(holds == is_linearizable || is_early, "{seed} at {now}");
            violated += u32::from(!holds);
            if !run.step() {
                break;
            }
        }
    }
    assert!(violated > 1_000, "{violated}");
}

fn calls(
    history: &History,
    now: Micros,
) -> Vec<history::Operation<Call<Register, u32>>> {
    let begun = history.operations.iter().filter(|o| o.from <= now);
    let call = |operation: &models::cap_theorem::consistency::Operation| {
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
            outcome: match operation.to.filter(|to| *to <= now) {
                Some(responded) => Outcome::Ok { responded, answer },
                None => Outcome::Unknown,
            },
        }
    };
    begun.map(call).collect()
}

/// Where each of the twelve stands at its end.
#[test]
fn the_twelve_histories_are_graded() {
    let stands = |curated| {
        let mut run = Run::new(Recording::new(curated), Vec::new());
        run.seek(WINDOW);
        assert_is_history(run.model().history());
        run.model().standing().strongest()
    };
    use Curated::*;
    use Level::*;
    assert_eq!(stands(Overlap), [Linearizable]);
    assert_eq!(stands(StaleRead), [Sequential, Eventual]);
    assert_eq!(stands(NewThenOld), [Sequential, Eventual]);
    assert_eq!(stands(NeverAgree), [Sequential]);
    assert_eq!(stands(BothOld), [Causal]);
    assert_eq!(stands(TwoOrders), [Causal]);
    assert_eq!(stands(ReplyFirst), [Pram]);
    assert_eq!(
        stands(OneByOne),
        [ReadYourWrites, MonotonicWrites, WritesFollowReads, Eventual]
    );
    assert_eq!(
        stands(OwnWriteLost),
        [MonotonicWrites, WritesFollowReads, Eventual]
    );
    assert_eq!(stands(BackInTime), [ReadYourWrites]);
    assert_eq!(stands(WritesSwapped), [ReadYourWrites, WritesFollowReads]);
    assert_eq!(stands(InTheEnd), [Eventual]);
}

/// Not even one order that keeps three guarantees at the same time is PRAM: a
/// process's read may lie behind what it then wrote.
#[test]
fn three_guarantees_together_are_not_pram() {
    let history = Curated::OneByOne.history();
    let o = &history.operations;
    let three =
        [Level::ReadYourWrites, Level::MonotonicReads, Level::MonotonicWrites];
    let before: Vec<u32> = o
        .iter()
        .map(|b| {
            let keeps = |a: &Operation| {
                three.iter().any(|level| level.before(&history, a, b).is_some())
            };
            let before = o.iter().enumerate().filter(|(_, a)| keeps(a));
            before.fold(0, |set, (place, _)| set | 1 << place)
        })
        .collect();
    for own in 1..=history.processes {
        let is_seen = |o: &Operation| o.is_write() || o.process == own;
        assert!(legal_order(&history, is_seen, &before).is_some(), "P{own}");
    }
    assert!(matches!(Level::Pram.check(&history), Verdict::Fails(_)));
}

#[test]
fn edits_are_what_they_say() {
    for seed in 0..SEEDS {
        let edit = any_edit(&mut Stream::new(seed, "edit", 0));
        assert_eq!(edit.to_string().parse(), Ok(edit));
    }
}
