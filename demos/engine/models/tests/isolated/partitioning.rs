//! Hashes, rings and placements, fed by hand.

use litemap::LiteMap;
use models::partitioning::bounded_loads::{cap, choose};
use models::partitioning::comparison::{How, compare};
use models::partitioning::hash::fnv1a;
use models::partitioning::hash_ring::RING;
use models::partitioning::hot_key::{self, HotKey, Policy};
use models::partitioning::jump::jump;
use models::partitioning::maglev::{Preference, populate};
use models::partitioning::placement::{Edit, WEIGHT_MAX};
use models::partitioning::range_store::{self, Pattern, RangeStore};
use models::partitioning::replica_sets::{self, ReplicatedRing, ranges, tolerance};
use models::partitioning::{
    Balance, HashFunction, HashRing, Modulo, Placement, SeededHash, Settings,
};
use models::partitioning::{JumpList, Maglev, Rendezvous, SlotTable};
use sim::{Log, Micros, Model, NodeId};
use xxhash_rust::xxh64::xxh64;

const SETTINGS: Settings = Settings {
    nodes: 3,
    heavy: 0,
    vnodes: 10,
    keys: 300,
    hash: HashFunction::Xxh64,
};

/// A ring of the nodes n1 … of weight 1.
fn ring(nodes: u32, vnodes: u32) -> HashRing {
    let mut ring = HashRing::new(vnodes, SeededHash::default());
    (1..=nodes).for_each(|node| ring.insert(NodeId(node), 1));
    ring
}

/// Does an edit; the words that it left in the log.
fn edit(placement: &mut Placement, text: &str) -> Vec<String> {
    let mut records = Vec::new();
    let edit = text.parse().expect("an edit");
    placement.edit(Micros::ZERO, &edit, &mut Log::to(&mut records));
    let name = |node: NodeId| format!("n{}", node.0);
    records.iter().map(|record| record.event.words(&name)).collect()
}

/// The vectors of the reference implementations.
#[test]
fn hashes_give_known_answers() {
    assert_eq!(xxh64(b"", 0), 0xef46_db37_51d8_e999);
    assert_eq!(xxh64(b"abc", 0), 0x44bc_2cf5_ad77_0999);
    assert_eq!(xxh64(b"xxhash", 0), 0x32dd_3895_2c4b_c720);
    assert_eq!(xxh64(b"xxhash", 20_141_025), 0xb559_b98d_844e_0635);
    assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
    assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
    assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    let hash = SeededHash { function: HashFunction::Xxh64, seed: 20_141_025 };
    assert_eq!(hash.position("xxhash"), 0xb559_b98d_844e_0635);
}

/// Why FNV-1a is a poor hash for a ring: the last digit hardly moves a token.
#[test]
fn fnv1a_leaves_neighbours_beside_one_another() {
    let spread_of = |function: HashFunction| {
        let hash = SeededHash { function, seed: 0 };
        let at = (0..10).map(|v| hash.position(&format!("n3-{v}")));
        let (low, high) = (at.clone().min().unwrap(), at.max().unwrap());
        u128::from(high - low) * 1_000_000 / RING
    };
    assert_eq!(spread_of(HashFunction::Fnv1a), 0); // not a millionth of the ring
    assert!(spread_of(HashFunction::Xxh64) > 500_000);
}

#[test]
fn a_key_belongs_to_the_first_token_clockwise() {
    let ring = ring(3, 4);
    let tokens: Vec<_> = ring.tokens().collect();
    for (index, token) in tokens.iter().enumerate() {
        let next = tokens[(index + 1) % tokens.len()];
        assert_eq!(ring.owner(token.position), Some(token.node), "at the token");
        assert_eq!(ring.owner(token.position + 1), Some(next.node), "past it");
    }
    let (first, last) = (tokens[0], tokens[tokens.len() - 1]);
    assert_eq!(ring.owner(u64::MAX), Some(first.node), "past {last:?}: wraps");
    assert_eq!(ring.owner(0), Some(first.node));
}

#[test]
fn an_empty_ring_has_no_owner() {
    let mut ring = ring(1, 3);
    assert_eq!(ring.owner(7), Some(NodeId(1)));
    ring.remove(NodeId(1));
    ring.remove(NodeId(1)); // once more does nothing
    assert_eq!(ring.owner(7), None);
    assert_eq!(ring.tokens().count(), 0);
    assert!(ring.shares().is_empty());
    assert_eq!(Modulo::default().owner(7), None);
}

