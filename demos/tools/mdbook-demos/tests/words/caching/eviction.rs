//! Ten caches get the same requests.

use crate::claim::{Claim, Shown, names, so, theory};
use models::caching::eviction::{FAR, Fate, HALF, Key, Kind, SideBySide, WINDOW};

/// What holds a sentence about what a policy evicts.
const RULES: &str =
    "peers/caching/eviction.rs::hit_counts_are_those_of_libcachesim";

pub const WORDS: &[Claim] = &[
    so("Which key leaves a full cache", |s| it(s).caches().len() == 10),
    names("the blue cells: keys that were asked for 3 times or more."),
    theory(
        "A policy is a guess at what is asked for again, and each guess has \
         requests that prove it wrong.",
        "caching/eviction.rs::each_policy_wins_and_loses",
    ),
    theory(
        "LRU takes the last request for a sign, LFU the number of requests, \
         S3-FIFO a second one.",
        RULES,
    ),
    so("OPT knows the requests to come: nobody has more hits.", |s| {
        let best = hits(s, Kind::Optimal);
        Kind::ALL.iter().all(|(kind, ..)| hits(s, *kind) <= best)
    }),
    names("the blue cells of LRU and of S3-FIFO while the numbers pass."),
    so("the dots below the numbers.", |s| s.setting("times") == 2),
    so("which key LRU evicts, and which one is asked for next.", |s| {
        // From the second round on it is one and the same.
        let gone = it(s).cache(Kind::Lru).evicted();
        let next = it(s).requests().get(it(s).served()).copied();
        gone.is_none() || next.is_none() || gone == next
    }),
    names("the red in the strips."),
    so("the counts below LFU's cells.", |s| s.knob("trace") == "shift"),
    theory(
        "This run was picked: on most others the two are nearer.",
        "caching/eviction.rs::sieve_beats_lru_on_skewed_requests",
    ),
    so("The caches after {n} requests", |s| s.number(0) == it(s).served() as u64),
    so("request {n} is for {}, for the first time: 0 of 10 hit", |s| {
        is_last(s) && hit_now(s) == 0
    }),
    so("request {n} is for {}: {n} of 10 hit", |s| {
        is_last(s) && hit_now(s) == s.number(2)
    }),
];

pub const PICTURE: &[Claim] = &[
    names("Requests, three caches, and the hit rates of all ten"),
    names("hits so far; dashed: OPT"),
    names("asked for 3 times or more"),
    names("once or twice"),
    theory("evicts what is asked for again last", RULES),
    theory("evicts what came in first", RULES),
    theory("evicts what it was asked for longest ago", RULES),
    theory("the hand evicts what has no dot", RULES),
    theory("evicts what it was asked for least often", RULES),
    theory("only what comes back from A1out gets to Am", RULES),
    theory("T1 has what was asked for once, T2 the rest", RULES),
    theory(
        "who is asked for more often stays",
        "peers/caching/eviction.rs::w_tiny_lfu_agrees_with_exact_counts",
    ),
    theory("what has two dots in S gets to M", RULES),
    names("last asked for, first"),
    names("first in, last"),
    names("times asked for"),
    names("asked for again in"),
    names("window | probation | protected"),
];

