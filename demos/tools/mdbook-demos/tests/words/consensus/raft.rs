//! The figures of Raft: the cluster, and what breaks it.

use crate::claim::{Claim, Shown, deed, names, so, theory};
use models::consensus::raft::breaking::{End, Report, STEP, settings};
use models::consensus::raft::checks::Check;
use models::consensus::raft::{Node, Server, Trial, servers};
use sim::{Cluster, Event, Micros, Model, history};

pub const CARD: &[Claim] = &[
    so("Raft: what is committed stays", committed_stays),
    names("the cells: a dashed entry is not known to be committed and may vanish."),
    so("None that was ever solid does.", committed_stays),
    so(
        "A committed entry survives crashes, cuts and lost messages, in any order; an \
         uncommitted one may not.",
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
    so(
        "→ It is thrown away. Only one server had it, so it was never committed, \
         and the leader of the later term decides what the log says. The client \
         has heard nothing, asks the new leader, and loses nothing.",
        |s| {
            s.knob("faults") == "cut-off"
                && noted(s, "leads", (2_400, 4_200)) > 0
                && s.happened(|event| is_noted(event, "discards"))
        },
    ),
];

pub const SERVERS: &[Claim] = &[
    names("The servers, and the messages on their way"),
    names("Space–time diagram of the servers"),
    names("What the colours and shapes mean"),
    names("asks for a vote"),
    names("▪ committed   ┅ not known to be   ▤ snapshot"),
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
    so("… Linearizable: no answer yet", |s| {
        let seen = s.model::<Trial>().history();
        seen.iter().all(|seen| seen.responded().is_none())
    }),
    so("✓ Linearizable: ", |s| {
        history::check(&s.model::<Trial>().history()).is_linearizable()
    }),
    names("Not the leader"),
    so("compacts its log up to #{n}", |s| {
        let ends = |server: &Server| u64::from(server.log().snapshot().last.index);
        servers(cluster(s)).any(|(_, server)| ends(server) >= s.number(0))
    }),
    so("takes over a snapshot up to #{n}", |s| s.setting("compaction") > 0),
    so("hears from no quorum", |s| s.knob("pre-vote") == "true"),
    deed("proposes other members"),
    deed("cannot change the members now"),
];

pub const BREAKING: &[Claim] = &[
    names("Break Raft: which rule is there for what"),
    names(
        "two leaders of one term, be it one after the other, or a solid cell, for \
         committed, which a later leader lacks or has otherwise.",
    ),
    so(
        "Take away any one rule, and a few steps that can happen in any network \
         break what Raft promises.",
        |s| (s.knob("off") == "nothing") == report(s).violated().is_none(),
    ),
    theory(
        "The rules hold one chain together: a majority that committed and a \
         majority that elects have a server in common, which remembers its vote \
         and refuses a log whose last entry is older than its own.",
        "consensus_break_raft.rs::counting_copies_of_old_entries_loses_one",
    ),
    so("A schedule that the search has found.", |s| s.now() < STEP),
    so("Step {n}: {}.", is_step),
    so("Step {n}: {}", is_step),
    so("{} is violated.", |s| is_over(s) && violated(s) == Some(s.words[0])),
    so("{} is violated", |s| is_over(s) && violated(s) == Some(s.words[0])),
    so(
        "No schedule violates anything; this was one of the longest.",
        nothing_is_violated,
    ),
    so(
        "No schedule violates anything; this was one of the longest",
        nothing_is_violated,
    ),
    so("The rule switched off: {}", |s| {
        (s.words[0] == "none.") == (s.knob("off") == "nothing")
    }),
    so(
        "{n} steps, and no schedule is shorter: the search went through {n} states \
         to find it.",
        |s| {
            let report = report(s);
            report.violated().is_some()
                && report.schedule.len() as u64 == s.number(0)
                && report.states as u64 == s.number(1)
        },
    ),
    so(
        "The search went through all {n} states within its bounds; its longest \
         schedule has {n} steps.",
        |s| {
            nothing_is_violated(s)
                && report(s).states as u64 == s.number(0)
                && report(s).depth as u64 == s.number(1)
        },
    ),
    so("✕ Election Safety: {} and {} both led term {n}", |s| {
        [0, 1].map(|word| led(s, word, s.number(2))) == [true; 2]
    }),
    so("✕ Leader Completeness: the later of {} and {} lacks #{n}", |s| {
        Check::LeaderCompleteness.fails(cluster(s)).is_some()
    }),
    so("✕ State Machine Safety: {} and {} differ at #{n}", |s| {
        Check::StateMachineSafety.fails(cluster(s)).is_some()
    }),
    so(
        "→ No schedule breaks it. The search went through every schedule within \
         its bounds, and no check failed in any.",
        nothing_is_violated,
    ),
    so(
        "→ At most four. Very few: nothing rare has to happen, just an unlucky \
         order.",
        |s| report(s).violated().is_some() && report(s).schedule.len() <= 4,
    ),
    so(
        "→ Five or more. It takes a while, which is why this rule is the one that \
         people forget: a test by hand would hardly come upon it.",
        |s| report(s).violated().is_some() && report(s).schedule.len() > 4,
    ),
];

fn cluster<'a>(shown: &Shown<'a>) -> &'a Cluster<Node> {
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

fn is_noted(event: &Event, start: &str) -> bool {
    matches!(event, Event::Noted { text, .. } if text.starts_with(start))
}

/// How often a server said so between these moments, in milliseconds.
fn noted(shown: &Shown, start: &str, (from, to): (u64, u64)) -> usize {
    let then = |at: Micros| (from..=to).contains(&at.as_millis());
    let past = shown.past().iter().filter(|record| then(record.at));
    past.filter(|record| is_noted(&record.event, start)).count()
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
            && server.witness().led().iter().any(|led| u64::from(*led) == term)
    })
}
