//! How two regions are cut from each other.

use crate::claim::{Claim, Shown, names, so, theory};
use models::replication::store::{
    Operation, Region, Store, conflicts, history, in_words, merged, merges,
    overwritten_unseen, server, stale_reads,
};
use sim::history::Verdict;
use sim::{Micros, Model};

pub const WORDS: &[Claim] = &[
    names("Consistent or available, while the network is cut"),
    theory(
        "While the regions are cut, each operation is either refused or answered \
         without the other side; before and after, nobody has to choose.",
        "replication/store.rs::a_cut_takes_one_of_the_two",
    ),
    theory(
        "A quorum of three cannot be had among two replicas.",
        "replication/store.rs::a_cut_takes_one_of_the_two",
    ),
    theory(
        "Who answers with fewer cannot know what was written on the other side.",
        "replication/store.rs::quorums_that_do_not_meet_are_stale",
    ),
    names("C in the cut: is it answered, and with what?"),
    so("the first read of C after A or B has written in the cut.", |s| {
        s.knob("policy") == "lww" && s.knob("cut") == "both"
    }),
    so("values that replicas give up when they meet.", |s| {
        s.knob("policy") == "lww" && s.setting("compare") > 0
    }),
    so("replicas with two values, and who makes them one.", |s| {
        s.knob("policy") == "siblings"
    }),
    so("c1: which replicas have it, and what C is told.", |s| {
        s.now() < Micros::from_millis(1_100) || find(s, "c1").is_some()
    }),
];

pub const PICTURE: &[Claim] = &[
    names("Replicas in two regions, and what clients saw"),
    names("▬ write, ▭ read, with the value; ✕ no answer"),
    so("Replicas and clients at {}", |s| s.words[0] == s.now().clock()),
    so("West, in the cut: {n} of {n} answered", |s| is_share(s, Region::West, 0)),
    so("East, in the cut: {n} of {n} answered", |s| is_share(s, Region::East, 0)),
    so("✕ {} reads {}, though {} was acknowledged", |s| {
        let Some(read) = unexplained(s) else { return false };
        let Some(write) = find(s, s.words[2]) else { return false };
        reads(s, &read)
            && write.answered().is_some_and(|at| at < read.invoked)
            && stale(s).contains(&read)
    }),
    so("✕ {} reads {}: no order explains that", |s| {
        unexplained(s).is_some_and(|read| reads(s, &read))
    }),
    so("✕ {} is gone: {} won, {} had not seen it", |s| is_gone(s, 1)),
    so("✕ {} are gone: {} won, {} had not seen it", |s| is_gone(s, 2)),
    so("{} was told nothing of {}, and {} reads it", |s| {
        let write = find(s, s.words[1]).expect("it is written");
        let is_seen = |read: &Operation| {
            run(s).name(read.client) == s.words[2]
                && read.versions().contains(write.wrote.as_ref().expect("it is"))
        };
        run(s).name(write.client) == s.words[0]
            && write.answered().is_none()
            && history(run(s).cluster()).iter().any(is_seen)
    }),
    so("✕ {} had answers from {n} replicas, and it takes {n}", |s| {
        let history = history(run(s).cluster());
        let is_given_up =
            |o: &&Operation| o.ended().is_some() && o.answered().is_none();
        let last = history.iter().rfind(is_given_up).expect("one has given up");
        run(s).name(last.client) == s.words[0]
            && u64::from(last.quorum.len()) == s.number(1)
            && s.number(1) < s.number(2)
    }),
    so("{} | {}: neither had seen the other", |s| has_siblings(s, 2)),
    so("{} | {n} more: none had seen another", |s| has_siblings(s, 3)),
    so("{} replaces {} | {}: its write first read both", |s| {
        is_merge(s, 2)
            && [1, 2].into_iter().all(|place| knows(s, s.words[0], s.words[place]))
    }),
    so("{} replaces {} | {n} more: its write first read all", |s| {
        is_merge(s, 3) && knows(s, s.words[0], s.words[1])
    }),
];

