//! All small histories.

use models::cap_theorem::consistency::{
    Access, History, Label, Operation, Register,
};
use sim::Micros;

/// How many operations each process does, the most first: all ways to share out so
/// many.
fn shares(operations: usize, most: usize) -> Vec<Vec<usize>> {
    if operations == 0 {
        return vec![Vec::new()];
    }
    let first = (1..=operations.min(most)).rev();
    let rest = |first| {
        let rest = shares(operations - first, first).into_iter();
        rest.map(move |rest| [vec![first], rest].concat())
    };
    first.flat_map(rest).collect()
}

/// All histories of so many operations on so many registers, whatever is read: as
/// each process did them, with no word of time.
pub fn each_history(
    operations: usize,
    registers: usize,
    mut see: impl FnMut(&History),
) {
    for share in shares(operations, operations) {
        let kinds = 2 * registers;
        // The first register to be used is called x.
        for code in 0..kinds.pow(operations as u32) / registers {
            let mut history = skeleton(&share, code, registers);
            fill(&mut history, 0, &mut see);
        }
    }
}

fn skeleton(share: &[usize], code: usize, registers: usize) -> History {
    let (mut operations, mut code, mut value) = (Vec::new(), code, 0);
    let total: usize = share.iter().sum();
    let mut kinds = vec![0; total];
    for kind in kinds.iter_mut().rev() {
        *kind = code % (2 * registers);
        code /= 2 * registers;
    }
    let mut next = kinds.into_iter();
    for (process, count) in share.iter().enumerate() {
        for place in 0..*count {
            let kind = next.next().unwrap();
            let access = match kind % 2 {
                0 => {
                    value += 1;
                    Access::Write(value)
                }
                _ => Access::Read(0),
            };
            let from = Micros::from_millis(20 * place as u64 + 10);
            operations.push(Operation {
                label: Label(operations.len() as u8),
                process: process as u32 + 1,
                register: Register::ALL[kind / 2],
                access,
                from,
                to: Some(from + Micros::from_millis(10)),
            });
        }
    }
    History { processes: share.len() as u32, operations }
}

/// Lets each read from `place` on return each value in turn.
fn fill(history: &mut History, place: usize, see: &mut impl FnMut(&History)) {
    let Some(operation) = history.operations.get(place) else {
        return see(history);
    };
    if operation.is_write() {
        return fill(history, place + 1, see);
    }
    for value in history.values(operation.register) {
        history.operations[place].access = Access::Read(value);
        fill(history, place + 1, see);
    }
}

/// The same history with its operations at all times that differ in what overlaps:
/// every way to shuffle the beginnings and ends of the processes into one another.
pub fn each_timing(history: &History, see: &mut impl FnMut(&History)) {
    let counts: Vec<usize> = (1..=history.processes)
        .map(|process| 2 * history.of(process).len())
        .collect();
    shuffle(&mut history.clone(), &counts, &mut vec![0; counts.len()], 0, see);
}

fn shuffle(
    history: &mut History,
    counts: &[usize],
    done: &mut Vec<usize>,
    at: u64,
    see: &mut impl FnMut(&History),
) {
    if counts == &done[..] {
        return see(history);
    }
    for process in 0..counts.len() {
        let next = done[process];
        if next == counts[process] {
            continue;
        }
        // The operations of a process are next to one another.
        let before: usize = counts[..process].iter().sum();
        let operation = &mut history.operations[before / 2 + next / 2];
        let moment = Micros::from_millis(10 * at + 10);
        match next % 2 {
            0 => operation.from = moment,
            _ => operation.to = Some(moment),
        }
        done[process] += 1;
        shuffle(history, counts, done, at + 1, see);
        done[process] -= 1;
    }
}
