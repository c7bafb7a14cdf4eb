//! What the figure of two- and three-phase commit may say.

mod seen;

use super::claim::{Claim, Shown, deed, names, so};
use super::{Claims, Figure};
use models::transactions::two_phase_commit::{
    COORDINATOR, CoordinatorPhase, Node, Outcome, Phase, Stage, Vote, participants,
};
use seen::{
    OUTCOME_LABELS, all, cluster, coordinator, dies_before_it_tells, go_on,
    has_every_yes, is_locked, is_three_phase, is_told, is_torn, node_of, phase,
    tears, told, who_has, who_voted_yes_was_told,
};
use sim::cluster::Condition;
use sim::{Event, Micros, Model, Record};

pub const CLAIMS: Claims = &[Figure {
    demo: "two-phase-commit",
    claims: &[CARD, PICTURE, CHECKS, OUTCOMES, COORDINATORS, OTHERS],
    also: &[
        "protocol=three-phase&crash=after-first-told&repair=0\
         &edits=20ms-cut-1-2,20ms-cut-1-3",
        "standby=true&crash=after-logging",
        "protocol=three-phase&crash=never&seed=14&edits=70ms-cut-0-2,70ms-cut-0-3,\
         70ms-cut-1-2,70ms-cut-1-3,400ms-heal-0-2,400ms-heal-0-3,400ms-heal-1-2,\
         400ms-heal-1-3",
        "crash=never&edits=5ms-crash-1,300ms-restart-1",
        "crash=after-votes&edits=60ms-crash-1,300ms-restart-1",
    ],
    percent: 100,
}];

const CARD: &[Claim] = &[
    names("Atomic commit: the window in doubt"),
    so(
        "the purple bars: a participant has voted yes, knows no outcome, and \
         keeps its locks.",
        |s| {
            participants(cluster(s)).all(|(node, p)| match p.phase() {
                Phase::InDoubt(_) => {
                    let is_down = cluster(s).condition(node) == Condition::Stopped;
                    p.vote() == Vote::Yes && (is_down || is_locked(p))
                }
                Phase::Working | Phase::Done(_) => true,
            })
        },
    ),
    names("the padlocks: who holds locks, and until when."),
    names("P1 when P2 and P3 begin to ask."),
    names("S: how long it hears nothing from C, and what it records then."),
    so(
        "P1, which is pre-committed: it knows that all voted yes; P2 and P3 do not.",
        |s| !is_pre_committed(s, "P1") || has_every_yes(s),
    ),
    so("Only the window between a yes vote and the outcome blocks.", |s| {
        // Whoever has not voted is soon done, or in that window.
        let (later, is_undisturbed) = go_on(s);
        let waits = |node| {
            matches!(phase(&later, node), Phase::Working)
                && later.condition(node) == Condition::Up
        };
        !is_undisturbed || !participants(cluster(s)).any(|(node, _)| waits(node))
    }),
    so(
        "Before its yes a participant may abort alone; after the outcome it is \
         done.",
        |s| all(s, |p| p.outcome().is_none() || !is_locked(p)),
    ),
    so(
        "In between, under two-phase commit, it waits for somebody who knows the \
         outcome or may decide it.",
        |s| is_three_phase(s) || who_voted_yes_was_told(s),
    ),
    so(
        "Under three-phase commit those who hear each other decide by what they \
         know of the votes: cut apart, they may decide differently.",
        |s| is_three_phase(s) || !is_torn(s),
    ),
];

