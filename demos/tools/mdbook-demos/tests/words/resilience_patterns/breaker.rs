//! What the figure of the circuit breaker may say.

use super::Figure;
use crate::claim::{Claim, Shown, deed, names, so, theory};
use models::resilience_patterns::circuit_breaker::State;
use models::resilience_patterns::guarded_calls::{
    Fate, GuardedCalls, SICKNESS, letter,
};
use models::resilience_patterns::outcome_window::{Counts, Span};
use sim::{Event, Record};

pub const FIGURE: Figure = Figure {
    demo: "circuit-breaker",
    claims: &[CARD, LANES, MACHINE, LOG, CHECKS, OUTCOMES],
    also: &["trials=1", "load=2&threshold=20", "load=1&threshold=20"],
    percent: 100,
};

const CARD: &[Claim] = &[
    names("Circuit breaker: one sick shard trips it for all"),
    so(
        "◇ among the calls for healthy shards: refused by a breaker that cannot \
         tell one shard from another.",
        |s| s.knob("breakers") == "one" || refused_for_nothing(s) == 0,
    ),
    theory(
        "A breaker sees one share of failures for all that it guards, so one sick \
         shard can take the healthy ones with it.",
        "resilience_patterns/circuit_breaker.rs::\
         a_sick_shard_trips_it_for_all_from_a_share_on",
    ),
    theory(
        "It opens where enough calls fail, whoever caused it, and then refuses \
         everyone; a trial says how the shard is that it happens to meet.",
        "resilience_patterns/circuit_breaker.rs::a_breaker_goes_by_its_rules",
    ),
    so(
        "the breaker opens, closes and opens again while B is sick; on other seeds \
         it may do so once",
        |s| s.knob("shards") == "2" && flaps(s.records()),
    ),
];

const LANES: &[Claim] = &[
    names("The breaker, the calls and the failures, over time"),
    names("% failed in the breaker's window; dashed: it opens"),
    names("% failed in the window; dashed: it opens"),
    so("A to {}, well: ▪ answered ◇ refused ✕ timed out", |s| {
        let shards = s.setting("shards");
        shards > 2 && is_shard(s.words[0], shards - 2) && none_timed_out(s)
    }),
    so("Shard A, well: ▪ answered ◇ refused ✕ timed out", |s| {
        s.setting("shards") == 2 && none_timed_out(s)
    }),
    so("There is no other shard", |s| s.setting("shards") == 1),
    so("Shard {}, sick", |s| {
        is_shard(s.words[0], s.setting("shards") - 1) && guarded(s).is_sick()
    }),
    so("Shard {}, well", |s| {
        is_shard(s.words[0], s.setting("shards") - 1) && !guarded(s).is_sick()
    }),
    so("Calls up to {}; the breaker of the last shard: {}", |s| {
        s.words[0] == s.now().clock() && s.words[1] == state_words(s)
    }),
];

const MACHINE: &[Claim] = &[
    so("There is no breaker", |s| s.knob("breakers") == "none"),
    so("The breaker is {}", |s| s.words[0] == state_words(s)),
    so("It opened when", |s| state_words(s) == "open"),
    so("a trial failed", |s| {
        grounds(s) == Counts { calls: 1, failed: 1 } && state_words(s) == "open"
    }),
    so("and refuses until", |s| {
        opens_until(s).is_some_and(|until| s.now() < until)
    }),
    so("next is a trial, since", |s| {
        opens_until(s).is_some_and(|until| until <= s.now())
    }),
    so("Of 1 trial to decide:", |s| {
        s.setting("trials") == 1 && state_words(s) == "half-open"
    }),
    so("Of {n} trials to decide:", |s| {
        s.number(0) == u64::from(s.setting("trials"))
            && state_words(s) == "half-open"
    }),
    so("or else closes", |s| state_words(s) == "half-open"),
    so("Of the last {n} calls:", |s| {
        span(s) == Some(Span::Calls(s.number(0) as u32))
    }),
    so("Of the last {n} s:", |s| {
        let seconds = sim::Micros::from_secs(s.number(0));
        span(s) == Some(Span::Time(seconds))
    }),
    so("of {n} calls or more", |s| {
        let breaker = guarded(s).breaker().expect("there is one");
        s.number(0) == u64::from(breaker.rules().minimum)
    }),
];

const LOG: &[Claim] = &[
    deed("1 call at once"),
    deed("{n} calls at once"),
    so("call {n} to {} answered", |s| has_fate(s, Fate::Answered)),
    so("call {n} to {} refused", |s| {
        s.knob("breakers") != "none" && has_fate(s, Fate::Refused)
    }),
    so("call {n} to {} timed out", |s| {
        let last = s.setting("shards") - 1;
        is_shard(s.words[1], last) && has_fate(s, Fate::TimedOut)
    }),
    so("the breaker is half-open: this call is a trial", |s| {
        became(s, |state| matches!(state, State::HalfOpen { .. }))
    }),
    so("the breaker closes", |s| became(s, |state| state == State::Closed)),
    so("the breaker opens until {}: {n} of {n} failed", |s| {
        let threshold = u64::from(s.setting("threshold"));
        let until = |state| match state {
            State::Open { until } => until.clock() == s.words[0],
            State::Closed | State::HalfOpen { .. } => false,
        };
        became(s, until) && s.number(1) * 100 >= s.number(2) * threshold
    }),
];

