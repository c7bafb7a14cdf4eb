//! The figure that breaks Raft.

use super::raft::{cluster, committed_by, gave_up, holds};
use crate::claim::{Claim, Shown, names, so, theory};
use models::consensus::raft::breaking::{End, Report, STEP, settings};
use models::consensus::raft::{Server, Trial, servers};
use sim::Model;
use std::collections::BTreeSet;

pub const CLAIMS: &[Claim] = &[
    names("Break Raft: which rule is there for what"),
    names("two leaders of one term; or a leader without a solid (committed) cell."),
    so(
        "Take away any one rule, and a few steps that can happen in any network \
         break what Raft promises.",
        |s| {
            let found = s.model::<Trial>().report();
            found.is_none_or(|report| {
                (s.knob("off") == "nothing" || s.knob("steps") == "kept")
                    == report.violated().is_none()
            })
        },
    ),
    theory(
        "The rules hold one chain together: a majority that committed and a \
         majority that elects have a server in common, which remembers its vote \
         and refuses a log whose last entry is older than its own.",
        "consensus_break_raft.rs::counting_copies_of_old_entries_loses_one",
    ),
    names("the column of S1: whom it votes for, before and after it crashes."),
    names("the rows: which two of the five servers elect a leader."),
    names("x=1: once it is committed, who is elected without it?"),
    names("x=1, which is of term 1: how many servers have it, and who leads."),
    names("Who voted for whom"),
    names("Can you break a promise?"),
    theory(
        "Can you break a promise? The search could not.",
        "consensus_break_raft.rs::with_all_rules_kept_nothing_is_violated",
    ),
    names("Begin so: cut S1–S3, then let S1 time out."),
    so("Nobody acts by itself: press a server or a link.", |s| {
        s.model::<Trial>().report().is_none()
    }),
    names("Stuck? Set “Steps” to what the search found."),
    names("not known to be"),
    so("{}: none < t{n}", |s| last_of(s, 0) == (0, 0)),
    so("{}: t{n} > none", |s| last_of(s, 0).0 == s.number(1)),
    so("{}: t{n} = t{n}", |s| s.number(1) == s.number(2)),
    so("{}: t{n} > t{n}", |s| {
        last_of(s, 0).0 == s.number(1) && s.number(1) > s.number(2)
    }),
    so("of old t{n}", |s| {
        let leads = |server: &Server| {
            server.leadership().is_some()
                && u64::from(server.log().last().term) == s.number(0)
                && s.number(0) < u64::from(server.term())
        };
        servers(cluster(s)).any(|(_, server)| leads(server))
    }),
    so("{} votes yes: {} has the later last entry.", |s| {
        weighs(s, |own, asks| asks > own) && has_voted(s)
    }),
    so("{} votes yes: {} has the same last entry.", |s| {
        weighs(s, |own, asks| asks == own) && has_voted(s)
    }),
    so("{} votes for an older log.", |s| {
        s.knob("off") == "up-to-date" && s.knob("steps") == "found"
    }),
    so("{} votes no: {}.", |s| {
        let witness = server(s, s.words[0]).witness();
        let weighed = witness.weighed().expect("it was asked");
        let is_older = !weighed.last.0.is_up_to_date_with(weighed.last.1);
        let has_voted = witness.votes().iter().any(|cast| {
            cast.term == weighed.terms.0 && cast.candidate != weighed.candidate
        });
        match s.words[1] {
            "older log" => is_older,
            "has voted" => has_voted,
            _ => weighed.terms.0 < weighed.terms.1,
        }
    }),
    so("{} commits nothing: {n} have the entry, but it is of old term {n}.", |s| {
        let leader = server(s, s.words[0]);
        let entry = leader.log().entry(leader.log().last().index);
        let has = |server: &Server| server.log().entry(1) == entry;
        let copies = servers(cluster(s)).filter(|(_, server)| has(server)).count();
        leads(s, s.words[0])
            && leader.commit() == 0
            && entry.map(|entry| u64::from(entry.term)) == Some(s.number(2))
            && s.number(2) < u64::from(leader.term())
            && copies as u64 == s.number(1)
    }),
    names("x=1 on S1: in step 4, when two of three have it, and in step 7."),
    so("These steps break no promise now.", is_kept),
    so("Nor do others: {n} states were searched.", |s| {
        is_kept(s) && report(s).states as u64 == s.number(0)
    }),
    so(
        "With all rules kept, none of the schedules searched violates anything",
        is_kept,
    ),
    so(
        "→ It is lost, and nothing breaks. With two copies S1 still commits nothing, \
         as x=1 is of an older term. So nobody relied on x=1 when S2 overwrote it. \
         The vote for S2 was right; the counting would have been wrong.",
        |s| {
            is_kept(s)
                && gave_up(s, "S1", "x=1")
                && !["S1", "S2", "S3"]
                    .iter()
                    .any(|name| committed_by(s, name, "x=1"))
                && leads(s, "S2")
        },
    ),
    so("{} asks t{n}", |s| {
        let mut votes = server(s, s.words[0]).witness().votes().iter();
        votes.any(|cast| u64::from(cast.term) == s.number(1))
            && !led(s, 0, s.number(1))
    }),
    so("{} leads t{n}", |s| led(s, 0, s.number(1))),
    so("led t{n}, t{n}", |s| {
        let mut all = servers(cluster(s));
        let both = [s.number(0), s.number(1)];
        all.any(|(_, server)| {
            let led: Vec<_> = server.witness().led().map(u64::from).collect();
            both.iter().all(|term| led.contains(term))
        })
    }),
    so("{} voted twice", |s| !doubles(s, s.words[0]).is_empty()),
    so("Step {n}: {}", is_step),
    so("{} is violated", |s| is_over(s) && violated(s) == Some(s.words[0])),
    so(
        "No schedule violates anything; this was one of the busiest.",
        nothing_is_violated,
    ),
    so(
        "No schedule violates anything; this was one of the busiest",
        nothing_is_violated,
    ),
    so("A crash wipes out votes", |s| s.knob("off") == "persist-vote"),
    so("Votes go to any log", |s| s.knob("off") == "up-to-date"),
    so("Old entries commit by copies", |s| s.knob("off") == "own-term"),
    so("Any two are a quorum", |s| s.knob("off") == "majority"),
    so("in both rows", |s| {
        let mut all = servers(cluster(s));
        all.all(|(node, _)| doubles(s, &cluster(s).name(node)).is_empty())
    }),
    so("All rules are kept", |s| {
        s.knob("off") == "nothing" || s.knob("steps") == "kept"
    }),
    so("None is shorter: {n} states were searched.", |s| {
        report(s).violated().is_some() && report(s).states as u64 == s.number(0)
    }),
    so("All {n} states within the bounds were searched.", |s| {
        nothing_is_violated(s) && report(s).states as u64 == s.number(0)
    }),
    so("✕ Election Safety: {} and {} both led term {n}", both_led),
    so("{} and {} both led term {n}.", both_led),
    so("✕ Leader Completeness: {} leads with {} where {} committed {}", became),
    so("{} leads with {} where {} committed {}.", became),
    so(
        "✕ Leader Completeness: {} leads without {}, which {} committed",
        is_missing,
    ),
    so("{} leads without {}, which {} committed.", is_missing),
    so("✕ State Machine Safety: {} applied {} at #{n}, {} applied {}", |s| {
        let words = &s.words;
        words[1] != words[4]
            && committed_by(s, words[0], words[1])
            && committed_by(s, words[3], words[4])
    }),
    so(
        "→ Two leaders in one term. S1 and S2 elected S1. Then S1 crashed, forgot its \
         vote, and voted again: S1 and S3 are a majority too, and elected S3.",
        |s| {
            violated(s) == Some("Election Safety")
                && doubles(s, "S1") == [1]
                && voters(s, "S1") == ["S1", "S2"]
                && voters(s, "S3") == ["S1", "S3"]
        },
    ),
    so(
        "→ Two leaders in one term. No server is in both pairs, so none had to vote \
         twice. Any two groups of three out of five share a server.",
        |s| {
            let mut all = servers(cluster(s));
            violated(s) == Some("Election Safety")
                && servers(cluster(s)).count() == 5
                && all.all(|(_, server)| server.witness().votes().len() < 2)
        },
    ),
    so(
        "→ A leader lacks what is committed. S1 and S3 have x=1, so it is committed. \
         S2 lacks it and leads all the same: it will make the other logs like its own.",
        |s| {
            violated(s) == Some("Leader Completeness")
                && ["S1", "S2", "S3"].map(|name| holds(s, name, "x=1"))
                    == [true, false, true]
        },
    ),
    so(
        "→ A leader lacks what is committed. S1 counts two copies of x=1 and commits it. \
         S2 has x=2 of a later term, is elected, and overwrites x=1: Figure 8 of \
         the Raft paper.",
        |s| violated(s) == Some("Leader Completeness") && gave_up(s, "S1", "x=1"),
    ),
];

