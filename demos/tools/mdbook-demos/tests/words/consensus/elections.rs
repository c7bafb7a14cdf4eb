//! The figure of election timeouts.

use crate::claim::{Claim, Shown, names, so, theory};
use consensus::Elections;
use models::consensus::election_theory::undisturbed;
use models::consensus::race::Race;
use sim::{Event, Micros, Model, NodeId};

pub const CARD: &[Claim] = &[
    names("Election 4 was picked for how long it takes."),
    so("Election 3 was picked: its first vote is split.", |s| {
        race(s).bids().first().is_none_or(|bid| !bid.has_won)
    }),
    names("Election timeouts: 1,000 elections"),
    so(
        "the gap between the two curves: what split votes cost, and servers that \
         cannot win.",
        is_gap_what_they_cost,
    ),
    theory(
        "Randomness elects: a spread of ten latencies leaves few split \
         votes; with much more, everybody waits longer.",
        "consensus_election.rs::split_votes_are_rare_enough",
    ),
    theory(
        "If two servers ask for votes within one latency of each other, both collect \
         some, and perhaps neither wins.",
        "consensus_election.rs::without_randomness_nobody_is_elected",
    ),
    names("The next attempt is a timeout away."),
    theory(
        "The more the timeouts are spread, the rarer that is.",
        "consensus_election.rs::widely_spread_elections_follow_theory",
    ),
    names("the timers: where each begins and where it ends."),
    so("who votes for whom when all timers end at once.", all_ask_at_once),
    so("the steps of the curve: each is a timeout.", |s| steps(s).is_some()),
    names("how long the first timer takes to end."),
    so(
        "→ Some. {n} of them: their timers began before the crash, with the last \
         heartbeat, which was up to 75 ms earlier.",
        |s| {
            let early = within(s, 149);
            early as u64 == s.number(0)
                && early < 900
                && race(s).waits().iter().all(|wait| {
                    wait.due.since(wait.start) >= Micros::from_millis(150)
                })
                && race(s).crash() <= Micros::from_millis(75)
        },
    ),
    so(
        "→ Few. They all ask at once, each votes for itself, and after the same \
         timeout they do it again. Only differences in latency help.",
        |s| {
            s.setting("spread") == 0
                && all_ask_at_once(s)
                && race(s).votes().is_empty()
                && within(s, 1_000) < 400
        },
    ),
    so(
        "→ About nine tenths. Many votes are still split, but each timeout is a new draw, and \
         there are six or seven of them in a second.",
        |s| {
            (870..=930).contains(&within(s, 1_000))
                && within(s, 160) < 700
                && steps(s).is_some_and(|steps| [6, 7].contains(&steps))
        },
    ),
    so(
        "→ Later. Split votes were rare already. What is left is the wait for the \
         first timer, and that grows with the spread.",
        |s| s.setting("spread") == 300 && within(s, 182) < 500,
    ),
];

pub const RUN: &[Claim] = &[
    names("One election, and how many of 1,000 are over"),
    names("{n} elections: so many are over after"),
    names("ms since the crash"),
    names("– – if no vote were ever split or refused"),
    names("– – if none were split"),
    so("···· with 150 to 300 ms", |s| {
        s.setting("timeout") != 150 || s.setting("spread") != 150
    }),
    so("{n} ms after the crash", |s| {
        s.number(0) == u64::from(s.setting("timeout"))
    }),
    so("{}: shorter log, cannot win", |s| {
        s.knob("behind") == "true"
            && race(s).bids().iter().all(|bid| {
                !s.act.edits().is_empty()
                    || !bid.has_won
                    || !is_behind(s, bid.server)
            })
    }),
    so("Election {n}: {} leads after {n} ms", |s| {
        let won = race(s).bids().iter().find(|bid| bid.has_won);
        let took = race(s).won().map(|at| at.since(race(s).crash()).as_millis());
        won.is_some_and(|bid| race(s).cluster().name(bid.server) == s.words[1])
            && took == Some(s.number(2))
            && is_watched(s)
    }),
    so("half {} · 90 % {} · 99 % {} · all {}", |s| {
        [500, 900, 990, 1_000].into_iter().zip(&s.words).all(|(share, word)| {
            let one = s.model::<Elections>().over(s.now()).get(share - 1);
            match one {
                Some(one) => *word == format!("{} ms", one.took.as_millis()),
                None if s.model::<Elections>().is_over(s.now()) => *word == "> 1 s",
                None => *word == "–",
            }
        })
    }),
    so("Of 1,000 elections {n} are over", are_over),
    so("All 1,000 elections are over", |s| passed(s) == 1_000),
    so("{n} of 1000 elections are over", are_over),
    so(
        "✓ A leader within a second: in {n} of 1,000 elections; 999 are wanted",
        |s| are_over(s) && passed(s) >= 999,
    ),
    so(
        "✕ A leader within a second: in {n} of 1,000 elections; 999 are wanted",
        |s| are_over(s) && within(s, 1_000) < 999 && s.now() >= second(),
    ),
    so(
        "… A leader within a second: in {n} of 1,000 elections; 999 are wanted",
        |s| are_over(s) && passed(s) < 999 && s.now() < second(),
    ),
    so("leads", |s| {
        race(s)
            .bids()
            .iter()
            .any(|bid| bid.has_won && bid.votes * 2 > s.setting("servers"))
    }),
];