const CHECKS: &[Claim] = &[
    so("… Who is well is answered: there is no other shard", |s| {
        s.setting("shards") == 1
    }),
    so("… Who is well is answered: 0 refused for nothing", |s| {
        let last = s.setting("shards") - 1;
        let mut calls = guarded(s).calls();
        !calls.any(|call| call.shard < last && call.fate == Fate::Answered)
    }),
    so("✓ Who is well is answered: 0 refused for nothing", |s| {
        refused_for_nothing(s) == 0
    }),
    so("✕ Who is well is answered: {n} refused for nothing", |s| {
        refused_for_nothing(s) == s.number(0) && s.number(0) > 0
    }),
    so(
        "… Few wait for a time-out: 0 wait 1 s in vain; without a breaker 0 would",
        |s| in_vain(s) == (0, 0),
    ),
    so(
        "✓ Few wait for a time-out: {n} wait 1 s in vain; without a breaker {n} \
         would",
        |s| is_in_vain(s) && s.number(0) * 4 <= s.number(1),
    ),
    so(
        "✕ Few wait for a time-out: {n} wait 1 s in vain; without a breaker {n} \
         would",
        |s| is_in_vain(s) && s.number(0) * 4 > s.number(1),
    ),
];

const OUTCOMES: &[Claim] = &[
    so(
        "→ Stay open: the shard is still dead. Too few of its trials met a healthy \
         shard to close it.",
        |s| {
            let turns = turns(s.past());
            turns.contains(&Turn::Opens) && !turns.contains(&Turn::Closes)
        },
    ),
    so(
        "→ Close for good: others answer the trials. Enough of its trials met \
         healthy shards to close it, and since then too few calls failed to open \
         it again.",
        |s| turns(s.past()).last() == Some(&Turn::Closes) && !flaps(s.past()),
    ),
    so(
        "→ Flap: close, and open again. Trials that meet healthy shards close the \
         breaker, the dead one's failures open it again. Each time callers whose \
         shard was never ill are refused with the others.",
        |s| flaps(s.past()) && refused_for_nothing(s) > 0,
    ),
];

/// What the breaker did while the shard was to be sick.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Opens,
    Closes,
}

fn turns(records: &[Record]) -> Vec<Turn> {
    let ill = records.iter().take_while(|record| record.at < SICKNESS.1);
    let turn = |record: &Record| match &record.event {
        Event::Noted { text, .. } if text.starts_with("the breaker opens") => {
            Some(Turn::Opens)
        }
        Event::Noted { text, .. } if text == "the breaker closes" => {
            Some(Turn::Closes)
        }
        _ => None,
    };
    ill.filter_map(turn).collect()
}

/// Whether the breaker closed and opened again.
fn flaps(records: &[Record]) -> bool {
    turns(records).windows(2).any(|two| *two == [Turn::Closes, Turn::Opens])
}

fn guarded<'a>(s: &Shown<'a>) -> &'a GuardedCalls {
    s.model()
}

fn is_shard(word: &str, shard: u32) -> bool {
    word == letter(shard).to_string()
}

fn state_words(s: &Shown) -> &'static str {
    match guarded(s).breaker().map(|breaker| breaker.state()) {
        None => "none",
        Some(State::Closed) => "closed",
        Some(State::Open { .. }) => "open",
        Some(State::HalfOpen { .. }) => "half-open",
    }
}

fn opens_until(s: &Shown) -> Option<sim::Micros> {
    match guarded(s).breaker()?.state() {
        State::Open { until } => Some(until),
        State::Closed | State::HalfOpen { .. } => None,
    }
}

fn grounds(s: &Shown) -> Counts {
    guarded(s).breaker().expect("there is one").grounds()
}

/// What a closed breaker looks back at.
fn span(s: &Shown) -> Option<Span> {
    let breaker = guarded(s).breaker()?;
    (breaker.state() == State::Closed).then(|| breaker.rules().span)
}

/// Whether the breaker became this at this moment.
fn became(s: &Shown, is_it: impl Fn(State) -> bool) -> bool {
    let mut samples = guarded(s).samples().iter().rev();
    samples.any(|sample| sample.at == s.now() && is_it(sample.state))
}

/// Whether the call of this number to this shard ended so.
fn has_fate(s: &Shown, fate: Fate) -> bool {
    let call = guarded(s).calls().nth(s.number(0) as usize - 1);
    let is_it =
        call.map(|call| call.fate == fate && is_shard(s.words[1], call.shard));
    is_it == Some(true)
}

fn none_timed_out(s: &Shown) -> bool {
    let last = s.setting("shards") - 1;
    let mut well = guarded(s).calls().filter(|call| call.shard < last);
    well.all(|call| call.fate != Fate::TimedOut)
}

fn refused_for_nothing(s: &Shown) -> u64 {
    let last = s.setting("shards") - 1;
    let well = guarded(s).calls().filter(|call| call.shard < last);
    well.filter(|call| call.fate == Fate::Refused).count() as u64
}

/// How many waited, or wait, for the sick shard, and how many would have.
fn in_vain(s: &Shown) -> (u64, u64) {
    let exposure = guarded(s).exposure();
    (exposure.waited.into(), exposure.calls.into())
}

/// Whether these are the numbers, and agree with what became of the calls.
fn is_in_vain(s: &Shown) -> bool {
    let last = s.setting("shards") - 1;
    let count = |fate| {
        let sick = guarded(s).calls().filter(|call| call.shard == last);
        sick.filter(|call| call.fate == fate).count() as u64
    };
    let (waited, calls) = in_vain(s);
    let timed_out = count(Fate::TimedOut);
    (s.number(0), s.number(1)) == (waited, calls)
        && (timed_out..=timed_out + count(Fate::Pending)).contains(&waited)
        && calls <= waited + count(Fate::Refused)
}
