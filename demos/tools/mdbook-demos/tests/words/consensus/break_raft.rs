//! The figure that breaks Raft.

use super::raft::{cluster, committed_by, gave_up, holds};
use crate::claim::{Claim, Shown, names, so, theory};
use models::consensus::raft::breaking::{End, Report, STEP, settings};
use models::consensus::raft::{Trial, servers};
use sim::Model;

pub const CLAIMS: &[Claim] = &[
    names("Break Raft: which rule is there for what"),
    names(
        "two leaders of one term; or a solid (committed) cell that a later leader \
         lacks.",
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
    names("whom S1 votes for, before and after it crashes."),
    names("which two servers elect a leader, of the five."),
    names("x=1: once it is committed, who is elected without it?"),
    names("x=1, which is of term 1, and x=2, which is of a later term."),
    names("how far a schedule gets when nobody breaks a rule."),
    names("┅ not known to be"),
    so("Step {n}: {}", is_step),
    so("{} is violated", |s| is_over(s) && violated(s) == Some(s.words[0])),
    so(
        "No schedule violates anything; this was one of the longest.",
        nothing_is_violated,
    ),
    so(
        "No schedule violates anything; this was one of the longest",
        nothing_is_violated,
    ),
    so("Off: {}", |s| s.knob("off") != "nothing"),
    so("All rules are kept", |s| s.knob("off") == "nothing"),
    so("None is shorter: {n} states were searched.", |s| {
        report(s).violated().is_some() && report(s).states as u64 == s.number(0)
    }),
    so("All {n} states within the bounds were searched.", |s| {
        nothing_is_violated(s) && report(s).states as u64 == s.number(0)
    }),
    so("✕ Election Safety: {} and {} both led term {n}", both_led),
    so("{} and {} both led term {n}.", both_led),
    so("✕ Leader Completeness: {}, committed by {}, became {} on {}", became),
    so("{}, committed by {}, became {} on {}.", became),
    so("✕ Leader Completeness: {}, committed by {}, is missing on {}", is_missing),
    so("{}, committed by {}, is missing on {}.", is_missing),
    so("✕ State Machine Safety: {} applied {} at #{n}, {} applied {}", |s| {
        let words = &s.words;
        words[1] != words[4]
            && committed_by(s, words[0], words[1])
            && committed_by(s, words[3], words[4])
    }),
    so(
        "→ Two leaders in one term. S1 leads by its own vote and S2's. After its \
         crash it has forgotten that, and votes for S3: a second majority.",
        |s| {
            violated(s) == Some("Election Safety")
                && s.knob("off") == "persist-vote"
        },
    ),
    so(
        "→ Two leaders in one term. Two and two of five have nobody in common who \
         could refuse the second. Any three and three would.",
        |s| {
            violated(s) == Some("Election Safety")
                && servers(cluster(s)).count() == 5
        },
    ),
    so(
        "→ What is committed is lost. S1 and S3 have x=1, so it is committed. S2 \
         lacks it and is elected all the same: what it sends next takes the place of \
         x=1.",
        |s| violated(s) == Some("Leader Completeness") && holds(s, "S3", "x=1"),
    ),
    so(
        "→ What is committed is lost. S1 counts two copies of x=1 and commits it. \
         S2 has x=2 of a later term, is elected, and overwrites x=1: Figure 8 of \
         the paper.",
        |s| violated(s) == Some("Leader Completeness") && gave_up(s, "S1", "x=1"),
    ),
    so(
        "→ No promise is broken. The search found nothing, and this was one of its \
         longest schedules. It is no proof: larger clusters were not tried.",
        nothing_is_violated,
    ),
];

fn both_led(shown: &Shown) -> bool {
    [0, 1].map(|word| led(shown, word, shown.number(2))) == [true; 2]
}

fn became(shown: &Shown) -> bool {
    let words = &shown.words;
    committed_by(shown, words[1], words[0]) && holds(shown, words[3], words[2])
}

fn is_missing(shown: &Shown) -> bool {
    let words = &shown.words;
    committed_by(shown, words[1], words[0]) && !holds(shown, words[2], words[0])
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
