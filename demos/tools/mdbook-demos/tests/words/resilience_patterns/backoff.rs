//! Clients that contend for a row, and back off.

use crate::Figure;
use crate::claim::{Claim, Shown, names, so};
use models::resilience_patterns::backoff::Strategy;
use models::resilience_patterns::contention::{Call, STRETCH};
use models::resilience_patterns::{Compared, Contention};
use sim::{Log, Micros, Model};

pub const FIGURE: Figure = Figure {
    demo: "backoff",
    claims: &[CARD, SCENARIOS, PICTURE, CHECKS, LOG],
    also: &["seed=163", "backoff=none&clients=3"],
    percent: 40,
};

const CARD: &[Claim] = &[
    so("Backoff: without jitter the herd comes back in waves", comes_in_waves),
    so(
        "the calls over time: without jitter whoever failed together comes back \
         together.",
        comes_in_waves,
    ),
    so(
        "Exponential backoff makes crowds rarer, not smaller; jitter is what takes \
         them apart.",
        |s| {
            // A busy server takes some time for the first crowd.
            let is_busy = s.setting("work") > 0;
            let is_apart = is_busy || crowd(s) <= 4 || crowd(s) * 3 <= clients(s);
            comes_in_waves(s) && (!has_jitter(s) || is_apart)
        },
    ),
    so(
        "Of all who read one version of the row only the first changes it, so a \
         wave of calls gets few clients done; spread out, each call meets fewer \
         rivals.",
        |s| one_changes_a_version(s) && waves_do_little(s) && is_freer_later(s),
    ),
];

const SCENARIOS: &[Claim] = &[
    names("the moment at which the row gets its next version."),
    names("each wave: how many are too late, and how many change the row."),
    names("the calls from 0.5 s on."),
    names("the queue at the server."),
    so(
        "→ Just 1. The first makes it version 1. All others have read version 0: \
         they are too late, are refused, and start again.",
        |s| {
            let wave = &calls(s)[..s.setting("clients") as usize];
            let changes = wave.iter().filter(|call| call.is_first).count();
            clients(s) == 50 && wave[0].is_first && changes == 1
        },
    ),
    so(
        "→ All of them. Spread out, a call meets fewer rivals, and so more of them \
         succeed.",
        |s| {
            has_jitter(s)
                && contention(s).done().0 == contention(s).clients()
                && is_freer_later(s)
                && is_freer_than_in_waves(s)
        },
    ),
    so(
        "→ Fewer than 25. They keep together. Each wave gets one to three done, \
         and waves get rare: in the end they come 2 s apart.",
        |s| {
            let few = waves(s).into_iter().filter(|(calls, _)| *calls > 0);
            is_herd(s)
                && contention(s).done().0 < 25
                && comes_in_waves(s)
                && few.into_iter().all(|(_, done)| (1..=3).contains(&done))
                && wait(waves(s).len() as u32 - 1) == 2_000
        },
    ),
    so(
        "→ Nearly all. Who waits leaves the server to the others: within 3 s the \
         queue is gone, and fewer calls are too late.",
        |s| {
            let late = calls(s).len() as u64 - changed(s);
            contention(s).done().0 >= 45
                && longest_queue(s) <= 5
                && late < late_at_once(s)
        },
    ),
];

const PICTURE: &[Claim] = &[
    names("Clients, the row that they change, and their calls"),
    names("1. read its version"),
    names("2. write, if it is still that one"),
    names("2. write if same"),
    names("changed the row"),
    so("dashed: without jitter, seed 1", |s| {
        s.setting("work") == 0 && has_jitter(s)
    }),
    so("dashed: without jitter, seed 1: {n} of {n} done", |s| {
        let mut run = Contention::new(Strategy::Exponential, clients(s) as u32, 1);
        while run.next().is_some_and(|next| next <= RUN) {
            run.step(&mut Log::off());
        }
        s.setting("work") == 0
            && has_jitter(s)
            && [s.number(0), s.number(1)] == [run.version().into(), clients(s)]
    }),
    so("dashed: the queue if nobody waits, seed 1", |s| {
        s.setting("work") > 0 && has_jitter(s)
    }),
    names("calls within 50 ms"),
    names("in the queue"),
    so("answers at once", |s| s.setting("work") == 0),
    so("{n} ms a message", |s| s.number(0) == u64::from(s.setting("work"))),
    so("{n} of {n} clients done", is_done),
    so("{n} calls so far", |s| s.number(0) == calls(s).len() as u64),
    so("Until the {n} from the start are done, on seed 1", |s| {
        s.number(0) == u64::from(s.setting("clients"))
    }),
];