pub const CHECKS: &[Claim] = &[
    so("… None falls far behind OPT: never by 8 hits in 20 requests", |s| {
        it(s).served() < judged_from(s) + WINDOW && far(s).is_empty()
    }),
    so("✓ None falls far behind OPT: never by 8 hits in 20 requests", |s| {
        FAR == 8 && WINDOW == 20 && far(s).is_empty()
    }),
    so("✕ None falls far behind OPT: by 8 hits in 20 requests: {}", |s| {
        s.names(0) == far(s)
    }),
    so(
        "✕ None falls far behind OPT: by 8 hits in 20 requests: {} and {n} more",
        |s| {
            let more = far(s).len() as u64 - 3;
            s.names(0) == far(s)[..3] && s.number(1) == more
        },
    ),
    so(
        "→ S3-FIFO alone. LRU puts each new key in front, so ten of them push out \
         all it had. In S3-FIFO a new key has to be asked for again while it is in \
         S: the numbers pass through S, and M stays.",
        |s| keeps(s, (Kind::S3Fifo, Kind::Lru), HALF + 20),
    ),
    so(
        "→ S3-FIFO alone. The second request sets the number's bit, so SIEVE's \
         hand has to pass it, and takes the dots of the letters until they go. One \
         dot is not enough to get to M.",
        |s| keeps(s, (Kind::S3Fifo, Kind::Sieve), HALF + 40),
    ),
    so(
        "→ Never. What was asked for longest ago is just what comes next: each key \
         goes one request too early. OPT gives up one key for a while and hits on \
         the others.",
        |s| {
            hits(s, Kind::Lru) == 0
                && hits(s, Kind::Optimal) * 10 > it(s).served() * 7
        },
    ),
    so(
        "→ SIEVE. A rare letter goes soon in SIEVE, and takes its way through all \
         ten cells of LRU. What stays in SIEVE are the popular ones.",
        |s| hits(s, Kind::Sieve) > hits(s, Kind::Lru),
    ),
    so(
        "→ LRU. Ten other keys, and the old ones are gone. LFU's old letters have \
         high counts that are never forgotten: the new ones push out each other.",
        |s| {
            let [lru, lfu] = [Kind::Lru, Kind::Lfu].map(|kind| {
                let fates = &it(s).cache(kind).fates()[60..120];
                fates.iter().filter(|fate| **fate == Fate::Hit).count()
            });
            lru > lfu
        },
    ),
];

fn it<'a>(s: &Shown<'a>) -> &'a SideBySide {
    s.model()
}

fn hits(s: &Shown, kind: Kind) -> usize {
    it(s).cache(kind).count(Fate::Hit)
}

/// From which request on it is judged: from the scan on, if there is one.
fn judged_from(s: &Shown) -> usize {
    if s.knob("trace") == "scan" { HALF } else { 0 }
}

/// The policies that were far behind OPT in some window, worked out anew.
fn far(s: &Shown) -> Vec<&'static str> {
    let fates = |kind| it(s).cache(kind).fates();
    let lately = |kind, to: usize| {
        let from = to.saturating_sub(WINDOW).max(judged_from(s)).min(to);
        let window = &fates(kind)[from..to];
        window.iter().filter(|fate| **fate == Fate::Hit).count()
    };
    let is_far = |kind| {
        let gap = |to| lately(Kind::Optimal, to).saturating_sub(lately(kind, to));
        (1..=it(s).served()).any(|to| gap(to) >= FAR)
    };
    let all = Kind::ALL.iter().filter(|(kind, ..)| is_far(*kind));
    all.map(|(_, _, name)| *name).collect()
}

/// Whether one cache has thrown out far less of what is asked for from then on, in
/// four requests, than another one.
fn keeps(s: &Shown, (one, other): (Kind, Kind), from: usize) -> bool {
    let [one, other] = [one, other].map(|kind| {
        let fates = &it(s).cache(kind).fates()[from..from + 4];
        fates.iter().filter(|fate| **fate == Fate::Again).count()
    });
    one <= 1 && one + 2 <= other
}

/// Whether the sentence is about the last request: its number and its key.
fn is_last(s: &Shown) -> bool {
    let (model, number) = (it(s), s.number(0) as usize);
    let key: Key = model.requests()[number - 1];
    number == model.served() && s.words[1] == key.to_string()
}

fn hit_now(s: &Shown) -> u64 {
    let is_hit = |kind| it(s).cache(kind).fates().last() == Some(&Fate::Hit);
    Kind::ALL.iter().filter(|(kind, ..)| is_hit(*kind)).count() as u64
}
