//! What each node was over time, and the moments at which the coordinator may be
//! crashed.

use super::TwoPhaseCommit;
use super::checks::Proof;
use super::marks::turns;
use super::picture::window;
use super::state::{millis, silence, stages};
use models::transactions::two_phase_commit::{
    COORDINATOR, Locks, Node, Outcome, Participant, Phase, Standby, StandbyPhase,
};
use sim::{Micros, Model, NodeId};
use stage::parts::geometry::Point;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Lanes, Stretch, Track, Trigger, label, picture};
use stage::{Element, Layout, Moment, Role, element};

/// Where the lanes begin: above them are what the bars mean, and what they prove.
const TOP: f32 = 60.0;

/// Draws the lanes up to a moment. What proves that a check fails is said above them.
/// While the coordinator is down that is seen across all of them: who is in doubt then
/// stays so.
pub fn draw(moment: &Moment<'_, TwoPhaseCommit>) -> Element {
    let cluster = moment.model;
    let tracks: Vec<_> = cluster.nodes().map(|node| track(moment, node)).collect();
    let triggers = turns(moment).into_iter().map(|turn| Trigger {
        lane: 0,
        at: turn.at,
        mark: (turn.id().into(), turn.name().into()),
    });
    let triggers: Vec<_> = triggers.collect();
    let (width, room) = match moment.layout {
        Layout::Wide => (310, 206.0),
        Layout::Narrow => (340, 170.0),
    };
    let height = (room / tracks.len() as f32).min(46.0);
    let total = TOP + height * tracks.len() as f32 + 26.0;
    let head = head(moment, !triggers.is_empty());
    let down = sim::record::downtimes(moment.records, COORDINATOR, moment.now);
    let down = down.into_iter().map(|(start, end)| (start, end, Role::Lost));
    let lanes = Lanes {
        at: Point::new(0.0, TOP),
        size: (width as f32, height),
        window: window(moment),
        now: moment.now,
        tracks,
        bands: down.collect(),
        triggers,
    };
    let words = "Who held locks and who was in doubt, over time";
    picture((width, total as u32), words).child(head).child(lanes.draw())
}

/// What the bars mean; below that who proves that a check fails, or what can be
/// pressed.
fn head(moment: &Moment<'_, TwoPhaseCommit>, has_triggers: bool) -> Element {
    let (at, below) = (Point::new(0.0, 34.0), Point::new(0.0, 50.0));
    let said = match Proof::of(moment) {
        Some(proof) => element("g")
            .role(proof.role)
            .child(label(at, Anchor::Start, proof.title).class("name matter"))
            .child(label(below, Anchor::Start, proof.words).class("matter")),
        None => {
            let hint = if has_triggers { HINT } else { "" };
            element("g").child(label(at, Anchor::Start, hint).class("state"))
        }
    };
    let signs = [(Role::Follower, "locks held", 0.0), (Role::Doubt, DOUBT, 128.0)];
    let signs = signs.map(|(role, words, left)| {
        let sign = rectangle(Point::new(left, 3.0), (20.0, 12.0)).class("mark");
        let words = label(Point::new(left + 27.0, 14.0), Anchor::Start, words);
        element("g").role(role).child(sign).child(words.class("name"))
    });
    element("g").class("lanes").children(signs).child(said)
}

const DOUBT: &str = "and in doubt";
const HINT: &str = "Press a ▼ to crash C at that moment";

fn track(moment: &Moment<'_, TwoPhaseCommit>, node: NodeId) -> Track {
    let cluster = moment.model;
    let now = moment.now;
    let stretches = match cluster.process(node) {
        Node::Participant(participant) => {
            of_participant(participant, &stages(cluster, node, now), now)
        }
        Node::Standby(standby) => of_standby(moment, standby, node),
        Node::Coordinator(_) => Vec::new(),
    };
    let down = sim::record::downtimes(moment.records, node, now);
    let down = down.into_iter().map(|(start, end)| {
        let text = format!("{} is down", cluster.name(node));
        stretch((start, end), Role::Lost, text)
    });
    let is_participant = matches!(cluster.process(node), Node::Participant(_));
    let down = down.map(|down| Stretch { is_thin: is_participant, ..down });
    Track {
        name: cluster.name(node).into(),
        stretches: stretches.into_iter().chain(down).collect(),
    }
}

fn stretch((start, end): (Micros, Micros), role: Role, text: String) -> Stretch {
    Stretch { start, end, role, is_thin: false, text: text.into() }
}

/// A participant's locks, of that its doubt, and what came after.
fn of_participant(
    participant: &Participant,
    stages: &[(Micros, Micros, Role)],
    now: Micros,
) -> Vec<Stretch> {
    let (since, until) = match participant.locks() {
        Locks::Held { since } => (since.0, now),
        Locks::Released { since, until } => (since.0, until.0),
    };
    let text = if stages.is_empty() { "locks held" } else { "" };
    let mut stretches = vec![stretch((since, until), Role::Follower, text.into())];
    for (start, end, role) in stages {
        let text = match role {
            Role::Candidate => "pre-committed".into(),
            _ => format!("in doubt {}", millis(end.since(*start))),
        };
        stretches.push(stretch((*start, *end), *role, text));
    }
    if let Phase::Done(outcome) = participant.phase() {
        let (role, _) = in_role(outcome);
        let done = stretch((until, now), role, String::new());
        stretches.push(Stretch { is_thin: true, ..done });
    }
    stretches
}

/// How long a standby has heard nothing from the coordinator, and what it recorded.
fn of_standby(
    moment: &Moment<'_, TwoPhaseCommit>,
    standby: &Standby,
    node: NodeId,
) -> Vec<Stretch> {
    let (until, record) = match standby.phase() {
        StandbyPhase::Idle => return Vec::new(),
        StandbyPhase::Watching => (moment.now, None),
        StandbyPhase::Decided(outcome) => {
            let (role, text) = in_role(outcome);
            let kept = (standby.since(), moment.now);
            (standby.since(), Some(stretch(kept, role, text.into())))
        }
    };
    let silence = silence(moment, node, until).map(|since| {
        let text = format!("no word from C {}", millis(until.since(since)));
        stretch((since, until), Role::Candidate, text)
    });
    silence.into_iter().chain(record).collect()
}

const fn in_role(outcome: Outcome) -> (Role, &'static str) {
    match outcome {
        Outcome::Commit => (Role::Committed, "commit"),
        Outcome::Abort => (Role::Quiet, "abort"),
    }
}
