//! The race of a fill with a write, without taking a step: from the places of the
//! letters in a word, of which all permutations are tried.

use models::caching::stale_race::{
    Beside, Cache, Cure, End, Move, Order, Reads, Settings, Version, Writes,
};

/// All words of these letters, by exchanging them in place.
fn permutations(letters: &mut [char], from: usize, found: &mut Vec<String>) {
    if from == letters.len() {
        return found.push(letters.iter().collect());
    }
    for place in from..letters.len() {
        letters.swap(from, place);
        permutations(letters, from + 1, found);
        letters.swap(from, place);
    }
}

fn words_in(letters: &str, before: &[(char, char)]) -> Vec<String> {
    let mut found = Vec::new();
    permutations(&mut letters.chars().collect::<Vec<_>>(), 0, &mut found);
    found.retain(|word| before.iter().all(|(a, b)| word.find(*a) < word.find(*b)));
    found.sort();
    found
}

/// How a word of a reader and a writer ends; `x` is the step of the writer's that
/// changes the cache, `d` or `s`.
fn beside_a_reader(word: &str, x: char, settings: &Settings) -> End {
    let comes = |a: char, b: char| word.find(a) < word.find(b);
    let sets = x == 's';
    // Where the cache has the new value already, the reader has nothing to fill.
    if sets && comes('s', 'r') {
        return End::New;
    }
    let follows = settings.reads == Reads::Follower;
    let reads_old = follows || comes('r', 'w');
    let knows_version = comes('w', x);
    let refused = comes(x, 'f')
        && match settings.cure {
            Cure::None => false,
            Cure::Lease => comes('r', x),
            Cure::Version => sets && reads_old,
            Cure::Marker => (sets || knows_version) && reads_old,
        };
    let fills_last = comes(x, 'f') && !refused;
    match (fills_last, reads_old, sets) {
        (true, true, _) => End::Stale,
        (true, false, _) | (false, _, true) => End::New,
        (false, _, false) => End::Deleted,
    }
}

/// Two writers, in lower case and in upper case.
fn beside_a_writer(word: &str, x: char, settings: &Settings) -> End {
    if x == 'd' {
        return End::Deleted;
    }
    let first_writes_last = word.find('W') < word.find('w');
    let first_sets_last = word.find('S') < word.find('s');
    let has_versions = matches!(settings.cure, Cure::Version | Cure::Marker);
    match has_versions || first_writes_last == first_sets_last {
        true => End::New,
        false => End::Stale,
    }
}

fn letter(step: &Move) -> char {
    match step.to_string().as_bytes() {
        [letter] | [letter, b'1'] => char::from(*letter),
        [letter, b'2'] => char::from(letter.to_ascii_uppercase()),
        other => panic!("{other:?}"),
    }
}

/// The engine's orders as words, without the follower, which comes last.
fn of_engine(settings: &Settings) -> Vec<(String, End)> {
    let word = |(order, end): &(Order, End)| {
        let word: String = order.iter().map(letter).collect();
        (word.trim_end_matches('a').to_string(), *end)
    };
    let mut all: Vec<_> = settings.ends().iter().map(word).collect();
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    all
}

#[test]
fn every_order_ends_as_its_letters_say() {
    for (writes, own, x) in [
        (Writes::WriteDelete, ('w', 'd'), 'd'),
        (Writes::DeleteWrite, ('d', 'w'), 'd'),
        (Writes::WriteSet, ('w', 's'), 's'),
    ] {
        for reads in [Reads::Database, Reads::Follower] {
            for cure in [Cure::None, Cure::Lease, Cure::Version, Cure::Marker] {
                let alone =
                    Settings { writes, beside: Beside::Reader, reads, cure };
                let words = words_in(&format!("rfw{x}"), &[('r', 'f'), own]);
                let ends = words.into_iter().map(|word| {
                    let end = beside_a_reader(&word, x, &alone);
                    (word, end)
                });
                let ends: Vec<_> = ends.collect();
                assert_eq!(of_engine(&alone), ends, "{alone:?}");

                let two = Settings { beside: Beside::Writer, ..alone };
                let upper = |c: char| c.to_ascii_uppercase();
                let letters = format!("w{x}W{}", upper(x));
                let others = (upper(own.0), upper(own.1));
                let words = words_in(&letters, &[own, others]);
                let ends = words.into_iter().map(|word| {
                    let end = beside_a_writer(&word, x, &two);
                    (word, end)
                });
                let ends: Vec<_> = ends.collect();
                assert_eq!(of_engine(&two), ends, "{two:?}");
            }
        }
    }
}

/// Were the miss a step of its own, `m`, its token would only be cancelled more
/// often: what is said of the cures stays so.
#[test]
fn a_miss_may_come_earlier_than_its_read() {
    let stale = |cure| {
        let words = words_in("mrfwd", &[('m', 'r'), ('r', 'f'), ('w', 'd')]);
        assert_eq!(words.len(), 10);
        let is_stale = |word: &String| {
            let mut cache = Cache::new(cure);
            let (mut database, mut read, mut token) = (Version(1), None, None);
            for letter in word.chars() {
                match letter {
                    'm' => token = Some(cache.miss()),
                    'r' => read = Some(database),
                    'f' => {
                        let (value, token) = (read.unwrap(), token.unwrap());
                        let _ = cache.fill(value, token);
                    }
                    'w' => database = Version(2),
                    'd' => cache.delete(Some(database)),
                    other => panic!("{other}"),
                }
            }
            cache.value().is_some_and(|value| value < database)
        };
        words.into_iter().filter(is_stale).collect::<Vec<_>>()
    };
    assert_eq!(stale(Cure::None), ["mrwdf"]);
    assert_eq!(stale(Cure::Version), ["mrwdf"]);
    assert_eq!(stale(Cure::Lease).len() + stale(Cure::Marker).len(), 0);
}
