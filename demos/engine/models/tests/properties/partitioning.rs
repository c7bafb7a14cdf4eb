//! Rings over many seeds, and the numbers of the guide.

use litemap::LiteMap;
use models::partitioning::bounded_loads::{cap, choose};
use models::partitioning::comparison::{How, compare};
use models::partitioning::experiments::{
    hottest_theory_ppm, keys_moved, ring_spread, spread_theory_ppm,
};
use models::partitioning::hash_ring::RING;
use models::partitioning::hot_key::{self, GOES_HOT, HotKey, Policy};
use models::partitioning::placement::{Edit, Member};
use models::partitioning::range_store::{self, Pattern, RangeStore};
use models::partitioning::replica_sets::{self, ReplicatedRing, pairs_theory_ppm};
use models::partitioning::{
    HashFunction, HashRing, JumpList, Maglev, Placement, Rendezvous, SeededHash,
    Settings,
};
use sim::{Log, Micros, Model, NodeId, Run, Stream};

const SEEDS: u64 = 10_000;

/// A small ring of some nodes of some weights, and the stream that drew it.
fn some_ring(seed: u64) -> (HashRing, Stream) {
    let mut chance = Stream::new(seed, "rings", 0);
    let function = HashFunction::ALL[chance.below(2) as usize];
    let vnodes = chance.between(1, 8) as u32;
    let mut ring = HashRing::new(vnodes, SeededHash { function, seed });
    for node in 1..=chance.between(1, 6) as u32 {
        ring.insert(NodeId(node), chance.between(1, 3) as u32);
    }
    (ring, chance)
}

/// Always: a key whose owner changes when a node joins goes to that node, and
/// comes back to whom it belonged to when the node leaves.
#[test]
fn only_the_node_that_joins_gains_keys() {
    for seed in 0..SEEDS {
        let (before, mut chance) = some_ring(seed);
        let newcomer = NodeId(before.weights().len() as u32 + 1);
        let mut after = before.clone();
        after.insert(newcomer, chance.between(1, 3) as u32);
        for _ in 0..20 {
            let key = chance.below(u64::MAX);
            let (old, new) = (before.owner(key), after.owner(key));
            assert!(new == old || new == Some(newcomer), "seed {seed}, key {key}");
        }
        after.remove(newcomer);
        assert_eq!(after, before, "seed {seed}");
    }
}

/// Always: shares add up to the ring, whoever came first.
#[test]
fn the_ring_depends_on_its_members_alone() {
    for seed in 0..SEEDS {
        let (ring, _) = some_ring(seed);
        assert_eq!(ring.shares().values().sum::<u128>(), RING, "seed {seed}");
        let mut backwards = ring.clone();
        ring.weights().keys().for_each(|node| backwards.remove(*node));
        for (node, weight) in ring.weights().iter().rev() {
            backwards.insert(*node, *weight);
        }
        assert_eq!(backwards, ring, "seed {seed}");
    }
}

/// Always: keys are neither lost nor made, and a change counts what it moved.
#[test]
fn a_placement_keeps_its_books() {
    for seed in 0..200 {
        let mut chance = Stream::new(seed, "edits", 0);
        let hash = HashFunction::ALL[chance.below(2) as usize];
        let settings = Settings { nodes: 4, heavy: 0, vnodes: 5, keys: 500, hash };
        let mut placement = Placement::new(&settings, seed);
        for _ in 0..12 {
            let node = NodeId(chance.between(1, 6) as u32);
            let edit = match chance.below(3) {
                0 => Edit::Add,
                1 => Edit::Remove(node),
                _ => Edit::Weigh(node, chance.between(1, 3) as u32),
            };
            placement.edit(Micros::ZERO, &edit, &mut Log::off());
            let members = placement.members();
            let keys = |of: fn(&Member) -> u32| members.iter().map(of).sum::<u32>();
            assert_eq!(keys(|m| m.ring_keys), 500, "seed {seed}");
            assert_eq!(keys(|m| m.modulo_keys), 500, "seed {seed}");
            for (key, owner) in
                placement.keys().iter().zip(&*placement.owners().ring)
            {
                assert_eq!(placement.ring().owner(key.position), Some(*owner));
            }
        }
    }
}

