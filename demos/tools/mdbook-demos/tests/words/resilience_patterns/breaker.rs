//! What the figure of the circuit breaker may say.

mod turns;

use super::Figure;
use crate::claim::{Claim, Shown, deed, is_about, names, so, theory};
use models::resilience_patterns::circuit_breaker::State;
use models::resilience_patterns::guarded_calls::{
    Call, Fate, GuardedCalls, SICKNESS, Scope, Settings, TIMEOUT, letter,
};
use models::resilience_patterns::outcome_window::{Counts, Span};
use models::resilience_patterns::{CircuitBreaker, Compared};
use sim::{Log, Micros, Model};
use turns::{flaps, is_window, opened, opens_once, stays_open};

pub const FIGURE: Figure = Figure {
    demo: "circuit-breaker",
    claims: &[CARD, SCENARIOS, CALLS, MACHINE, LOG, CHECKS, OUTCOMES],
    also: &["trials=1", "load=2&threshold=20", "load=1&threshold=20"],
    percent: 100,
};

const CARD: &[Claim] = &[
    names("Circuit breaker: one sick shard trips it for all"),
    so("the ✕ at the calls for a healthy shard.", |s| {
        s.knob("breakers") == "one" || refused_for_nothing(s) == 0
    }),
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
    so("Other seeds may end otherwise.", |s| {
        flaps(s.records()) && (0..20).any(stays_open)
    }),
];

const SCENARIOS: &[Claim] = &[
    names("the bar under the states: how many of the calls in the window failed."),
    so("the bar: how many of all calls fail, and the line where it opens.", |s| {
        let ill = || guarded(s).calls().filter(|call| call.at > SICKNESS.0);
        let for_d = ill().filter(|call| call.shard == 3).count() as u64;
        let all = ill().count() as u64;
        s.setting("threshold") == 50 && (all < 100 || is_about(for_d * 4, all, 25))
    }),
    so("the two switches.", |s| {
        s.knob("breakers") == "per-shard" && s.setting("shards") == 2
    }),
    so("the switch between the callers and both shards.", |s| {
        s.knob("breakers") == "one" && s.setting("shards") == 2
    }),
];

const CALLS: &[Claim] = &[
    names("a mark for {n} calls"),
    names("Shares of each second's calls: answered above the line, others below"),
    so("{n} refused though well", |s| s.number(0) == refused_for_nothing(s)),
    so("Calls for {}", |s| {
        is_shard(s.words[0], s.setting("shards") - 1) || are_others(s)
    }),
    so("Shard {}: well", |s| {
        let is_last = is_shard(s.words[0], s.setting("shards") - 1);
        is_last && !guarded(s).is_sick() || are_others(s) && none_timed_out(s)
    }),
    so("Shard {}: dead", |s| {
        is_shard(s.words[0], s.setting("shards") - 1) && guarded(s).is_sick()
    }),
    so("gets no calls", |s| {
        s.knob("breakers") == "one" && state_words(s) == "open"
    }),
    so("dashed: refused with one for all", |s| {
        let last = s.setting("shards") - 1;
        let mut earlier = GuardedCalls::new(&one_for_all(s), s.seed);
        let (until, mut log) = (Micros::from_secs(40), Log::off());
        while earlier.next().is_some_and(|next| next <= until) {
            earlier.step(&mut log);
        }
        let healthy = earlier.calls().filter(|call| call.shard < last);
        let refused = healthy.filter(|call| call.fate == Fate::Refused);
        let mut seconds: Vec<_> =
            refused.map(|call| call.at.get() / 1_000_000).collect();
        seconds.dedup();
        let drawn = beside(s).earlier().iter().filter(|(_, share)| *share > 0);
        let drawn = drawn.map(|(at, _)| at.get() / 1_000_000);
        s.knob("breakers") == "per-shard" && drawn.eq(seconds)
    }),
    so("Breaker of {}", is_its_breaker),
    so("Calls up to {}; the breaker of the last shard: {}", |s| {
        s.words[0] == s.now().clock() && s.words[1] == state_words(s)
    }),
];

