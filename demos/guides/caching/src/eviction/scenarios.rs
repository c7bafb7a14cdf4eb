//! The experiments that the figure offers.

use super::Eviction;
use models::caching::eviction::{Fate, HALF, Kind, SHIFT};
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<Eviction>] = &[SCAN, TWICE, LOOP, SKEW, SHIFTS];

/// How many keys the scan has.
const SCANNED: usize = 20;

const SCAN: Scenario<Eviction> = Scenario {
    name: "scan",
    title: "One scan",
    watch_for: "the blue cells of LRU and of S3-FIFO while the numbers pass.",
    start: "t=10s&end=14s",
    question: Some(Question {
        ask: "20 new keys, the numbers, are asked for once each, and then the \
              letters again. Which cache still has its letters?",
        at: Micros::from_secs(10),
        answers: &[
            BOTH,
            (
                "S3-FIFO alone",
                "LRU puts each new key in front, so ten of them push out all it \
                 had. In S3-FIFO a new key has to be asked for again while it is \
                 in S: the numbers pass through S, and M stays.",
            ),
            NEITHER,
        ],
        outcome: |moment| {
            let end = HALF + SCANNED;
            who_kept(moment, (Kind::Lru, Kind::S3Fifo), end)
        },
    }),
    curated: None,
};

const TWICE: Scenario<Eviction> = Scenario {
    name: "twice",
    title: "Each key twice",
    watch_for: "the dots below the numbers.",
    start: "times=2&select=sieve,s3-fifo&t=10s&end=16s",
    question: Some(Question {
        ask: "Now each number is asked for twice in a row, which gives it one dot. \
              Which cache still has its letters after them?",
        at: Micros::from_secs(10),
        answers: &[
            BOTH,
            (
                "S3-FIFO alone",
                "The second request sets the number's bit, so SIEVE's hand has to \
                 pass it, and takes the dots of the letters until they go. One dot \
                 is not enough to get to M.",
            ),
            NEITHER,
        ],
        outcome: |moment| {
            let end = HALF + 2 * SCANNED;
            who_kept(moment, (Kind::Sieve, Kind::S3Fifo), end)
        },
    }),
    curated: None,
};

const LOOP: Scenario<Eviction> = Scenario {
    name: "loop",
    title: "A loop of 11",
    watch_for: "which key LRU evicts, and which one is asked for next.",
    start: "trace=loop&t=1.1s&end=9s",
    question: Some(Question {
        ask: "11 keys are asked for in the same order, over and over, with room \
              for 10. How often does LRU hit from the second round on?",
        at: Micros::from_millis(1_100),
        answers: &[
            ("10 of 11 times", "Only the key that is one too many was missing."),
            ("Every other time", "Half of the keys stayed."),
            (
                "Never",
                "What was asked for longest ago is just what comes next: each key \
                 goes one request too early. OPT gives up one key for a while and \
                 hits on the others.",
            ),
        ],
        outcome: |moment| {
            let fates = moment.model.cache(Kind::Lru).fates();
            let later = fates.get(11..66)?;
            let hits = later.iter().filter(|fate| **fate == Fate::Hit).count();
            Some(match hits {
                0 => 2,
                1..40 => 1,
                40.. => 0,
            })
        },
    }),
    curated: None,
};

/// After so many skewed requests it is judged who hit more often.
const SKEWED: usize = 180;

const SKEW: Scenario<Eviction> = Scenario {
    name: "skew",
    title: "Skewed requests",
    watch_for: "the red in the strips.",
    start: "trace=zipf&select=sieve,lru&seed=2&t=3s&end=18s&speed=2s",
    question: Some(Question {
        ask: "A few letters are popular, most are rare. LRU puts each one in \
              front, SIEVE moves none and sets a dot. Which one hits more often?",
        at: Micros::from_secs(3),
        answers: &[
            ("LRU", "What was asked for lately came again more often than not."),
            (
                "SIEVE",
                "A rare letter goes soon in SIEVE, and takes its way through all \
                 ten cells of LRU. What stays in SIEVE are the popular ones.",
            ),
            ("Both alike", "They kept the same keys."),
        ],
        outcome: |moment| {
            // Later OPT knows of no more requests.
            if moment.model.served() < SKEWED {
                return None;
            }
            let [sieve, lru] = [Kind::Sieve, Kind::Lru]
                .map(|kind| moment.model.cache(kind).count(Fate::Hit));
            Some(match sieve.abs_diff(lru) {
                0..4 => 2,
                _ if lru > sieve => 0,
                _ => 1,
            })
        },
    }),
    curated: Some("This run was picked: on most others the two are nearer."),
};

const SHIFTS: Scenario<Eviction> = Scenario {
    name: "shift",
    title: "A shift",
    watch_for: "the counts below LFU's cells.",
    start: "trace=shift&select=lfu,lru&t=6s&end=13s",
    question: Some(Question {
        ask: "From now on other letters are popular: K, and not A. Which cache has \
              more hits on them?",
        at: Micros::from_secs(6),
        answers: &[
            (
                "LRU",
                "Ten other keys, and the old ones are gone. LFU's old letters have \
                 high counts that are never forgotten: the new ones push out each \
                 other.",
            ),
            ("LFU", "The new letters were soon counted more often."),
            ("Both alike", "They missed alike."),
        ],
        outcome: |moment| {
            let hits = |kind| {
                let fates =
                    moment.model.cache(kind).fates().get(SHIFT..2 * SHIFT)?;
                Some(fates.iter().filter(|fate| **fate == Fate::Hit).count())
            };
            let (lfu, lru) = (hits(Kind::Lfu)?, hits(Kind::Lru)?);
            Some(match lfu.abs_diff(lru) {
                0..4 => 2,
                _ if lru > lfu => 0,
                _ => 1,
            })
        },
    }),
    curated: None,
};

const BOTH: (&str, &str) =
    ("Both", "What was asked for before weighed more than what is new.");

const NEITHER: (&str, &str) = ("Neither", "The new keys took all cells of both.");

/// By so many requests after a scan it is seen who has thrown out what is asked for.
const SEEN: usize = 4;

/// Which of two caches has not thrown out what is asked for after a scan: most of what
/// is asked for first is still there.
fn who_kept(
    moment: &Moment<'_, Eviction>,
    (one, other): (Kind, Kind),
    end: usize,
) -> Option<usize> {
    let missed = |kind| {
        let fates = moment.model.cache(kind).fates().get(end..end + SEEN)?;
        Some(fates.iter().filter(|fate| **fate == Fate::Again).count())
    };
    let keeps = |missed| missed * 2 < SEEN;
    match (keeps(missed(one)?), keeps(missed(other)?)) {
        (true, true) => Some(0),
        (false, true) => Some(1),
        (false, false) => Some(2),
        (true, false) => None,
    }
}