const PICTURE: &[Claim] = &[
    names("and in doubt"),
    names("Who held locks and who was in doubt, over time"),
    names("What the colours and shapes mean"),
    names("Space–time diagram of the commit"),
    names("yes; in doubt"),
    names("no, Abort; lost"),
    names("In doubt too"),
    names("Move to {}"),
    so("waiting for votes", |s| coordinator(s).phase() == CoordinatorPhase::Voting),
    so("waiting for the standby", |s| {
        coordinator(s).phase() == CoordinatorPhase::Replicating
    }),
    so("The nodes at {}", |s| s.words[0] == s.now().clock()),
    so("{} can only wait", |s| {
        let (later, _) = go_on(s);
        s.names(0).iter().all(|name| {
            matches!(phase(&later, node_of(s, name)), Phase::InDoubt(_))
        })
    }),
    so("in doubt for {n} ms, the data locked", |s| {
        participants(cluster(s)).any(|(_, p)| {
            let doubt = p.doubt().length(s.now());
            doubt.map(Micros::as_millis) == Some(s.number(0)) && is_locked(p)
        })
    }),
    so("in doubt {n} ms", |s| {
        participants(cluster(s)).any(|(_, p)| {
            let stages = p.stages(s.now()).map(|(_, start, end)| end.since(start));
            let doubts = stages.chain(p.doubt().length(s.now()));
            doubts.map(Micros::as_millis).any(|length| length == s.number(0))
        })
    }),
    so("{}, lost", |s| {
        s.happened(|event| match event {
            Event::Lost { label, .. } => label == s.words[0],
            _ => false,
        })
    }),
    so("{} is down", |s| {
        let node = (cluster(s).nodes()).find(|n| cluster(s).name(*n) == s.words[0]);
        s.happened(|event| match event {
            Event::Stopped { node: stopped } => Some(*stopped) == node,
            _ => false,
        })
    }),
    so("no word from C {n} ms", |s| {
        let mut heard = s.past().iter().filter(|record| match record.event {
            Event::Received { from: COORDINATOR, to, .. } => {
                matches!(cluster(s).process(to), Node::Standby(_))
            }
            _ => false,
        });
        heard.any(|at| at.at.as_millis() + s.number(0) <= s.now().as_millis() + 1)
    }),
    so("Press a ▼ to crash C at that moment", |s| {
        let mut records = s.records().iter();
        let first = records.find_map(|record| match record.event {
            Event::Stopped { node: COORDINATOR } => Some(false),
            Event::Sent { from: COORDINATOR, .. } => Some(true),
            _ => None,
        });
        first == Some(true)
    }),
    so("✕ The transaction is torn", is_torn),
    so("{} committed; {} aborted", tears),
    so("C {}", |s| {
        let cluster = cluster(s);
        let word = |node| match (cluster.condition(node), cluster.process(node)) {
            (Condition::Stopped, _) => "stopped",
            (_, Node::Coordinator(coordinator)) => coordinator.phase().words(),
            (_, Node::Participant(participant)) => participant.phase().words(),
            (_, Node::Standby(standby)) => standby.phase().words(),
        };
        let words = cluster
            .nodes()
            .map(|node| format!("{} {}", cluster.name(node), word(node)));
        words.collect::<Vec<_>>().join(", ") == format!("C {}", s.words[0])
    }),
];

const CHECKS: &[Claim] = &[
    so("✓ Atomicity: all or none", |s| !is_torn(s)),
    so("✕ Atomicity: {} committed; {} aborted", tears),
    so("✓ Nobody waits for C's repair: locks held {n} ms at most", |s| {
        let held =
            participants(cluster(s)).map(|(_, p)| p.locks().held_for(s.now()));
        held.max().map(Micros::as_millis) == Some(s.number(0))
            && nobody_waits_for_ever(s)
    }),
    so("✕ Nobody waits for C's repair: {} waited for it", |s| {
        let comes_up = Event::Restarted { node: COORDINATOR };
        let repairs = s.past().iter().filter(|record| record.event == comes_up);
        let repairs: Vec<_> = repairs.map(|record| record.at).collect();
        s.names(0).iter().all(|name| {
            let Node::Participant(p) = cluster(s).process(node_of(s, name)) else {
                return false;
            };
            let mut stages = p.stages(s.now());
            !matches!(p.phase(), Phase::InDoubt(_))
                && stages.any(|(_, start, end)| {
                    repairs.iter().any(|at| start < *at && *at <= end)
                })
        })
    }),
    so("… Nobody waits for C's repair: no outcome yet for {}", |s| {
        s.names(0).iter().all(|name| {
            matches!(phase(cluster(s), node_of(s, name)), Phase::InDoubt(_))
        })
    }),
    so("✕ Nobody waits for C's repair: {} cannot go on alone", |s| {
        let (later, _) = go_on(s);
        s.names(0).iter().all(|name| {
            matches!(phase(&later, node_of(s, name)), Phase::InDoubt(_))
        })
    }),
];

fn is_pre_committed(shown: &Shown, name: &str) -> bool {
    let phase = phase(cluster(shown), node_of(shown, name));
    matches!(phase, Phase::InDoubt(Stage::PreCommitted))
}

/// Whether nobody is in doubt some time later, if nothing is lost and no node stops or
/// comes up until then.
fn nobody_waits_for_ever(shown: &Shown) -> bool {
    let (later, is_undisturbed) = go_on(shown);
    let waits = |node| {
        matches!(phase(&later, node), Phase::InDoubt(_))
            && later.condition(node) == Condition::Up
    };
    shown.setting("loss") > 0
        || !is_undisturbed
        || !participants(cluster(shown)).any(|(node, _)| waits(node))
}