/// A run of edits gives the same placement however one came to the moment.
#[test]
fn going_back_finds_the_same_placement() {
    let settings = Settings {
        nodes: 5,
        heavy: 0,
        vnodes: 20,
        keys: 1_000,
        hash: HashFunction::Xxh64,
    };
    let edits = ["add", "weight-2-3", "remove-1", "add", "remove-4"];
    let at = |index| Micros::from_secs(index as u64 + 1);
    let edits = edits.iter().enumerate().map(|(i, e)| (at(i), e.parse().unwrap()));
    let mut run = Run::new(Placement::new(&settings, 3), edits.collect());
    let mut seen = Vec::new();
    for second in 0..=6 {
        run.seek(Micros::from_secs(second));
        seen.push((run.model().owners().clone(), run.model().members().to_vec()));
    }
    for second in (0..=6).rev() {
        run.seek(Micros::from_secs(second));
        let now = (run.model().owners().clone(), run.model().members().to_vec());
        assert_eq!(now, seen[second as usize]);
    }
    assert_eq!(run.records().len(), 5, "one record an edit");
}

/// `measured` lies within so many per cent of `expected`.
#[track_caller]
fn assert_within(percent: u32, measured: u32, expected: u32) {
    let off = u64::from(measured.abs_diff(expected)) * 100;
    assert!(
        off <= u64::from(expected) * u64::from(percent),
        "{measured} is not within {percent} % of {expected}"
    );
}

/// The exact theory, on 2,000 rings (200 of the largest).
#[test]
fn rings_spread_as_theory_says() {
    for (vnodes, rings) in [(1, 2_000), (10, 2_000), (100, 2_000), (1_000, 200)] {
        for nodes in [3, 10] {
            let spread = ring_spread(nodes, vnodes, HashFunction::Xxh64, rings, 0);
            let percent = if rings < 2_000 { 6 } else { 2 };
            let theory = spread_theory_ppm(nodes, vnodes);
            assert_within(percent, spread.spread_rms_ppm, theory);
            let theory = hottest_theory_ppm(nodes, vnodes);
            assert_within(1, spread.hottest_mean_ppm, theory);
            assert!(spread.spread_mean_ppm <= spread.spread_rms_ppm);
        }
    }
}

/// For one token a node the hottest is known in closed form: 1 + 1/2 + … + 1/N.
#[test]
fn the_hottest_of_single_tokens_is_a_harmonic_number() {
    for nodes in [1, 2, 3, 10, 50, 100] {
        let harmonic: f64 = (1..=nodes).map(|k| 1e6 / f64::from(k)).sum();
        let theory = hottest_theory_ppm(nodes, 1);
        assert!(theory.abs_diff(harmonic as u32) <= 10, "{nodes}: {theory}");
    }
}

/// The figures that the guide was planned with: spread of ten nodes 0.84, 0.29,
/// 0.092, 0.030 and hottest node 2.81, 1.54, 1.16, 1.05 times the mean. They
/// agree with the mean over rings but for the two of V = 1, which come out
/// lower than the truth (0.877 and 1 + 1/2 + … + 1/10 = 2.929): both move much
/// from ring to ring, so an average over some dozens of rings is that far off.
#[test]
fn the_planned_figures_hold() {
    let planned = [
        (1, 20_000, 840_000, 2_810_000, 5),
        (10, 2_000, 290_000, 1_540_000, 2),
        (100, 2_000, 92_000, 1_160_000, 2),
        (1_000, 200, 30_000, 1_050_000, 5),
    ];
    for (vnodes, rings, mean, hottest, percent) in planned {
        let spread = ring_spread(10, vnodes, HashFunction::Xxh64, rings, 0);
        assert_within(percent, spread.spread_mean_ppm, mean);
        assert_within(percent, spread.hottest_mean_ppm, hottest);
    }
    let single = ring_spread(10, 1, HashFunction::Xxh64, 20_000, 0);
    assert_within(1, single.spread_mean_ppm, 877_000);
    assert_within(1, single.hottest_mean_ppm, 2_929_000);
    // The trap: the spread is not the hottest node.
    assert_eq!(spread_theory_ppm(10, 100), 94_820);
    assert_eq!(hottest_theory_ppm(10, 100), 1_159_426);
}