fn race<'a>(shown: &Shown<'a>) -> &'a Race {
    shown.model::<Elections>().race()
}

/// How long those took that were over within a second, in milliseconds.
fn took(shown: &Shown) -> Vec<u32> {
    let all = shown.model::<Elections>().over(second());
    all.iter().map(|one| one.took.as_millis() as u32).collect()
}

/// How many were over after so many milliseconds.
fn within(shown: &Shown, millis: u32) -> usize {
    took(shown).iter().filter(|took| **took <= millis).count()
}

/// A second after the crash, which is at time zero.
fn second() -> Micros {
    Micros::from_secs(1)
}

/// How many are over at a moment.
fn over_at(shown: &Shown, at: Micros) -> u64 {
    let over = shown.model::<Elections>().over(second());
    over.iter().filter(|one| one.took <= at).count() as u64
}

/// How many are over by now.
fn passed(shown: &Shown) -> usize {
    over_at(shown, shown.now()) as usize
}

fn is_behind(shown: &Shown, server: NodeId) -> bool {
    shown.model::<Elections>().trial().is_behind(server)
}

/// Whether the election that is watched has the number that is said.
fn is_watched(shown: &Shown) -> bool {
    u64::from(shown.model::<Elections>().number()) == shown.number(0)
}

/// Whether so many are over, among them the one that is watched if it is.
fn are_over(shown: &Shown) -> bool {
    let is_alone = shown.act.edits().is_empty();
    let won = race(shown)
        .won()
        .filter(|at| is_alone && at.since(race(shown).crash()) < second());
    let millis = won.map(|at| at.since(race(shown).crash()).as_millis() as u32);
    passed(shown) as u64 == shown.number(0)
        && millis.is_none_or(|millis| took(shown).contains(&millis))
}

/// No curve is before the one in theory, and where few votes are split and nobody
/// cannot win, they are about the same.
fn is_gap_what_they_cost(shown: &Shown) -> bool {
    let trial = shown.model::<Elections>().trial();
    let theory = |millis: u32| {
        undisturbed(trial, Micros::from_millis(millis.into())) as usize
    };
    let rare = shown.knob("behind") == "false"
        && shown.setting("spread") >= 70 * shown.setting("latency");
    took(shown).iter().enumerate().skip(99).step_by(100).all(|(place, took)| {
        let share = place + 1;
        theory(took * 110 / 100 + 10) >= share
            && (!rare || theory(*took).abs_diff(share) < 100)
    })
}

/// When each server asked for votes first.
fn first_asks(shown: &Shown) -> Vec<Micros> {
    let mut asked: Vec<(NodeId, Micros)> = Vec::new();
    for record in shown.records() {
        if let Event::Expired { node, label } = &record.event
            && label == "election"
            && asked.iter().all(|(known, _)| known != node)
        {
            asked.push((*node, record.at));
        }
    }
    asked.into_iter().map(|(_, at)| at).collect()
}

/// Whether no server hears of another's request before it makes its own.
fn all_ask_at_once(shown: &Shown) -> bool {
    let asks = first_asks(shown);
    let (first, last) = (asks.iter().min(), asks.iter().max());
    let apart = first.zip(last).map(|(first, last)| last.since(*first));
    asks.len() as u32 == shown.setting("servers") - 1
        && apart.is_some_and(|apart| apart <= Micros::from_millis(3))
}

/// After how many timeouts elections were over at most, if all were after one or
/// another: each has a stretch of its own, as long as a heartbeat interval.
fn steps(shown: &Shown) -> Option<u32> {
    let (shortest, spread) = (shown.setting("timeout"), shown.setting("spread"));
    let step_of = |took: &u32| {
        (1..10).find(|step| {
            let earliest = step * shortest - shortest / 2;
            (earliest..=step * (shortest + spread) + 15).contains(took)
        })
    };
    let steps: Option<Vec<u32>> = took(shown).iter().map(step_of).collect();
    steps?.into_iter().max()
}
