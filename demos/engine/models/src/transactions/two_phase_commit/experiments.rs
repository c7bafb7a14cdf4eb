//! Figures: what prose prints, charts draw and tests assert.
//!
//! Each runs whole clusters to their end. Two experiments on the same seeds meet
//! the same network, so their figures differ by what their settings differ in.

use super::{
    Agreement, BEGIN, COORDINATOR, CrashPoint, Message, Node, Settings, agreement,
    cluster, in_doubt, lock_time, participants, since_begin,
};
use sim::{
    Cluster, Edit, Event, Latency, Log, MessageKind, Micros, Model, NodeId, Record,
    Stream,
};

/// How long an experiment watches: by then all is settled that ever will be.
pub const HORIZON: Micros = Micros::from_secs(4);

/// So many runs of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// How many.
    pub hits: u32,
    /// Of how many.
    pub runs: u32,
}

impl Share {
    /// The share in tenths of a percent, rounded.
    ///
    /// ```
    /// # use models::transactions::two_phase_commit::Share;
    /// assert_eq!(Share { hits: 2, runs: 3 }.per_mille(), 667);
    /// ```
    pub fn per_mille(self) -> u32 {
        (2_000 * self.hits + self.runs) / (2 * self.runs.max(1))
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All participants know the outcome, and it is the same.
    Settled,
    /// A participant is in doubt.
    Blocked,
    /// One node has committed and another aborted.
    Torn,
}

/// What came of a run in which the coordinator crashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crash {
    /// When it crashed, since the client asked for the commit.
    pub at: Micros,
    /// How long the same run takes without the crash, until all have heard.
    pub span: Micros,
    /// How the run ended.
    pub ending: Ending,
    /// The longest that any participant was in doubt.
    pub longest_doubt: Micros,
    /// How long all participants together held their locks.
    pub lock_time: Micros,
}

/// Crashes the coordinator once in each run, at a moment drawn evenly from the
/// client's request to the moment when all have heard the outcome.
///
/// It comes up again after [`Settings::repair`]; with `None` whoever is blocked
/// is blocked for good.
///
/// - Cost: about 20 µs a run natively.
pub fn crashes(settings: &Settings, runs: u32) -> Vec<Crash> {
    let sound = Settings { crash: CrashPoint::Never, ..*settings };
    (0..u64::from(runs))
        .map(|seed| {
            let span = since_begin(last_heard(&play(&sound, seed, &[])));
            let mut moments = Stream::new(seed, "crash", 0);
            let at = Micros::new(moments.below(span.get().max(1)));
            crash_at(&sound, seed, at, span)
        })
        .collect()
}

fn crash_at(settings: &Settings, seed: u64, at: Micros, span: Micros) -> Crash {
    let end = play(settings, seed, &[(BEGIN + at, Edit::Crash(COORDINATOR))]);
    let doubt = |(_, participant): (_, &super::Participant)| {
        participant.doubt().length(HORIZON)
    };
    Crash {
        at,
        span,
        ending: ending(&end),
        longest_doubt: participants(&end)
            .filter_map(doubt)
            .max()
            .unwrap_or_default(),
        lock_time: lock_time(&end, HORIZON),
    }
}

/// How many runs leave a participant blocked for good if the coordinator crashes
/// at a random moment and never comes back.
///
/// In theory 2 of 3 under two-phase commit, whatever the latency is, if it is the
/// same for all messages: of the three delays that a run takes, only the last,
/// when the outcome is on its way, is past the danger.
pub fn blocking_share(settings: &Settings, runs: u32) -> Share {
    let settings = Settings { repair: None, ..*settings };
    share_of(Ending::Blocked, &settings, runs)
}

/// How many runs end torn in two if the coordinator crashes at a random moment.
/// None under two-phase commit; under three-phase commit none only as long as the
/// network loses nothing.
pub fn torn_share(settings: &Settings, runs: u32) -> Share {
    share_of(Ending::Torn, settings, runs)
}

fn share_of(ending: Ending, settings: &Settings, runs: u32) -> Share {
    let crashes = crashes(settings, runs);
    let hits = crashes.iter().filter(|crash| crash.ending == ending).count();
    Share { hits: hits as u32, runs }
}

fn ending(run: &Cluster<Node>) -> Ending {
    match agreement(run) {
        Agreement::Broken { .. } => Ending::Torn,
        Agreement::Kept if in_doubt(run).is_empty() => Ending::Settled,
        Agreement::Kept => Ending::Blocked,
    }
}

