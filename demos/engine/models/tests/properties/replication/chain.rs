//! A chain whose servers stop, whatever comes twice, late or from an earlier
//! configuration.

use crate::faults::{EditOf, HeldOver, Trial};
use models::replication::chain::{
    Command, Kind, Message, Node, Reads, Resend, Settings, Wait, chain_latency,
    chain_messages, client, clients, cluster, fan_out_latency, head,
    inprocess_requests, is_live, lost, master, operations, server,
    update_propagation,
};
use sim::history::{Verdict, check_within};
use sim::{Cluster, Edit, Latency, Log, Micros, Model, NodeId, Stream};

const SEEDS: u64 = 10_000;
/// Servers stop and messages are held until then.
const FAULTS_END: u64 = 1_500;
/// By then everything is answered.
const SETTLED: Micros = Micros::from_secs(8);
/// States of a search for an order: no history here comes near it.
const STATES: usize = 200_000;

fn settings_for(stream: &mut Stream) -> Settings {
    let latency = stream.between(5, 40);
    Settings {
        length: stream.between(2, 5) as u32,
        latency: Latency::Uniform {
            min: Micros::from_millis(latency / 5),
            max: Micros::from_millis(2 * latency),
        },
        store: Micros::from_millis(stream.between(0, 20)),
        requests_per_s: stream.between(5, 15) as u32,
        requests_until: Micros::from_millis(FAULTS_END),
        patience: Micros::from_millis(stream.between(100, 800)),
        faulty_percent: stream.between(0, 10) as u32,
        ..Settings::default()
    }
}

/// Servers that stop: any but the last.
fn stops(length: u32, stream: &mut Stream) -> Vec<(Micros, EditOf<Node>)> {
    let mut servers: Vec<u32> = (0..length).collect();
    let mut edits = Vec::new();
    for _ in 0..stream.below(length.into()) {
        let server = servers.remove(stream.below(servers.len() as u64) as usize);
        let at = Micros::from_millis(stream.between(20, FAULTS_END));
        edits.push((at, Edit::Ask(NodeId(head().0 + server), Command::Stop)));
    }
    edits.sort_by_key(|(at, _)| *at);
    edits
}

/// A run with rules switched off, or with none.
fn ordeal(seed: u64, off: impl Fn(&mut Settings)) -> Trial<Node> {
    let mut stream = Stream::new(seed, "settings", 0);
    let mut settings = settings_for(&mut stream);
    off(&mut settings);
    let start = cluster(&settings, seed);
    let edits = stops(settings.length, &mut stream);
    let until = Micros::from_millis(FAULTS_END);
    let held_over = HeldOver::new(seed, until, Micros::from_millis(1_000));
    Trial { start, edits, held_over }
}

fn unanswered(cluster: &Cluster<Node>) -> usize {
    clients().map(|node| client(cluster, node).pending().count()).sum()
}

/// What was met on the way, in how many runs.
#[derive(Debug, Default)]
struct Met {
    heads: u32,
    middles: u32,
    tails: u32,
    neighbours: u32,
    resent: u32,
    stale_forwards: u32,
    asked_again: u32,
}

/// What one run has met.
#[derive(Default)]
struct Seen {
    before: Vec<NodeId>,
    head: bool,
    middle: bool,
    tail: bool,
    neighbours: bool,
    resent: bool,
    stale: bool,
}

impl Seen {
    fn look(&mut self, run: &Cluster<Node>) {
        let chain = master(run).chain();
        if chain.len() < self.before.len() {
            let stays = |node: &NodeId| chain.contains(node);
            self.head |= !self.before.first().is_some_and(stays);
            self.tail |= !self.before.last().is_some_and(stays);
            let gone = self.before.iter().position(|node| !stays(node));
            self.middle |=
                gone.is_some_and(|gone| 0 < gone && gone + 1 < self.before.len());
        }
        self.before = chain.to_vec();
        let is_dead = |node: &NodeId| !is_live(run, *node);
        self.neighbours |= chain.windows(2).any(|pair| pair.iter().all(is_dead));
        for (_, flight) in run.in_flight() {
            match flight.message {
                Message::Forward(epoch, _, _) => {
                    let receiver = server(run, flight.to);
                    self.stale |= epoch < receiver.predecessor().epoch
                        && !receiver.has_stopped();
                }
                Message::Successor(_, _, has, _) => {
                    self.resent |= has < server(run, flight.to).stored();
                }
                _ => {}
            }
        }
    }
}

impl Met {
    fn count(&mut self, seen: &Seen, end: &Cluster<Node>) {
        self.heads += u32::from(seen.head);
        self.middles += u32::from(seen.middle);
        self.tails += u32::from(seen.tail);
        self.neighbours += u32::from(seen.neighbours);
        self.resent += u32::from(seen.resent);
        self.stale_forwards += u32::from(seen.stale);
        let asked = clients().flat_map(|node| client(end, node).asked());
        self.asked_again += u32::from(asked.into_iter().any(|a| a.tries > 1));
    }