#[test]
fn weight_is_a_multiple_of_tokens() {
    let mut ring = ring(2, 100);
    ring.insert(NodeId(2), 3);
    let count = |node| ring.tokens().filter(|t| t.node == NodeId(node)).count();
    assert_eq!((count(1), count(2)), (100, 300));
}

#[test]
fn one_token_owns_the_whole_ring() {
    assert_eq!(ring(1, 1).shares()[&NodeId(1)], RING);
}

#[test]
fn modulo_numbers_the_nodes_anew_when_one_leaves() {
    let mut modulo = Modulo::new([NodeId(1), NodeId(2), NodeId(3)]);
    assert_eq!(modulo.owner(5), Some(NodeId(3)));
    modulo.remove(NodeId(1));
    assert_eq!(modulo.owner(5), Some(NodeId(3))); // 5 mod 2 = 1, now n3
    modulo.insert(NodeId(2)); // is listed
    assert_eq!(modulo.nodes(), [NodeId(2), NodeId(3)]);
}

#[test]
fn balance_measures_against_the_fair_share() {
    let idle = Balance::of(&[(0, 1), (0, 1)]);
    assert_eq!((idle.spread_ppm, idle.hottest_ppm), (0, 1_000_000));
    let all_on_one = Balance::of(&[(0, 1), (0, 1), (0, 1), (80, 1)]);
    assert_eq!(all_on_one.hottest_ppm, 4_000_000);
    assert_eq!(all_on_one.spread_ppm, 1_732_050); // √3
}

#[test]
fn edits_read_what_they_print() {
    for edit in [Edit::Add, Edit::Remove(NodeId(3)), Edit::Weigh(NodeId(12), 8)] {
        assert_eq!(edit.to_string().parse(), Ok(edit));
    }
    let zero = format!("weight-3-{}", 0);
    let heavy = format!("weight-3-{}", WEIGHT_MAX + 1);
    for text in ["", "add-1", "remove", "remove-x", "weight-3", &zero, &heavy, "x"]
    {
        let complaint = text.parse::<Edit>().unwrap_err();
        assert!(complaint.contains("add, remove-3 or weight-3-2"), "{complaint}");
    }
    for function in HashFunction::ALL {
        assert_eq!(function.to_string().parse(), Ok(function));
    }
    assert!("md5".parse::<HashFunction>().is_err());
}

#[test]
fn names_are_never_used_again() {
    let mut placement = Placement::new(&SETTINGS, 0);
    edit(&mut placement, "add");
    edit(&mut placement, "remove-4");
    assert!(
        edit(&mut placement, "add")[0].starts_with("n5 joins: the ring moves ")
    );
    let members = placement.members().iter().map(|member| member.node.0);
    assert_eq!(members.collect::<Vec<_>>(), [1, 2, 3, 5]);
}

/// Edits that make no sense leave no trace.
#[test]
fn senseless_edits_do_nothing() {
    let mut placement = Placement::new(&SETTINGS, 0);
    for text in ["remove-9", "remove-0", "weight-9-2", "weight-1-1"] {
        assert_eq!(edit(&mut placement, text), [""; 0], "{text}");
    }
    assert!(placement.change().is_none());
    edit(&mut placement, "remove-1");
    edit(&mut placement, "remove-2");
    assert_eq!(edit(&mut placement, "remove-3"), [""; 0], "someone has to stay");
    assert_eq!(placement.members()[0].ring_keys, 300);
    (0..200).for_each(|_| drop(edit(&mut placement, "add")));
    assert_eq!(placement.members().len(), 64);
}

/// Modulo cannot weigh: the strong node gets no more than the others.
#[test]
fn a_weight_moves_keys_on_the_ring_only() {
    let mut placement = Placement::new(&SETTINGS, 0);
    let log = edit(&mut placement, "weight-3-2");
    assert!(log[0].starts_with("n3 gets weight 2: the ring moves "), "{log:?}");
    assert!(log[0].ends_with("modulo 0.0 %"), "{log:?}");
    let change = placement.change().expect("it was weighed");
    assert!(change.ring_moved_ppm > 0);
    assert_eq!(change.modulo_moved_ppm, 0);
}

