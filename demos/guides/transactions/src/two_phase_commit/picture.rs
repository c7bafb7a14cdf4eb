//! The nodes and their messages; beside them what each was over time.

use super::{TwoPhaseCommit, message_role, stages, state, torn};
use models::transactions::two_phase_commit::{
    COORDINATOR, Locks, Message, Node, Outcome, Participant, Phase, Protocol,
};
use sim::cluster::InFlight;
use sim::{Event, MessageId, Micros, Model, NodeId};
use stage::parts::geometry::{Point, on_circle};
use stage::parts::node::{
    NODE_RADIUS, NodeMark, draw_link, draw_message, draw_node, shape,
};
use stage::parts::{
    Anchor, Lanes, Stretch, Track, Trigger, label, picture, row, text_width,
};
use stage::{Element, Layout, Moment, Role, element};

/// The size of the picture of the nodes.
const NODES: (u32, u32) = (300, 320);
/// The size of the picture of the lanes.
const LANES: (u32, u32) = (320, 320);

/// Draws a moment.
pub fn draw(moment: &Moment<'_, TwoPhaseCommit>) -> Element {
    row([nodes(moment), lanes(moment)])
}

/// The part of the run that is worth showing: to its last event, and some more.
pub fn window(moment: &Moment<'_, TwoPhaseCommit>) -> (Micros, Micros) {
    let last = moment.records.last().map_or(Micros::ZERO, |record| record.at);
    let end = Micros::new(last.get() + last.get() / 12);
    (Micros::ZERO, end.max(Micros::from_millis(100)))
}

/// The coordinator at the top, beside it the standby if there is one, the
/// participants below from left to right.
fn place(moment: &Moment<'_, TwoPhaseCommit>, node: NodeId) -> Point {
    let center = Point::new(150.0, 166.0);
    let is_standby = |node| matches!(moment.model.process(node), Node::Standby(_));
    let standbys =
        moment.model.nodes().filter(|node| is_standby(*node)).count() as u32;
    let participants = moment.model.nodes().count() as u32 - 1 - standbys;
    let aside = 125_000 * standbys;
    match node {
        COORDINATOR => on_circle(center, 112.0, 1_000_000 - aside),
        _ if is_standby(node) => on_circle(center, 112.0, aside),
        NodeId(number) => {
            let (first, last) = (760_000, 240_000);
            let gaps = (participants - 1).max(1);
            on_circle(center, 106.0, first - (number - 1) * (first - last) / gaps)
        }
    }
}

fn nodes(moment: &Moment<'_, TwoPhaseCommit>) -> Element {
    let cluster = moment.model;
    let pairs = cluster.nodes().flat_map(|one| {
        let others = cluster.nodes().skip(one.0 as usize + 1);
        others.map(move |other| (one, other))
    });
    let links = pairs.filter_map(|(one, other)| {
        let is_cut = cluster.is_cut(one, other) || cluster.is_cut(other, one);
        let role = match (is_cut, one) {
            (true, _) => Role::Lost,
            (false, COORDINATOR) => Role::Quiet,
            // Participants speak to each other at need only.
            (false, _) => return None,
        };
        let (from, to) = (place(moment, one), place(moment, other));
        Some(draw_link(format!("link-{}-{}", one.0, other.0), from, to, role))
    });
    let is_crowded = cluster.nodes().count() > 4;
    let messages = cluster.in_flight().map(|(id, message)| {
        let ends = (place(moment, message.from), place(moment, message.to));
        let label = message.message.to_string();
        let progress = message.progress(moment.now);
        let role = match message.loss {
            Some(_) if progress > 400 => Role::Lost,
            Some(_) | None => message_role(&label),
        };
        // Of many that say the same to one node, or from one, one has the words.
        let is_same = |(other, same): (MessageId, &InFlight<Message>)| {
            other < id
                && same.message == message.message
                && (same.from == message.from || same.to == message.to)
        };
        let is_silent = is_crowded && cluster.in_flight().any(is_same);
        let words = if is_silent { String::new() } else { label };
        draw_message(id.to_string(), ends, progress, role, words)
    });
    let marks = cluster.nodes().map(|node| draw_mark(moment, node));
    let words = cluster
        .nodes()
        .map(|node| format!("{} {}", cluster.name(node), state(cluster, node).1));
    picture(NODES, words.collect::<Vec<_>>().join(", "))
        .child(element("g").children(links))
        .child(element("g").children(messages))
        .child(element("g").children(marks))
}