    fn all(&self) -> [u32; 7] {
        [
            self.heads,
            self.middles,
            self.tails,
            self.neighbours,
            self.resent,
            self.stale_forwards,
            self.asked_again,
        ]
    }
}

/// Always: both invariants hold at every moment, no acknowledged write is lost, and what
/// clients saw is linearizable. In the end every request is answered, each write is at
/// all live servers once, and no list Sent has anything left. Sometimes: all that makes
/// it hard.
#[test]
fn a_chain_keeps_its_invariants() {
    let mut met = Met::default();
    for seed in 0..SEEDS {
        let trial = ordeal(seed, |_| {});
        let mut seen = Seen::default();
        let end = trial.watch(SETTLED, |run| {
            seen.look(run);
            let story = || trial.story(run.now());
            let gap = update_propagation(run);
            assert_eq!(gap, None, "seed {seed}, Propagation:\n{}", story());
            let gap = inprocess_requests(run);
            assert_eq!(gap, None, "seed {seed}, Inprocess:\n{}", story());
            assert!(lost(run).is_empty(), "seed {seed} loses:\n{}", story());
        });
        let story = || trial.story(SETTLED);
        assert_eq!(unanswered(&end), 0, "seed {seed} waits:\n{}", story());
        let verdict = check_within(&operations(&end), STATES);
        assert!(verdict.is_linearizable(), "seed {seed}: {verdict:?}\n{}", story());
        has_settled(&end, seed, story);
        met.count(&seen, &end);
    }
    assert!(met.all().iter().all(|runs| *runs > 100), "{met:?}");
}

fn has_settled(end: &Cluster<Node>, seed: u64, story: impl Fn() -> String) {
    let asked = clients().flat_map(|node| client(end, node).asked());
    let mut writes: Vec<_> =
        asked.filter(|asked| asked.is_write()).map(|asked| asked.request).collect();
    writes.sort_unstable();
    for node in master(end).chain() {
        let server = server(end, *node);
        assert!(server.sent().is_empty(), "seed {seed}: Sent\n{}", story());
        let mut history = server.history().to_vec();
        history.sort_unstable();
        assert_eq!(history, writes, "seed {seed}:\n{}", story());
    }
}

/// Sometimes: a predecessor that sends nothing again breaks both invariants, and writes
/// that were acknowledged are lost.
#[test]
fn nothing_sent_again_breaks_both() {
    let (mut propagation, mut inprocess, mut losses) = (0, 0, 0);
    for seed in 0..1_000 {
        let trial = ordeal(seed, |settings| settings.resend = Resend::Nothing);
        let mut broken = [false; 3];
        trial.watch(SETTLED, |run| {
            broken[0] |= update_propagation(run).is_some();
            broken[1] |= inprocess_requests(run).is_some();
            broken[2] |= !lost(run).is_empty();
        });
        propagation += u32::from(broken[0]);
        inprocess += u32::from(broken[1]);
        losses += u32::from(broken[2]);
    }
    let broken = [propagation, inprocess, losses];
    assert!(broken.iter().all(|runs| *runs > 20), "{broken:?}");
}

/// Sometimes: a read at the head sees what dies with it. Writes are none the worse.
#[test]
fn reads_at_the_head_are_not_linearizable() {
    let mut violated = 0;
    for seed in 0..SEEDS {
        let trial = ordeal(seed, |settings| {
            settings.reads = Reads::Head;
            settings.requests_per_s = 15;
        });
        let end = trial.watch(SETTLED, |run| assert!(lost(run).is_empty()));
        let verdict = check_within(&operations(&end), STATES);
        violated += u32::from(matches!(verdict, Verdict::Violated(_)));
    }
    assert!(violated > 20, "{violated}");
}

/// Always: at whichever event of a run a server stops, the invariants hold, and every
/// request is answered in the end.
#[test]
fn a_stop_at_any_step_breaks_nothing() {
    let settings = Settings { requests_per_s: 8, ..Settings::default() };
    let mut stops = 0;
    for seed in 0..10 {
        for node in settings.servers() {
            let mut before = cluster(&settings, seed);
            while before.next().is_some_and(|at| at < Micros::from_secs(3)) {
                before.step(&mut Log::off());
                let mut run = before.clone();
                let now = run.now();
                run.edit(now, &Edit::Ask(node, Command::Stop), &mut Log::off());
                while run.next().is_some_and(|at| at < SETTLED) {
                    run.step(&mut Log::off());
                    assert_eq!(update_propagation(&run), None, "{seed}: {now}");
                    assert_eq!(inprocess_requests(&run), None, "{seed}: {now}");
                    assert!(lost(&run).is_empty(), "{seed}: {now}");
                }
                assert_eq!(unanswered(&run), 0, "seed {seed}: {now}");
                stops += 1;
            }
        }
    }
    assert!(stops > 1_000, "{stops}");
}