pub const CHECKS: &[Claim] = &[
    so("… Linearizable: 0 operations", |s| ended(s) == 0),
    so("✓ Linearizable: {n} operations", |s| {
        ended(s) == s.number(0) && run(s).verdict().is_linearizable()
    }),
    so("✕ Linearizable: no order explains it", |s| unexplained(s).is_some()),
    so("… All answered in the cut: no cut yet", |s| asked(s) == [0, 0]),
    so("… All answered in the cut: West {n} of {n}, East {n} of {n}", |s| {
        is_share(s, Region::West, 0)
            && is_share(s, Region::East, 2)
            && asked(s).contains(&0)
    }),
    so("✓ All answered in the cut: West {n} of {n}, East {n} of {n}", |s| {
        is_share(s, Region::West, 0)
            && is_share(s, Region::East, 2)
            && s.number(0) + s.number(2) == s.number(1) + s.number(3)
    }),
    so("✕ All answered in the cut: West {n} of {n}, East {n} of {n}", |s| {
        is_share(s, Region::West, 0)
            && is_share(s, Region::East, 2)
            && s.number(0) + s.number(2) < s.number(1) + s.number(3)
    }),
    so("… No stale read: 0 of 0", |s| stale(s).is_empty()),
    so("✓ No stale read: 0 of {n}", |s| stale(s).is_empty() && s.number(0) > 0),
    so("✕ No stale read: {n} of {n}", |s| {
        let stale = stale(s).len() as u64;
        stale > 0 && stale == s.number(0)
    }),
    so("… Nothing dropped or left to merge: nothing", |s| {
        history(run(s).cluster()).is_empty()
    }),
    so("✓ Nothing dropped or left to merge: nothing", |s| {
        gone(s).is_empty() && conflicts(run(s).cluster()).is_empty()
    }),
    so("✕ Nothing dropped or left to merge: {} dropped", |s| {
        s.words[0].starts_with(&gone(s)[0])
    }),
    so("✕ Nothing dropped or left to merge: {} to merge", |s| {
        let left = conflicts(run(s).cluster());
        let left = merged(run(s).cluster(), left[0]);
        left.len() > 1 && s.words[0].starts_with(&left[0].to_string())
    }),
    so(
        "→ No answer. Two replicas are no quorum, for a read either: the other three \
         may have a newer value. West goes on, and the history stays linearizable.",
        |s| {
            let [west, east] = Region::ALL.map(|region| run(s).served(region));
            east.answered == 0
                && west.answered == west.asked
                && run(s).verdict().is_linearizable()
        },
    ),
    so(
        "→ An old value. A write in the west is acknowledged, and no replica in the \
         east can hear of it. C is answered at once, without it: stale.",
        |s| {
            let is_east = |read: &Operation| {
                run(s).settings().region(read.client) == Region::East
            };
            stale(s).iter().any(is_east)
        },
    ),
    so(
        "→ The latest, all else is dropped. One stamp is the greatest. The write of \
         the other side was acknowledged, nobody had seen it, and nobody is told that \
         it is gone.",
        |s| !gone(s).is_empty(),
    ),
    so(
        "→ The next client that writes. The vectors say that neither had seen the \
         other, so replicas keep both. A client that reads both and then writes \
         replaces both: how they become one value is up to the application.",
        |s| !merges(run(s).cluster(), &history(run(s).cluster())).is_empty(),
    ),
    so(
        "→ C gives up, and B reads c1. c1 reaches all five, and only two can say so. \
         C's time-out means that nobody knows, not that it failed. Sent again without \
         an idempotency key, it is written twice.",
        |s| {
            let write = find(s, "c1").expect("it is written");
            let all = run(s).settings().all_servers();
            let mut has =
                all.map(|node| server(run(s).cluster(), node).versions(write.key));
            let is_seen = history(run(s).cluster()).iter().any(|read| {
                read.wrote.is_none() && in_words(read.versions()) == "c1"
            });
            write.answered().is_none()
                && is_seen
                && has.all(|versions| in_words(versions) == "c1")
        },
    ),
];

