//! What a cut costs under each policy, counted over many runs.

use super::{
    Action, Cut, Operation, Outage, Outcome, Policy, Protocol, Region, Settings,
    Share, Store, availability, conflicts, history, overwritten_unseen, server,
    stale_reads,
};
use sim::{Micros, Run};

/// When the cut begins: the clients have done a few operations by then.
const START: Micros = Micros::from_secs(1);
/// How long a run goes on after the cut: replicas have compared what they have.
const AFTER: Micros = Micros::from_secs(3);

/// A cut between the regions.
#[derive(Clone, Copy, Debug)]
pub struct CutOff {
    /// What the store is set to.
    pub policy: Policy,
    /// What is cut.
    pub cut: Cut,
    /// For how long.
    pub span: Micros,
    /// How many keys there are.
    pub keys: u8,
    /// How many of the operations are writes.
    pub writes_percent: u32,
    /// Whether a write of the majority is one round, stamped by a clock, instead of
    /// two.
    pub protocol: Option<Protocol>,
}

/// What came of it in one run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// Reads that began in the cut: how many, and how many were answered, west
    /// first.
    pub reads: [Share; 2],
    /// The same of writes.
    pub writes: [Share; 2],
    /// Answered reads that began in the cut and miss an acknowledged write.
    pub stale: u32,
    /// Acknowledged writes that are gone in the end, unseen.
    pub dropped: u32,
    /// Keys with several values at the moment when the cut ends.
    pub conflicts: u32,
    /// Writes that began in the cut and were given up.
    pub given_up: u32,
    /// Of these, those that a write quorum has stored.
    pub happened: u32,
}

impl CutOff {
    fn settings(&self) -> Settings {
        let settings = self.policy.settings();
        Settings {
            keys: self.keys,
            writes_percent: self.writes_percent,
            protocol: self.protocol.unwrap_or(settings.protocol),
            outage: Some(Outage { cut: self.cut, at: START, span: self.span }),
            until: START + self.span,
            ..settings
        }
    }

    /// Runs it.
    pub fn run(&self, seed: u64) -> Measured {
        let settings = self.settings();
        let end = START + self.span;
        let mut run = Run::new(Store::new(&settings, seed), Vec::new());
        run.seek(end);
        let left = conflicts(run.model().cluster()).len() as u32;
        run.seek(end + AFTER);
        let cluster = run.model().cluster();
        let history = history(cluster);
        let in_cut = |o: &Operation| (START..end).contains(&o.invoked);
        let share = |action| {
            Region::ALL
                .map(|region| availability(cluster, (region, action), (START, end)))
        };
        let stale = stale_reads(cluster, &history).into_iter();
        let given_up = history.iter().filter(|o| {
            let is_over = matches!(o.outcome, Outcome::Unanswered { .. });
            in_cut(o) && is_over && o.action == Action::Write
        });
        let has_stored = |o: &&Operation| {
            let Some(wrote) = &o.wrote else { return false };
            let stored = settings.all_servers().filter(|node| {
                let server = server(cluster, *node);
                let mut gone = server.replaced().iter();
                server.versions(o.key).contains(wrote)
                    || gone.any(|gone| gone.version == *wrote)
            });
            stored.count() as u32 >= settings.write_quorum
        };
        Measured {
            reads: share(Action::Read),
            writes: share(Action::Write),
            stale: stale.filter(|(read, _)| in_cut(&history[*read])).count() as u32,
            dropped: overwritten_unseen(cluster, &history).len() as u32,
            conflicts: left,
            given_up: given_up.clone().count() as u32,
            happened: given_up.filter(has_stored).count() as u32,
        }
    }
}
