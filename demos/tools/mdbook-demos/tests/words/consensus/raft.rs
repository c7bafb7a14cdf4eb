//! The figures of Raft: the cluster, and what breaks it.

use crate::claim::{Claim, Shown, deed, names, so, theory};
use models::consensus::raft::checks::Check;
use models::consensus::raft::{
    Entry, Node, Payload, Server, Trial, clients, servers,
};
use sim::cluster::Condition;
use sim::{Cluster, Model, NodeId};

pub const CARD: &[Claim] = &[
    names("This run was picked for who is elected next."),
    so("Raft: what is committed stays", committed_stays),
    names("the cells: a dashed one is not known to be committed, and may vanish."),
    so("None that was ever solid does.", committed_stays),
    so(
        "A committed entry survives crashes, cuts and lost messages, in any order; \
         one that is not committed may vanish.",
        committed_stays,
    ),
    theory(
        "A leader commits an entry of its own term once a majority has it.",
        "isolated/consensus_raft.rs::copies_of_an_old_entry_do_not_count",
    ),
    so("Nobody becomes leader without the votes of a majority, {}", |s| {
        Check::ElectionSafety.fails(cluster(s)).is_none()
            && Check::LeaderCompleteness.fails(cluster(s)).is_none()
    }),
    names("the log of S3: its entry x=3 is dashed, not committed yet."),
    so("x=3: it is in all five logs soon.", |s| {
        let mut all = servers(cluster(s)).map(|(node, _)| cluster(s).name(node));
        s.now().as_millis() < 4_000 || all.all(|name| holds(s, &name, "x=3"))
    }),
    names("Do its cells become solid?"),
    names("S3: it leads until it misses the answers of a majority."),
    names("x=3, which two of five servers have, and x=4, which one has."),
    so(
        "S1, no member since the entry “cfg 4”, and the terms of the others.",
        |s| {
            let four =
                servers(cluster(s)).flat_map(|(_, server)| server.log().entries());
            let four = four.filter_map(|entry| match entry.payload {
                Payload::Configuration(voters) => Some(voters),
                Payload::Nothing | Payload::Operation(_) => None,
            });
            let four: Vec<_> = four.collect();
            let s1 = NodeId(0);
            four.iter().all(|voters| voters.len() == 4 && !voters.contains(s1))
                && (s.now().as_millis() < 2_300 || !four.is_empty())
        },
    ),
    so(
        "→ It is thrown away. Only S3 had it, so it was never committed, and the \
         leader of the later term decides what the log says. The client has heard \
         nothing: it asks again, and ↻x=3 is a new entry, of the new leader.",
        |s| gave_up(s, "S3", "x=3") && leaders(s).len() > 1 && is_one_request(s),
    ),
    so(
        "→ Nothing, while this lasts. All five have it: x=3 is committed, and nobody \
         knows. S3 hears of no copy but its own, and its heartbeats keep the others \
         quiet: no timer is longer than 0.8 s, and none has run out.",
        |s| {
            let has =
                |server: &Server| server.log().entries().iter().any(is("x=3"));
            let mut all = clients(cluster(s));
            servers(cluster(s)).all(|(_, server)| has(server))
                && !is_known(s, "x=3")
                && leaders(s) == ["S3"]
                && all.all(|(_, client)| client.waits_for().is_some())
        },
    ),
    so(
        "→ The next leader. S3 falls silent, another is elected, and its log has \
         x=3. It commits the first entry of its own term, and so knows of x=3.",
        |s| is_known(s, "x=3") && leaders(s).len() > 1,
    ),
    so(
        "→ Neither. S2, S4 and S5 have neither and are a majority: they may elect one \
         of themselves, and x=3 would be gone. In this run they elect S1, which sends \
         what it has: x=3 stays. ↻x=3, for which the client asked again, is committed \
         too, but not executed a second time.",
        |s| {
            let voted = |name: &str| {
                let first = named(s, "S1").and_then(|s1| s1.witness().led().next());
                let voter = named(s, name).map(Server::witness);
                let cast = first.zip(voter);
                cast.is_some_and(|(term, voter)| voter.voted(term, NodeId(0)))
            };
            is_known(s, "x=3")
                && gave_up(s, "S3", "x=4")
                && ["S2", "S4", "S5"].into_iter().all(voted)
                && is_one_request(s)
        },
    ),
    so(
        "→ It does so again and again. Its timer runs out, and it asks for votes \
         in a later term. It never gets them, but each time the leader hears of \
         that term and steps down. Switch on pre-vote below and play: S1 only asks, \
         and its term stays.",
        |s| deposed(s) > 1 && !leaders(s).contains(&"S1".to_string()),
    ),
    names("known to be committed"),
    names("not known to be"),
    theory(
        "– leader's first entry · ↻ a retry, executed once",
        "isolated/consensus_raft.rs::a_request_that_comes_twice_is_done_once",
    ),
    names("– a leader's first entry · ↻ a retry · ▤ snapshot"),
    so("{} leads no more: it heard of term {n}", |s| {
        named(s, s.words[0]).is_some_and(|server| {
            let last = server.witness().reigns().last();
            last.is_some_and(|reign| {
                reign.until.is_some()
                    && reign.heard.map(u64::from) == Some(s.number(1))
                    && u64::from(reign.term) < s.number(1)
                    && !is_led_after(s, s.number(1))
            })
        })
    }),
    so("{} leads no more: no majority answers", |s| {
        let last = named(s, s.words[0]).and_then(|s| s.witness().reigns().last());
        s.knob("pre-vote") == "true"
            && last.is_some_and(|reign| {
                reign.until.is_some()
                    && reign.heard.is_none()
                    && !is_led_after(s, reign.term.into())
            })
    }),
    so("{} asks first, and raises no term: still {n}", |s| {
        s.knob("pre-vote") == "true"
            && named(s, s.words[0])
                .is_some_and(|server| u64::from(server.term()) == s.number(1))
    }),
    so("{} knows of #{n} in {n} of {n} logs; it takes {n}", |s| {
        let has =
            |server: &Server| u64::from(server.log().last().index) >= s.number(1);
        let copies = servers(cluster(s)).filter(|(_, server)| has(server)).count();
        let is_last = |server: &Server| {
            server.leadership().is_some()
                && u64::from(server.log().last().index) == s.number(1)
                && u64::from(server.commit()) < s.number(1)
        };
        // What it does not know of it does not count.
        s.number(2) <= copies as u64
            && s.number(4) == s.number(3) / 2 + 1
            && named(s, s.words[0]).is_some_and(is_last)
    }),
    so("{} on {}: replaced by {}, never committed", |s| {
        was_given_up(s) && leaders(s).contains(&s.words[2].to_string())
    }),
    so("replaced by {}", |s| leaders(s).contains(&s.words[0].to_string())),
];