/// What the ends of messages mean in the space–time diagram.
pub fn legend(moment: &Moment<'_, TwoPhaseCommit>) -> Element {
    let kinds: &[_] = match moment.settings.of_model().protocol {
        Protocol::TwoPhase => &TWO_PHASES,
        Protocol::ThreePhase => &THREE_PHASES,
    };
    // One more is the word for what is stopped.
    let (width, per_row) = match moment.layout {
        Layout::Wide => (860, kinds.len() + 1),
        Layout::Narrow => (340, 3),
    };
    let rows = (kinds.len() + 1).div_ceil(per_row) as u32;
    let mut left = 0.0;
    let mut place = |index: usize, word: &str| {
        left = if index.is_multiple_of(per_row) { 14.0 } else { left };
        let at = Point::new(left, 12.0 + 22.0 * (index / per_row) as f32);
        left += text_width(word) + 36.0;
        at
    };
    let text = |at: Point, word: &'static str| {
        label(Point::new(at.x, at.y + 4.5), Anchor::Start, word).class("state")
    };
    let mut legend =
        picture((width, 22 * rows + 2), "What the colours and shapes mean");
    for (index, (role, word)) in kinds.iter().enumerate() {
        let at = place(index, word);
        let mark = element("g").role(*role).child(shape(at, 5.0, *role));
        legend =
            legend.child(mark.child(text(Point::new(at.x + 13.0, at.y), word)));
    }
    let at = place(kinds.len(), STOPPED);
    legend.child(text(at, STOPPED))
}

const STOPPED: &str = "┄ stopped";
const TWO_PHASES: [(Role, &str); 5] = [
    (Role::Leader, "Prepare"),
    (Role::Doubt, "yes; in doubt"),
    (Role::Committed, "Commit"),
    (Role::Lost, "no, Abort; lost"),
    (Role::Follower, "other"),
];
const THREE_PHASES: [(Role, &str); 6] = [
    (Role::Leader, "Prepare"),
    (Role::Doubt, "yes; in doubt"),
    (Role::Committed, "Commit"),
    (Role::Candidate, "PreCommit(ted)"),
    (Role::Lost, "no, Abort; lost"),
    (Role::Follower, "other"),
];

fn draw_mark(moment: &Moment<'_, TwoPhaseCommit>, node: NodeId) -> Element {
    let cluster = moment.model;
    let (role, words) = state(cluster, node);
    let at = place(moment, node);
    let name = cluster.name(node);
    // The words stay in the picture, even if they are not in the middle then.
    // They are bold: a third wider than other text.
    let half = text_width(words) * 0.7;
    let x = at.x.min(NODES.0 as f32 - half).max(half);
    let below = Point::new(x, at.y + NODE_RADIUS + 17.0);
    let above = Point::new(x, at.y - NODE_RADIUS - 12.0);
    let label_at = if node == COORDINATOR { above } else { below };
    let edit = if role == Role::Lost { "restart" } else { "crash" };
    let verb = if role == Role::Lost { "Restart" } else { "Crash" };
    let mark = NodeMark::new(format!("node-{}", node.0), at, role)
        .inside(name.clone())
        .named(words, "")
        .label_at(label_at, Anchor::Middle)
        .action(format!("edit:{edit}-{}", node.0), format!("{verb} {name}"));
    let drawn = draw_node(&mark);
    match cluster.process(node) {
        Node::Participant(participant) if is_locked(participant) => {
            drawn.child(lock(Point::new(at.x + 17.0, at.y - 19.0)))
        }
        Node::Participant(_) | Node::Coordinator(_) | Node::Standby(_) => drawn,
    }
}

fn is_locked(participant: &Participant) -> bool {
    matches!(participant.locks(), Locks::Held { .. })
}

