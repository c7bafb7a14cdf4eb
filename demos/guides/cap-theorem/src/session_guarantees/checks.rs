//! The two session guarantees, and the reads that violate one.

use super::{SessionGuarantees, words};
use models::replication::leader_follower::{
    Client, Guarantee, Operation, Violation, clients, violations,
};
use stage::{Check, Moment, Verdict};

/// Both, with their names.
pub const GUARANTEES: [(Guarantee, &str); 2] = [
    (Guarantee::ReadYourWrites, "read your writes"),
    (Guarantee::MonotonicReads, "monotonic reads"),
];

/// The client whose session is looked at: C1.
pub fn reader<'a>(moment: &Moment<'a, SessionGuarantees>) -> &'a Client {
    let first = clients(moment.model).next();
    first.map_or_else(|| panic!("there are two clients"), |(_, client)| client)
}

/// The last violation of a guarantee.
pub fn last(
    moment: &Moment<'_, SessionGuarantees>,
    guarantee: Guarantee,
) -> Option<Violation> {
    let all = violations(reader(moment).operations());
    all.into_iter().rev().find(|one| one.guarantee == guarantee)
}

/// The checks.
pub fn checks(moment: &Moment<'_, SessionGuarantees>) -> Vec<Check> {
    let check = |guarantee, name| {
        let operations = reader(moment).operations();
        let all = violations(operations);
        let count = all.iter().filter(|one| one.guarantee == guarantee).count();
        let has_read = |one: &Operation| matches!(one, Operation::Read { .. });
        let reads = operations.iter().filter(|one| has_read(one)).count();
        let detail = match last(moment, guarantee) {
            None => format!("{reads} reads"),
            Some(last) => {
                format!("{count} of {reads}; {}", said(operations, &last))
            }
        };
        let verdict = Verdict::of(count == 0).once(reads > 1 || count > 0);
        Check { name, verdict, detail }
    };
    vec![
        check(Guarantee::ReadYourWrites, "Read your writes"),
        check(Guarantee::MonotonicReads, "Monotonic reads"),
    ]
}

/// Which server's answer lacks what.
pub fn said(operations: &[Operation], violation: &Violation) -> String {
    let by = match operations.get(violation.second) {
        Some(Operation::Read { by, .. }) => words::name(*by),
        Some(Operation::Wrote { .. } | Operation::Ended { .. }) | None => {
            String::new()
        }
    };
    format!("{by} lacked {}", violation.lacks)
}
