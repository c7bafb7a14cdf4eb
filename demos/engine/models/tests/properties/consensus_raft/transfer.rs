//! Transfers and pipelines that nothing disturbs.

use models::consensus::raft::{
    self, Command, Message, Node, Sending, Settings, Stability, Window,
};
use sim::{Cluster, Edit, Log, Micros, Model, NodeId};

const SEEDS: u64 = 2_000;

/// When somebody leads for sure.
const SETTLED: Micros = Micros::from_secs(3);

fn settings(seed: u64) -> Settings {
    let millis = Micros::from_millis;
    let window = Window { batch: 3, in_flight: 4 };
    Settings {
        servers: [3, 5][seed as usize % 2],
        clients: 3,
        think: millis(5),
        stability: match seed / 2 % 2 {
            0 => Stability::Guarded,
            _ => Stability::Plain,
        },
        sending: match seed / 4 % 2 {
            0 => Sending::Pipelined(window),
            _ => Sending::Unconfirmed,
        },
        write: [Micros::ZERO, millis(3)][seed as usize / 8 % 2],
        ..Settings::default()
    }
}

fn run_until(run: &mut Cluster<Node>, until: Micros) {
    while run.next().is_some_and(|at| at <= until) {
        run.step(&mut Log::off());
    }
}

/// Always: whom a leader hands over to leads the next term before an election timeout
/// is over, in guarded clusters as in plain ones, and no client waits for long.
#[test]
fn a_transfer_that_nothing_disturbs_elects_the_successor() {
    for seed in 0..SEEDS {
        let settings = settings(seed);
        let mut run = raft::cluster(&settings, seed);
        run_until(&mut run, SETTLED);
        let leader = raft::leader(&run).expect("one was elected");
        let servers = settings.servers;
        let to = NodeId((leader.0 + 1 + seed as u32 % (servers - 1)) % servers);
        let term = |run: &Cluster<Node>| {
            raft::servers(run).map(|(_, server)| server.term()).max()
        };
        let before = term(&run);
        let ask = Edit::Ask(leader, Command::Transfer(to));
        run.edit(SETTLED, &ask, &mut Log::off());
        run_until(&mut run, SETTLED + settings.timeout);
        assert_eq!(raft::leader(&run), Some(to), "seed {seed}");
        assert_eq!(term(&run), before.map(|term| term + 1), "seed {seed}");
        let until = SETTLED + settings.timeout + settings.patience();
        run_until(&mut run, until + settings.timeout);
        for (_, client) in raft::clients(&run) {
            let late = |asked: &&raft::Asked| {
                let answered = asked.answer.map_or(run.now(), |(at, _)| at);
                asked.at <= SETTLED + settings.timeout && answered > until
            };
            assert_eq!(client.asked().iter().find(late), None, "seed {seed}");
        }
    }
}

/// How many Appends with entries are on their way to a follower, or their answers.
fn in_flight(run: &Cluster<Node>, follower: NodeId) -> u32 {
    let is_one = |message: &Message| match message {
        Message::Append { entries, .. } => !entries.is_empty(),
        _ => false,
    };
    let on_way = run.in_flight().filter(|(_, m)| m.to == follower);
    on_way.filter(|(_, m)| is_one(&m.message)).count() as u32
}

/// Always: no Append has more entries than a batch, and no more of them are on their
/// way than the window allows. Sometimes: as many are, and as large ones.
#[test]
fn a_pipe_is_never_fuller_than_its_window() {
    let (mut fullest, mut largest) = (0, 0);
    for seed in 0..SEEDS / 10 {
        let window = Window { batch: 3, in_flight: 4 };
        let sending = Sending::Pipelined(window);
        let settings = Settings { clients: 0, sending, ..settings(seed) };
        let mut run = raft::cluster(&settings, seed);
        run_until(&mut run, SETTLED);
        let leader = raft::leader(&run).expect("one was elected");
        for value in 0..200 {
            let at = run.now() + Micros::new(500);
            run_until(&mut run, at);
            run.edit(
                at,
                &Edit::Ask(leader, Command::Propose(value)),
                &mut Log::off(),
            );
            for node in settings.servers() {
                let count = in_flight(&run, node);
                assert!(count <= window.in_flight, "seed {seed}: {count}");
                fullest = fullest.max(count);
            }
            for (_, on_way) in run.in_flight() {
                if let Message::Append { entries, .. } = &on_way.message {
                    assert!(entries.len() <= 3, "seed {seed}");
                    largest = largest.max(entries.len());
                }
            }
        }
    }
    assert_eq!((fullest, largest), (4, 3));
}