/// The paper's §4: once the master knows, a new successor has what it lacked after four
/// message delays, and a client has its answer from a new tail after two.
#[test]
fn a_chain_is_whole_again_after_so_many_delays() {
    let delay = Micros::from_millis(40);
    let write = Edit::Ask(NodeId(1), Command::Write);
    // The server at this place of the chain stops with the write in its hands.
    for (place, delays) in [(1, 4), (2, 4), (3, 2)] {
        let node = NodeId(head().0 + place);
        let mut run = cluster(&Settings::default(), 1);
        run.edit(Micros::ZERO, &write, &mut Log::off());
        while server(&run, node).history().is_empty() {
            run.step(&mut Log::off());
        }
        let now = run.now();
        run.edit(now, &Edit::Ask(node, Command::Stop), &mut Log::off());
        let known = now + delay;
        let after = NodeId(node.0 + 1);
        let is_whole = |run: &Cluster<Node>| match place {
            3 => unanswered(run) == 0,
            _ => !server(run, after).history().is_empty(),
        };
        while !is_whole(&run) {
            run.step(&mut Log::off());
        }
        assert_eq!(run.now().since(known).get(), delays * delay.get(), "{place}");
    }
}

/// A server that is ten times slower slows each write, and no read.
#[test]
fn a_slow_server_slows_writes_alone() {
    for slow in Settings::default().servers() {
        let slow = Some(slow);
        let mut run = cluster(&Settings { slow, ..Settings::default() }, 1);
        for command in [Command::Write, Command::Read] {
            let ask = Edit::Ask(NodeId(1), command);
            run.edit(Micros::ZERO, &ask, &mut Log::off());
        }
        while run.next().is_some_and(|at| at < SETTLED) {
            run.step(&mut Log::off());
        }
        let asked = client(&run, NodeId(1)).asked();
        let took: Vec<_> = asked.iter().filter_map(|asked| asked.took()).collect();
        // Five messages, three servers and the slow one; there and back.
        let expected = [5 * 40 + 3 * 20 + 200, 2 * 40];
        assert_eq!(took, expected.map(Micros::from_millis));
    }
}

/// At least `MIN` and on average `MEAN`, as the experiments' messages take.
const MIN: Micros = Micros::new(500);
const MEAN: Micros = Micros::new(1_000);

/// A write takes the sum of its n + 1 hops: the mean of these runs lies within five
/// standard errors of that.
#[test]
fn a_chain_takes_the_sum() {
    let latency = Latency::Exponential { min: MIN, mean: MEAN };
    for length in 1..=8 {
        let hops = f64::from(length + 1);
        let error = 500.0 * (hops / 4_000.0).sqrt();
        let off = chain_latency(length, latency) as f64 - 1_000.0 * hops;
        assert!(off.abs() < 5.0 * error, "{length}: off by {off} µs");
        assert_eq!(chain_messages(length) as u32, 2 * length);
    }
}

/// A leader that sends to all takes two hops and an order statistic: the k-th of n − 1
/// round trips, each twice the least plus a gamma variable of shape 2, whose mean is
/// the integral over how likely it is that fewer than k are back.
#[test]
fn a_leader_takes_the_order_statistic() {
    for length in 1..=8 {
        for wait in [Wait::All, Wait::Majority] {
            let (all, enough) = (length - 1, wait.followers(length));
            let spread = 500.0;
            let step = 0.5;
            let waits = |t: f64| {
                let x = t / spread;
                let back = 1.0 - (1.0 + x) * libm::exp(-x);
                (0..enough).map(|k| binomial(all, k, back)).sum::<f64>()
            };
            let mean: f64 =
                (0..40_000).map(|n| step * waits(step * f64::from(n))).sum();
            let trips = if enough > 0 { 1_000.0 + mean } else { 0.0 };
            let expected = 2_000.0 + trips;
            let measured = fan_out_latency(length, wait, (MIN, MEAN)) as f64;
            let off = (measured - expected).abs();
            assert!(off < 30.0, "{length} {wait:?}: {measured}, not {expected}");
        }
    }
}

/// How likely exactly k of n are, each with this chance.
fn binomial(n: u32, k: u32, chance: f64) -> f64 {
    let ways =
        (0..k).fold(1.0, |ways, i| ways * f64::from(n - i) / f64::from(i + 1));
    ways * chance.powi(k as i32) * (1.0 - chance).powi((n - k) as i32)
}

/// Without a fault a write is passed on, answered and acknowledged in that order.
#[test]
fn nothing_else_is_sent() {
    let mut run = cluster(&Settings::default(), 1);
    let write = Edit::Ask(NodeId(1), Command::Write);
    run.edit(Micros::ZERO, &write, &mut Log::off());
    let mut kinds = Vec::new();
    loop {
        for (id, flight) in run.in_flight() {
            if !kinds.iter().any(|(known, _)| *known == id) {
                kinds.push((id, flight.message.kind()));
            }
        }
        if run.next().is_none() {
            break;
        }
        run.step(&mut Log::off());
    }
    let kinds: Vec<_> = kinds.into_iter().map(|(_, kind)| kind).collect();
    let forwards = [Kind::Forward; 3];
    let acks = [Kind::Ack; 3];
    assert_eq!(kinds[0], Kind::Request);
    assert_eq!(kinds[1..4], forwards);
    assert_eq!(kinds[4], Kind::Answer);
    assert_eq!(kinds[5..], acks);
}