/// Node n11 joins ten: modulo moves 90.9 % of keys, the ring 9.1 % on average
/// and about 1/√V of that more or less on one ring.
#[test]
fn a_node_that_joins_moves_its_share() {
    let settings = Settings {
        nodes: 10,
        heavy: 0,
        vnodes: 100,
        keys: 20_000,
        hash: HashFunction::Xxh64,
    };
    let mut sum = 0;
    for seed in 0..100 {
        let moved = keys_moved(&settings, seed);
        assert_within(1, moved.modulo_ppm, 909_090);
        assert_within(40, moved.ring_ppm, 90_909);
        assert_eq!(
            (moved.ring_theory_ppm, moved.modulo_theory_ppm),
            (90_909, 909_090)
        );
        sum += moved.ring_ppm;
    }
    assert_within(2, sum / 100, 90_909);
}

/// Sometimes: with single tokens one of ten nodes has over half of the ring.
#[test]
fn one_node_can_own_half_of_a_ring() {
    let share = |seed| {
        let hash = SeededHash { function: HashFunction::Xxh64, seed };
        let mut ring = HashRing::new(1, hash);
        (1..=10).for_each(|node| ring.insert(NodeId(node), 1));
        *ring.shares().values().max().expect("ten nodes")
    };
    assert!((0..SEEDS).any(|seed| share(seed) > RING / 2));
}

/// A hash that does not mix makes virtual nodes worthless: with FNV-1a ten are
/// as good as one, and a thousand are worse than ten with a hash that mixes.
#[test]
fn virtual_nodes_need_a_hash_that_mixes() {
    let spread = |vnodes, function| {
        ring_spread(10, vnodes, function, 100, 0).spread_mean_ppm
    };
    let (one, ten) =
        (spread(1, HashFunction::Fnv1a), spread(10, HashFunction::Fnv1a));
    assert_within(1, ten, one);
    assert!(one > spread(1, HashFunction::Xxh64));
    assert!(spread(1_000, HashFunction::Fnv1a) > spread(10, HashFunction::Xxh64));
}

/// Some members and keys, and who joins them.
fn some_members(seed: u64) -> (LiteMap<NodeId, u32>, Vec<u64>, NodeId, How) {
    let mut chance = Stream::new(seed, "members", 0);
    let nodes = chance.between(1, 9) as u32;
    let members = (1..=nodes).map(|node| (NodeId(node), 1)).collect();
    let keys = (0..40).map(|_| chance.below(u64::MAX)).collect();
    let hash = SeededHash { function: HashFunction::Xxh64, seed };
    (members, keys, NodeId(nodes + 1), How { vnodes: 4, hash })
}

/// Always: under rendezvous and jump a key that changes owner when a node joins
/// goes to that node, as on the ring.
#[test]
fn rendezvous_and_jump_move_keys_to_the_newcomer_only() {
    for seed in 0..SEEDS {
        let (members, keys, newcomer, how) = some_members(seed);
        let nodes = || members.keys().copied();
        let more = || nodes().chain([newcomer]);
        let bids = |nodes: Vec<NodeId>| {
            Rendezvous::new(nodes.into_iter().map(|node| (node, 1)), how.hash)
        };
        let (before, after) = (bids(nodes().collect()), bids(more().collect()));
        let (few, many) = (JumpList::new(nodes()), JumpList::new(more()));
        for key in keys {
            let (old, new) = (before.owner(key), after.owner(key));
            assert!(new == old || new == Some(newcomer), "seed {seed}, key {key}");
            let owner = |list: &JumpList| list.owner(key).map(|(node, _)| node);
            let (old, new) = (owner(&few), owner(&many));
            assert!(new == old || new == Some(newcomer), "seed {seed}, key {key}");
        }
    }
}