const MACHINE: &[Claim] = &[
    so("There is no breaker", |s| s.knob("breakers") == "none"),
    so("The breaker is {}", |s| s.words[0] == state_words(s)),
    so("{n} of {n} failed; judges from {n}", |s| {
        let minimum = breaker(s).rules().minimum;
        is_window(s)
            && s.number(2) == u64::from(minimum)
            && s.number(1) < s.number(2)
    }),
    so("{n} of {n} failed in {n} s", |s| {
        let seconds = Micros::from_secs(s.number(2));
        is_window(s)
            && breaker(s).rules().span == Span::Time(seconds)
            && s.number(1) >= u64::from(breaker(s).rules().minimum)
    }),
    so("{n} of the last {n} failed", |s| {
        is_window(s) && breaker(s).rules().span == Span::Calls(s.number(1) as u32)
    }),
    so("{n} of {n} failed; {n} s more", |s| {
        let left = opens_until(s).map(|until| until.since(s.now()).as_millis());
        is_counts(s, breaker(s).grounds())
            && left.is_some_and(|left| left.div_ceil(1_000) == s.number(2))
    }),
    so("the next call is a trial", |s| {
        opens_until(s).is_some_and(|until| until <= s.now())
    }),
    so("{n} of {n} failed; 1 trial decides", |s| is_on_trial(s, 1)),
    so("{n} of {n} failed; {n} trials decide", |s| is_on_trial(s, s.number(2))),
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
    so("… Healthy shards stay reachable: 0 refused though well", |s| {
        let last = s.setting("shards") - 1;
        let mut calls = guarded(s).calls();
        !calls.any(|call| call.shard < last && call.fate == Fate::Answered)
    }),
    so("✓ Healthy shards stay reachable: 0 refused though well", |s| {
        refused_for_nothing(s) == 0
    }),
    so("✕ Healthy shards stay reachable: {n} refused though well", |s| {
        refused_for_nothing(s) == s.number(0) && s.number(0) > 0
    }),
    so("… Under half time out: 0 of 0 calls for {} wait 1 s", |s| {
        in_vain(s) == (0, 0) && is_shard(s.words[0], s.setting("shards") - 1)
    }),
    so("✓ Under half time out: {n} of {n} calls for {} wait 1 s", |s| {
        is_in_vain(s) && s.number(0) * 2 < s.number(1)
    }),
    so("✕ Under half time out: {n} of {n} calls for {} wait 1 s", |s| {
        is_in_vain(s) && s.number(0) * 2 >= s.number(1)
    }),
];

const OUTCOMES: &[Claim] = &[
    so(
        "→ Both, in turns. Half of all calls fail, so it opens, for A as well. It \
         closes when most trials meet A, and the failures of B open it again.",
        |s| {
            let refuses = |spell: &(Micros, Micros)| {
                let mut calls = guarded(s).calls().filter(|call| call.shard == 0);
                let is_within = |at| spell.0 <= at && at <= spell.1;
                calls.any(|call| call.fate == Fate::Refused && is_within(call.at))
            };
            let most_meet_a = |trials: &[Call]| {
                let meet_a = trials.iter().filter(|call| call.shard == 0).count();
                meet_a * 2 > trials.len()
            };
            flaps(s.past())
                && opened(s).iter().all(refuses)
                && none_timed_out(s)
                && closing_trials(s).iter().all(|trials| most_meet_a(trials))
        },
    ),
    so(
        "→ A time-out, each of them. D is a quarter of the calls, so never half of \
         them fail: the breaker stays closed, and each caller of D waits 1 s in \
         vain.",
        |s| {
            let samples = guarded(s).samples().iter();
            let (waited, calls) = in_vain(s);
            samples.into_iter().all(|sample| sample.state == State::Closed)
                && waited == calls
                && refused_for_nothing(s) == 0
                && s.setting("shards") == 4
        },
    ),
    so(
        "→ None. The breaker of A never saw a failure. That of B refuses the calls \
         for B, which would have waited in vain.",
        |s| {
            let mut calls = guarded(s)
                .calls()
                .filter(|call| call.fate == Fate::Refused && call.at < SICKNESS.1);
            refused_for_nothing(s) == 0
                && none_timed_out(s)
                && calls.any(|call| call.shard == 1 && call.at > SICKNESS.0)
        },
    ),
    so(
        "→ No. All of them failed, but with fewer than 20 calls it does not judge. The \
         20th comes at 7 s: when that has failed too, it opens.",
        |s| {
            let seven = Micros::from_secs(7);
            let first = || guarded(s).calls().filter(|call| call.at < seven);
            let has_failed = |call: Call| call.fate == Fate::TimedOut;
            breaker(s).rules().minimum == 20
                && first().count() == 19
                && first().all(has_failed)
                && opens_once(s.records()) == Some(seven + TIMEOUT)
        },
    ),
];

