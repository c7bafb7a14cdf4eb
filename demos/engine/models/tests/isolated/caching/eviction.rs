//! Policies on a few requests whose outcome is known.

use models::caching::eviction::{
    Answer, AnyPolicy, Arc, Edit, Key, Kind, Policy, Sketch, hits,
};

/// Requests, a letter each.
fn letters(text: &str) -> Vec<Key> {
    text.bytes().map(|letter| Key(u16::from(letter - b'A'))).collect()
}

/// What a cache of this policy evicts, in order.
fn evicted(kind: Kind, size: usize, text: &str) -> String {
    let requests = letters(text);
    let mut cache = AnyPolicy::new(kind, size, &requests);
    let answers = requests.iter().map(|key| cache.request(*key));
    let keys = answers.filter_map(|answer| match answer {
        Answer::Hit => None,
        Answer::Miss { evicted } => evicted,
    });
    keys.map(|key| key.to_string()).collect()
}

/// Belady, Nelson and Shedler's own example: under FIFO four cells miss ten times,
/// and three nine times.
#[test]
fn more_room_can_cost_hits_under_fifo() {
    let requests = letters("ABCDABEABCDE");
    assert_eq!(12 - hits(Kind::Fifo, 3, &requests), 9);
    assert_eq!(12 - hits(Kind::Fifo, 4, &requests), 10);
    assert_eq!(12 - hits(Kind::Lru, 3, &requests), 10);
    assert_eq!(12 - hits(Kind::Lru, 4, &requests), 8);
}

/// Three cells, A asked for again: who goes for D, and for E?
#[test]
fn each_policy_evicts_by_its_rule() {
    for (kind, gone) in [
        (Kind::Fifo, "ABC"),
        (Kind::Lru, "BC"),
        (Kind::Clock, "BC"),
        (Kind::Lfu, "BC"),
        (Kind::Sieve, "BC"),
        (Kind::Optimal, "BC"),
    ] {
        assert_eq!(evicted(kind, 3, "ABCADEA"), gone, "{}", kind.name());
    }
}

/// The best that any choice of victims can do, by trying all of them.
fn best(held: &[Key], size: usize, requests: &[Key]) -> usize {
    let Some((key, later)) = requests.split_first() else { return 0 };
    if held.contains(key) {
        return 1 + best(held, size, later);
    }
    let with = |held: &[Key]| [held, &[*key]].concat();
    if held.len() < size {
        return best(&with(held), size, later);
    }
    let without = |gone: usize| {
        let mut rest = held.to_vec();
        rest.remove(gone);
        best(&with(&rest), size, later)
    };
    (0..held.len()).map(without).max().unwrap_or(0)
}

/// Belady's policy finds the optimum: all traces of eight requests for four keys.
#[test]
fn belady_is_optimal() {
    for number in 0..4_u32.pow(8) {
        let key = |place| Key((number / 4_u32.pow(place) % 4) as u16);
        let requests: Vec<_> = (0..8).map(key).collect();
        for size in 1..=3 {
            let ours = hits(Kind::Optimal, size, &requests);
            assert_eq!(ours, best(&[], size, &requests), "{requests:?} of {size}");
        }
    }
}

/// A key whose name is in B1 makes T1 longer; one in B2 makes it shorter.
#[test]
fn arc_learns_from_its_ghosts() {
    let mut arc = Arc::new(4);
    let mut ask = |text: &str| {
        letters(text).into_iter().for_each(|key| {
            arc.request(key);
        });
        arc.target()
    };
    assert_eq!(ask("AABBCD"), 0.0);
    assert_eq!(ask("E"), 0.0); // C goes, and leaves its name
    assert_eq!(ask("C"), 1.0);
}

/// Counts stop at 15, are never too low, and are halved after ten requests a key.
#[test]
fn a_sketch_counts_and_forgets() {
    let mut sketch = Sketch::new(4);
    (0..20).for_each(|_| sketch.count(Key(3)));
    assert_eq!(sketch.estimate(Key(3)), 15);
    (20..40).for_each(|_| sketch.count(Key(4)));
    assert_eq!(sketch.estimate(Key(3)), 7);
    assert_eq!(sketch.estimate(Key(4)), 7);
}

#[test]
fn edits_say_what_is_wrong() {
    for text in ["ask-ABBA", "scan-20", "loop-11"] {
        assert_eq!(
            text.parse::<Edit>().map(|edit| edit.to_string()),
            Ok(text.into())
        );
    }
    for text in ["ask-", "ask-a", "scan-0", "scan-41", "loop", "look-3"] {
        assert!(text.parse::<Edit>().is_err(), "{text}");
    }
}