/// Always: nodes of weight 1 differ by one entry of a Maglev table at most.
#[test]
fn maglev_tables_are_even() {
    for seed in 0..2_000 {
        let mut chance = Stream::new(seed, "tables", 0);
        let size = [13, 61, 251][chance.below(3) as usize];
        let nodes = chance.between(1, 12) as u32;
        let hash = SeededHash { function: HashFunction::Xxh64, seed };
        let members = (1..=nodes).map(|node| (NodeId(node), 1));
        let table = Maglev::new(members, size, hash);
        let mut counts = vec![0; nodes as usize + 1];
        (0..size).for_each(|e| counts[table.owner(e.into()).index()] += 1);
        let (least, most) = (counts[1..].iter().min(), counts[1..].iter().max());
        let apart = most.zip(least).map(|(most, least)| most - least);
        assert!(apart.is_some_and(|apart| apart <= 1), "seed {seed}: {counts:?}");
    }
}

/// Sometimes: a key changes hands between Maglev nodes that both stay, which no
/// other consistent rule lets happen.
#[test]
fn maglev_can_move_a_key_between_nodes_that_stay() {
    let moves = |seed| {
        let hash = SeededHash { function: HashFunction::Xxh64, seed };
        let nodes = |count| (1..=count).map(|node| (NodeId(node), 1));
        let (before, after) =
            (Maglev::new(nodes(5), 251, hash), Maglev::new(nodes(6), 251, hash));
        (0..251).any(|entry| {
            let (old, new) = (before.owner(entry), after.owner(entry));
            old != new && new != NodeId(6)
        })
    };
    assert!((0..SEEDS).any(moves));
}

/// The five rules, as node n11 joins ten and as n3 leaves them: the means over
/// twenty seeds, of 20,000 keys.
#[test]
fn five_rules_side_by_side() {
    let ten: LiteMap<_, _> = (1..=10).map(|n| (NodeId(n), 1)).collect();
    let eleven: LiteMap<_, _> = (1..=11).map(|n| (NodeId(n), 1)).collect();
    let nine: LiteMap<_, _> = ten
        .iter()
        .filter(|(n, _)| **n != NodeId(3))
        .map(|(n, w)| (*n, *w))
        .collect();
    let keys: Vec<_> = (0..20_000u64)
        .map(|key| SeededHash::default().position(&format!("key-{key}")))
        .collect();
    let (mut joined, mut left, mut hottest) = ([0; 5], [0; 5], [0; 5]);
    const RUNS: u32 = 20;
    for seed in 0..u64::from(RUNS) {
        let hash = SeededHash { function: HashFunction::Xxh64, seed };
        let how = How { vnodes: 100, hash };
        let more = compare(&keys, Some(&ten), &eleven, how);
        let less = compare(&keys, Some(&ten), &nine, how);
        for rule in 0..5 {
            joined[rule] += more[rule].moved_ppm.unwrap_or(0) / RUNS;
            left[rule] += less[rule].moved_ppm.unwrap_or(0) / RUNS;
            hottest[rule] += more[rule].balance.hottest_ppm / RUNS;
        }
    }
    let [modulo, ring, rendezvous, jump, maglev] = joined;
    assert_within(1, modulo, 909_090);
    for moved in [ring, rendezvous, jump] {
        assert_within(6, moved, 90_909);
    }
    // Maglev moves the newcomer's share and a little more.
    assert!((91_000..110_000).contains(&maglev), "{maglev}");
    let [modulo, ring, rendezvous, jump, maglev] = left;
    assert!(modulo > 850_000);
    for moved in [ring, rendezvous] {
        assert_within(6, moved, 100_000);
    }
    // Seven of ten nodes get another number.
    assert!(jump > 500_000, "{jump}");
    assert!((100_000..125_000).contains(&maglev), "{maglev}");
    // All but the ring are as even as 20,000 keys let them be.
    for rule in [0, 2, 3, 4] {
        assert!(hottest[rule] < 1_060_000, "{hottest:?}");
    }
    assert_within(3, hottest[1], hottest_theory_ppm(11, 100));
}

/// A jump takes about ln N steps and a half: the harmonic number of N.
#[test]
fn jumps_take_a_harmonic_number_of_steps() {
    for buckets in [10, 100, 1_000] {
        let keys = 0..20_000u64;
        let hash = SeededHash::default();
        let step = |key: u64| {
            let key = hash.position(&key.to_string());
            u64::from(models::partitioning::jump::jump(key, buckets).1)
        };
        let mean = keys.map(step).sum::<u64>() * 1_000_000 / 20_000;
        let harmonic: f64 = (1..=buckets).map(|n| 1e6 / f64::from(n)).sum();
        assert_within(1, mean as u32, harmonic as u32);
    }
}

