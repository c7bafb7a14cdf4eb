//! Quorums that need not meet.

use crate::claim::{Claim, Shown, names, so, theory};
use models::replication::quorum::{Quorums, Race, sets};
use models::replication::store::{Operation, server_name};
use sim::{Micros, NodeId};

const FALLS: &str = "replication/quorum.rs::a_curve_falls_from_below_the_formula";

pub const WORDS: &[Claim] = &[
    names("Quorums: a read races a write"),
    theory(
        "If R + W > N, every read meets the last write; otherwise it may miss it, \
         the less likely the later it comes, as a write goes on to all N \
         replicas.",
        FALLS,
    ),
    theory(
        "The write set has W replicas when A is told that it is done, and grows.",
        "replication/quorum.rs::the_store_follows_wars",
    ),
    theory(
        "A read is stale only if all of its R replicas are among those that are \
         still old.",
        "replication/quorum.rs::the_formula_counts_read_sets",
    ),
    names(
        "which replicas have answered A and B: is there one that is in both sets?",
    ),
    names("who answers A first, and who answers B first."),
    names("how many of the columns are red as time passes, and the curve."),
    so("the replica that is in both sets.", |s| race(s).trial().quorums.meet()),
    so(
        "who counts as the second of A's two, and for whom it keeps the write.",
        |s| s.knob("sloppy") == "true",
    ),
    so("S3, which lacks the write, when B has heard of it.", |s| {
        s.knob("repair") == "true"
    }),
    names("This run was picked among several."),
    so("This run was picked: one of B's answers is old.", |s| {
        let is_old = |node: &NodeId| !race(s).is_new(*node);
        let read = race(s).reads().next().filter(|read| read.answered().is_some());
        let is_later = s.now() > Micros::from_millis(25);
        is_later
            || read
                .is_none_or(|read| read.quorum.iter().filter(is_old).count() == 1)
    }),
];

pub const PICTURE: &[Claim] = &[
    names("A writer, the replicas and a reader, and how often reads are stale"),
    names("What the clients and the servers say to one another"),
    names("Stale reads, by when they come"),
    so("Stale reads, if no replica were away", |s| race(s).trial().sloppy.is_on()),
    names("ms after the acknowledgement"),
    names("each column is one set"),
    so("every read set meets every write set", |s| {
        let is_replica = |node: NodeId| node.0 < quorums(s).replicas;
        quorums(s).meet()
            && race(s).write().is_some_and(|one| one.quorum.iter().all(is_replica))
    }),
    so("✕ A's set and B's share no server", |s| {
        let write = race(s).write().expect("A has written").quorum;
        !last_read(s).quorum.iter().any(|node| write.contains(node))
    }),
    so("A spare is in A's set: B's need not meet it", |s| {
        let write = race(s).write().expect("A has written").quorum;
        write.iter().any(|node| node.0 >= quorums(s).replicas)
    }),
    so("{n} %, if it stopped at W", |s| {
        let (miss, all) = race(s).trial().quorums.misses();
        let tenths = (miss * 1_000 / all) as i64;
        (tenths - (s.thousandths(0) / 100) as i64).abs() <= 5
    }),
    so("{n} possible read sets", |s| stale_now(s).1 == s.number(0)),
    so("{n} possible read set", |s| stale_now(s).1 == 1),
    so("{n} of {n} read sets would be stale now", |s| {
        let is_done = race(s).acknowledged().is_some();
        stale_now(s) == (s.number(0), s.number(1)) && is_done
    }),
    so("{n} of {n} read set would be stale now", |s| {
        stale_now(s) == (s.number(0), s.number(1)) && s.number(1) == 1
    }),
    so("{} for {}", |s| {
        race(s).keeps_for(node(s.words[0])) == Some(node(s.words[1]))
    }),
    so("The servers at {}", |s| s.words[0] == s.now().clock()),
    so("By the curve fewer than 1 in 1,000 reads are stale now", |s| {
        let since = race(s).acknowledged().map(|at| s.now().since(at));
        since.is_some_and(|since| race(s).curve().stale_ppm(since) < 1_000)
    }),
];

