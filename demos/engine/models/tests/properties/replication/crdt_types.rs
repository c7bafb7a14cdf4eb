//! What each replicated data type can and cannot hold.

use super::SEEDS;
use models::replication::crdt::{
    Drink, GCounter, Item, LwwRegister, OrSet, PnCounter, Text,
};
use sim::{Micros, NodeId, Stream};

const A: NodeId = NodeId(0);
const B: NodeId = NodeId(1);

/// Whatever comes, in any order, doubled: each count is counted once.
#[test]
fn each_count_counts_once() {
    for seed in 0..SEEDS {
        let mut dice = Stream::new(seed, "counts", 0);
        let mut replicas = [(); 3].map(|()| GCounter::default());
        let mut counted = 0;
        for _ in 0..20 {
            let [to, from] = [(); 2].map(|()| dice.below(3) as usize);
            match dice.below(2) {
                0 => {
                    replicas[to].increment(NodeId(to as u32));
                    counted += 1;
                }
                _ => {
                    let from = replicas[from].clone();
                    replicas[to].merge(&from);
                }
            }
        }
        let [mut all, others @ ..] = replicas;
        for other in others.iter().chain(&others) {
            all.merge(other);
        }
        assert_eq!(all.value(), counted, "seed {seed}");
    }
}

/// Each of two replicas sees that one is left and takes it: below zero together.
#[test]
fn a_counter_may_fall_below_zero() {
    let mut stock = PnCounter::default();
    stock.increment(A);
    let (mut a, mut b) = (stock.clone(), stock);
    for (replica, at) in [(&mut a, A), (&mut b, B)] {
        assert!(replica.value() > 0);
        replica.decrement(at);
    }
    a.merge(&b);
    assert_eq!(a.value(), -1);
}

/// A remove takes away the adds that it has seen, and so a concurrent add wins.
#[test]
fn a_concurrent_add_wins() {
    let mut a = OrSet::default();
    a.add(Item::Milk, A);
    let mut b = a.clone();
    a.remove(Item::Milk);
    b.add(Item::Milk, B);
    let mut merged = a.clone();
    merged.merge(&b);
    assert!(merged.contains(Item::Milk));
    assert_eq!(
        merged.dots_of(Item::Milk).map(|dot| dot.replica).collect::<Vec<_>>(),
        [B]
    );
    // With no add meanwhile it stays away, though another replica still has it.
    let mut old = OrSet::default();
    old.add(Item::Milk, A);
    a.merge(&old);
    assert!(!a.contains(Item::Milk));
}

/// There are no tombstones: what was added and removed a thousand times leaves nothing
/// but a number.
#[test]
fn a_set_keeps_nothing_of_what_was_removed() {
    let mut set = OrSet::default();
    for _ in 0..1_000 {
        set.add(Item::Tea, A);
        set.add(Item::Tea, B);
        assert_eq!(set.dots_of(Item::Tea).count(), 2);
        set.remove(Item::Tea);
    }
    assert_eq!(set.dots_of(Item::Tea).count(), 0);
    assert_eq!(set.seen(A), 1_000);
}

/// Of two writes that did not see each other one is gone; of two of which one saw the
/// other the later stays, even by a clock that is behind.
#[test]
fn a_register_keeps_one_of_two_writes() {
    let mut a = LwwRegister::default();
    let mut b = LwwRegister::default();
    a.write(Drink::Tea, Micros::from_millis(1_000), A);
    b.write(Drink::Coffee, Micros::from_millis(1_001), B);
    a.merge(&b);
    assert_eq!(a.value(), Some(Drink::Coffee));
    a.write(Drink::Water, Micros::from_millis(7), A);
    b.merge(&a);
    assert_eq!(b.value(), Some(Drink::Water));
}

/// Two replicas type words at one place of a text, letter by letter: each letter behind
/// the one before, or each at the place itself.
fn two_words(seed: u64, step: usize) -> Text {
    let mut dice = Stream::new(seed, "words", 0);
    let mut text = Text::default();
    for letter in "text".chars().take(dice.below(5) as usize) {
        text.insert(0, letter, NodeId(2));
    }
    let place = dice.below(5) as usize;
    let mut copies = [text.clone(), text];
    for (at, copy) in copies.iter_mut().enumerate() {
        let place = place.min(copy.there().count());
        for number in 0..dice.between(2, 6) as usize {
            copy.insert(place + step * number, 'x', NodeId(at as u32));
        }
    }
    let [mut one, other] = copies;
    let mut same = other.clone();
    same.merge(&one);
    one.merge(&other);
    assert_eq!(one, same, "seed {seed}");
    one
}

/// The letters of the two who typed, and of nobody else.
fn is_whole(text: &Text) -> bool {
    let typed = text.there().filter(|letter| letter.id.replica != NodeId(2));
    let mut turns: Vec<NodeId> = typed.map(|letter| letter.id.replica).collect();
    turns.dedup();
    turns.len() == 2
}

#[test]
fn words_typed_from_the_front_stay_whole() {
    for seed in 0..SEEDS {
        assert!(is_whole(&two_words(seed, 1)), "seed {seed}");
    }
}

#[test]
fn words_typed_from_the_back_are_mixed() {
    let mixed = (0..SEEDS).filter(|seed| !is_whole(&two_words(*seed, 0))).count();
    assert!(mixed as u64 > SEEDS / 2, "{mixed}");
}
