//! What the reader may do to the nodes, the links, the messages, and to the
//! coordinator at another moment.

use super::TwoPhaseCommit;
use super::state::{millis, since_yes, state};
use models::transactions::two_phase_commit::{
    COORDINATOR, CrashPoint, Node, Protocol, Termination, Timer,
};
use sim::{Cluster, Edit, Event, Micros, Model, NodeId};
use stage::cluster::{cuts, heals, link, message, neighbours, node};
use stage::{Mark, Marks, Moment, Role};

/// At most so many moments of the coordinator's can be pressed.
const MOMENTS: usize = 12;

/// The nodes, the moments of the coordinator, the messages and the links.
pub fn marks(moment: &Moment<'_, TwoPhaseCommit>) -> Marks<TwoPhaseCommit> {
    let cluster = moment.model;
    let name = |node| cluster.name(node);
    let nodes = cluster.nodes().map(|node| of_node(moment, node));
    let moments = turns(moment).into_iter().map(|turn| {
        Mark::new(turn.id(), turn.name()).state(turn.does).action_at(
            turn.at,
            "Crash C here",
            Edit::Crash(COORDINATOR),
        )
    });
    let messages = cluster
        .in_flight()
        .map(|(id, in_flight)| message::<Node>(id, in_flight, &name));
    let links = links(moment).into_iter().map(|pair| link(cluster, pair, &name));
    nodes.chain(moments).chain(messages).chain(links).collect()
}

type EditOf = <Cluster<Node> as Model>::Edit;

fn of_node(moment: &Moment<'_, TwoPhaseCommit>, id: NodeId) -> Mark<EditOf> {
    let cluster = moment.model;
    let others = neighbours(id, &links(moment));
    let mut mark = node(cluster, id, cluster.name(id))
        .state(in_words(moment, id))
        .actions("Cut off", cuts(cluster, id, &others))
        .actions("Reconnect", heals(cluster, id, &others));
    for (timer, verb) in TIMERS {
        let is_set = cluster.timer(id, *timer).is_some();
        mark = mark.action_if(is_set, *verb, Edit::Expire(id, *timer));
    }
    mark
}

/// What may be made to happen before its time.
const TIMERS: &[(Timer, &str)] = &[
    (Timer::Begin, "Begin now"),
    (Timer::Prepare, "Time out"),
    (Timer::Votes, "Time out"),
    (Timer::PreCommits, "Time out"),
    (Timer::Silence, "Time out"),
    (Timer::Alignment, "Time out"),
    (Timer::Takeover, "Time out"),
    (Timer::Ask, "Ask now"),
    (Timer::Resend, "Tell again"),
];

/// The state of a node, and of one in doubt for how long.
pub fn in_words(moment: &Moment<'_, TwoPhaseCommit>, node: NodeId) -> String {
    let (role, words) = state(moment.model, node);
    match since_yes(moment.model, node, moment.now) {
        Some((since, end)) if role == Role::Doubt => {
            format!("{words} {}", millis(end.since(since)))
        }
        Some(_) | None => words.into(),
    }
}

/// The links on which anything is sent, and those that are cut.
pub fn links(moment: &Moment<'_, TwoPhaseCommit>) -> Vec<(NodeId, NodeId)> {
    let cluster = moment.model;
    let settings = moment.settings.of_model();
    let is_peer = |node| matches!(cluster.process(node), Node::Participant(_));
    let ask_peers = settings.protocol == Protocol::ThreePhase
        || settings.termination == Termination::Cooperative;
    let mut links = Vec::new();
    for one in cluster.nodes() {
        for other in cluster.nodes().filter(|other| one < *other) {
            let is_cut = cluster.is_cut(one, other) || cluster.is_cut(other, one);
            if !(is_peer(one) && is_peer(other)) || ask_peers || is_cut {
                links.push((one, other));
            }
        }
    }
    links
}

/// A moment at which the coordinator sends or hears something: one at which its
/// crash makes a difference.
pub struct Turn {
    pub at: Micros,
    does: String,
}

impl Turn {
    /// What its mark is called.
    pub fn id(&self) -> String {
        format!("at-{}", self.at)
    }

    /// Its name.
    pub fn name(&self) -> String {
        format!("C at {}", self.at.clock())
    }
}

/// The turns before the coordinator first stops. Where the settings say when it does
/// there is nothing to choose.
pub fn turns(moment: &Moment<'_, TwoPhaseCommit>) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    if moment.settings.of_model().crash != CrashPoint::Never {
        return turns;
    }
    for record in moment.records {
        let does = match &record.event {
            Event::Sent { from: COORDINATOR, label, .. } => {
                format!("sends {label}")
            }
            Event::Received { from, to: COORDINATOR, label, .. } => {
                format!("hears {label} from {}", moment.model.name(*from))
            }
            Event::Stopped { node: COORDINATOR } => break,
            Event::Sent { .. }
            | Event::Received { .. }
            | Event::Lost { .. }
            | Event::Expired { .. }
            | Event::Noted { .. }
            | Event::Stopped { .. }
            | Event::Restarted { .. }
            | Event::Faulted { .. } => continue,
        };
        match turns.last_mut().filter(|turn| turn.at == record.at) {
            Some(turn) if turn.does.ends_with(&does) => {}
            Some(turn) => turn.does.extend([", ", &does]),
            None => turns.push(Turn { at: record.at, does }),
        }
    }
    turns.truncate(MOMENTS);
    turns
}