fn guarded<'a>(s: &Shown<'a>) -> &'a GuardedCalls {
    beside(s)
}

fn beside<'a>(s: &Shown<'a>) -> &'a Compared<GuardedCalls> {
    s.model()
}

/// The settings of a run, with one breaker for all.
fn one_for_all(s: &Shown) -> Settings {
    let (scope, rules) = (Scope::Service, breaker(s).rules());
    let [shards, load_per_s] = ["shards", "load"].map(|knob| s.setting(knob));
    Settings { scope, rules, shards, load_per_s }
}

/// Whether the first word names all shards but the last.
fn are_others(s: &Shown) -> bool {
    let shards = s.setting("shards");
    match s.words[0].split_once('–') {
        Some((from, to)) => shards > 2 && from == "A" && is_shard(to, shards - 2),
        None => shards == 2 && s.words[0] == "A",
    }
}

/// Whether the word names the last shard, and each has a breaker.
fn is_its_breaker(s: &Shown) -> bool {
    s.knob("breakers") == "per-shard"
        && is_shard(s.words[0], s.setting("shards") - 1)
}

fn is_shard(word: &str, shard: u32) -> bool {
    word == letter(shard).to_string()
}

/// The trials after which the breaker closed, while the last shard was sick.
fn closing_trials(s: &Shown) -> Vec<Vec<Call>> {
    let calls: Vec<Call> = guarded(s).calls().collect();
    let trials = breaker(s).rules().trials as usize;
    let samples = guarded(s).samples();
    let closes = samples.windows(2).filter(|pair| {
        matches!(pair[0].state, State::HalfOpen { .. })
            && pair[1].state == State::Closed
            && pair[1].at < SICKNESS.1
    });
    let last = closes.map(|pair| {
        let before = calls.iter().filter(|call| call.at <= pair[1].at);
        let made: Vec<Call> =
            before.filter(|call| call.is_trial).copied().collect();
        made[made.len().saturating_sub(trials)..].to_vec()
    });
    last.collect()
}

fn state_words(s: &Shown) -> &'static str {
    match guarded(s).breaker().map(|breaker| breaker.state()) {
        None => "none",
        Some(State::Closed) => "closed",
        Some(State::Open { .. }) => "open",
        Some(State::HalfOpen { .. }) => "half-open",
    }
}

fn opens_until(s: &Shown) -> Option<Micros> {
    match guarded(s).breaker()?.state() {
        State::Open { until } => Some(until),
        State::Closed | State::HalfOpen { .. } => None,
    }
}

fn breaker<'a>(s: &Shown<'a>) -> &'a CircuitBreaker {
    guarded(s).breaker().expect("there is one")
}

/// Whether the sentence says so many failed of so many.
fn is_counts(s: &Shown, Counts { calls, failed }: Counts) -> bool {
    [s.number(0), s.number(1)] == [failed, calls].map(u64::from)
}

/// Whether the breaker tries, with so many trials, and the sentence says how they
/// went up to now.
fn is_on_trial(s: &Shown, trials: u64) -> bool {
    let rules = breaker(s).rules();
    match breaker(s).state() {
        State::HalfOpen { trials: counts, .. } => {
            is_counts(s, counts) && u64::from(rules.trials) == trials
        }
        State::Closed | State::Open { .. } => false,
    }
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
        && is_shard(s.words[2], last)
        && (timed_out..=timed_out + count(Fate::Pending)).contains(&waited)
        && calls <= waited + count(Fate::Refused)
}
