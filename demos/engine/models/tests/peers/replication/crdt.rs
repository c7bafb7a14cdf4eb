//! Replicated data types beside the crate `crdts`, fed with the same edits and merges;
//! and a text beside the tree that its order is said to be.

use crdts::{CmRDT, CvRDT};
use models::replication::crdt::{
    Drink, GCounter, Id, Item, Letter, Life, LwwRegister, OrSet, PnCounter, Text,
};
use sim::{Micros, NodeId, Stream};

const SEEDS: u64 = 10_000;
const REPLICAS: usize = 3;
const STEPS: u32 = 25;

/// What a step does.
enum Step {
    /// An edit at this replica, of some kind.
    Edit(usize, u64),
    /// The first takes in the state of the second, as it is or as it once was.
    Merge(usize, usize),
}

fn steps(seed: u64) -> (impl Iterator<Item = Step>, Stream) {
    let mut dice = Stream::new(seed, "steps", 0);
    let steps = (0..STEPS).map(move |_| {
        let [to, from] = [(); 2].map(|()| dice.below(REPLICAS as u64) as usize);
        match dice.below(2) {
            0 => Step::Edit(to, dice.below(1_000)),
            _ => Step::Merge(to, from),
        }
    });
    (steps, Stream::new(seed, "choices", 0))
}

#[test]
fn the_counter_that_grows_agrees_with_crdts() {
    for seed in 0..SEEDS {
        let mut all: [(GCounter, crdts::GCounter<u32>); REPLICAS] =
            Default::default();
        for step in steps(seed).0 {
            match step {
                Step::Edit(at, _) => {
                    let (mine, theirs) = &mut all[at];
                    mine.increment(NodeId(at as u32));
                    theirs.apply(theirs.inc(at as u32));
                }
                Step::Merge(to, from) => {
                    let (mine, theirs) = all[from].clone();
                    all[to].0.merge(&mine);
                    all[to].1.merge(theirs);
                }
            }
            for (mine, theirs) in &all {
                assert_eq!(mine.value().to_string(), theirs.read().to_string());
            }
        }
    }
}

#[test]
fn the_counter_that_falls_too_agrees_with_crdts() {
    for seed in 0..SEEDS {
        let mut all: [(PnCounter, crdts::PNCounter<u32>); REPLICAS] =
            Default::default();
        for step in steps(seed).0 {
            match step {
                Step::Edit(at, what) if what % 2 == 0 => {
                    let (mine, theirs) = &mut all[at];
                    mine.increment(NodeId(at as u32));
                    theirs.apply(theirs.inc(at as u32));
                }
                Step::Edit(at, _) => {
                    let (mine, theirs) = &mut all[at];
                    mine.decrement(NodeId(at as u32));
                    theirs.apply(theirs.dec(at as u32));
                }
                Step::Merge(to, from) => {
                    let (mine, theirs) = all[from].clone();
                    all[to].0.merge(&mine);
                    all[to].1.merge(theirs);
                }
            }
            for (mine, theirs) in &all {
                assert_eq!(mine.value().to_string(), theirs.read().to_string());
            }
        }
    }
}