/// A ring of thirty nodes, three copies of each key.
fn thirty(vnodes: u32, seed: u64) -> ReplicatedRing {
    let settings = replica_sets::Settings { nodes: 30, vnodes, replicas: 3 };
    ReplicatedRing::new(&settings, seed)
}

/// The figures that the guide was planned with: of the pairs of thirty nodes 14 %
/// break a quorum at V = 1, 44 % at 4, 89 % at 16, 100 % at 64. The mean over 200
/// rings of all 435 pairs is within a point of them, and so is the formula.
#[test]
fn evenness_costs_availability() {
    for (vnodes, planned) in [(1, 14), (4, 44), (16, 89), (64, 100)] {
        let broken = |seed| u64::from(thirty(vnodes, seed).pairs().0);
        let mean = (0..200).map(broken).sum::<u64>() * 1_000_000 / (200 * 435);
        assert!(mean.abs_diff(planned * 10_000) < 10_000, "V = {vnodes}: {mean}");
        let theory = u64::from(pairs_theory_ppm(30, vnodes, 3));
        assert!(theory.abs_diff(mean) < 10_000, "V = {vnodes}: {theory}, {mean}");
    }
    // One token a node: exactly the two before and the two behind.
    assert!((0..200).all(|seed| thirty(1, seed).pairs() == (60, 435)));
    assert_eq!(pairs_theory_ppm(30, 1, 3), 137_931);
}

/// Failing two at random, again and again, finds what counting all pairs finds.
#[test]
fn random_failures_agree_with_the_count() {
    for vnodes in [1, 4, 16] {
        let (mut tried, mut broke, mut expected) = (0, 0, 0);
        for seed in 0..20 {
            let mut ring = thirty(vnodes, seed);
            let pairs = replica_sets::Edit::Pairs(500);
            ring.edit(Micros::ZERO, &pairs, &mut Log::off());
            tried += ring.tried().0;
            broke += ring.tried().1;
            expected += ring.pairs().0;
        }
        let (runs, count) = (broke * 1_000 / tried, expected * 1_000 / (20 * 435));
        assert!(runs.abs_diff(count) <= 15, "V = {vnodes}: {runs} and {count}");
    }
}

/// Always: two failures break a quorum of three copies if and only if the two
/// share a key; of five copies they never do.
#[test]
fn a_quorum_breaks_where_two_share_a_key() {
    for seed in 0..2_000 {
        let mut chance = Stream::new(seed, "copies", 0);
        let nodes = chance.between(5, 12) as u32;
        let vnodes = chance.between(1, 5) as u32;
        let a = NodeId(chance.between(1, nodes.into()) as u32);
        let b = NodeId(a.0 % nodes + 1);
        for replicas in [3, 5] {
            let settings = replica_sets::Settings { nodes, vnodes, replicas };
            let mut ring = ReplicatedRing::new(&settings, seed);
            for node in [a, b] {
                let crash = replica_sets::Edit::Crash(node);
                ring.edit(Micros::ZERO, &crash, &mut Log::off());
            }
            let breaks = ring.ranges().iter().any(|range| ring.is_broken(range));
            let expected = replicas == 3 && ring.share_a_key(a, b);
            assert_eq!(breaks, expected, "seed {seed}");
            assert_eq!(ring.broken_ppm() > 0, breaks, "seed {seed}");
            let length: u128 = ring.ranges().iter().map(|r| r.length()).sum();
            assert_eq!(length, RING, "seed {seed}");
        }
    }
}

/// Sometimes: at V = 4 two nodes fail and nothing is lost; at V = 64 hardly ever.
#[test]
fn some_pairs_are_harmless() {
    let harmless = |vnodes| {
        let mut ring = thirty(vnodes, 7);
        ring.edit(Micros::ZERO, &replica_sets::Edit::Pairs(100), &mut Log::off());
        100 - ring.tried().1
    };
    assert!(harmless(4) > 30);
    assert!(harmless(64) < 5);
}

