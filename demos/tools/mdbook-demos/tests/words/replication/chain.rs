//! A chain whose servers stop.

use crate::claim::{Claim, Shown, deed, names, so, theory};
use models::replication::chain::{
    Asked, Gap, Node, Request, client, clients, inprocess_requests, is_live, lost,
    operations, server, update_propagation,
};
use sim::history::check;
use sim::{Cluster, Model, NodeId};

pub const WORDS: &[Claim] = &[
    names("Chain replication: kill the head, the middle, the tail"),
    theory(
        "What the tail has, all have: so it answers, and whatever it has answered \
         survives any server but the last.",
        "replication/chain.rs::a_chain_keeps_its_invariants",
    ),
    theory(
        "A server keeps what is not known to be at the tail in its list Sent.",
        "replication/chain.rs::a_chain_keeps_its_invariants",
    ),
    theory(
        "When its successor dies, it knows what to send to the next one.",
        "replication/chain.rs::nothing_sent_again_breaks_both",
    ),
    names("the dashed cells: a write that is not known to be at the tail."),
    names("when A is answered, and by whom."),
    names("what goes from S1 to S3 once they are neighbours."),
    so("the cells at #2 of S1 and of S3.", |s| s.knob("resend") == "nothing"),
    names("who answers B and A, and when."),
    names("B1 in S1's history, and B."),
];

pub const PICTURE: &[Claim] = &[
    names("The servers of the chain, their histories, clients and the master"),
    names("in the list Sent"),
    names("at the tail"),
    names("gone or wrong"),
    names("grey: stopped; M: master, e: epoch"),
    so("✕ {} takes {} to be at the tail", |s| {
        let mut takes = servers(s).filter(|node| run(s).name(*node) == s.words[0]);
        let this = server(run(s), takes.next().expect("it is a server"));
        let live = servers(s).filter(|node| is_live(run(s), *node));
        let tail = server(run(s), live.last().expect("one is left"));
        let wrong = this.history().iter().filter(|had| {
            !this.sent().contains(had) && !tail.history().contains(had)
        });
        s.names(1) == wrong.map(Request::to_string).collect::<Vec<_>>()
    }),
    so("✕ {} reads {}, which no order of all allows", |s| {
        !is_linearizable(s)
            && asked(s).filter(|asked| !asked.is_write()).any(|asked| {
                let is_got = |last: Option<Request>| {
                    last.map_or("nothing".into(), |last| last.to_string())
                        == s.words[1]
                };
                run(s).name(asked.request.client) == s.words[0]
                    && asked.answered.is_some_and(|(_, last)| is_got(last))
            })
    }),
    so("{} reads {}", |s| !is_linearizable(s)),
    so("head and tail", |s| {
        servers(s).any(|node| {
            let this = server(run(s), node);
            this.predecessor().node.is_none() && this.successor().node.is_none()
        })
    }),
    so("{} in {n} ms", |s| {
        asked(s).any(|asked| {
            let took = asked.took().map(|took| took.as_millis());
            asked.request.to_string() == s.words[0]
                && took == Some(s.number(1))
                && asked.is_write()
        })
    }),
    so("✕ At #{n} {} has {}, and {} has {}", |s| {
        let gap = update_propagation(run(s)).or_else(|| inprocess_requests(run(s)));
        gap.is_some_and(|gap| {
            let has = |node| {
                let history = server(run(s), node).history();
                let had = history.get(gap.place);
                had.map_or_else(|| "nothing".into(), Request::to_string)
            };
            let [before, after] =
                [gap.before, gap.after].map(|node| (run(s).name(node), has(node)));
            gap.place as u64 + 1 == s.number(0)
                && [before.0, before.1, after.0, after.1][..] == s.words[1..]
        })
    }),
    so("✕ {} died with {}, and nobody was told that it is safe", |s| {
        let has = |node: &NodeId| {
            let mut history = server(run(s), *node).history().iter();
            history.any(|request| request.to_string() == s.words[0])
        };
        let mut answered = asked(s).filter(|asked| asked.answered.is_some());
        servers(s).filter(has).all(|node| !is_live(run(s), node))
            && servers(s).filter(has).any(|node| run(s).name(node) == s.words[1])
            && !answered.any(|asked| asked.request.to_string() == s.words[0])
    }),
    so("✕ Acknowledged, and not at the tail: {}", |s| {
        let lost = lost(run(s)).into_iter().map(|request| request.to_string());
        s.names(0) == lost.collect::<Vec<_>>()
    }),
    so("The servers at {}", |s| s.words[0] == s.now().clock()),
    deed("is the head"),
    deed("is the tail"),
];