/// A set, and theirs.
type Both = (OrSet<Item>, crdts::Orswot<&'static str, u32>);

fn edit_both((mine, theirs): &mut Both, at: usize, what: u64) {
    let item = Item::ALL[what as usize % 3];
    if what % 5 < 2 {
        mine.remove(item);
        let context = theirs.contains(&item.name()).derive_rm_ctx();
        theirs.apply(theirs.rm(item.name(), context));
    } else {
        mine.add(item, NodeId(at as u32));
        let context = theirs.read_ctx().derive_add_ctx(at as u32);
        theirs.apply(theirs.add(item.name(), context));
    }
}

/// States come as they once were too: late ones.
#[test]
fn the_set_agrees_with_the_orswot_of_crdts() {
    for seed in 0..SEEDS {
        let mut sets: [Both; REPLICAS] = Default::default();
        let mut old = sets.clone();
        let (steps, mut choices) = steps(seed);
        for step in steps {
            match step {
                Step::Edit(at, what) => edit_both(&mut sets[at], at, what),
                Step::Merge(to, from) => {
                    let is_late = choices.below(3) == 0;
                    let other = if is_late { &old[from] } else { &sets[from] };
                    let (mine, theirs) = other.clone();
                    sets[to].0.merge(&mine);
                    sets[to].1.merge(theirs);
                }
            }
            for (mine, theirs) in &sets {
                let read = theirs.read().val;
                for item in Item::ALL {
                    assert_eq!(
                        mine.contains(item),
                        read.contains(item.name()),
                        "{seed}"
                    );
                }
            }
            if choices.below(4) == 0 {
                old = sets.clone();
            }
        }
    }
}

#[test]
fn the_register_agrees_with_crdts() {
    for seed in 0..SEEDS {
        let mut registers = [(); REPLICAS].map(|()| {
            let none: crdts::LWWReg<Option<Drink>, Option<_>> = Default::default();
            (LwwRegister::default(), none)
        });
        for step in steps(seed).0 {
            match step {
                Step::Edit(at, what) => {
                    let drink = Drink::ALL[what as usize % 3];
                    let (mine, theirs) = &mut registers[at];
                    let now = Micros::new(what);
                    let stamp = mine.write(drink, now, NodeId(at as u32));
                    theirs.update(Some(drink), Some(stamp));
                }
                Step::Merge(to, from) => {
                    let (mine, theirs) = registers[from].clone();
                    registers[to].0.merge(&mine);
                    CvRDT::merge(&mut registers[to].1, theirs);
                }
            }
            for (mine, theirs) in &registers {
                assert_eq!(mine.value(), theirs.val, "seed {seed}");
            }
        }
    }
}

type ListOp = <crdts::List<char, u32> as CmRDT>::Op;

/// Types or deletes a letter in both; what was done to theirs.
fn type_in_both(
    (text, list): (&mut Text, &mut crdts::List<char, u32>),
    at: usize,
    dice: &mut Stream,
) -> Option<ListOp> {
    let place = dice.below(6) as usize;
    let op = if dice.below(4) == 0 {
        text.delete(place);
        list.delete_index(place.checked_sub(1)?, at as u32)?
    } else {
        let letter = (b'a' + dice.below(26) as u8) as char;
        text.insert(place, letter, NodeId(at as u32));
        list.insert_index(place, letter, at as u32)
    };
    list.apply(op.clone());
    Some(op)
}

fn sorted(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters
}

/// `crdts` orders concurrent letters by identifiers of another kind, so of edits at the
/// same time only the letters are compared, and of one writer the text.
#[test]
fn the_text_has_the_letters_of_the_list_of_crdts() {
    for seed in 0..SEEDS {
        let mut dice = Stream::new(seed, "typing", 0);
        let writers = 1 + seed % 3;
        let mut texts = [(); REPLICAS].map(|()| Text::default());
        let mut lists = [(); REPLICAS].map(|()| crdts::List::<char, u32>::new());
        let mut ops = Vec::new();
        for _ in 0..20 {
            let at = dice.below(writers) as usize;
            let both = (&mut texts[at], &mut lists[at]);
            ops.extend(type_in_both(both, at, &mut dice).map(|op| (at, op)));
        }
        let [all, others @ ..] = &mut texts;
        others.iter().for_each(|other| all.merge(other));
        for (_, op) in ops.into_iter().filter(|(at, _)| *at > 0) {
            lists[0].apply(op);
        }
        let mine = texts[0].read();
        let theirs: String = lists[0].iter().collect();
        assert_eq!(sorted(&mine), sorted(&theirs), "seed {seed}");
        assert!(writers > 1 || mine == theirs, "seed {seed}: {mine}, {theirs}");
    }
}

/// The letters behind one letter, from the latest to the earliest, each before those
/// behind it: found by walking the tree.
fn walk(letters: &[Letter], behind: Option<Id>, read: &mut Vec<Letter>) {
    let mut children: Vec<&Letter> =
        letters.iter().filter(|letter| letter.behind == behind).collect();
    children.sort_by_key(|letter| std::cmp::Reverse(letter.id));
    for child in children {
        read.push(*child);
        walk(letters, Some(child.id), read);
    }
}

#[test]
fn the_text_is_read_off_the_tree() {
    let mut deleted = 0;
    for seed in 0..SEEDS {
        let mut texts = [(); REPLICAS].map(|()| Text::default());
        for step in steps(seed).0 {
            match step {
                Step::Edit(at, what) if what % 4 == 0 => {
                    texts[at].delete(what as usize % 7);
                }
                Step::Edit(at, what) => {
                    texts[at].insert(what as usize % 7, 'x', NodeId(at as u32));
                }
                Step::Merge(to, from) => {
                    let from = texts[from].clone();
                    texts[to].merge(&from);
                }
            }
        }
        for text in &texts {
            let mut read = Vec::new();
            walk(text.letters(), None, &mut read);
            assert_eq!(read, text.letters(), "seed {seed}");
            deleted += read.iter().filter(|l| l.life == Life::Tombstone).count();
        }
    }
    assert!(deleted > 1_000, "{deleted}");
}