/// A padlock.
fn lock(at: Point) -> Element {
    let (x, y) = at.px();
    element("path")
        .class("lock")
        .attr("d", format!("M{x} {y}m-6 0h12v9h-12zm2.5 0v-3a3.5 3.5 0 0 1 7 0v3"))
}

const LOCKS: &str = "Locks held, and who is in doubt";

fn lanes(moment: &Moment<'_, TwoPhaseCommit>) -> Element {
    let cluster = moment.model;
    let tracks: Vec<_> = cluster.nodes().map(|node| track(moment, node)).collect();
    let height = (240.0 / tracks.len() as f32).min(46.0);
    let triggers = triggers(moment);
    let (title, hint) = match torn(moment) {
        Some(torn) => ("✕ The transaction is torn", torn),
        None if triggers.is_empty() => (LOCKS, String::new()),
        None => (LOCKS, "▾ on C: press one to kill C at that moment".into()),
    };
    let title = label(Point::new(0.0, 16.0), Anchor::Start, title);
    let hint = label(Point::new(0.0, 34.0), Anchor::Start, hint);
    let lanes = Lanes {
        at: Point::new(0.0, 50.0),
        size: (LANES.0 as f32, height),
        window: window(moment),
        now: moment.now,
        tracks,
        triggers,
    };
    picture(LANES, "Who held locks and who was in doubt, over time")
        .child(title.class("name"))
        .child(hint.class("state"))
        .child(lanes.draw())
}

fn track(moment: &Moment<'_, TwoPhaseCommit>, node: NodeId) -> Track {
    let cluster = moment.model;
    let now = moment.now;
    let stretch = |start, end, role, is_thin, text: &'static str| Stretch {
        start,
        end,
        role,
        is_thin,
        text: text.into(),
    };
    let down = sim::record::downtimes(moment.records, node, now)
        .into_iter()
        .map(|(start, end)| stretch(start, end, Role::Lost, true, "stopped"));
    let mut stretches = Vec::new();
    if let Node::Participant(participant) = cluster.process(node) {
        let (since, until) = match participant.locks() {
            Locks::Held { since } => (since.0, now),
            Locks::Released { since, until } => (since.0, until.0),
        };
        let stages = stages(cluster, node, now);
        let text = if stages.is_empty() { "locks" } else { "" };
        stretches.push(stretch(since, until, Role::Follower, false, text));
        for (start, end, role) in stages {
            let text = match role {
                Role::Candidate => "pre-committed",
                _ => "in doubt",
            };
            stretches.push(stretch(start, end, role, false, text));
        }
        if let Phase::Done(outcome) = participant.phase() {
            let (role, text) = match outcome {
                Outcome::Commit => (Role::Committed, "committed"),
                Outcome::Abort => (Role::Quiet, "aborted"),
            };
            stretches.push(stretch(until, now, role, true, text));
        }
    }
    Track {
        name: cluster.name(node).into(),
        stretches: stretches.into_iter().chain(down).collect(),
    }
}

/// The moments before the first stop at which the coordinator sent or heard
/// something: the ones at which killing it makes a difference.
fn triggers(moment: &Moment<'_, TwoPhaseCommit>) -> Vec<Trigger> {
    let mut moments: Vec<Micros> = Vec::new();
    for record in moment.records {
        let at = match &record.event {
            Event::Sent { from, .. } if *from == COORDINATOR => record.at,
            Event::Received { to, .. } if *to == COORDINATOR => record.at,
            Event::Stopped { node } if *node == COORDINATOR => break,
            Event::Sent { .. }
            | Event::Received { .. }
            | Event::Lost { .. }
            | Event::Expired { .. }
            | Event::Noted { .. }
            | Event::Stopped { .. }
            | Event::Restarted { .. }
            | Event::Faulted { .. } => continue,
        };
        if moments.last() != Some(&at) && moments.len() < 12 {
            moments.push(at);
        }
    }
    let trigger = |at: Micros| Trigger {
        lane: 0,
        at,
        action: (
            format!("edit-at:{at}:crash-0").into(),
            format!("Kill C at {}", at.clock()).into(),
        ),
    };
    moments.into_iter().map(trigger).collect()
}