pub const CHECKS: &[Claim] = &[
    so("… Update Propagation: ", |s| !has_writes(s)),
    so("✓ Update Propagation: ", |s| update_propagation(run(s)).is_none()),
    so("✕ Update Propagation: {} and {} at #{n}", |s| {
        is_at(s, update_propagation(run(s)))
    }),
    so("… Inprocess Requests: ", |s| !has_writes(s)),
    so("✓ Inprocess Requests: ", |s| inprocess_requests(run(s)).is_none()),
    so("✕ Inprocess Requests: {} and {} at #{n}", |s| {
        is_at(s, inprocess_requests(run(s)))
    }),
    so("… Acknowledged writes are at the tail: 0 of 0", |s| written(s) == 0),
    so("✓ Acknowledged writes are at the tail: {n} of {n}", |s| {
        lost(run(s)).is_empty()
            && [s.number(0), s.number(1)] == [written(s), written(s)]
    }),
    so("✕ Acknowledged writes are at the tail: not {}", |s| {
        let lost = lost(run(s)).into_iter().map(|request| request.to_string());
        s.names(0) == lost.collect::<Vec<_>>()
    }),
    so("… Linearizable: 0 reads", |s| read(s) == 0),
    so("✓ Linearizable: 1 read", |s| read(s) == 1 && is_linearizable(s)),
    so("✓ Linearizable: {n} reads", |s| {
        read(s) == s.number(0) && is_linearizable(s)
    }),
    so("✕ Linearizable: {n} reads", |s| {
        read(s) == s.number(0) && !is_linearizable(s)
    }),
    so(
        "→ 280 ms. Each server stores it and passes it on, and the tail answers: five \
         messages and four times storing, one after the other. Nobody waits for the \
         acknowledgements that run back.",
        |s| {
            asked(s).any(|asked| {
                asked.took().is_some_and(|took| took.as_millis() == 5 * 40 + 4 * 20)
            })
        },
    ),
    so(
        "→ B1 and A2. S3 says, by way of the master, how many writes it has. What it \
         lacks is still in S1's list Sent, as no acknowledgement has come for it.",
        |s| {
            let [s1, s3] = [3, 5].map(|node| server(run(s), NodeId(node)));
            s3.history().len() >= 3 && s1.successor().node == Some(NodeId(5))
        },
    ),
    so(
        "→ B2. On their new link B2 is the first write, so S3 cannot see that it lacks \
         two. S1 takes its acknowledgement for one of all before it: asked again, it \
         answers that B1 and A2 are done.",
        |s| {
            let [s1, s3] = [3, 5].map(|node| server(run(s), NodeId(node)));
            let lost = lost(run(s)).len();
            s1.history().len() == s3.history().len() + 2
                && (lost == 2 || s.now() < sim::Micros::from_millis(820))
        },
    ),
    so(
        "→ Both are answered. S3 is the tail now: what it has is at all that are left. \
         It answers for all that is in its list Sent, without waiting for anybody.",
        |s| {
            let s3 = server(run(s), NodeId(5));
            s3.successor().node.is_none() && s3.sent().is_empty() && written(s) == 3
        },
    ),
    so(
        "→ B1, and nobody had. The tail answers, and B1 never got there. B asks again \
         with the same number, and S2, the new head, takes it.",
        |s| {
            let again = client(run(s), NodeId(2)).asked()[0].tries == 2;
            again && server(run(s), NodeId(3)).has_stopped()
        },
    ),
];

fn run<'a>(shown: &Shown<'a>) -> &'a Cluster<Node> {
    shown.model()
}

fn servers(shown: &Shown) -> impl Iterator<Item = NodeId> {
    let last = run(shown).nodes().next_back().map_or(2, |node| node.0);
    (3..=last).map(NodeId)
}

fn asked<'a>(shown: &Shown<'a>) -> impl Iterator<Item = &'a Asked> {
    let run = run(shown);
    clients().flat_map(|node| client(run, node).asked())
}

fn has_writes(shown: &Shown) -> bool {
    servers(shown).any(|node| !server(run(shown), node).history().is_empty())
}

/// How many writes were acknowledged.
fn written(shown: &Shown) -> u64 {
    let written = asked(shown).filter(|a| a.is_write() && a.answered.is_some());
    written.count() as u64
}

/// How many reads were answered.
fn read(shown: &Shown) -> u64 {
    let read = asked(shown).filter(|a| !a.is_write() && a.answered.is_some());
    read.count() as u64
}

fn is_linearizable(shown: &Shown) -> bool {
    check(&operations(run(shown))).is_linearizable()
}

/// Whether a sentence names this place.
fn is_at(shown: &Shown, gap: Option<Gap>) -> bool {
    gap.is_some_and(|gap| {
        let [before, after] =
            [gap.before, gap.after].map(|node| run(shown).name(node));
        [before, after] == shown.words[..2]
            && gap.place as u64 + 1 == shown.number(2)
    })
}