/// Always: whatever the keys, no node is given more than the cap, and a node is
/// found for each ball.
#[test]
fn bounded_loads_are_bounded() {
    for seed in 0..SEEDS {
        let (ring, mut chance) = some_ring(seed);
        let nodes = ring.weights().len() as u32;
        let epsilon = [5, 25, 100][chance.below(3) as usize];
        let hot = chance.below(u64::MAX);
        let mut loads = vec![0; nodes as usize + 1];
        for placed in 1..=60 {
            // Half of the balls are one key.
            let other = chance.below(u64::MAX);
            let key = if placed % 2 == 0 { hot } else { other };
            let most = cap(placed, nodes, epsilon);
            let load = |node: NodeId| loads[node.index()];
            let node = choose(&ring, key, most, load).expect("caps exceed balls");
            loads[node.index()] += 1;
            let highest = loads.iter().max().copied().unwrap_or(0);
            assert!(highest <= most, "seed {seed}: {highest} above {most}");
        }
    }
}

/// Ten nodes; `write_percent` of requests are writes, 40 % are for one key.
fn hot(policy: Policy, vnodes: u32, write_percent: u32, seed: u64) -> HotKey {
    let settings = hot_key::Settings {
        nodes: 10,
        vnodes,
        policy,
        hot_percent: 40,
        write_percent,
        epsilon_percent: 25,
        parts: 8,
    };
    let mut run = Run::new(HotKey::new(&settings, seed), Vec::new());
    run.seek(Micros::from_secs(12));
    run.model().clone()
}

/// The hottest node over the mean, the mean over the last seconds and some seeds,
/// in thousandths.
fn hottest(policy: Policy, vnodes: u32, write_percent: u32) -> u32 {
    let of = |seed| {
        let model = hot(policy, vnodes, write_percent, seed);
        let late =
            |sample: &&hot_key::Sample| sample.at > GOES_HOT + Micros::from_secs(3);
        let samples: Vec<_> = model.samples().iter().filter(late).collect();
        let ratio = |s: &&hot_key::Sample| s.hottest * 10_000 / s.total.max(1);
        samples.iter().map(ratio).sum::<u32>() / samples.len() as u32
    };
    (0..20).map(of).sum::<u32>() / 20
}

/// A key with 40 % of the requests, on a node that has a tenth of the rest: 46 %
/// of all, 4.6 times the mean, however many virtual nodes there are.
#[test]
fn virtual_nodes_do_nothing_for_one_hot_key() {
    for vnodes in [100, 1_000] {
        assert_within(5, hottest(Policy::Ring, vnodes, 20), 4_600);
    }
}

/// Always: reads alone never put a node above its cap; the hottest stays at
/// (1 + ε) times the mean.
#[test]
fn bounded_loads_hold_where_all_are_reads() {
    for seed in 0..100 {
        let tally = hot(Policy::Bounded, 100, 0, seed).tally();
        assert_eq!(tally.over_cap, 0, "seed {seed}");
        assert!(tally.spilled > 0, "seed {seed}");
        // The price: the hot key has to be on several nodes.
        assert!(tally.holders.count_ones() >= 4, "seed {seed}");
    }
    assert!(hottest(Policy::Bounded, 100, 0) < 1_450);
}

/// Sometimes: writes go over the cap, as they cannot go elsewhere. Split into
/// eight parts they are spread; but each read then asks eight nodes.
#[test]
fn splitting_is_for_writes() {
    let bounded = hot(Policy::Bounded, 100, 100, 1).tally();
    assert!(bounded.over_cap > 0 && bounded.spilled == 0);
    assert_within(5, hottest(Policy::Bounded, 100, 100), 4_600);
    assert!(hottest(Policy::Split, 100, 100) < 2_400);
    let reads = hot(Policy::Split, 100, 0, 1).tally();
    let per_request = reads.placed * 1_000 / reads.asked;
    // 60 % ask one node and 40 % ask eight.
    assert!(per_request.abs_diff(3_800) < 200, "{per_request}");
}

fn store(pattern: Pattern, edits: &[(u64, &str)], until: u64) -> RangeStore {
    store_at(32, pattern, edits, until)
}