/// How long each participant is in doubt, in runs without a crash, the shortest
/// first. About two one-way delays, and what waiting for the slowest vote adds.
pub fn doubt_windows(settings: &Settings, runs: u32) -> Vec<Micros> {
    let mut windows: Vec<_> = (0..u64::from(runs))
        .flat_map(|seed| {
            let end = play(settings, seed, &[]);
            participants(&end)
                .filter_map(|(_, participant)| participant.doubt().length(HORIZON))
                .collect::<Vec<_>>()
        })
        .collect();
    windows.sort_unstable();
    windows
}

/// How many runs lose the first telling of the outcome to some participant that
/// has voted yes. Without inquiries and resends each of them would leave someone
/// in doubt for good.
///
/// In theory 1 − (1 − p(1 − p))ⁿ for n participants and a loss of p: `Prepare`
/// arrived and the outcome did not.
pub fn undecided_share(settings: &Settings, runs: u32) -> Share {
    let hits = (0..u64::from(runs))
        .filter(|seed| {
            let mut run = cluster(settings, *seed);
            let mut records = Vec::new();
            advance(&mut run, HORIZON, &mut Log::to(&mut records));
            settings.participants().any(|node| lost_first(&records, node))
        })
        .count();
    Share { hits: hits as u32, runs }
}

/// Whether the first outcome sent to a participant was lost, and it had voted.
fn lost_first(records: &[Record], node: NodeId) -> bool {
    let heard_prepare = records.iter().any(|record| {
        matches!(record.event, Event::Received { to, kind, .. }
            if to == node && what(kind) == Message::Prepare)
    });
    let first = records.iter().find_map(|record| match record.event {
        Event::Sent { message, to, kind, .. }
            if to == node && matches!(what(kind), Message::Decide(_)) =>
        {
            Some(message)
        }
        _ => None,
    });
    let is_lost = records.iter().any(|record| {
        matches!(&record.event, Event::Lost { message, .. }
            if Some(*message) == first)
    });
    heard_prepare && is_lost
}

/// The message of which a record keeps the kind.
fn what(kind: MessageKind) -> Message {
    kind.among(&Message::ALL)
}

/// What a transaction costs when nothing goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Messages sent until the last participant has heard the outcome, not
    /// counting acknowledgements of it.
    pub messages: u32,
    /// Acknowledgements of the outcome.
    pub acks: u32,
    /// One-way delays from the client's request until the last has heard.
    pub delays: u32,
    /// Writes that had to be on disk before a node could go on, all nodes together.
    pub forced_writes: u32,
}

/// Counts the cost of one transaction on a network that loses nothing.
///
/// ```
/// # use models::transactions::two_phase_commit::*;
/// let two = cost(&Settings::default());
/// assert_eq!((two.messages, two.delays), (3 * 3, 3));
/// let three = Settings { protocol: Protocol::ThreePhase, ..Settings::default() };
/// assert_eq!((cost(&three).messages, cost(&three).delays), (5 * 3, 5));
/// ```
pub fn cost(settings: &Settings) -> Cost {
    let sound = Settings { crash: CrashPoint::Never, loss_percent: 0, ..*settings };
    let latency = sound.latency;
    let network =
        sim::Network { latency: Latency::Constant(latency), ..sound.network() };
    let mut run = Cluster::new(sound.nodes(), network, 0);
    let mut records = Vec::new();
    advance(&mut run, HORIZON, &mut Log::to(&mut records));
    let sent = |is_ack: bool| {
        let counts = |record: &&Record| {
            matches!(record.event, Event::Sent { kind, .. }
                if (what(kind) == Message::Ack) == is_ack)
        };
        records.iter().filter(counts).count() as u32
    };
    let heard = since_begin(last_heard(&run)).get();
    let forced = run.nodes().map(|node| run.process(node).forced_writes());
    Cost {
        messages: sent(false),
        acks: sent(true),
        delays: (heard / latency.get().max(1)) as u32,
        forced_writes: forced.sum(),
    }
}

/// When the last participant let go of its locks.
fn last_heard(run: &Cluster<Node>) -> Micros {
    participants(run)
        .map(|(_, participant)| participant.locks().held_for(HORIZON))
        .max()
        .unwrap_or_default()
}

/// What an edit of this cluster is.
type EditOf = <Cluster<Node> as Model>::Edit;

/// The cluster as it is at the horizon, after these edits.
fn play(
    settings: &Settings,
    seed: u64,
    edits: &[(Micros, EditOf)],
) -> Cluster<Node> {
    let mut run = cluster(settings, seed);
    for (at, edit) in edits {
        advance(&mut run, *at, &mut Log::off());
        run.edit(*at, edit, &mut Log::off());
    }
    advance(&mut run, HORIZON, &mut Log::off());
    run
}

fn advance(run: &mut Cluster<Node>, until: Micros, log: &mut Log) {
    while run.next().is_some_and(|at| at <= until) {
        run.step(log);
    }
}
