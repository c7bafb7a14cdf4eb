//! What the figures of consensus may say.

mod break_raft;
mod costs;
mod elections;
mod paxos;
mod raft;
mod throughput;

use super::{Claims, Figure};

pub const CLAIMS: Claims = &[
    Figure {
        demo: "raft",
        claims: &[raft::CARD, raft::SERVERS, raft::FAULTY],
        also: &[
            "compaction=1&edits=2.4s-crash-2,4.2s-restart-2",
            "pre-vote=true&timeout=800",
            "loss=40&timeout=100&spread=0&servers=3",
            "spare=true&edits=3s-ask-0-add-5,3s-ask-1-add-5,\
             3s-ask-2-add-5,3s-ask-3-add-5,3s-ask-4-add-5,3.001s-ask-0-remove-5,\
             3.001s-ask-1-remove-5,3.001s-ask-2-remove-5,3.001s-ask-3-remove-5,\
             3.001s-ask-4-remove-5",
            "edits=2.2s-crash-1,2.3s-ask-2-transfer-1,2.4s-ask-2-transfer-0",
            "edits=2s-ask-0-transfer-1",
            "pre-vote=true&edits=2.06s-cut-2-0,2.08s-ask-2-remove-0,2.3s-heal-2-0",
            "pre-vote=true&edits=2s-block-1-0,2s-block-2-0,2s-block-3-0,\
             2s-block-4-0,2.1s-ask-2-transfer-1,2.6s-ask-1-transfer-3",
            "servers=3&spare=true&at-once=true&edits=1.5s-ask-2-add-3",
        ],
        percent: 40,
    },
    Figure {
        demo: "break-raft",
        claims: &[break_raft::CLAIMS, raft::SERVERS],
        also: &[],
        percent: 15,
    },
    Figure {
        demo: "election-timeout",
        claims: &[elections::CARD, elections::RUN],
        also: &[],
        percent: 100,
    },
    Figure {
        demo: "quorum-cost",
        claims: &[costs::CARD, costs::RUN],
        also: &[
            "protocol=pbft&servers=13",
            "protocol=pbft&servers=6&lies=true&jitter=0",
            "protocol=pbft&servers=4&lies=true&edits=5ms-crash-3",
            "edits=1ms-crash-0",
            "edits=1ms-crash-0,9ms-restart-0",
        ],
        percent: 100,
    },
    Figure {
        demo: "throughput",
        claims: &[throughput::CARD, throughput::ANSWERS, throughput::RUN],
        also: &["clients=1&batch=8&in-flight=8&link=4", "edits=4ms-crash-1"],
        percent: 100,
    },
    Figure {
        demo: "paxos",
        claims: &[paxos::CARD, paxos::ANSWERS, paxos::RUN],
        also: &["gap=40"],
        percent: 100,
    },
];
