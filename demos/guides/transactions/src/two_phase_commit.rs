//! Kill the coordinator of a two-phase commit, and see who waits for it.

mod picture;
mod settings;

use models::transactions::two_phase_commit::{
    self as model, Agreement, COORDINATOR, Message, Node, Outcome, Phase, Protocol,
    Stage, Vote,
};
use settings::Settings;
use sim::cluster::Condition;
use sim::text::join;
use sim::{Cluster, Event, Micros, Model, NodeId, NodeSet};
use stage::parts::{Flight, Lane, Row, SpaceTime, Table};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Moment, Offer, Pace, Prediction,
    Role, Verdict, element,
};

/// The demo.
pub struct TwoPhaseCommit;

/// A doubt that lasts so long is no longer the ordinary one, which is two one-way
/// delays.
const LONG_DOUBT: Micros = Micros::from_millis(150);

const CARD: Card = Card {
    title: "Atomic commit: the window in doubt",
    watch_for: "the purple stretches: a participant has voted yes, knows no outcome, \
                and keeps its locks.",
    insight: "Only the window between a yes vote and the outcome blocks.",
    why: "Before its yes a participant may abort alone; after the outcome it is done. \
          In between, under two-phase commit, it waits for somebody who knows the \
          outcome or may decide it. Under three-phase commit those who hear each other \
          decide by what they know of the votes: cut apart, they may decide \
          differently.",
    fidelity: Fidelity {
        models: "The whole protocol runs: votes, forced log writes, the outcome, \
                 acknowledgements, time-outs, inquiries, recovery from the log, and the \
                 two ways around the coordinator, a standby and three-phase commit.",
        leaves_out: "Other transactions that want the locks, the time that a forced log \
                     write takes, and an operator who settles a doubt by hand. A \
                     standby stands for a replicated coordinator; it is one copy, not a \
                     consensus group.",
        constants: "A message takes the chosen latency, a third more or less, about \
                    what one region of a cloud needs many times over: it is slow so \
                    that it can be watched. Votes are awaited for 80 ms, or for two \
                    round trips where that is longer. None of the \
                    conclusions depends on these figures, only their ratio to one \
                    another.",
    },
    prediction: Some(Prediction {
        question: "the coordinator has all votes, all of them yes, and dies before it \
                   tells anyone. What do the participants do?",
        answers: &[
            (
                "They commit, as everyone voted yes",
                "Here the outcome reached them. From its own yes alone a participant \
                 cannot know it.",
            ),
            (
                "They abort after a time-out",
                "Here somebody could decide: the standby in the coordinator's place, \
                 or under three-phase commit the participants together. Under \
                 two-phase commit one that has voted yes may not, however long it \
                 waits.",
            ),
            (
                "They wait, and keep their locks",
                "A yes vote is a promise to follow the outcome, and those who know it \
                 or may decide it are down or cannot be heard. No time-out can end \
                 that safely.",
            ),
        ],
    }),
    pace: Some(Pace {
        until: Micros::from_secs(2),
        per_second: Micros::from_millis(50),
    }),
    seed: 7,
    curated: None,
    rest: Micros::from_millis(60),
};

impl Demo for TwoPhaseCommit {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;

    type Settings = Settings;
    type Model = Cluster<Node>;

