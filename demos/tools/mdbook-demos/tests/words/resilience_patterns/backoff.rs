//! Clients that contend for a row, and back off.

use crate::Figure;
use crate::claim::{Claim, Shown, is_about, names, so};
use models::resilience_patterns::Contention;
use models::resilience_patterns::backoff::Strategy;
use models::resilience_patterns::backoff_experiments::study;
use models::resilience_patterns::contention::Call;
use sim::{Micros, Model};

pub const FIGURE: Figure = Figure {
    demo: "backoff",
    claims: &[CARD, PICTURE, CHECKS, LOG],
    also: &["seed=163"],
    percent: 40,
};

const CARD: &[Claim] = &[
    so("Backoff: without jitter the herd comes back in waves", comes_in_waves),
    so(
        "the columns of calls: without jitter whoever failed together comes back \
         together, ever later and nearly as many.",
        |s| comes_in_waves(s) && waves_do_little(s),
    ),
    so(
        "Exponential backoff makes crowds rarer, not smaller; jitter is what takes \
         them apart.",
        |s| {
            let is_apart = crowd(s) <= 4 || crowd(s) * 3 <= clients(s);
            comes_in_waves(s) && (!has_jitter(s) || is_apart)
        },
    ),
    so(
        "Of all who read one version of the row only the first changes it, so a \
         wave of calls gets few clients done; spread out, each call meets fewer \
         rivals.",
        |s| one_changes_a_version(s) && waves_do_little(s) && is_freer_later(s),
    ),
    so(
        "→ Fewer than 25. A wave gets few done, and waves get rare. With full \
         jitter all 50 are done after about 3 seconds.",
        |s| {
            let jitter = study(Strategy::FullJitter, 50, 20);
            is_asked(s)
                && contention(s).done().0 < 25
                && is_about(jitter.time.as_millis(), 3_000, 15)
        },
    ),
    so(
        "→ 25 or more, but not all. A wave gets few done, and waves get rare.",
        |s| is_asked(s) && (25..50).contains(&contention(s).done().0),
    ),
];

const PICTURE: &[Claim] = &[
    names("Each client's calls over time, and all of them"),
    names(
        "A row for each client: | a call that came too late, ▪ the one that did it",
    ),
    names("A row for each client: | too late, ▪ done"),
    names("Calls in each {n} ms: ▪ above the line, ✕ below it"),
    so("{n} of {n} clients done with {n} calls", |s| {
        is_done(s) && s.number(2) == calls(s).len() as u64
    }),
    so("Until the {n} from the start are done, on seed 1", |s| {
        s.number(0) == u64::from(s.setting("clients"))
    }),
];

const CHECKS: &[Claim] = &[
    so("… All done within 5 s: none of {n} yet", |s| {
        contention(s).done().0 == 0 && s.number(0) == clients(s)
    }),
    so("… All done within 5 s: {n} of {n}, the last at {}", |s| {
        is_done(s) && s.number(0) < s.number(1) && !is_over(s)
    }),
    so("✓ All done within 5 s: {n} of {n}, the last at {}", |s| {
        is_done(s) && s.number(0) == s.number(1)
    }),
    so("✕ All done within 5 s: {n} of {n}, the last at {}", |s| {
        is_done(s) && s.number(0) < s.number(1) && is_over(s)
    }),
    so("… No crowd after 1 s: at most {n} calls within 50 ms", |s| {
        s.number(0) == crowd(s) && s.now() <= Micros::from_secs(1)
    }),
    so("✓ No crowd after 1 s: at most {n} calls within 50 ms", |s| {
        let is_none = s.number(0) <= 1 || s.number(0) * 4 <= clients(s);
        s.number(0) == crowd(s) && is_none && s.now() > Micros::from_secs(1)
    }),
    so("✕ No crowd after 1 s: at most {n} calls within 50 ms", |s| {
        s.number(0) == crowd(s) && s.number(0) * 4 > clients(s)
    }),
    so("… At most 12 calls for each client done: {n} calls, {n} done", |s| {
        is_cost(s) && s.number(0) <= 12 * clients(s) && !is_over(s)
    }),
    so("✓ At most 12 calls for each client done: {n} calls, {n} done", |s| {
        is_cost(s) && s.number(0) <= 12 * s.number(1)
    }),
    so("✕ At most 12 calls for each client done: {n} calls, {n} done", |s| {
        is_cost(s) && s.number(0) > 12 * s.number(1)
    }),
];

const LOG: &[Claim] = &[
    so("client {n} changes the row", |s| calls_now(s, true)),
    so("client {n} is too late", |s| calls_now(s, false)),
    so("client {n} waits {n} ms", |s| match s.knob("backoff") {
        "none" => false,
        "exponential" => {
            let client = s.number(0) as u32 - 1;
            let of_it = calls(s).iter().filter(|call| call.client == client);
            s.number(1) == wait(of_it.count() as u32)
        }
        _ => s.number(1) <= 2_000,
    }),
];

fn contention<'a>(shown: &Shown<'a>) -> &'a Contention {
    shown.model()
}

fn calls<'a>(shown: &Shown<'a>) -> &'a [Call] {
    contention(shown).calls()
}