pub const SERVERS: &[Claim] = &[
    names("The servers, and the messages on their way"),
    names("Space–time diagram of the servers"),
    names("What the colours and shapes mean"),
    names("asks for a vote"),
    so("The servers at {}", |s| s.words[0] == s.now().clock()),
    so("The logs, {}", |s| {
        let words = servers(cluster(s)).map(|(node, server)| {
            let (last, commit) = (server.log().last().index, server.commit());
            format!("{} up to #{last}, committed #{commit}", cluster(s).name(node))
        });
        words.collect::<Vec<_>>().join(", ") == s.words[0]
    }),
    so("✓ Election Safety: ", |s| {
        Check::ElectionSafety.fails(cluster(s)).is_none()
    }),
    so("✓ Log Matching: ", |s| Check::LogMatching.fails(cluster(s)).is_none()),
    so("✓ Leader Completeness: ", |s| {
        Check::LeaderCompleteness.fails(cluster(s)).is_none()
    }),
    so("✓ State Machine Safety: ", |s| {
        Check::StateMachineSafety.fails(cluster(s)).is_none()
    }),
    so("stale leader t{n}", |s| {
        let leads = |server: &Server| server.leadership().is_some();
        let terms: Vec<u64> = servers(cluster(s))
            .filter(|(_, server)| leads(server))
            .map(|(_, server)| server.term().into())
            .collect();
        terms.contains(&s.number(0)) && terms.iter().any(|term| *term > s.number(0))
    }),
    so("leads", |s| {
        servers(cluster(s)).any(|(_, server)| server.leadership().is_some())
    }),
    deed("leads no more"),
    so("commits up to #{n}", |s| {
        servers(cluster(s))
            .any(|(_, server)| u64::from(server.commit()) >= s.number(0))
    }),
    deed("discards its entries from #{n} on"),
];

pub const FAULTY: &[Claim] = &[
    names("Not the leader"),
    so("Vote no: older log", |s| is_refused(s, Refusal::Log)),
    so("Vote no: has voted", |s| is_refused(s, Refusal::Voted)),
    so("Vote no: old term", |s| is_refused(s, Refusal::Term)),
    so("compacts its log up to #{n}", |s| {
        let ends = |server: &Server| u64::from(server.log().snapshot().last.index);
        servers(cluster(s)).any(|(_, server)| ends(server) >= s.number(0))
    }),
    so("takes over a snapshot up to #{n}", |s| s.setting("compaction") > 0),
    so("hears from no quorum", |s| s.knob("pre-vote") == "true"),
    deed("proposes other members"),
    deed("cannot change the members now"),
    so("RequestVote t{n} as told", |s| {
        servers(cluster(s))
            .any(|(_, server)| u64::from(server.term()) >= s.number(0))
    }),
    deed("hands over, and takes no more requests"),
    deed("cannot hand over to that one now"),
    deed("does not lead, and has nothing to hand over"),
    deed("gives up handing over"),
    // Whoever says it, and what: as many as are on their way.
    so("S{}", is_sent),
];

/// Why a vote is refused.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Refusal {
    Term,
    Log,
    Voted,
}

