//! Replicated data types: the laws of each merge, and replicas that take edits while
//! messages are lost, doubled, late and held over, links are cut and replicas crash.

use super::SEEDS;
use crate::faults::{EditOf, HeldOver, Trial};
use models::replication::crdt::{
    Command, Drink, Item, Kind, Merging, Replica, Settings, State, agree, cluster,
    lost_writes, merges, mixed, replica, replicas, well_read,
};
use sim::{Cluster, Edit, Micros, NodeId, Run, Stream};

/// Edits and faults come until then.
const FAULTS_END: u64 = 1_500;
/// By then all have exchanged their states, though one message in ten is lost.
const SETTLED: Micros = Micros::from_secs(5);

/// Something that may be asked of a replica of this kind.
fn some_edit(kind: Kind, dice: &mut Stream) -> Command {
    let item = Item::ALL[dice.below(3) as usize];
    let place = dice.below(4) as u8;
    let letter = (b'a' + dice.below(26) as u8) as char;
    match (kind, dice.below(3)) {
        (Kind::GCounter, _) | (Kind::PnCounter, 0) => Command::Increment,
        (Kind::PnCounter, _) => Command::Decrement,
        (Kind::OrSet, 0) => Command::Remove(item),
        (Kind::OrSet, _) => Command::Add(item),
        (Kind::LwwRegister, which) => Command::Write(Drink::ALL[which as usize]),
        (Kind::Text, 0) => Command::Delete(place),
        (Kind::Text, _) => Command::Type(place, letter),
    }
}

fn ordeal(kind: Kind, merging: Merging, seed: u64) -> Trial<Replica> {
    let mut dice = Stream::new(seed, "ordeal", 0);
    let settings = Settings {
        kind,
        merging,
        every: Micros::from_millis(dice.between(100, 500)),
        latency: Micros::from_millis(dice.between(5, 80)),
        faulty_percent: dice.between(0, 10) as u32,
    };
    let mut edits: Vec<(u64, EditOf<Replica>)> = Vec::new();
    for _ in 0..dice.between(2, 10) {
        let at = dice.between(10, FAULTS_END);
        let node = NodeId(dice.below(3) as u32);
        edits.push((at, Edit::Ask(node, some_edit(kind, &mut dice))));
    }
    for _ in 0..dice.between(0, 3) {
        let (at, later) = (dice.between(10, FAULTS_END), dice.between(50, 600));
        let node = dice.below(3) as u32;
        let (node, other) = (NodeId(node), NodeId((node + 1) % 3));
        match dice.below(2) {
            0 => {
                edits.push((at, Edit::Crash(node)));
                edits.push((at + later, Edit::Restart(node)));
            }
            _ => {
                edits.push((at, Edit::Cut(node, other)));
                edits.push((at + later, Edit::Heal(node, other)));
            }
        }
    }
    edits.sort_by_key(|(at, _)| *at);
    let in_time = |(at, edit)| (Micros::from_millis(at), edit);
    let until = Micros::from_millis(FAULTS_END);
    Trial {
        start: cluster(&settings, seed),
        edits: edits.into_iter().map(in_time).collect(),
        held_over: HeldOver::new(seed, until, Micros::from_millis(1_500)),
    }
}

fn kind_of(seed: u64) -> Kind {
    Kind::ALL[(seed % 5) as usize]
}

fn states(cluster: &Cluster<Replica>) -> Vec<&State> {
    replicas().map(|node| replica(cluster, node).state()).collect()
}

/// Whether all orders of merging, doubled states among them, give one state.
fn obeys_the_laws(cluster: &Cluster<Replica>) -> bool {
    let mut merged = merges(cluster);
    let first = merged.next().expect("there is an order");
    merged.all(|other| other.state == first.state)
}

#[test]
fn replicas_that_know_the_same_read_the_same() {
    let [mut apart, mut below_zero, mut lost, mut in_turn] = [0_u32; 4];
    for seed in 0..SEEDS {
        let trial = ordeal(kind_of(seed), Merging::Rule, seed);
        let mut differed = false;
        let end = trial.watch(SETTLED, |now| {
            let is_well = agree(now) && replicas().all(|node| well_read(now, node));
            assert!(is_well, "seed {seed}\n{}", trial.story(SETTLED));
            differed |= states(now).windows(2).any(|pair| pair[0] != pair[1]);
        });
        let [a, b, c] = states(&end)[..] else { panic!("there are three") };
        assert!(a == b && b == c, "seed {seed}\n{}", trial.story(SETTLED));
        apart += u32::from(differed);
        below_zero += u32::from(a.read().starts_with('−'));
        lost += u32::from(!lost_writes(&end, NodeId(0)).is_empty());
        in_turn += u32::from(mixed(&end, NodeId(0)).is_some());
    }
    let met = [apart, below_zero, lost, in_turn];
    assert!(met.into_iter().all(|met| met > 10), "{met:?}");
}

/// Any three states that replicas can be in at one time, merged in every order.
#[test]
fn all_orders_of_merging_give_the_same() {
    for kind in Kind::ALL {
        let mut all_differ = 0;
        for seed in 0..SEEDS {
            let trial = ordeal(kind, Merging::Rule, seed);
            let mut run = Run::new(trial.start, trial.edits);
            run.seek(Micros::from_millis(200 + seed % 1_000));
            assert!(obeys_the_laws(run.model()), "{kind:?}, seed {seed}");
            let [a, b, c] = states(run.model())[..] else {
                panic!("there are three")
            };
            all_differ += u32::from(a != b && b != c && a != c);
        }
        assert!(all_differ > 300, "{kind:?}: {all_differ}");
    }
}

/// Adding counts what comes twice; the union brings back what was removed; taking what
/// comes last and putting letters right behind the one they name depend on the order.
#[test]
fn naive_merges_fail() {
    for kind in Kind::ALL {
        let [mut lawless, mut misread, mut disagree] = [0_u32; 3];
        for seed in 0..500 {
            let trial = ordeal(kind, Merging::Naive, seed);
            let (mut law, mut read, mut same) = (true, true, true);
            trial.watch(SETTLED, |now| {
                law &= obeys_the_laws(now);
                read &= replicas().all(|node| well_read(now, node));
                same &= agree(now);
            });
            lawless += u32::from(!law);
            misread += u32::from(!read);
            disagree += u32::from(!same);
        }
        let failed = match kind {
            Kind::GCounter | Kind::PnCounter => [lawless > 400, misread > 400],
            Kind::OrSet => [lawless == 0, misread > 100],
            Kind::LwwRegister => [lawless > 400, disagree > 100],
            Kind::Text => [lawless > 100, disagree > 20],
        };
        let seen = [lawless, misread, disagree];
        assert_eq!(failed, [true, true], "{kind:?}: {seen:?}");
    }
}
