//! Traces of a leader that fails over to a follower.

use crate::compare::golden;
use models::replication::leader_follower::{
    Command, FIRST, Fencing, Node, Policy, Settings, cluster, lost,
};
use sim::record::narrate;
use sim::{Cluster, Edit, Micros, Model, NodeId, Run};

/// What may be done to such a cluster.
type EditOf = <Cluster<Node> as Model>::Edit;

/// A run in which writes come by hand, and why it is worth a reader's time.
struct Trace {
    name: &'static str,
    shows: &'static str,
    settings: Settings,
    edits: Vec<(u64, EditOf)>,
    until: u64,
}

const C1: NodeId = NodeId(4);
const C2: NodeId = NodeId(5);

fn write(client: NodeId) -> EditOf {
    Edit::Ask(client, Command::Write)
}

fn by_hand() -> Settings {
    Settings {
        writes_per_s: 0,
        detection: Micros::from_millis(200),
        lag: Micros::from_millis(60),
        lag_step: Micros::from_millis(60),
        latency: Micros::from_millis(10),
        jitter_percent: 0,
        ..Settings::default()
    }
}

impl Trace {
    fn check(&self) {
        let edits = self.edits.iter();
        let edits =
            edits.map(|(at, edit)| (Micros::from_millis(*at), edit.clone()));
        let mut run = Run::new(cluster(&self.settings, 1), edits.collect());
        run.seek(Micros::from_millis(self.until));
        let name = |node| run.model().name(node);
        let edits = self.edits.iter().map(|(at, edit)| format!(" {at}ms-{edit}"));
        let lost = lost(run.model());
        let lost: Vec<_> = lost.iter().map(|one| one.write.to_string()).collect();
        let Settings { policy, fencing, .. } = self.settings;
        let text = format!(
            "{}\n# Heartbeats and timers are left out.\npolicy={policy:?} fencing={fencing:?} latency=10ms lag=60ms \
             detection=200ms seed=1{}\n---\n{}acknowledged and lost: {}\n",
            self.shows,
            edits.collect::<String>(),
            narrate(run.past(), &name),
            if lost.is_empty() { "none".into() } else { lost.join(", ") }
        );
        golden(&format!("replication-failover-{}", self.name), &text);
    }
}

#[test]
fn an_asynchronous_leader_dies() {
    Trace {
        name: "asynchronous",
        shows: "# a1 was sent in time. b1 was acknowledged, and is on S1's disk only. S3 leads\n\
                # without it, and S1 drops it when it comes back.",
        settings: by_hand(),
        edits: vec![
            (10, write(C1)),
            (110, write(C2)),
            (160, Edit::Crash(FIRST)),
            (600, Edit::Restart(FIRST)),
            (620, write(C1)),
        ],
        until: 900,
    }
    .check();
}

#[test]
fn a_majority_leader_dies() {
    Trace {
        name: "majority",
        shows: "# S1 dies before another has b1: C2 was told nothing, hears who leads, and\n\
                # writes it to S3.",
        settings: Settings { policy: Policy::Majority, ..by_hand() },
        edits: vec![(10, write(C1)), (110, write(C2)), (160, Edit::Crash(FIRST))],
        until: 700,
    }
    .check();
}

#[test]
fn a_leader_that_is_cut_off_stops_by_itself() {
    let cut = |other| (100, Edit::Cut(FIRST, NodeId(other)));
    let heal = |other| (700, Edit::Heal(FIRST, NodeId(other)));
    Trace {
        name: "lease",
        shows: "# S1 is cut off from all but C1. It acknowledges a1, and not a2: its lease\n\
                # is over by then. Only after that S3 is named, and has a2 in the end.",
        settings: Settings { fencing: Fencing::Lease, ..by_hand() },
        edits: vec![
            cut(0),
            cut(2),
            cut(3),
            (120, write(C1)),
            (320, write(C1)),
            heal(0),
            heal(2),
            heal(3),
        ],
        until: 1_000,
    }
    .check();
}