fn store_at(
    copy_mb_per_s: u32,
    pattern: Pattern,
    edits: &[(u64, &str)],
    until: u64,
) -> RangeStore {
    let settings =
        range_store::Settings { nodes: 4, pattern, split_mb: 64, copy_mb_per_s };
    let edits = edits
        .iter()
        .map(|(s, edit)| (Micros::from_secs(*s), edit.parse().expect("an edit")));
    let mut run = Run::new(RangeStore::new(&settings, 1), edits.collect());
    run.seek(Micros::from_secs(until));
    run.model().clone()
}

/// The share of the last writes that the busiest node took: by ranges and by
/// slots, in millionths.
fn busiest(store: &RangeStore) -> (u32, u32) {
    let shares = (1..=store.nodes()).map(|n| store.writes_ppm(NodeId(n)));
    shares.fold((0, 0), |(a, b), (range, slot)| (a.max(range), b.max(slot)))
}

/// Always: nothing that is written is lost, ranges do not overlap, and slots hold
/// the same.
#[test]
fn a_range_store_keeps_its_books() {
    for pattern in [Pattern::Ascending, Pattern::Random, Pattern::Prefixed] {
        for until in 1..=60 {
            let store = store(pattern, &[(20, "add"), (40, "add")], until);
            let nodes = || (1..=store.nodes()).map(NodeId);
            let ranges: u32 = nodes().map(|node| store.range_mb(node)).sum();
            let slots: u32 = nodes().map(|node| store.slots_mb(node)).sum();
            assert_eq!((ranges, slots), (store.total_mb(), store.total_mb()));
            let starts = store.ranges().iter().map(|range| range.from);
            assert!(starts.is_sorted_by(|a, b| a < b));
            // One that is being copied may grow past the limit.
            let moving = store.on_its_way().map(|moving| moving.range);
            let large =
                |r: &&range_store::Range| r.mb() > 64 && moving != Some(r.id);
            assert!(store.ranges().iter().filter(large).count() <= 1);
        }
    }
}

/// Keys that only grow are all written on one node, at every moment; random ones
/// and those behind a prefix are spread once there are enough ranges.
#[test]
fn ascending_keys_keep_hitting_one_range() {
    let ascending = store(Pattern::Ascending, &[], 60);
    assert!(ascending.ranges().len() > 30, "it was split again and again");
    assert_eq!(busiest(&ascending).0, 1_000_000);
    // And most of what was written had to be copied: the three idle nodes have
    // their three quarters from the busy one.
    assert!(ascending.copied().mb * 100 > ascending.total_mb() * 65);
    for pattern in [Pattern::Random, Pattern::Prefixed] {
        let spread = store(pattern, &[], 60);
        assert!(busiest(&spread).0 < 450_000, "{:?}", busiest(&spread));
        assert!(spread.copied().mb * 100 < spread.total_mb() * 25);
    }
    for pattern in [Pattern::Ascending, Pattern::Random, Pattern::Prefixed] {
        assert!(busiest(&store(pattern, &[], 60)).1 < 450_000);
    }
}

/// Sometimes: where copying is slow, so that the writer falls far behind, the range
/// that is written moves, and all writes with it.
#[test]
fn the_hot_range_can_move() {
    let writer = |second| {
        let store = store_at(16, Pattern::Ascending, &[], second);
        let id = store.written().expect("it writes");
        store.ranges().iter().find(|r| r.id == id).expect("it exists").node
    };
    let first = writer(5);
    assert!((6..60).any(|second| writer(second) != first));
}

/// A fifth node gets a fifth of the slots and of what is in them, and copying it
/// takes that many megabytes over W.
#[test]
fn slots_move_their_share_when_a_node_joins() {
    let joined = store(Pattern::Ascending, &[(40, "add")], 60);
    let copied = joined.slots_copied();
    assert_eq!((copied.parts, joined.slots_due()), (3_276, 0));
    // 1,600 MB were there, and a little more came while it was copied.
    assert_within(10, copied.mb, 340);
    let busy = store(Pattern::Ascending, &[(40, "add")], 48);
    assert!(busy.slots_due() > 0, "320 MB at 32 MB/s take ten seconds");
}
