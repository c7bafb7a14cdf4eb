//! What the cache has of a key, and what a request does that finds it so.

use super::Cure;
use sim::Micros;

/// A value in the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    /// When it came in.
    pub since: Micros,
    /// Until when it is fresh.
    pub expires: Micros,
    /// How long its rebuild took: XFetch's Δ.
    pub took: Micros,
}

/// The right to rebuild a value, by the number of the rebuild: what comes in under
/// another number is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The rebuild that has it.
    pub rebuild: u64,
    /// When it ends by itself; a lock does not.
    pub until: Option<Micros>,
}

/// What the cache has of a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its value, old or fresh.
    pub value: Option<Value>,
    /// Who may rebuild it now, and nobody else.
    pub lease: Option<Lease>,
    /// How many rebuilds of it are under way.
    pub under_way: u32,
}

/// What a request finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A value that is fresh for so long.
    Fresh(Micros),
    /// One that has expired.
    Old,
    /// None.
    Nothing,
}

impl Entry {
    /// What a request finds now.
    pub fn found(&self, now: Micros) -> Found {
        match self.value {
            Some(value) if now < value.expires => {
                Found::Fresh(value.expires.since(now))
            }
            Some(_) => Found::Old,
            None => Found::Nothing,
        }
    }

    /// Whether a value may come in that this rebuild brings: one that was begun
    /// without a lease always, one with a lease while it has it.
    pub fn takes(&self, rebuild: u64, is_leased: bool) -> bool {
        !is_leased || self.lease.is_some_and(|lease| lease.rebuild == rebuild)
    }
}

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It takes the value, and goes.
    Take,
    /// It takes the value, and someone rebuilds it behind its back.
    TakeAndRebuild,
    /// It rebuilds the value, and waits for it.
    Rebuild,
    /// It waits for the value that another one rebuilds.
    Wait,
}

// ANCHOR: step
/// What a request does that finds this. `is_leased`: another one has the lease.
/// `draw`: a number from the exponential distribution of mean βΔ.
pub fn step(cure: Cure, found: Found, is_leased: bool, draw: Micros) -> Step {
    match (cure, found) {
        (Cure::Early, Found::Fresh(left)) if draw >= left => Step::Rebuild,
        (_, Found::Fresh(_)) => Step::Take,
        (Cure::StaleMeanwhile, Found::Old) if is_leased => Step::Take,
        (Cure::StaleMeanwhile, Found::Old) => Step::TakeAndRebuild,
        (Cure::OneFlight | Cure::StaleMeanwhile, _) if is_leased => Step::Wait,
        (_, Found::Old | Found::Nothing) => Step::Rebuild,
    }
}
// ANCHOR_END: step
