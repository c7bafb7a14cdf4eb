//! What a reader may change in a history.

use super::history::{
    Access, GRID, History, INITIAL, LONGEST, Label, OPERATIONS_MAX, Operation,
    PROCESSES_MAX, Register, SHORTEST, Value,
};
use sim::Micros;
use std::fmt;
use std::str::FromStr;

/// How long an operation lasts that is added.
const LASTS: Micros = Micros::from_millis(20);

/// What a reader may change in a history. One that makes no sense, or for which
/// there is no room, does nothing.
///
/// ```
/// # use models::cap_theorem::consistency::{Edit, Label};
/// let edit: Edit = "return-C-1".parse().unwrap();
/// assert_eq!(edit, Edit::Return(Label(2), 1));
/// assert_eq!(edit.to_string(), "return-C-1");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `move-A-2-30ms`: A is done by the second process, and begins then.
    Move(Label, u32, Micros),
    /// `last-A-40ms`: A lasts so long.
    Last(Label, Micros),
    /// `return-C-1`: the read C returns what the write of 1 wrote; 0 is the initial
    /// value.
    Return(Label, Value),
    /// `write-2-x-30ms`: the second process writes a new value to x then.
    Write(u32, Register, Micros),
    /// `read-2-x-30ms`: the second process reads x then.
    Read(u32, Register, Micros),
    /// `remove-C`.
    Remove(Label),
    /// `process`: there is one more.
    Process,
}

impl Edit {
    /// Changes a history.
    pub fn apply(self, history: &mut History) {
        match self {
            Edit::Move(label, process, from) => {
                if (1..=history.processes).contains(&process) {
                    place(history, label, process, from, None);
                }
            }
            Edit::Last(label, lasts) => {
                let lasts = lasts.get() / GRID.get() * GRID.get();
                let lasts = Micros::new(lasts).clamp(SHORTEST, LONGEST);
                if let Some(Operation { process, from, .. }) = history.get(label) {
                    let (process, from) = (*process, *from);
                    place(history, label, process, from, Some(lasts));
                }
            }
            Edit::Return(read, value) => answer(history, read, value),
            Edit::Write(process, register, from) => {
                let written =
                    history.operations.iter().filter_map(Operation::written);
                let value = written.max().unwrap_or(INITIAL) + 1;
                add(history, process, register, Access::Write(value), from);
            }
            Edit::Read(process, register, from) => {
                add(history, process, register, Access::Read(INITIAL), from);
            }
            Edit::Remove(label) => remove(history, label),
            Edit::Process => {
                history.processes = (history.processes + 1).min(PROCESSES_MAX);
            }
        }
    }
}

/// Moves an operation to where there is room near a moment.
fn place(
    history: &mut History,
    label: Label,
    process: u32,
    from: Micros,
    lasts: Option<Micros>,
) {
    let Some(operation) = history.get(label) else { return };
    let lasted = operation.to.map_or(LASTS, |to| to.since(operation.from));
    let lasts = lasts.unwrap_or(lasted);
    let Some(from) = history.room(process, lasts, from, Some(label)) else {
        return;
    };
    change(history, label, |operation| {
        operation.process = process;
        operation.from = from;
        operation.to = Some(from + lasts);
    });
}

fn change(
    history: &mut History,
    label: Label,
    change: impl FnOnce(&mut Operation),
) {
    let mut operations = history.operations.iter_mut();
    if let Some(operation) = operations.find(|operation| operation.label == label) {
        change(operation);
    }
}

fn answer(history: &mut History, read: Label, value: Value) {
    let Some(operation) = history.get(read) else { return };
    let is_known = history.values(operation.register).contains(&value);
    if !operation.is_write() && is_known {
        change(history, read, |read| read.access = Access::Read(value));
    }
}

/// Adds an operation; a read returns what a single copy would have when it begins.
fn add(
    history: &mut History,
    process: u32,
    register: Register,
    access: Access,
    from: Micros,
) {
    let free = (0..OPERATIONS_MAX as u8).map(Label);
    let free = free.into_iter().find(|label| history.get(*label).is_none());
    let is_process = (1..=history.processes).contains(&process);
    let room = history.room(process, LASTS, from, None).filter(|_| is_process);
    let (Some(label), Some(from)) = (free, room) else { return };
    let new = Operation {
        label,
        process,
        register,
        access,
        from,
        to: Some(from + LASTS),
    };
    let access = match access {
        Access::Write(_) => access,
        Access::Read(_) => Access::Read(held(history, &new)),
    };
    let place = history.operations.partition_point(|other| other.label < label);
    history.operations.insert(place, Operation { access, ..new });
}

/// What the last write wrote that had ended when an operation began.
fn held(history: &History, new: &Operation) -> Value {
    let writes = history.operations.iter();
    let writes = writes.filter(|o| o.is_write() && o.register == new.register);
    let before = writes.filter(|write| write.ended_before(new));
    let last = before.max_by_key(|write| write.to);
    last.map_or(INITIAL, Operation::value)
}

/// Takes an operation away. What was read from it is the initial value then.
fn remove(history: &mut History, label: Label) {
    let Some(gone) = history.get(label).copied() else { return };
    history.operations.retain(|operation| operation.label != label);
    for read in &mut history.operations {
        if gone.is_read_by(read) {
            read.access = Access::Read(INITIAL);
        }
    }
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edit::Move(label, process, from) => {
                write!(f, "move-{label}-{process}-{from}")
            }
            Edit::Last(label, lasts) => write!(f, "last-{label}-{lasts}"),
            Edit::Return(read, value) => write!(f, "return-{read}-{value}"),
            Edit::Write(process, register, from) => {
                write!(f, "write-{process}-{}-{from}", register.name())
            }
            Edit::Read(process, register, from) => {
                write!(f, "read-{process}-{}-{from}", register.name())
            }
            Edit::Remove(label) => write!(f, "remove-{label}"),
            Edit::Process => f.write_str("process"),
        }
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        let parts: Vec<&str> = text.split('-').collect();
        parse(&parts).ok_or_else(|| {
            format!(
                "`{text}` is no edit: move-A-2-30ms, last-A-40ms, return-C-1, \
                 write-2-x-30ms, read-2-x-30ms, remove-C and process are"
            )
        })
    }
}

fn parse(parts: &[&str]) -> Option<Edit> {
    let edit = match parts {
        ["move", name, process, from] => {
            let (process, from) = (process.parse().ok()?, from.parse().ok()?);
            Edit::Move(label(name)?, process, from)
        }
        ["last", name, lasts] => Edit::Last(label(name)?, lasts.parse().ok()?),
        ["return", name, value] => Edit::Return(label(name)?, value.parse().ok()?),
        [verb @ ("write" | "read"), process, name, from] => {
            let process = process.parse().ok()?;
            let register = register(name)?;
            let from = from.parse().ok()?;
            match *verb {
                "write" => Edit::Write(process, register, from),
                _ => Edit::Read(process, register, from),
            }
        }
        ["remove", name] => Edit::Remove(label(name)?),
        ["process"] => Edit::Process,
        _ => return None,
    };
    Some(edit)
}

fn label(name: &str) -> Option<Label> {
    let labels = (0..OPERATIONS_MAX as u8).map(Label);
    labels.into_iter().find(|label| label.to_string() == name)
}

fn register(name: &str) -> Option<Register> {
    Register::ALL.into_iter().find(|register| register.name() == name)
}