/// Table 1 of the Maglev paper: three nodes and seven entries, and what the loss
/// of one changes: its own entries, and one more.
#[test]
fn maglev_fills_the_table_of_its_paper() {
    let wish = |offset, skip| (Preference { offset, skip }, 1);
    let nodes = [wish(3, 4), wish(0, 2), wish(3, 1)];
    assert_eq!(populate(&nodes, 7), [1, 0, 1, 0, 2, 2, 0]);
    // Nodes 0 and 2 of before, after the loss of node 1.
    assert_eq!(populate(&[nodes[0], nodes[2]], 7), [0, 0, 0, 0, 1, 1, 1]);
}

#[test]
fn maglev_gives_a_heavy_node_more_entries() {
    let hash = SeededHash::default();
    let nodes = [(NodeId(1), 1), (NodeId(2), 3)];
    let table = Maglev::new(nodes, 1_009, hash);
    let heavy = (0..1_009).filter(|key| table.owner(*key) == NodeId(2)).count();
    assert!((756..=758).contains(&heavy), "{heavy} of 1,009 entries");
}

#[test]
#[should_panic(expected = "a prime number of entries")]
fn maglev_refuses_a_table_that_is_no_prime() {
    populate(&[(Preference { offset: 0, skip: 1 }, 1)], 8);
}

#[test]
fn the_highest_bid_wins_whatever_the_order() {
    let hash = SeededHash::default();
    let nodes = |order: &[u32]| {
        Rendezvous::new(order.iter().map(|n| (NodeId(*n), 1)), hash)
    };
    for key in 0..1_000 {
        let owner = nodes(&[1, 2, 3]).owner(key);
        assert_eq!(owner, nodes(&[3, 1, 2]).owner(key));
        assert!(owner.is_some());
    }
    assert_eq!(nodes(&[]).owner(7), None);
    assert_eq!(nodes(&[4, 5]).bids(), 2);
}

#[test]
fn one_bucket_takes_all() {
    assert_eq!(JumpList::new([]).owner(7), None);
    let one = JumpList::new([NodeId(3)]);
    assert_eq!(one.owner(u64::MAX), Some((NodeId(3), 1)));
    assert_eq!(jump(0, 1).0, 0);
}

/// What each rule keeps: four bytes a number, eight a hash.
#[test]
fn rules_say_what_they_keep() {
    let members: LiteMap<_, _> = (1..=10).map(|n| (NodeId(n), 1)).collect();
    let how = How { vnodes: 100, hash: SeededHash::default() };
    let rules = compare(&[1, 2, 3], None, &members, how);
    assert_eq!(
        rules.map(|rule| rule.bytes),
        [40, 12_000, 120, 40, 262_188],
        "modulo, ring, rendezvous, jump, Maglev"
    );
    assert_eq!(rules[1].steps_hundredths, 1_000, "2¹⁰ is just above 1,000");
    assert_eq!(rules[2].steps_hundredths, 1_000, "ten bids");
    assert!(rules.iter().all(|rule| rule.moved_ppm.is_none()));
}

/// Three nodes with one token each and two copies: each range lies on the owner of
/// its token and on the next one.
#[test]
fn copies_lie_on_the_next_nodes() {
    let mut ring = HashRing::new(1, SeededHash::default());
    (1..=3).for_each(|node| ring.insert(NodeId(node), 1));
    let order: Vec<_> = ring.tokens().map(|token| token.node).collect();
    for (index, range) in ranges(&ring, 2).iter().enumerate() {
        let holders = [order[index], order[(index + 1) % 3]];
        let expected = holders.iter().map(|node| 1 << (node.0 - 1)).sum::<u64>();
        assert_eq!(range.replicas, expected);
    }
    assert_eq!([1, 2, 3, 4, 5].map(tolerance), [0, 0, 1, 1, 2]);
}

#[test]
fn failures_are_done_and_undone() {
    let settings = replica_sets::Settings { nodes: 5, vnodes: 8, replicas: 3 };
    let mut ring = ReplicatedRing::new(&settings, 1);
    let mut records = Vec::new();
    let mut log = Log::to(&mut records);
    for edit in
        ["crash-1", "crash-1", "crash-9", "crash-2", "restart-1", "restart-4"]
    {
        ring.edit(Micros::ZERO, &edit.parse().expect("an edit"), &mut log);
    }
    assert_eq!(records.len(), 3, "what makes no sense leaves no trace");
    assert_eq!(ring.down().collect::<Vec<_>>(), [NodeId(2)]);
    assert_eq!(ring.broken_ppm(), 0);
    for text in
        ["", "crash", "crash-0", "pairs-0", "pairs-1001", "each", "each-2", "x-1"]
    {
        assert!(text.parse::<replica_sets::Edit>().is_err(), "{text}");
    }
}