/// What the server that is named first compared for the one that is named second: its
/// own last entry and the other's, by term and index.
fn weighs(shown: &Shown, holds: fn((u32, u32), (u32, u32)) -> bool) -> bool {
    let weighed = server(shown, shown.words[0]).witness().weighed();
    weighed.is_some_and(|weighed| {
        let (asks, own) = weighed.last;
        cluster(shown).name(weighed.candidate) == shown.words[1]
            && holds((own.term, own.index), (asks.term, asks.index))
    })
}

/// Where the log of the server ends that is named: term and index.
fn last_of(shown: &Shown, word: usize) -> (u64, u64) {
    let last = server(shown, shown.words[word]).log().last();
    (last.term.into(), last.index.into())
}

/// Whether the server that is named first has voted for the second.
fn has_voted(shown: &Shown) -> bool {
    let mut votes = server(shown, shown.words[0]).witness().votes().iter();
    votes.any(|cast| cluster(shown).name(cast.candidate) == shown.words[1])
}

fn is_kept(shown: &Shown) -> bool {
    report(shown).end == End::Kept
        && models::consensus::raft::checks::violated(cluster(shown)).is_none()
}

fn both_led(shown: &Shown) -> bool {
    [0, 1].map(|word| led(shown, word, shown.number(2))) == [true; 2]
}

