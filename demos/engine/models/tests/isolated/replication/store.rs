//! A leaderless store, by hand: merging, and answers to rounds that are over.

use models::clocks::{Dot, Dotted, Vector};
use models::replication::store::{
    Action, Command, Entry, Key, Merge, Message, Node, Protocol, Region, Settings,
    Stamp, Ticket, Version, client, cluster, history, merge, pairs_between_regions,
};
use sim::{Cluster, Edit, Log, MessageId, Micros, Model, NodeId, Stream};

/// Versions that may be: those of three clients, each of which had read some of
/// them.
fn some_versions(stream: &mut Stream) -> Vec<Version> {
    let mut all: Vec<Version> = Vec::new();
    let mut seen = vec![Vector::new(3); 3];
    let mut stamped = [0; 3];
    for time in 1..=8 {
        let client = stream.below(3) as u32;
        let mine = &mut seen[client as usize];
        for version in &all {
            if stream.below(3) == 0 {
                mine.merge(&version.dotted.history());
            }
        }
        let dotted = Dotted::next(NodeId(client), mine.clone());
        mine.raise(NodeId(client), dotted.dot.count);
        // Clocks differ, and no client gives a stamp twice.
        let last = &mut stamped[client as usize];
        *last = (*last + 1).max(time + stream.below(3));
        let stamp = Stamp { time: *last, client };
        all.push(Version { stamp, dotted });
    }
    all
}

/// The order in which replicas meet, and how often, does not matter.
#[test]
fn merging_is_commutative_associative_and_idempotent() {
    for seed in 0..2_000 {
        let mut stream = Stream::new(seed, "versions", 0);
        let all = some_versions(&mut stream);
        let mut some = || {
            let picked = all.iter().filter(|_| stream.below(2) == 0);
            picked.cloned().collect::<Vec<_>>()
        };
        let [a, b, c] = [some(), some(), some()];
        for rule in [Merge::LastWriterWins, Merge::Siblings] {
            let join = |one: &[Version], other: &[Version]| merge(rule, one, other);
            let [a, b, c] = [join(&a, &[]), join(&b, &[]), join(&c, &[])];
            assert_eq!(join(&a, &b), join(&b, &a));
            assert_eq!(join(&join(&a, &b), &c), join(&a, &join(&b, &c)));
            assert_eq!(join(&a, &a), a);
            assert!(rule == Merge::Siblings || join(&a, &b).len() <= 1);
        }
    }
}

/// Two writes that had not seen each other are siblings, and one that has seen both
/// replaces both, whatever the stamps are.
#[test]
fn who_has_seen_both_replaces_both() {
    let version = |client: u32, time, context: &Vector| {
        let count = context.get(NodeId(client)) + 1;
        let dot = Dot { node: NodeId(client), count };
        let dotted = Dotted { dot, context: context.clone() };
        Version { stamp: Stamp { time, client }, dotted }
    };
    let nothing = Vector::new(2);
    let (a, b) = (version(0, 9, &nothing), version(1, 5, &nothing));
    let [a, b] = [[a], [b]];
    let siblings = merge(Merge::Siblings, &a, &b);
    assert_eq!(siblings.len(), 2);
    let mut seen = a[0].dotted.history();
    seen.merge(&b[0].dotted.history());
    let both = [version(1, 6, &seen)];
    assert_eq!(merge(Merge::Siblings, &siblings, &both), both);
    // By stamps the older one stays.
    assert_eq!(merge(Merge::LastWriterWins, &a, &both), a);
}

fn ask(run: &mut Cluster<Node>, node: u32, action: Action) {
    let command = Command { action, key: Key(0) };
    let now = run.now();
    run.edit(now, &Edit::Ask(NodeId(node), command), &mut Log::off());
}

fn finish(run: &mut Cluster<Node>) {
    while run.next().is_some() {
        run.step(&mut Log::off());
    }
}

/// Takes the three answers to the first round off the network.
fn hold_answers(run: &mut Cluster<Node>) -> Vec<MessageId> {
    let is_answer = |m: &Message| matches!(m, Message::Has(Ticket(1), _));
    let mut kept = Vec::new();
    while run.next().is_some() && kept.len() < 3 {
        run.step(&mut Log::off());
        let all = run.in_flight().filter(|(_, m)| is_answer(&m.message));
        let all: Vec<MessageId> = all.map(|(id, _)| id).collect();
        for id in
            all.into_iter().filter(|id| !kept.contains(id)).collect::<Vec<_>>()
        {
            let now = run.now();
            run.edit(now, &Edit::Hold(id), &mut Log::off());
            kept.push(id);
        }
    }
    kept
}

/// What answers a round of an operation that was given up does not count for the
/// next one, however late it comes.
#[test]
fn an_answer_to_an_old_round_does_not_count() {
    let settings = Settings {
        servers: [3, 0],
        replicas: 3,
        read_quorum: 3,
        write_quorum: 1,
        clients: [1, 0],
        protocol: Protocol::OneRound,
        think: None,
        ..Settings::default()
    };
    let mut run = cluster(&settings, 1);
    ask(&mut run, 3, Action::Read);
    let kept = hold_answers(&mut run);
    finish(&mut run);
    assert!(history(&run)[0].answered().is_none());
    // One replica is cut off: its old answers must not stand for the new one.
    let now = run.now();
    run.edit(now, &Edit::Block(NodeId(2), NodeId(3)), &mut Log::off());
    ask(&mut run, 3, Action::Read);
    for id in kept {
        run.edit(now, &Edit::Release(id), &mut Log::off());
    }
    finish(&mut run);
    assert!(history(&run)[1].answered().is_none());
    assert!(client(&run, NodeId(3)).round().is_none());
}

#[test]
fn every_node_has_its_region() {
    let settings = Settings::default();
    let west = |node: &NodeId| settings.region(*node) == Region::West;
    assert_eq!(settings.all_servers().filter(west).count(), 3);
    assert_eq!(settings.all_clients().filter(west).count(), 2);
    // All pairs but those of two clients: 5 · 3 − 2.
    assert_eq!(pairs_between_regions(&settings).count(), 13);
}

/// A key that is not there is nobody's, and a busy client does what it is told
/// later.
#[test]
fn commands_wait_for_their_turn() {
    let settings = Settings { think: None, ..Settings::default() };
    let mut run = cluster(&settings, 1);
    ask(&mut run, 5, Action::Write);
    ask(&mut run, 5, Action::Read);
    let unknown = Command { action: Action::Read, key: Key(1) };
    run.edit(Micros::ZERO, &Edit::Ask(NodeId(5), unknown), &mut Log::off());
    while run.next().is_some() {
        run.step(&mut Log::off());
    }
    let history = history(&run);
    assert_eq!(history.len(), 2);
    assert_eq!(history[1].versions(), history[0].wrote.as_slice());
    let entry = Entry { key: Key(0), versions: history[1].versions().to_vec() };
    assert_eq!(entry.to_string(), "x: a1");
    assert_eq!(
        "write-y".parse(),
        Ok(Command { action: Action::Write, key: Key(1) })
    );
}
