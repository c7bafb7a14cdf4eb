//! Traces of two-phase commit, as the guide *Transactions* quotes them.

use crate::compare::golden;
use models::transactions::two_phase_commit::{
    Agreement, Coordination, CrashPoint, Protocol, Settings, agreement, blocked,
    cluster, in_doubt,
};
use sim::record::narrate;
use sim::{Micros, Model, Run};

/// A run, and why it is worth a reader's time.
struct Trace {
    name: &'static str,
    shows: &'static str,
    settings: Settings,
    /// What the settings are, where they are not the default, as knobs.
    knobs: &'static str,
    seed: u64,
    edits: &'static [(u64, &'static str)],
    until: u64,
}

impl Trace {
    fn run(
        &self,
    ) -> Run<sim::Cluster<models::transactions::two_phase_commit::Node>> {
        let edits = self
            .edits
            .iter()
            .map(|(at, edit)| (Micros::from_millis(*at), edit.parse().unwrap()));
        let mut run = Run::new(cluster(&self.settings, self.seed), edits.collect());
        run.seek(Micros::from_millis(self.until));
        run
    }

    /// The trace as text: what it shows, what was run, what happened.
    fn text(&self) -> String {
        let run = self.run();
        let edits: Vec<_> =
            self.edits.iter().map(|(at, edit)| format!(" {at}ms.{edit}")).collect();
        let name = |node| run.model().name(node);
        format!(
            "{}\nseed={}{}{}\n---\n{}",
            self.shows,
            self.seed,
            self.knobs,
            edits.concat(),
            narrate(run.past(), &name)
        )
    }

    fn check(&self) {
        let text = self.text();
        assert_eq!(text, self.text(), "the same seed gives the same bytes");
        golden(&format!("transactions-{}", self.name), &text);
    }
}

fn pair() -> Settings {
    Settings { participants: 2, ..Settings::default() }
}

#[test]
fn commit() {
    let trace = Trace {
        name: "commit",
        shows: "# All vote yes: nine messages and three one-way delays until all \
                have committed.\n# Each is in doubt from its vote until it hears \
                the outcome: here for about 35 ms.",
        settings: Settings::default(),
        knobs: "",
        seed: 7,
        edits: &[],
        until: 2_000,
    };
    assert!(in_doubt(trace.run().model()).is_empty());
    trace.check();
}

#[test]
fn blocked_until_repair() {
    let trace = Trace {
        name: "blocked",
        shows: "# The coordinator has all votes and dies before it logs a decision. \
                P1 and P2\n# may neither commit nor abort: they hold their locks \
                until it comes up again.",
        settings: Settings { crash: CrashPoint::AfterVotes, ..pair() },
        knobs: " participants=2 crash=after-votes repair=800ms",
        seed: 7,
        edits: &[],
        until: 2_000,
    };
    let mut run = trace.run();
    run.seek(Micros::from_millis(500));
    assert_eq!(blocked(run.model()).len(), 2);
    trace.check();
}

#[test]
fn lost_decision() {
    trace_of_lost_decision().check();
}

fn trace_of_lost_decision() -> Trace {
    Trace {
        name: "lost-decision",
        shows: "# One message is lost: the decision on its way to P2. P2 stays in \
                doubt alone,\n# until it asks. C would have said it again, too.",
        settings: pair(),
        knobs: " participants=2",
        seed: 7,
        edits: &[(60, "drop-m5")],
        until: 2_000,
    }
}

#[test]
fn standby_takes_over() {
    let trace = Trace {
        name: "standby",
        shows: "# As in `blocked`, and the coordinator stays dead. But a standby \
                keeps the record\n# that counts, and takes over when C has been \
                silent too long: locks are held\n# for a fifth of a second.",
        settings: Settings {
            crash: CrashPoint::AfterVotes,
            repair: None,
            coordination: Coordination::Replicated,
            ..pair()
        },
        knobs: " participants=2 crash=after-votes repair=never standby=true",
        seed: 7,
        edits: &[],
        until: 2_000,
    };
    assert!(in_doubt(trace.run().model()).is_empty());
    trace.check();
}

#[test]
fn three_phases_torn_in_two() {
    let trace = Trace {
        name: "three-phase-torn",
        shows: "# Three-phase commit in a network that is cut while the pre-commits \
                are on their\n# way. C and P1 are on one side: all votes were yes, \
                so they commit. P2 and P3 are\n# on the other: nobody there knows \
                that, so they abort. When the network is whole again\n# it is too late.",
        settings: Settings {
            protocol: Protocol::ThreePhase,
            ..Settings::default()
        },
        knobs: " protocol=three-phase",
        seed: SEED_OF_THE_TEAR,
        edits: &[
            (CUT_AT, "cut-0-2"),
            (CUT_AT, "cut-0-3"),
            (CUT_AT, "cut-1-2"),
            (CUT_AT, "cut-1-3"),
            (400, "heal-0-2"),
            (400, "heal-0-3"),
            (400, "heal-1-2"),
            (400, "heal-1-3"),
        ],
        until: 2_000,
    };
    let broken = Agreement::Broken {
        committed: vec![sim::NodeId(0), sim::NodeId(1)],
        aborted: vec![sim::NodeId(2), sim::NodeId(3)],
    };
    assert_eq!(agreement(trace.run().model()), broken);
    trace.check();
}

/// Picked because P1 hears the pre-commit well before P2 and P3 do.
const SEED_OF_THE_TEAR: u64 = 14;
const CUT_AT: u64 = 70;