const OUTCOMES: &[Claim] = &[
    so(
        "→ Wait, with their locks. A yes is a promise, and C may have decided either \
         way: no time-out can end that safely. They ask C until it is repaired: it \
         finds no decision in its log, and aborts.",
        |s| {
            let comes_up = |record: &&Record| {
                record.event == (Event::Restarted { node: COORDINATOR })
            };
            let until =
                s.past().iter().find(comes_up).map_or(s.now(), |record| record.at);
            let finds_none = |record: &Record| match &record.event {
                Event::Noted { node: Some(COORDINATOR), text } => {
                    text.starts_with("finds no decision in its log")
                }
                _ => false,
            };
            let aborts = |record: &Record| match &record.event {
                Event::Noted { node: Some(COORDINATOR), text } => {
                    text.starts_with("decides to abort")
                }
                _ => false,
            };
            dies_before_it_tells(s)
                && s.records().iter().any(finds_none)
                && s.records().iter().any(aborts)
                && all(s, |p| {
                    p.stages(s.now())
                        .any(|(_, start, end)| start < until && end >= until)
                })
        },
    ),
    so(
        "→ They commit too. P1 has heard the outcome, which is final, and tells \
         whoever asks. Had C crashed a moment earlier, P1 would be in doubt like \
         them, and asking would not help.",
        |s| {
            told(s, &OUTCOME_LABELS) == 1
                && all(s, |p| p.outcome() == Some(Outcome::Commit))
        },
    ),
    so(
        "→ S aborts it. S has recorded no commit, and now never will: so it may \
         abort, even if C is only slow.",
        |s| {
            dies_before_it_tells(s)
                && s.knob("standby") == "true"
                && all(s, |p| p.outcome() == Some(Outcome::Abort))
        },
    ),
    so(
        "→ P1 commits, the others abort. Each side takes the other's silence for \
         death and does what it may: P1 knows that all voted yes, P2 and P3 do \
         not. Nobody waits, and the transaction is torn.",
        |s| {
            is_three_phase(s) && is_torn(s) && who_has(s, Outcome::Commit) == ["P1"]
        },
    ),
];

const COORDINATORS: &[Claim] = &[
    deed("is asked by the client to commit, and asks all to prepare"),
    so("has no record of the transaction, which means abort", |s| {
        coordinator(s).phase() == CoordinatorPhase::Unknowing
    }),
    so("decides to commit and forces that to its log", |s| {
        coordinator(s).outcome() == Some(Outcome::Commit)
    }),
    so("decides to abort and forces that to its log", |s| {
        coordinator(s).outcome() == Some(Outcome::Abort)
    }),
    so("decides to abort and logs nothing: no record means abort", |s| {
        s.knob("presumed-abort") == "true" && !is_three_phase(s)
    }),
    so("crashes before it asks anyone", |s| told(s, &["Prepare"]) == 0),
    so("crashes while it waits for votes", |s| told(s, &OUTCOME_LABELS) == 0),
    so("crashes before it decides", |s| coordinator(s).outcome().is_none()),
    so("crashes before it tells anyone", |s| told(s, &OUTCOME_LABELS) == 0),
    so("crashes with one participant told", |s| told(s, &OUTCOME_LABELS) == 1),
    so(
        "has every vote and pre-commits: unless it crashes, it commits",
        is_three_phase,
    ),
    so("has every vote: has the standby record the commit first", |s| {
        s.knob("standby") == "true" && has_every_yes(s)
    }),
    deed("finds {} in its log and tells it again"),
    so("finds no decision in its log: others may have decided", |s| {
        is_three_phase(s) || s.knob("standby") == "true"
    }),
    so("finds no decision in its log: so nobody was told any", |s| {
        let before = s.past().iter().filter(|record| record.at < s.now());
        before.filter(|record| is_told(&record.event, &OUTCOME_LABELS)).count() == 0
    }),
    deed("finds nothing in its log"),
    so("learns that the outcome is {}", |s| {
        let outcome = coordinator(s).outcome().map(|outcome| outcome.to_string());
        outcome.as_deref() == Some(s.words[0])
    }),
    so("has every acknowledgement, and may forget the transaction", |s| {
        all(s, |p| p.outcome().is_some())
    }),
];

const OTHERS: &[Claim] = &[
    deed("has done its part of the work and holds its locks"),
    so("has waited for Prepare in vain: it may abort, and does", |s| {
        participants(cluster(s)).any(|(_, p)| p.outcome() == Some(Outcome::Abort))
    }),
    deed("votes no"),
    so("votes yes and is now in doubt: it may no longer abort", |s| {
        !is_three_phase(s)
    }),
    so("votes yes and is now in doubt", is_three_phase),
    so("is told to {}, but has {} already", is_torn),
    so("commits and releases its locks, held for {n} ms", |s| {
        s.number(0) <= s.now().as_millis()
    }),
    so("aborts and releases its locks, held for {n} ms", |s| {
        s.number(0) <= s.now().as_millis()
    }),
    so("is still {}, holds its locks, and asks for the outcome", |s| {
        participants(cluster(s))
            .any(|(_, p)| p.phase().words() == s.words[0] && is_locked(p))
    }),
    deed("has not voted, and aborts so that nobody need wait"),
    deed("finds no vote in its log: its work is lost"),
    deed("finds its yes in its log, and takes its locks again"),
    deed("finds in its log that it has {}"),
    so("knows that all voted yes, and is pre-committed", |s| {
        is_three_phase(s) && has_every_yes(s)
    }),
    so("hears no coordinator, and takes over: it is {}", is_three_phase),
    so("finds all that answer at its own stage", is_three_phase),
    so("follows {}, {}", is_three_phase),
    so("records {}: that is now the decision", |s| s.knob("standby") == "true"),
    so("has no decision on record: records abort", |s| s.knob("standby") == "true"),
    so("takes over: no commit is on record, so it aborts", |s| {
        let Node::Standby(standby) =
            cluster(s).process(cluster(s).nodes().last().expect("nodes"))
        else {
            return false;
        };
        standby.outcome() == Some(Outcome::Abort)
    }),
];
