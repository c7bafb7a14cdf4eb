//! What may be done to operations and processes. All changes are made to the
//! history that the run begins with, so that it can be played from its start.

use super::words::{operation, short, slug};
use models::cap_theorem::consistency::{
    Edit, History, LONGEST, Level, OPERATIONS_MAX, Operation, PROCESSES_MAX,
    Recording, Register, SHORTEST, Verdict, WINDOW,
};
use sim::Micros;
use stage::Mark;

/// How far an operation is moved, and how much longer it gets.
const STEP: Micros = Micros::from_millis(10);

/// Operations, processes and rungs.
pub fn marks(model: &Recording) -> Vec<Mark<Edit>> {
    let history = model.history();
    let processes = 1..=history.processes;
    let operations = processes.clone().flat_map(|process| history.of(process));
    let operations = operations.map(|operation| of_operation(history, operation));
    let lines = processes.map(|process| of_process(history, process));
    let rungs = Level::ALL.into_iter().map(|level| {
        let state = match model.standing().verdict(level) {
            Verdict::Holds(_) => "holds",
            Verdict::Fails(_) => "violated",
            Verdict::Untold => "not told",
        };
        Mark::new(slug(level), short(level)).state(state)
    });
    operations.chain(lines).chain(rungs).collect()
}

fn of_operation(history: &History, of: &Operation) -> Mark<Edit> {
    let Operation { label, process, from, .. } = *of;
    let lasts = of.to.map_or(SHORTEST, |to| to.since(from));
    let mut mark = Mark::new(label.to_string(), label.to_string())
        .state(format!("{} of P{process}", operation(of)));
    for value in history.values(of.register) {
        if of.returned().is_some_and(|returned| returned != value) {
            let verb = format!("Return {}={value}", of.register.name());
            let edit = Edit::Return(label, value);
            mark = mark.action_at(Micros::ZERO, verb, edit);
        }
    }
    for (verb, wanted) in [("Earlier", from.since(STEP)), ("Later", from + STEP)] {
        let is_moved = |to: &Micros| *to != from && (*to > from) == (wanted > from);
        let to = history.room(process, lasts, wanted, Some(label));
        if let Some(from) = to.filter(is_moved) {
            let edit = Edit::Move(label, process, from);
            mark = mark.action_at(Micros::ZERO, verb, edit);
        }
    }
    for (verb, lasts) in [("Shorter", lasts.since(STEP)), ("Longer", lasts + STEP)]
    {
        let is_some = SHORTEST <= lasts && lasts <= LONGEST;
        let room = history.room(process, lasts, from, Some(label));
        if is_some && room == Some(from) {
            mark = mark.action_at(Micros::ZERO, verb, Edit::Last(label, lasts));
        }
    }
    mark.action_at(Micros::ZERO, "Remove", Edit::Remove(label))
}

/// What is added comes behind all that the process does, as long as there is room.
fn of_process(history: &History, process: u32) -> Mark<Edit> {
    let own = history.of(process);
    let count = own.len();
    let plural = if count == 1 { "" } else { "s" };
    let mut mark = Mark::new(line_id(process), format!("P{process}"))
        .state(format!("{count} operation{plural}"));
    let end = own.last().and_then(|last| last.to).unwrap_or(Micros::ZERO);
    let from = (end + STEP).min(WINDOW);
    let room = history.room(process, Micros::from_millis(20), from, None);
    let is_full = room.is_none() || history.operations.len() >= OPERATIONS_MAX;
    for register in Register::ALL.into_iter().filter(|_| !is_full) {
        let name = register.name();
        let write = Edit::Write(process, register, from);
        let read = Edit::Read(process, register, from);
        mark = mark
            .action_at(Micros::ZERO, format!("Write {name}"), write)
            .action_at(Micros::ZERO, format!("Read {name}"), read);
    }
    if history.processes < PROCESSES_MAX {
        mark = mark.action_at(Micros::ZERO, "Add a process", Edit::Process);
    }
    mark
}

/// What the line of a process is called, as a mark and as what may be dragged to.
pub fn line_id(process: u32) -> String {
    format!("line-{process}")
}