/// With ten balls on four nodes and a quarter to spare nobody gets over four.
#[test]
fn a_full_node_passes_on() {
    assert_eq!([cap(10, 4, 25), cap(1, 4, 25), cap(8, 4, 0)], [4, 1, 2]);
    let mut ring = HashRing::new(1, SeededHash::default());
    (1..=3).for_each(|node| ring.insert(NodeId(node), 1));
    let order: Vec<_> = ring.clockwise(0).collect();
    let load = |full: usize| {
        let full: Vec<_> = order[..full].to_vec();
        move |node: NodeId| if full.contains(&node) { 2 } else { 0 }
    };
    assert_eq!(choose(&ring, 0, 2, load(0)), Some(order[0]));
    assert_eq!(choose(&ring, 0, 2, load(2)), Some(order[2]));
    assert_eq!(choose(&ring, 0, 2, load(3)), None);
}

/// Requests are neither lost nor made: what is placed is in hand or done.
#[test]
fn policies_change_during_a_run() {
    let settings = hot_key::Settings {
        nodes: 10,
        vnodes: 100,
        policy: Policy::Ring,
        hot_percent: 40,
        write_percent: 0,
        epsilon_percent: 25,
        parts: 8,
    };
    let edits =
        [(5, "use-bounded"), (8, "use-split"), (9, "use-split"), (10, "hot-5")];
    let edits =
        edits.map(|(s, e)| (Micros::from_secs(s), e.parse().expect("an edit")));
    let mut run = sim::Run::new(HotKey::new(&settings, 3), edits.into());
    for (second, policy) in [
        (4, Policy::Ring),
        (6, Policy::Bounded),
        (9, Policy::Split),
        (11, Policy::Split),
    ] {
        run.seek(Micros::from_secs(second));
        assert_eq!(run.model().policy(), policy);
        let in_hand: u32 = run.model().loads().iter().map(|load| load.all).sum();
        assert_eq!(in_hand, run.model().total());
    }
    for text in ["", "use", "use-x", "hot-0", "hot-91", "hot-x"] {
        assert!(text.parse::<hot_key::Edit>().is_err(), "{text}");
    }
}

/// Each node has a quarter of the slots; a fifth one gets a fifth of each.
#[test]
fn slots_are_shared_out() {
    let mut table = SlotTable::new(4);
    let count = |table: &SlotTable, node: u32| {
        (0..16_384).filter(|slot| table.owner(*slot) == NodeId(node)).count()
    };
    assert!((1..=4).all(|node| count(&table, node) == 4_096));
    for slot in table.plan(5) {
        table.give(slot, NodeId(5));
    }
    let counts: Vec<_> = (1..=5).map(|node| count(&table, node)).collect();
    assert!(
        counts.iter().all(|count| (3_276..=3_277).contains(count)),
        "{counts:?}"
    );
    assert_eq!(SlotTable::slot(77), SlotTable::slot(77));
}

/// A range that outgrows its limit is cut at its middle key, and both halves stay
/// until the balancer has sent one away.
#[test]
fn a_range_splits_at_its_middle() {
    let settings = range_store::Settings {
        nodes: 2,
        pattern: Pattern::Ascending,
        split_mb: 16,
        copy_mb_per_s: 8,
    };
    let mut run = sim::Run::new(RangeStore::new(&settings, 1), Vec::new());
    run.seek(Micros::from_millis(499));
    assert_eq!(run.model().ranges().len(), 1, "four batches of 4 MB fit");
    run.seek(Micros::from_millis(500));
    let store = run.model();
    let sizes: Vec<_> = store.ranges().iter().map(|range| range.mb()).collect();
    assert_eq!(sizes, [8, 12], "two batches and three");
    assert_eq!(store.on_its_way().map(|moving| moving.to), Some(NodeId(2)));
    // 8 MB at 8 MB/s.
    run.seek(Micros::from_millis(1_499));
    assert_eq!(run.model().range_mb(NodeId(2)), 0);
    run.seek(Micros::from_millis(1_500));
    assert_eq!(run.model().range_mb(NodeId(2)), 8);
}
