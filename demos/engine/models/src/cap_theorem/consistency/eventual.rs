//! Eventual consistency of a history that has come to its end.
//!
//! "If no new updates are made, eventually all reads return the last updated value"
//! (Vogels, *Eventually Consistent*, CACM 52(1), 2009) is said of runs without end.
//! Of a finite one it is asked here what would be seen for ever if it went on as it
//! ended: of each register, the last read of each process, if it began when all
//! writes of that register had ended. These return one value, and a written one
//! where there are writes. *Which* one is free, as the order of concurrent writes
//! is.
//!
//! - Cost: O(n²) for n operations.

use super::history::{History, INITIAL, Operation, Register};
use super::level::{Evidence, Verdict};

/// Whether all that is read at the end is the same.
pub fn check(history: &History) -> Verdict {
    for register in Register::ALL {
        let last = last_reads(history, register);
        let is_written = |o: &&Operation| o.is_write() && o.register == register;
        let has_writes = history.operations.iter().any(|o| is_written(&o));
        let behind = last.iter().find(|read| has_writes && read.value() == INITIAL);
        let apart = last.iter().find(|read| read.value() != last[0].value());
        let operations = match (behind, apart) {
            (Some(read), _) => vec![read.label],
            (None, Some(read)) => vec![last[0].label, read.label],
            (None, None) => continue,
        };
        return Verdict::Fails(Evidence {
            process: None,
            operations,
            steps: vec![],
        });
    }
    Verdict::Holds(Vec::new())
}

/// The last read of a register by each process, if it began when all writes had
/// ended.
pub fn last_reads(history: &History, register: Register) -> Vec<&Operation> {
    let about = |o: &&Operation| o.register == register;
    let writes =
        || history.operations.iter().filter(about).filter(|o| o.is_write());
    let is_settled =
        |read: &&Operation| writes().all(|write| write.ended_before(read));
    let last = (1..=history.processes).filter_map(|process| {
        let own = history.of(process).into_iter().rev();
        own.filter(about).find(|o| !o.is_write())
    });
    last.filter(is_settled).collect()
}
