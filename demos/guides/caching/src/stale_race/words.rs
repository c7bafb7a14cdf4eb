//! What is said of actors, steps and orders.

use models::caching::stale_race::{Actor, Deed, End, Late, Move, Step, Taken};

/// Who takes a step.
pub fn actor(actor: Actor) -> &'static str {
    match actor {
        Actor::Reader(_) => "Reader",
        Actor::Writer(1) => "Writer 1",
        Actor::Writer(2) => "Writer 2",
        Actor::Writer(_) => "Writer",
        Actor::Follower => "Follower",
    }
}

/// `r w d f`.
pub fn order(order: &[Move]) -> String {
    let steps: Vec<String> = order.iter().map(Move::to_string).collect();
    steps.join(" ")
}

/// How an order ends.
pub const fn end(end: End) -> &'static str {
    match end {
        End::Deleted => "deleted",
        End::New => "new",
        End::Stale => "stale",
    }
}

/// What a step does.
pub const fn does(step: Step) -> &'static str {
    match step {
        Step::Read => "asks the cache, then reads",
        Step::Fill => "fills the cache",
        Step::Write => "writes the database",
        Step::Delete => "deletes the key",
        Step::Set => "sets the cache",
        Step::Apply => "applies the write",
    }
}

/// What a step did, in a table.
pub fn deed(taken: &Taken) -> String {
    match taken.deed {
        Deed::Missed(value, _) => format!("miss, reads {value}"),
        Deed::Hit(value) => format!("hit, {value}"),
        Deed::Stored(value) => format!("stores {value}"),
        Deed::Refused(value, Late::Cancelled(token)) => {
            format!("{value} refused, token {}", token.0)
        }
        Deed::Refused(value, Late::Older(newest)) => {
            format!("{value} refused, {newest} known")
        }
        Deed::Idle => "nothing to do".into(),
        Deed::Wrote(value) => format!("writes {value}"),
        Deed::Deleted(Some(value), _) => format!("deletes {value}"),
        Deed::Deleted(None, _) => "deletes nothing".into(),
        Deed::Applied(value) => format!("has {value}"),
    }
}