pub const CHECKS: &[Claim] = &[
    so("… B reads A's write: not yet", |s| race(s).reads().next().is_none()),
    so("… B reads A's write: it waits for answers", |s| {
        race(s).reads().all(|read| read.ended().is_none())
    }),
    so("… B reads A's write: it got no answer", |s| {
        race(s).reads().all(|read| read.answered().is_none())
    }),
    so("… B reads A's write: it read before A was done", |s| {
        let began = last_read(s).invoked;
        race(s).acknowledged().is_none_or(|at| at >= began)
    }),
    so("✕ B reads A's write: old, from {}", |s| {
        race(s).is_stale() == Some(true) && is_from(s)
    }),
    so("✓ B reads A's write: new, from {}", |s| {
        race(s).is_stale() == Some(false) && is_from(s)
    }),
    so("✓ B reads A's write: new from {}, old from {}", |s| {
        let read = last_read(s);
        let names = |is_behind: bool| {
            let told = read.quorum.iter();
            let told = told.filter(|one| read.behind.contains(*one) == is_behind);
            told.map(server_name).collect::<Vec<_>>().join(", ")
        };
        race(s).is_stale() == Some(false)
            && names(false) == s.words[0]
            && names(true) == s.words[1]
    }),
    so("✓ R + W > N: {n} + {n} > {n}", |s| is_sum(s) && quorums(s).meet()),
    so("✕ R + W > N: {n} + {n} ≤ {n}", |s| is_sum(s) && !quorums(s).meet()),
    so(
        "→ Yes, from the others. Two of three replicas did not have it yet, and \
         one of these was the first to answer B. The curve begins at how often \
         that is so.",
        |s| race(s).is_stale() == Some(true) && quorums(s).misses() == (2, 3),
    ),
    so(
        "→ A few: 1 to 100. The write goes on to all three. Of those that lack it, \
         10 ms later only one in e, or 37 %, still does. Four times that leaves 2 \
         % of what it was.",
        |s| {
            let [at_once, later] = [0, 40].map(|millis| {
                race(s).curve().stale_ppm(Micros::from_millis(millis))
            });
            let share = later * 1_000 / at_once.max(1);
            (1_000..100_000).contains(&later) && (8..35).contains(&share)
        },
    ),
    so(
        "→ No. Two of three and two of three have one in common: one of B's \
         answers has the write, and it is the newer of the two.",
        |s| {
            let quorum = race(s).write().map(|write| write.quorum);
            let read = last_read(s).quorum;
            quorum
                .is_some_and(|quorum| read.iter().any(|node| quorum.contains(node)))
        },
    ),
    so(
        "→ The old value. A's two are S1 and a spare, B's are S2 and S3: they have \
         nobody in common. The spare hands the write over later.",
        |s| {
            let quorum = race(s).write().map(|write| write.quorum);
            let read: Vec<_> = last_read(s).quorum.iter().collect();
            read == [NodeId(1), NodeId(2)]
                && quorum.is_some_and(|quorum| quorum.contains(NodeId(0)))
        },
    ),
    so(
        "→ B sends it. B asks all three. When it has heard that S3 has less than \
         another one, it sends S3 what that lacks: each read repairs its key.",
        |s| race(s).is_new(NodeId(2)),
    ),
];

fn race<'a>(shown: &Shown<'a>) -> &'a Race {
    shown.model()
}

fn quorums(shown: &Shown) -> Quorums {
    race(shown).trial().quorums
}

fn last_read<'a>(shown: &Shown<'a>) -> &'a Operation {
    let answered = race(shown).reads().filter(|read| read.answered().is_some());
    answered.last().expect("a read was answered")
}

fn node(name: &str) -> NodeId {
    let number = name.trim_start_matches('S').parse::<u32>();
    NodeId(number.expect("the name of a server") - 1)
}

/// How many read sets have no replica with the newest write, and how many there
/// are.
fn stale_now(shown: &Shown) -> (u64, u64) {
    let Quorums { replicas, read, .. } = quorums(shown);
    let is_stale = |set: &u32| {
        (0..replicas).all(|n| set & 1 << n == 0 || !race(shown).is_new(NodeId(n)))
    };
    let all = sets(replicas, read).count() as u64;
    (sets(replicas, read).filter(is_stale).count() as u64, all)
}

fn is_from(shown: &Shown) -> bool {
    let from: Vec<_> = last_read(shown).quorum.iter().map(server_name).collect();
    from.join(", ") == shown.words[0]
}

fn is_sum(shown: &Shown) -> bool {
    let Quorums { replicas, read, write } = quorums(shown);
    let numbers = [0, 1, 2].map(|place| shown.number(place));
    numbers == [read, write, replicas].map(u64::from)
}