    fn model(settings: &Settings, seed: u64) -> Cluster<Node> {
        model::cluster(&settings.of_model(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn space_time(moment: &Moment<'_, Self>) -> Option<Element> {
        let cluster = moment.model;
        let lane = |node: NodeId| Lane {
            name: cluster.name(node).into(),
            stretches: sim::record::downtimes(moment.records, node, moment.now)
                .into_iter()
                .map(|(start, end)| (start, end, Role::Lost))
                .chain(stages(cluster, node, moment.now))
                .collect(),
        };
        let diagram = SpaceTime {
            layout: moment.layout,
            size: SpaceTime::alone(moment.layout),
            window: picture::window(moment),
            now: moment.now,
            lanes: cluster.nodes().map(lane).collect(),
            records: moment.records,
            role: message_role,
            in_flight: cluster
                .in_flight()
                .map(|flight| Flight::of_cluster(flight, moment.now, message_role))
                .collect(),
            stamps: Vec::new(),
            highlights: Vec::new(),
            has_grips: false,
        };
        let legend = picture::legend(moment);
        let diagram = diagram.draw("Space–time diagram of the commit");
        Some(element("div").child(legend).child(diagram))
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let cluster = moment.model;
        let rows = cluster.nodes().map(|node| {
            let (role, state) = state(cluster, node);
            let held = match cluster.process(node) {
                Node::Participant(participant) => {
                    millis(participant.locks().held_for(moment.now))
                }
                Node::Coordinator(_) | Node::Standby(_) => "–".into(),
            };
            let waited = match since_yes(cluster, node, moment.now) {
                Some((since, end)) => millis(end.since(since)),
                None => "–".into(),
            };
            let writes = cluster.process(node).forced_writes().to_string();
            Row::new(cluster.name(node), vec![state.into(), waited, held, writes])
                .role(role)
        });
        Table {
            caption: format!("The nodes at {}", moment.now.clock()),
            head: [
                "node",
                "state",
                "from yes to outcome",
                "locks held for",
                "forced writes",
            ]
            .map(Into::into)
            .into(),
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        vec![atomicity(moment), nobody_blocked(moment)]
    }

    fn offers(moment: &Moment<'_, Self>) -> Vec<Offer> {
        let cluster = moment.model;
        let links = |is_cut: bool, verb: &str| {
            let others = cluster.nodes().flat_map(|a| {
                cluster.nodes().filter(move |b| a < *b).map(move |b| (a, b))
            });
            others
                .filter(|(a, b)| cluster.is_cut(*a, *b) == is_cut)
                .map(|(a, b)| {
                    let names = format!("{}–{}", cluster.name(a), cluster.name(b));
                    (format!("{verb}-{}-{}", a.0, b.0), names)
                })
                .collect::<Vec<_>>()
        };
        let name = |node| cluster.name(node);
        let up = cluster.nodes_in(Condition::Up);
        let stopped = cluster.nodes_in(Condition::Stopped);
        vec![
            Offer::for_nodes("Crash", "crash", up, &name),
            Offer::for_nodes("Restart", "restart", stopped, &name),
            Offer::new("Cut", links(false, "cut")),
            Offer::new("Mend", links(true, "heal")),
            Offer::for_messages("Drop", "drop", cluster.in_flight(), &name),
        ]
    }

    fn outcome(moment: &Moment<'_, Self>) -> Option<usize> {
        if !is_asked_about(moment) {
            return None;
        }
        if has_waited(moment) {
            return Some(2);
        }
        model::outcome(moment.model).map(|outcome| match outcome {
            Outcome::Commit => 0,
            Outcome::Abort => 1,
        })
    }
}

/// Whether the figure's question is about such a run: the coordinator has all votes,
/// all of them yes, and stops before it tells any participant.
fn is_asked_about(moment: &Moment<'_, TwoPhaseCommit>) -> bool {
    let is_yes = |label: &String| *label == Message::Vote(Vote::Yes).to_string();
    let mut voters = NodeSet::new();
    for record in moment.past() {
        match &record.event {
            Event::Received { from, to: COORDINATOR, label, .. }
                if is_yes(label) =>
            {
                voters.insert(*from);
            }
            Event::Sent { from: COORDINATOR, to, label, .. }
                if matches!(moment.model.process(*to), Node::Participant(_))
                    && *label != Message::Prepare.to_string() =>
            {
                return false;
            }
            Event::Stopped { node: COORDINATOR } => {
                let mut participants = model::participants(moment.model);
                return participants.all(|(node, _)| voters.contains(node));
            }
            Event::Sent { .. }
            | Event::Received { .. }
            | Event::Lost { .. }
            | Event::Expired { .. }
            | Event::Noted { .. }
            | Event::Stopped { .. }
            | Event::Restarted { .. }
            | Event::Faulted { .. } => {}
        }
    }
    false
}

/// Whether someone waited because nobody who could be heard might end it: it still
/// does, or it did until the coordinator came up again.
fn has_waited(moment: &Moment<'_, TwoPhaseCommit>) -> bool {
    let (cluster, now) = (moment.model, moment.now);
    let blocked = model::blocked(cluster);
    let down = sim::record::downtimes(moment.records, COORDINATOR, now);
    let is_alone = moment.settings.of_model().protocol == Protocol::TwoPhase;
    cluster.nodes().any(|node| {
        let Some((since, end)) = since_yes(cluster, node, now) else {
            return false;
        };
        let is_repaired = down.iter().any(|(_, up)| since < *up && *up < end);
        is_alone && is_repaired
            || end.since(since) >= LONG_DOUBT && blocked.contains(&node)
    })
}

fn atomicity(moment: &Moment<'_, TwoPhaseCommit>) -> Check {
    let torn = torn(moment);
    let verdict = Verdict::of(torn.is_none());
    Check { name: "Atomicity", verdict, detail: torn.unwrap_or_default() }
}

/// Who has committed and who has aborted, if the transaction is torn.
fn torn(moment: &Moment<'_, TwoPhaseCommit>) -> Option<String> {
    let names = |nodes: &[NodeId]| {
        let names: Vec<_> =
            nodes.iter().map(|node| moment.model.name(*node)).collect();
        join(&names, ", ")
    };
    match model::agreement(moment.model) {
        Agreement::Kept => None,
        Agreement::Broken { committed, aborted } => {
            let (committed, aborted) = (names(&committed), names(&aborted));
            Some(format!("{committed} committed; {aborted} aborted"))
        }
    }
}

fn nobody_blocked(moment: &Moment<'_, TwoPhaseCommit>) -> Check {
    let blocked = model::blocked(moment.model);
    // Before that it is what everyone goes through, and what comes of it is asked.
    let is_ordinary = |node: &NodeId| {
        let wait = since_yes(moment.model, *node, moment.now);
        wait.is_some_and(|(since, end)| end.since(since) < LONG_DOUBT)
    };
    let is_early = !blocked.is_empty() && blocked.iter().all(is_ordinary);
    let names: Vec<_> =
        blocked.iter().map(|node| moment.model.name(*node)).collect();
    let names = join(&names, ", ");
    let detail = match blocked.is_empty() {
        true => format!(
            "locks held {} in all",
            millis(model::lock_time(moment.model, moment.now))
        ),
        false if is_early => format!("no outcome yet for {names}"),
        false => format!("{names} cannot go on alone"),
    };
    let verdict = Verdict::of(blocked.is_empty()).once(!is_early);
    Check { name: "Nobody is blocked now", verdict, detail }
}

/// What a node is now: its role in the picture, and that in words.
fn state(cluster: &Cluster<Node>, node: NodeId) -> (Role, &'static str) {
    if cluster.condition(node) == Condition::Stopped {
        return (Role::Lost, "stopped");
    }
    match cluster.process(node) {
        Node::Coordinator(coordinator) => {
            (Role::Leader, coordinator.phase().words())
        }
        Node::Standby(standby) => (Role::Candidate, standby.phase().words()),
        Node::Participant(participant) => {
            let role = match participant.phase() {
                Phase::Working => Role::Follower,
                Phase::InDoubt(stage) => stage_role(stage),
                Phase::Done(Outcome::Commit) => Role::Committed,
                Phase::Done(Outcome::Abort) => Role::Quiet,
            };
            (role, participant.phase().words())
        }
    }
}

/// When a node had voted yes and knew no outcome.
fn since_yes(
    cluster: &Cluster<Node>,
    node: NodeId,
    now: Micros,
) -> Option<(Micros, Micros)> {
    let Node::Participant(participant) = cluster.process(node) else { return None };
    match participant.doubt() {
        model::Doubt::Never => None,
        model::Doubt::Open { since } => Some((since.0, now)),
        model::Doubt::Over { since, until } => Some((since.0, until.0)),
    }
}

/// The same, stage by stage.
fn stages(
    cluster: &Cluster<Node>,
    node: NodeId,
    now: Micros,
) -> Vec<(Micros, Micros, Role)> {
    let Node::Participant(participant) = cluster.process(node) else {
        return Vec::new();
    };
    let stages = participant.stages(now);
    stages.map(|(stage, start, end)| (start, end, stage_role(stage))).collect()
}

/// The role of a participant that waits for the outcome.
const fn stage_role(stage: Stage) -> Role {
    match stage {
        Stage::Uncertain => Role::Doubt,
        Stage::PreCommitted => Role::Candidate,
    }
}

/// The role of a message, by its label.
fn message_role(label: &str) -> Role {
    let is = |message: Message| message.to_string() == label;
    if is(Message::Decide(Outcome::Commit)) {
        Role::Committed
    } else if is(Message::Decide(Outcome::Abort)) || is(Message::Vote(Vote::No)) {
        Role::Lost
    } else if is(Message::Vote(Vote::Yes)) || is(Message::Unsure) {
        Role::Doubt
    } else if is(Message::Prepare) {
        Role::Leader
    } else if is(Message::PreCommit) || is(Message::PreCommitted) {
        Role::Candidate
    } else {
        Role::Follower
    }
}

fn millis(span: Micros) -> String {
    format!("{} ms", span.as_millis())
}