const CHECKS: &[Claim] = &[
    so("… All done within 5.5 s: {n} of {n}", |s| {
        is_done(s) && s.number(0) < s.number(1) && !is_over(s)
    }),
    so("✓ All done within 5.5 s: {n} of {n}", |s| {
        is_done(s) && s.number(0) == s.number(1)
    }),
    so("✕ All done within 5.5 s: {n} of {n}", |s| {
        is_done(s) && s.number(0) < s.number(1) && s.now() >= RUN
    }),
    so("✕ All done within 5.5 s: {n} of {n}, no more by then", |s| {
        is_done(s) && s.number(0) < s.number(1) && is_over(s) && s.now() < RUN
    }),
    so("… No waves after 1 s: not yet", |s| s.now() <= Micros::from_secs(1)),
    so("… No waves after 1 s: {n} calls in 50 ms, limit {n}", |s| {
        is_calm(s) && !is_over(s)
    }),
    so("✓ No waves after 1 s: {n} calls in 50 ms, limit {n}", |s| {
        is_calm(s) && is_over(s)
    }),
    so("✕ No waves after 1 s: {n} calls in 50 ms, limit {n}", |s| {
        s.number(0) == crowd(s)
            && s.number(1) == (clients(s) / 4).max(1)
            && s.number(0) * 4 > clients(s)
    }),
    so("… No queue after 3 s: not yet", |s| s.now() <= Micros::from_secs(3)),
    so("✓ No queue after 3 s: up to {n} messages", |s| {
        s.number(0) == longest_queue(s) && s.number(0) * 4 <= clients(s)
    }),
    so("✕ No queue after 3 s: up to {n} messages", |s| {
        s.number(0) == longest_queue(s) && s.number(0) * 4 > clients(s)
    }),
    so("… At most 12 calls for each client done: {n} for {n}", |s| {
        is_cost(s) && s.number(0) <= 12 * clients(s) && !is_over(s)
    }),
    so("✓ At most 12 calls for each client done: {n} for {n}", |s| {
        is_cost(s) && s.number(0) <= 12 * s.number(1)
    }),
    so("✕ At most 12 calls for each client done: {n} for {n}", |s| {
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

/// How long a run is.
const RUN: Micros = Micros::from_millis(5_500);

/// The longest queue at the server from 3 s on.
fn longest_queue(shown: &Shown) -> u64 {
    let stretches = Micros::from_secs(3).get() / STRETCH.get();
    let queues = contention(shown).queues().iter().skip(stretches as usize);
    queues.max().copied().unwrap_or(0).into()
}

/// How many calls would have been too late if nobody waited.
fn late_at_once(shown: &Shown) -> u64 {
    let work = Micros::from_millis(shown.setting("work").into());
    let clients = shown.setting("clients");
    let mut run = Contention::with_work(Strategy::None, clients, work, 1);
    while run.next().is_some_and(|next| next <= RUN) {
        run.step(&mut Log::off());
    }
    u64::from(run.count() - run.version())
}

fn contention<'a>(shown: &Shown<'a>) -> &'a Contention {
    shown.model::<Compared<Contention>>()
}

fn calls<'a>(shown: &Shown<'a>) -> &'a [Call] {
    contention(shown).calls()
}

/// How many calls have changed the row.
fn changed(shown: &Shown) -> u64 {
    calls(shown).iter().filter(|call| call.is_first).count() as u64
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
/// all, and twice as long as the last one if there is any, give or take the delays of
/// messages.
fn comes_in_waves(shown: &Shown) -> bool {
    let wait = |calls| match shown.knob("backoff") {
        "none" => 0,
        _ => wait(calls),
    };
    // A server that takes time has each wait for all others.
    let queue = u64::from(shown.setting("work")) * 2 * clients(shown);
    let each = (0..contention(shown).clients()).all(|client| {
        let of_it: Vec<_> =
            calls(shown).iter().filter(|call| call.client == client).collect();
        let mut gaps = of_it.windows(2).zip(1..);
        gaps.all(|(pair, number)| {
            let gap = pair[1].at.since(pair[0].at).as_millis();
            let usual = wait(number) + 40;
            gap + 24 >= usual && gap <= usual + 24 + queue
        })
    });
    !["none", "exponential"].contains(&shown.knob("backoff")) || each
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
    // A server that takes time for each message takes the wave apart.
    shown.knob("backoff") != "exponential"
        || shown.setting("work") > 0
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

/// Whether a greater share of calls succeeds than of those that come in waves.
fn is_freer_than_in_waves(shown: &Shown) -> bool {
    let mut herd = Contention::new(Strategy::Exponential, 50, 1);
    while herd.next().is_some_and(|next| next <= RUN) {
        herd.step(&mut Log::off());
    }
    let (all, done) = (u64::from(herd.count()), u64::from(herd.done().0));
    changed(shown) * all > done * calls(shown).len() as u64
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

/// Whether the largest crowd from 1 s on, which is so large, is no wave.
fn is_calm(shown: &Shown) -> bool {
    let is_none = shown.number(0) <= 1 || shown.number(0) * 4 <= clients(shown);
    shown.number(0) == crowd(shown)
        && shown.number(1) == (clients(shown) / 4).max(1)
        && is_none
        && shown.now() > Micros::from_secs(1)
}

/// Whether so many of so many clients are done: their change is known to them.
fn is_done(shown: &Shown) -> bool {
    let done = u64::from(contention(shown).done().0);
    [shown.number(0), shown.number(1)] == [done, clients(shown)]
        && done <= changed(shown)
}

fn is_cost(shown: &Shown) -> bool {
    let done = u64::from(contention(shown).done().0);
    [shown.number(0), shown.number(1)] == [calls(shown).len() as u64, done]
}

/// Whether the run is the one that the reader is asked about: it has no jitter.
fn is_herd(shown: &Shown) -> bool {
    shown.knob("backoff") == "exponential" && clients(shown) == 50
}

/// Whether nothing happens any more.
fn is_over(shown: &Shown) -> bool {
    let end = RUN;
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
