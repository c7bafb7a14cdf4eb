//! The experiments that the figure offers.

use super::StaleRace;
use models::caching::stale_race::{Deed, End};
use sim::Micros;
use stage::{Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<StaleRace>] =
    &[WRITE_FIRST, DELETE_FIRST, TWO_WRITERS, LEASE, REPLICA];

const WRITE_FIRST: Scenario<StaleRace> = Scenario {
    name: "write-then-delete",
    title: "Write, delete",
    watch_for: "who still has the old value v1, and who could still delete it.",
    start: "t=1s&end=5500ms",
    question: Some(Question {
        ask: "The reader takes r, then f; the writer w, then d. That makes six \
              orders. In how many of them does the old value stay in the cache?",
        at: Micros::from_secs(1),
        answers: &[
            (
                "In none: d deletes it",
                "The delete would have to come after each fill.",
            ),
            (
                "In one",
                "The reader must read v1 before the write and fill after the \
                 delete: r w d f. Then nobody is left to delete v1. In the other \
                 five either d comes after f, or r has read v2.",
            ),
            (
                "In three: f after d",
                "In two of these r comes after w, and reads v2.",
            ),
        ],
        outcome: |moment| {
            let race = moment.model;
            race.is_over().then(|| match race.stale() {
                0 => 0,
                1 => 1,
                _ => 2,
            })
        },
    }),
    curated: None,
};

const DELETE_FIRST: Scenario<StaleRace> = Scenario {
    name: "delete-then-write",
    title: "Delete, write",
    watch_for: "what the reader finds in the database between d and w.",
    start: "writes=delete-write&edits=0s-order-d-r-f-w&t=1s&end=5500ms",
    question: Some(Question {
        ask: "Now the writer deletes first, so that nobody finds the old value \
              while it writes. In how many of the six orders does the old value \
              stay?",
        at: Micros::from_secs(1),
        answers: &[
            ("In none", "Nobody would have to read before w and fill after d."),
            ("In one, as before", "One order only would have to put r before w."),
            (
                "In four",
                "After d the cache is empty and the database still has v1. Whoever \
                 reads before w gets v1, and only a fill before d is deleted. Two \
                 orders are left that are safe: all of the reader first, or all of \
                 the writer.",
            ),
        ],
        outcome: |moment| {
            let race = moment.model;
            race.is_over().then(|| race.stale().min(2))
        },
    }),
    curated: None,
};

const TWO_WRITERS: Scenario<StaleRace> = Scenario {
    name: "two-writers",
    title: "Two writers set",
    watch_for: "the order of the writes in the database, and in the cache.",
    start: "writes=write-set&beside=writer&edits=0s-order-w1-w2-s2-s1\
            &t=2s&end=5500ms",
    question: Some(Question {
        ask: "Both writers set the cache to what they wrote. The database took v2, \
              then v3; now writer 2 sets first. What does the cache keep?",
        at: Micros::from_secs(2),
        answers: &[
            ("v3, as the database", "Writer 1 would have to be the first to set."),
            (
                "v2, the older value",
                "The last one to set wins, and that is writer 1 with v2. Two \
                 deletes that change places do no harm: after both the key is \
                 gone. This is why writers delete.",
            ),
            ("Nothing", "Somebody would have to delete."),
        ],
        outcome: |moment| {
            let race = moment.model;
            race.is_done().then(|| match race.world().end() {
                End::New => 0,
                End::Stale => 1,
                End::Deleted => 2,
            })
        },
    }),
    curated: None,
};

const LEASE: Scenario<StaleRace> = Scenario {
    name: "lease",
    title: "A lease",
    watch_for: "the token: who gives it, who cancels it, who still holds it.",
    start: "cure=lease&t=1s&end=5500ms",
    question: Some(Question {
        ask: "The miss has given the reader token 1, and f will show it. First \
              come w and d, and d finds no value to delete. What becomes of f?",
        at: Micros::from_secs(1),
        answers: &[
            ("v1 is stored", "The token would have to be valid at f."),
            (
                "It is refused",
                "The delete cancels the token, though there is no value. So the \
                 cache stays empty, and the next reader gets a new token and reads \
                 v2. No order of the six is stale now.",
            ),
        ],
        outcome: |moment| match moment.model.taken().get(3)?.deed {
            Deed::Stored(_) => Some(0),
            Deed::Refused(..) => Some(1),
            Deed::Missed(..)
            | Deed::Hit(_)
            | Deed::Idle
            | Deed::Wrote(_)
            | Deed::Deleted(..)
            | Deed::Applied(_) => None,
        },
    }),
    curated: None,
};

const REPLICA: Scenario<StaleRace> = Scenario {
    name: "replica",
    title: "A follower lags",
    watch_for: "the follower: it gets v2 after everything else, at a.",
    start: "cure=lease&reads=follower&t=2s&end=6500ms",
    question: Some(Question {
        ask: "The write and the delete are over before the reader comes. It \
              misses, gets a token, and reads a follower that lags. Does the lease \
              keep v1 out?",
        at: Micros::from_secs(2),
        answers: &[
            ("Yes, as before", "The delete would have to come after the miss."),
            (
                "No, v1 is stored",
                "The token is newer than the delete, so it is valid. The follower \
                 gets v2 at a, and nobody tells the cache. Read the leader after a \
                 write, or let the follower's own log delete.",
            ),
        ],
        outcome: |moment| {
            let race = moment.model;
            race.is_done().then(|| match race.world().end() {
                End::Deleted | End::New => 0,
                End::Stale => 1,
            })
        },
    }),
    curated: None,
};