/// Whether a vote is on its way that was refused for this reason.
fn is_refused(shown: &Shown, refusal: Refusal) -> bool {
    servers(cluster(shown)).any(|(_, server)| {
        server.witness().weighed().is_some_and(|weighed| {
            let (candidate, own) = weighed.last;
            let why = match weighed.terms {
                (asked, term) if asked < term => Refusal::Term,
                _ if !candidate.is_up_to_date_with(own) => Refusal::Log,
                _ => Refusal::Voted,
            };
            why == refusal
                && !server.witness().voted(weighed.terms.0, weighed.candidate)
        })
    })
}

/// Whether each of the servers named says what stands behind its name.
fn is_sent(shown: &Shown) -> bool {
    let all = format!("S{}", shown.words[0]);
    all.split(", ").all(|said| {
        let Some((name, words)) = said.split_once(' ') else { return false };
        cluster(shown).in_flight().any(|(_, message)| {
            cluster(shown).name(message.from) == name
                && words.starts_with(&message.message.to_string())
        })
    })
}

pub fn cluster<'a>(shown: &Shown<'a>) -> &'a Cluster<Node> {
    shown.model::<Trial>().cluster()
}

/// Whether every entry that a server ever held to be committed is still in its log,
/// or in its snapshot.
fn committed_stays(shown: &Shown) -> bool {
    servers(cluster(shown)).all(|(_, server)| {
        let log = server.log();
        server.witness().committed().iter().all(|committed| {
            committed.index <= log.snapshot().last.index
                || log.entry(committed.index) == Some(&committed.entry)
        })
    })
}

/// Whether all entries x=3 are of one request, which is applied once.
fn is_one_request(shown: &Shown) -> bool {
    let all = servers(cluster(shown));
    let of = |server: &Server| {
        let entries =
            server.log().entries().iter().filter(|entry| is("x=3")(entry));
        let requests = entries.filter_map(|entry| match entry.payload {
            Payload::Operation(request) => Some((request.client, request.serial)),
            Payload::Nothing | Payload::Configuration(_) => None,
        });
        requests.collect::<Vec<_>>()
    };
    let requests: Vec<_> = all.map(|(_, server)| of(server)).collect();
    let mut flat: Vec<_> = requests.concat();
    flat.dedup();
    flat.len() <= 1
}

/// Whether an entry writes what these words say.
fn is(words: &str) -> impl Fn(&Entry) -> bool {
    move |entry| match entry.payload {
        Payload::Operation(request) => request.call.to_string() == words,
        Payload::Nothing | Payload::Configuration(_) => false,
    }
}

fn named<'a>(shown: &Shown<'a>, name: &str) -> Option<&'a Server> {
    let mut all = servers(cluster(shown));
    let found = all.find(|(node, _)| cluster(shown).name(*node) == name);
    found.map(|(_, server)| server)
}

/// Whether a server had such an entry and gave it up.
pub fn gave_up(shown: &Shown, name: &str, words: &str) -> bool {
    let discarded = named(shown, name).map(|server| server.witness().discarded());
    discarded.is_some_and(|all| all.iter().any(|gone| is(words)(&gone.entry)))
}

pub fn holds(shown: &Shown, name: &str, words: &str) -> bool {
    let log = named(shown, name).map(Server::log);
    log.is_some_and(|log| log.entries().iter().any(is(words)))
}

/// Whether a server held such an entry committed.
pub fn committed_by(shown: &Shown, name: &str, words: &str) -> bool {
    let known = named(shown, name).map(|server| server.witness().committed());
    known.is_some_and(|all| all.iter().any(|one| is(words)(&one.entry)))
}

/// Whether some server knows that such an entry is committed.
fn is_known(shown: &Shown, words: &str) -> bool {
    let mut all =
        servers(cluster(shown)).map(|(node, _)| cluster(shown).name(node));
    all.any(|name| committed_by(shown, &name, words))
}

/// Whether a server that is up leads a later term than this.
fn is_led_after(shown: &Shown, term: u64) -> bool {
    servers(cluster(shown)).any(|(node, server)| {
        cluster(shown).condition(node) != Condition::Stopped
            && server.leadership().is_some()
            && u64::from(server.term()) > term
    })
}

/// How often a leader stepped down.
fn deposed(shown: &Shown) -> usize {
    let reigns = |server: &Server| server.witness().reigns().to_vec();
    let all = servers(cluster(shown)).flat_map(|(_, server)| reigns(server));
    all.filter(|reign| reign.until.is_some()).count()
}

/// Whether the server that is named second had the entry that is named first.
fn was_given_up(shown: &Shown) -> bool {
    let (what, on) = (shown.words[0], shown.words[1]);
    (!what.starts_with("x=") || gave_up(shown, on, what))
        && named(shown, on).is_some_and(|s| !s.witness().discarded().is_empty())
}

/// Who has led, by name.
fn leaders(shown: &Shown) -> Vec<String> {
    let led = |server: &Server| server.witness().led().count() > 0;
    let all = servers(cluster(shown)).filter(|(_, server)| led(server));
    all.map(|(node, _)| cluster(shown).name(node)).collect()
}