fn clients(shown: &Shown) -> u64 {
    contention(shown).clients().into()
}

fn has_jitter(shown: &Shown) -> bool {
    let is_calm = shown.act.edits().is_empty();
    !matches!(shown.knob("backoff"), "none" | "exponential") && is_calm
}

/// How long a client waits without jitter after so many calls in vain: in
/// milliseconds.
fn wait(calls: u32) -> u64 {
    (5 << calls.min(16)).min(2_000)
}

/// Without jitter a client that failed comes back after a wait that is the same for
/// all, and twice as long as the last one, give or take the delays of messages.
fn comes_in_waves(shown: &Shown) -> bool {
    let each = (0..contention(shown).clients()).all(|client| {
        let of_it: Vec<_> =
            calls(shown).iter().filter(|call| call.client == client).collect();
        let mut gaps = of_it.windows(2).zip(1..);
        gaps.all(|(pair, number)| {
            let gap = pair[1].at.since(pair[0].at).as_millis();
            gap.abs_diff(wait(number) + 40) <= 24
        })
    });
    shown.knob("backoff") != "exponential" || each
}

/// How many calls the waves of those who began together have, and how many of these
/// changed the row.
fn waves(shown: &Shown) -> Vec<(u64, u64)> {
    let mut made = vec![0; shown.setting("clients") as usize];
    let mut waves = Vec::new();
    for call in calls(shown) {
        let Some(number) = made.get_mut(call.client as usize) else { continue };
        *number += 1;
        waves.resize(waves.len().max(*number), (0, 0));
        waves[*number - 1].0 += 1;
        waves[*number - 1].1 += u64::from(call.is_first);
    }
    waves
}

/// Without jitter a wave gets few clients done: about three at most.
fn waves_do_little(shown: &Shown) -> bool {
    let most = waves(shown).into_iter().map(|(_, done)| done).max();
    shown.knob("backoff") != "exponential"
        || most.unwrap_or(0) <= 6 && done_by_wave(shown) <= 35
}

/// How many clients a wave gets done on average, times ten.
fn done_by_wave(shown: &Shown) -> u64 {
    let waves = waves(shown);
    let done: u64 = waves.iter().map(|(_, done)| done).sum();
    done * 10 / waves.len().max(1) as u64
}

/// Between two changes of the row somebody has read it: two messages.
fn one_changes_a_version(shown: &Shown) -> bool {
    let first: Vec<_> = calls(shown).iter().filter(|call| call.is_first).collect();
    let mut clients: Vec<_> = first.iter().map(|call| call.client).collect();
    clients.sort_unstable();
    clients.windows(2).all(|pair| pair[0] != pair[1])
        && first
            .windows(2)
            .all(|pair| pair[1].at.since(pair[0].at) > Micros::from_millis(6))
}

/// With jitter, of the calls that come when many have parted a greater share changes
/// the row.
fn is_freer_later(shown: &Shown) -> bool {
    let calls = calls(shown);
    let parted = calls.partition_point(|call| call.at < Micros::from_millis(500));
    let (early, late) = calls.split_at(parted);
    let first = |of: &[Call]| of.iter().filter(|call| call.is_first).count();
    !has_jitter(shown)
        || late.len() < 10
        || first(late) * early.len() >= first(early) * late.len()
}

/// Most calls within 50 ms, from 1 s on.
fn crowd(shown: &Shown) -> u64 {
    let calls = calls(shown);
    let late = &calls[calls.partition_point(|c| c.at < Micros::from_secs(1))..];
    let until = |at| late.partition_point(|call| call.at <= at);
    let each = late.iter().enumerate();
    let each = each.map(|(n, call)| until(call.at + Micros::from_millis(50)) - n);
    each.max().unwrap_or(0) as u64
}

/// Whether so many of so many clients are done: their change is known to them.
fn is_done(shown: &Shown) -> bool {
    let changed = calls(shown).iter().filter(|call| call.is_first).count() as u64;
    let done = u64::from(contention(shown).done().0);
    [shown.number(0), shown.number(1)] == [done, clients(shown)] && done <= changed
}

fn is_cost(shown: &Shown) -> bool {
    let done = u64::from(contention(shown).done().0);
    [shown.number(0), shown.number(1)] == [calls(shown).len() as u64, done]
}

/// Whether the run is the one that the reader is asked about: it has no jitter.
fn is_asked(shown: &Shown) -> bool {
    shown.knob("backoff") == "exponential"
        && clients(shown) == 50
        && waves_do_little(shown)
        && comes_in_waves(shown)
}

/// Whether nothing happens any more.
fn is_over(shown: &Shown) -> bool {
    let end = Micros::from_secs(5);
    let mut edits = shown.act.edits().into_iter();
    let is_quiet = contention(shown).next().is_none_or(|next| next > end);
    shown.now() >= end || is_quiet && edits.all(|(at, _)| at <= shown.now())
}

/// Whether this client's call arrives now.
fn calls_now(shown: &Shown, is_first: bool) -> bool {
    calls(shown).iter().any(|call| {
        call.at == shown.now()
            && u64::from(call.client) + 1 == shown.number(0)
            && call.is_first == is_first
    })
}