fn run<'a>(shown: &Shown<'a>) -> &'a Store {
    shown.model()
}

fn asked(shown: &Shown) -> [u32; 2] {
    Region::ALL.map(|region| run(shown).served(region).asked)
}

/// Whether the numbers from this place on are how many were answered, and asked.
fn is_share(shown: &Shown, region: Region, place: usize) -> bool {
    let share = run(shown).served(region);
    let said = [shown.number(place), shown.number(place + 1)];
    said == [share.answered, share.asked].map(u64::from)
}

fn ended(shown: &Shown) -> u64 {
    let history = history(run(shown).cluster());
    history.iter().filter(|operation| operation.ended().is_some()).count() as u64
}

/// The answer that no order explains.
fn unexplained(shown: &Shown) -> Option<Operation> {
    match run(shown).verdict() {
        Verdict::Violated(evidence) => {
            history(run(shown).cluster()).get(evidence.unexplained).cloned()
        }
        Verdict::Linearizable(_) | Verdict::Undecided(_) => None,
    }
}

/// Whether this is the read of the client of the first word, with the second.
fn reads(shown: &Shown, read: &Operation) -> bool {
    let found = match read.versions() {
        [] => "nothing".into(),
        versions => in_words(versions),
    };
    run(shown).name(read.client) == shown.words[0] && found == shown.words[1]
}

/// The write of this value.
fn find(shown: &Shown, value: &str) -> Option<Operation> {
    let history = history(run(shown).cluster());
    let is_it = |operation: &Operation| {
        operation.wrote.as_ref().is_some_and(|wrote| wrote.to_string() == value)
    };
    history.into_iter().find(is_it)
}

fn stale(shown: &Shown) -> Vec<Operation> {
    let history = history(run(shown).cluster());
    let stale = stale_reads(run(shown).cluster(), &history).into_iter();
    stale.map(|(read, _)| history[read].clone()).collect()
}

/// The acknowledged writes that are gone.
fn gone(shown: &Shown) -> Vec<String> {
    let history = history(run(shown).cluster());
    let gone = overwritten_unseen(run(shown).cluster(), &history).into_iter();
    gone.map(|(write, _)| in_words(history[write].wrote.as_slice())).collect()
}

/// Whether so many are gone, and the second word is a write of the client of the third
/// that had not seen the last of them.
fn is_gone(shown: &Shown, least: usize) -> bool {
    let history = history(run(shown).cluster());
    let pairs = overwritten_unseen(run(shown).cluster(), &history);
    let Some((lost, by)) = pairs.last() else { return false };
    let [lost, by] = [lost, by].map(|place| &history[*place]);
    let (Some(was), Some(won)) = (&lost.wrote, &by.wrote) else { return false };
    (pairs.len() == 1) == (least == 1)
        && won.to_string() == shown.words[1]
        && run(shown).name(by.client) == shown.words[2]
        && !won.knows(was)
}

/// Whether a replica has so many values or more, the first word among them, of which
/// none had seen another.
fn has_siblings(shown: &Shown, least: usize) -> bool {
    run(shown).settings().all_servers().any(|node| {
        let all = server(run(shown).cluster(), node)
            .versions(models::replication::store::Key(0));
        all.len() >= least
            && all.iter().any(|one| one.to_string() == shown.words[0])
            && all.iter().all(|a| all.iter().all(|b| a == b || !a.knows(b)))
    })
}

/// Whether the first word is a write that took the place of so many.
fn is_merge(shown: &Shown, least: usize) -> bool {
    let history = history(run(shown).cluster());
    merges(run(shown).cluster(), &history).iter().any(|(merge, siblings)| {
        in_words(history[*merge].wrote.as_slice()) == shown.words[0]
            && siblings.len() >= least
    })
}

/// Whether the writer of one value had known of the other.
fn knows(shown: &Shown, one: &str, other: &str) -> bool {
    let both = [one, other].map(|value| find(shown, value).and_then(|o| o.wrote));
    let [Some(one), Some(other)] = both else { return false };
    one.knows(&other)
}
