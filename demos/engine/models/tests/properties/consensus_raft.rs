//! Raft under every fault: what must always hold, and what sometimes happens.

use models::consensus::raft::{
    self, Answer, Call, Node, Payload, Settings, Stability, checks,
};
use sim::cluster::Condition;
use sim::history::{self, Operation, Outcome, Register, Value};
use sim::{Cluster, Edit, Log, Micros, Model, NodeId, Stream};

/// How many seeds a property is tried with.
const SEEDS: u64 = 10_000;

/// How long a run is: time for some five elections.
const HORIZON: Micros = Micros::from_millis(1_500);

type RaftEdit = <Cluster<Node> as Model>::Edit;

/// Settings that differ from seed to seed, so that all variants meet all faults.
fn settings(seed: u64) -> Settings {
    let millis = Micros::from_millis;
    let stability = match seed % 3 {
        0 => Stability::Guarded,
        _ => Stability::Plain,
    };
    Settings {
        servers: [3, 5][seed as usize % 2],
        spares: u32::from(seed.is_multiple_of(5)),
        clients: 2,
        think: millis(25),
        timeout: millis(100),
        spread: millis(100),
        heartbeat: millis(35),
        stability,
        compaction: [None, Some(3), Some(8)][seed as usize / 2 % 3],
        ..Settings::default()
    }
    .with_faults([0, 3, 10][seed as usize / 7 % 3])
}

/// Something that happens from outside, drawn by chance.
fn fault(
    settings: &Settings,
    cluster: &Cluster<Node>,
    dice: &mut Stream,
) -> RaftEdit {
    let count = u64::from(settings.servers + settings.spares);
    let mut server = || NodeId(dice.below(count) as u32);
    let (a, b, c) = (server(), server(), server());
    let is_down = cluster.condition(a) == Condition::Stopped;
    match dice.below(12) {
        0..=2 if is_down => Edit::Restart(a),
        0 | 1 => Edit::Crash(a),
        2 => Edit::Pause(a, Micros::from_millis(dice.below(200))),
        3 => Edit::Cut(a, b),
        4 => Edit::Block(a, b),
        5 | 6 => Edit::Heal(a, b),
        7 => Edit::Expire(a, raft::Timer::Election),
        8 => Edit::Restart(c),
        9 => Edit::Ask(a, raft::Command::Compact),
        10 => Edit::Ask(a, raft::Command::Add(b)),
        _ => Edit::Ask(a, raft::Command::Remove(b)),
    }
}

/// What was seen in a run.
#[derive(Default)]
struct Seen {
    overwritten: bool,
    installed: bool,
    changed: bool,
    answered: usize,
    leaders: usize,
}

/// A run under faults; every check at every step of it.
fn run(seed: u64) -> (Cluster<Node>, Seen) {
    let settings = settings(seed);
    let mut cluster = raft::cluster(&settings, seed);
    let mut dice = Stream::new(seed, "faults", 0);
    let mut due = Micros::from_millis(150);
    let mut records = Vec::new();
    let (mut steps, mut elections) = (0, 0);
    while let Some(next) = cluster.next().filter(|at| *at < HORIZON) {
        if next > due {
            let edit = fault(&settings, &cluster, &mut dice);
            cluster.edit(due, &edit, &mut Log::to(&mut records));
            due += Micros::from_millis(dice.between(5, 80));
        } else {
            cluster.step(&mut Log::to(&mut records));
        }
        // What a new leader lacks shows while it leads, and a mismatch of logs until
        // one is repaired; what else is wrong the witnesses keep.
        steps += 1;
        let is_elected = elections != count_elections(&cluster);
        if steps % 64 == 0 || is_elected {
            elections = count_elections(&cluster);
            assert_safe(&cluster, seed);
        }
    }
    assert_safe(&cluster, seed);
    let noted = |part: &str| {
        records.iter().any(|record| match &record.event {
            sim::Event::Noted { text, .. } => text.contains(part),
            _ => false,
        })
    };
    let committed_change = raft::servers(&cluster).any(|(_, server)| {
        let committed = server.witness().committed().iter();
        committed
            .map(|c| c.entry.payload)
            .any(|payload| matches!(payload, Payload::Configuration(_)))
    });
    let seen = Seen {
        overwritten: noted("discards its entries"),
        installed: noted("takes over a snapshot"),
        changed: committed_change,
        answered: raft::clients(&cluster)
            .flat_map(|(_, client)| client.asked())
            .filter(|asked| asked.answer.is_some())
            .count(),
        leaders: count_elections(&cluster),
    };
    (cluster, seen)
}

fn count_elections(cluster: &Cluster<Node>) -> usize {
    raft::servers(cluster).map(|(_, server)| server.witness().led().len()).sum()
}

fn assert_safe(cluster: &Cluster<Node>, seed: u64) {
    if let Some(check) = checks::violated(cluster) {
        panic!("{check} is violated at {} with seed {seed}", cluster.now());
    }
}

/// What the clients saw, as a history of one register.
fn history_of(cluster: &Cluster<Node>) -> Vec<Operation<Register<(), u32>>> {
    let clients = raft::clients(cluster).flat_map(|(node, client)| {
        client.asked().iter().map(move |asked| (node, *asked))
    });
    clients
        .map(|(node, asked)| Operation {
            client: node.0,
            call: match asked.call {
                Call::Write(value) => Register::Write((), value),
                Call::Read => Register::Read(()),
            },
            invoked: asked.at,
            outcome: match asked.answer {
                None => Outcome::Unknown,
                Some((responded, answer)) => Outcome::Ok {
                    responded,
                    answer: match answer {
                        Answer::Done => Value::Done,
                        Answer::Is(value) => Value::Is(value),
                    },
                },
            },
        })
        .collect()
}

/// Always: no check fails, whatever happens. Sometimes: each of the things that
/// make this hard does happen.
#[test]
fn raft_is_safe_and_linearizable_under_every_fault() {
    let mut sums = [0_u64; 5];
    for seed in 0..SEEDS {
        let (cluster, seen) = run(seed);
        let verdict = history::check(&history_of(&cluster));
        assert!(verdict.is_linearizable(), "seed {seed}: {verdict:?}");
        let counts = [
            u64::from(seen.overwritten),
            u64::from(seen.installed),
            u64::from(seen.changed),
            u64::from(seen.leaders > 1),
            seen.answered as u64,
        ];
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    let [overwritten, installed, changed, re_elected, answered] = sums;
    assert!(
        overwritten > 100,
        "an uncommitted entry is overwritten: {overwritten}"
    );
    assert!(installed > 100, "a snapshot is transferred: {installed}");
    assert!(changed > 100, "the members change: {changed}");
    assert!(re_elected > SEEDS / 2, "there is more than one leader: {re_elected}");
    assert!(answered > SEEDS * 5, "clients are answered: {answered}");
}