fn became(shown: &Shown) -> bool {
    let words = &shown.words;
    committed_by(shown, words[2], words[3])
        && holds(shown, words[0], words[1])
        && leads(shown, words[0])
}

fn is_missing(shown: &Shown) -> bool {
    let words = &shown.words;
    committed_by(shown, words[2], words[1])
        && !holds(shown, words[0], words[1])
        && leads(shown, words[0])
}

/// Whether a server leads.
fn leads(shown: &Shown, name: &str) -> bool {
    server(shown, name).leadership().is_some()
}

/// The terms in which a server cast more than one vote.
fn doubles(shown: &Shown, name: &str) -> Vec<u32> {
    let votes = server(shown, name).witness().votes();
    let terms: BTreeSet<u32> = votes.iter().map(|cast| cast.term).collect();
    let count = |term: u32| votes.iter().filter(|cast| cast.term == term).count();
    terms.into_iter().filter(|term| count(*term) > 1).collect()
}

/// Who voted for a server in term 1, in order.
fn voters(shown: &Shown, name: &str) -> Vec<String> {
    let cluster = cluster(shown);
    let voted = servers(cluster).filter(|(_, server)| {
        let mut votes = server.witness().votes().iter();
        votes.any(|cast| cast.term == 1 && cluster.name(cast.candidate) == name)
    });
    voted.map(|(node, _)| cluster.name(node)).collect()
}

fn server<'a>(shown: &Shown<'a>, name: &str) -> &'a Server {
    let cluster = cluster(shown);
    let named = servers(cluster).find(|(node, _)| cluster.name(*node) == name);
    named.expect("there is one").1
}

fn report<'a>(shown: &Shown<'a>) -> &'a Report {
    shown.model::<Trial>().report().expect("a search was made")
}

fn is_over(shown: &Shown) -> bool {
    shown.now() >= report(shown).over()
}

fn violated(shown: &Shown) -> Option<&'static str> {
    let check = report(shown).violated()?;
    check.fails(cluster(shown)).map(|_| check.name())
}

fn nothing_is_violated(shown: &Shown) -> bool {
    shown.knob("off") == "nothing"
        && report(shown).end == End::Exhausted
        && models::consensus::raft::checks::violated(cluster(shown)).is_none()
}

/// Whether this is the step of the schedule whose turn it is.
fn is_step(shown: &Shown) -> bool {
    let number = shown.now().get() / STEP.get();
    let mut rules = models::consensus::raft::Rules::KEPT;
    if shown.knob("off") == "majority" {
        rules.quorum_is_majority = models::consensus::raft::Rule::Off;
    }
    let step = &report(shown).schedule[number as usize - 1];
    number == shown.number(0) && step.words(&settings(rules)) == shown.words[1]
}

fn led(shown: &Shown, word: usize, term: u64) -> bool {
    let mut all = servers(cluster(shown));
    all.any(|(node, server)| {
        cluster(shown).name(node) == shown.words[word]
            && server.witness().led().any(|led| u64::from(led) == term)
    })
}
