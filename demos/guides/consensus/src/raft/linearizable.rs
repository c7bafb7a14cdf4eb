//! Whether what the client saw is linearizable.

use models::consensus::raft::{Seen, Trial};
use sim::history::{self, Outcome, Value, Verdict as Found};
use stage::{Check, Verdict};

/// Whether some order of all that was asked explains all answers so far. It is looked
/// for in every frame: the client asks one thing after the other, so this takes a few
/// microseconds.
pub fn check(trial: &Trial) -> Check {
    let name = "Linearizable";
    let seen = trial.history();
    let answers = seen.iter().filter(|seen| seen.responded().is_some()).count();
    if answers == 0 {
        let detail = "no answer yet".into();
        return Check { name, verdict: Verdict::Open, detail };
    }
    let (verdict, detail) = match history::check(&seen) {
        Found::Violated(evidence) => {
            (Verdict::Fails, blame(&seen[evidence.unexplained]))
        }
        found if found.is_linearizable() => (Verdict::Holds, String::new()),
        _ => (Verdict::Open, "too many orders to try".into()),
    };
    Check { name, verdict, detail }
}

/// Which answer nothing explains.
fn blame(seen: &Seen) -> String {
    let Outcome::Ok { responded, answer } = &seen.outcome else {
        return String::new();
    };
    let said = match answer {
        Value::Is(Some(value)) => format!("x is {value}"),
        Value::Is(None) => "x is empty".into(),
        Value::Done | Value::Differs => "done".into(),
    };
    format!("nothing explains “{said}” at {}", responded.clock())
}
