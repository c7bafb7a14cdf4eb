//! What a breaker did over a run, and what it would do in another one.

use super::{breaker, guarded, is_counts};
use crate::claim::Shown;
use models::resilience_patterns::circuit_breaker::{Rules, State};
use models::resilience_patterns::guarded_calls::{
    ANSWER, Fate, GuardedCalls, SICKNESS, Sample, Scope, Settings, TIMEOUT,
};
use models::resilience_patterns::outcome_window::{Counts, Span};
use sim::{Event, Log, Micros, Model, Record};

/// What the breaker did while the shard was to be sick.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Opens,
    Closes,
}

fn turns(records: &[Record]) -> Vec<(Micros, Turn)> {
    let ill = records.iter().take_while(|record| record.at < SICKNESS.1);
    let turn = |record: &Record| match &record.event {
        Event::Noted { text, .. } if text.starts_with("the breaker opens") => {
            Some((record.at, Turn::Opens))
        }
        Event::Noted { text, .. } if text == "the breaker closes" => {
            Some((record.at, Turn::Closes))
        }
        _ => None,
    };
    ill.filter_map(turn).collect()
}

/// When the breaker opened, if it did nothing but that.
pub fn opens_once(records: &[Record]) -> Option<Micros> {
    match turns(records)[..] {
        [(at, Turn::Opens)] => Some(at),
        _ => None,
    }
}

/// Whether the breaker closed and opened again.
pub fn flaps(records: &[Record]) -> bool {
    let turns = turns(records);
    let mut turns = turns.windows(2).map(|two| [two[0].1, two[1].1]);
    turns.any(|two| two == [Turn::Closes, Turn::Opens])
}

/// When calls ended that a closed breaker has let through, and whether they failed.
fn judged(s: &Shown) -> Vec<(Micros, bool)> {
    let samples = guarded(s).samples();
    let is_closed = |sample: &Sample| sample.state == State::Closed;
    let closed = samples.iter().rposition(|sample| !is_closed(sample));
    let since = closed.and_then(|last| samples.get(last + 1));
    let is_guarded =
        |shard| s.knob("breakers") == "one" || shard + 1 == s.setting("shards");
    let calls = guarded(s).calls().filter(|call| {
        is_guarded(call.shard) && since.is_none_or(|since| call.at >= since.at)
    });
    let ended = calls.filter_map(|call| match call.fate {
        Fate::Answered => Some((call.at + ANSWER, false)),
        Fate::TimedOut => Some((call.at + TIMEOUT, true)),
        Fate::Pending | Fate::Refused => None,
    });
    ended.collect()
}

/// Whether the breaker is closed, and its window holds what the sentence says: ten
/// buckets, of which the last one is begun.
pub fn is_window(s: &Shown) -> bool {
    let mut judged = judged(s);
    judged.sort_unstable();
    match breaker(s).rules().span {
        Span::Time(length) => {
            let bucket = |at: Micros| at.get() * 10 / length.get();
            judged.retain(|(at, _)| bucket(*at) + 10 > bucket(s.now()));
        }
        Span::Calls(size) => {
            let old = judged.len().saturating_sub(size as usize);
            judged.drain(..old);
        }
    }
    let failed = judged.iter().filter(|(_, failed)| *failed).count() as u32;
    let counts = Counts { calls: judged.len() as u32, failed };
    breaker(s).state() == State::Closed && is_counts(s, counts)
}

/// The spells for which the breaker was open while the shard was sick.
pub fn opened(s: &Shown) -> Vec<(Micros, Micros)> {
    let ill = guarded(s).samples().iter().filter(|it| it.at < SICKNESS.1);
    let (mut spells, mut since) = (Vec::new(), None);
    for sample in ill {
        match (since, sample.state) {
            (None, State::Open { .. }) => since = Some(sample.at),
            (Some(from), State::HalfOpen { .. }) => {
                spells.push((from, sample.at));
                since = None;
            }
            (None, State::Closed | State::HalfOpen { .. })
            | (Some(_), State::Open { .. } | State::Closed) => {}
        }
    }
    spells
}

/// A run behind one breaker as in the resting frame, while the shard is sick.
fn run(seed: u64) -> GuardedCalls {
    let rules = Rules { trials: 5, ..Rules::HYSTRIX };
    let scope = Scope::Service;
    let settings = Settings { scope, rules, shards: 2, load_per_s: 10 };
    let (mut calls, mut log) = (GuardedCalls::new(&settings, seed), Log::off());
    while calls.next().is_some_and(|next| next <= SICKNESS.1) {
        calls.step(&mut log);
    }
    calls
}

/// Whether on this seed the breaker of two shards opens, and does not close while
/// the one is sick.
pub fn stays_open(seed: u64) -> bool {
    let calls = run(seed);
    let is_closed = |sample: &&Sample| sample.state == State::Closed;
    let mut opened = calls.samples().iter().skip_while(is_closed).peekable();
    opened.peek().is_some() && !opened.any(|sample| is_closed(&sample))
}
