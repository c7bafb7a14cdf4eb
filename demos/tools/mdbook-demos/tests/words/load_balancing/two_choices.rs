//! Two balancers on the same requests.

use super::pair::{is_of_a_side, pair};
use crate::claim::{Claim, Shown, names, so, theory};
use models::load_balancing::balancer::{Balancer, Condition, Policy};
use models::load_balancing::pair::Side;
use sim::Micros;

pub const ALSO: &[&str] = &[
    "edits=1s-s3-at-25,2s-s5-fails",
    "edits=1s-s3-fails,2s-s4-fails",
    "fleet=unequal&edits=3s-s1-at-25,6s-s1-at-100",
    "edits=3s-left-weighted,4s-right-ewma,5s-left-hash,6s-left-round-robin",
    "edits=3s-left-least,4s-right-three,5s-load-99,6s-s2-fails,8s-s2-at-100",
];

pub const WORDS: &[Claim] = &[
    so("Eight servers, the same requests, two policies", |s| {
        Side::BOTH.into_iter().all(|side| pair(s).side(side).servers().len() == 8)
    }),
    names("the tallest stack, and whether a server beside it has none."),
    theory(
        "Looking at two random servers and taking the shorter queue is nearly as \
         good as knowing all queues, and far better than chance.",
        "load_balancing/balancer.rs::two_choices_are_nearly_as_good_as_all",
    ),
    theory(
        "With many servers at 90 % load a request spends 10 service times in the \
         system if its server is picked at random, and 2.6 if the shorter of two \
         queues is.",
        "load_balancing/balancer.rs::choices_are_the_supermarket_model",
    ),
    so("the stacks at the right from 20 s on.", |s| {
        let is_two =
            pair(s).side(Side::Right).settings().policy == Policy::Choices(2);
        is_two == (s.now().as_millis() >= 20_000)
    }),
    so("s3 on both sides from 5 s on.", |s| {
        let is_slow = |b: &Balancer| b.servers()[2].state() == Condition::Works(25);
        let both = Side::BOTH.map(|side| is_slow(pair(s).side(side)));
        both == [s.now().as_millis() >= 5_000; 2]
    }),
    so("s5 to s8, which work at a quarter of the speed.", |s| {
        is_of_a_side(s, |b| {
            b.servers()[4..].iter().all(|server| server.speed() == 25)
        })
    }),
    so("the ✕ that come back from s3 from 5 s on.", |s| {
        let fails = |b: &Balancer| b.servers()[2].state() == Condition::Fails;
        is_of_a_side(s, fails) == (s.now().as_millis() >= 5_000)
    }),
    names("Two balancers, their servers and the requests at each"),
    names("weighted round robin"),
    names("{}: weighted round robin"),
    names("{}: round robin"),
    names("{}: peak EWMA"),
    names("{}: consistent hash"),
    so("s{n}: {n} % of the speed", |s| {
        is_of_a_side(s, |b| speed(b, s.number(0)) == Some(s.number(1)))
    }),
    so("s{n}–s{n}: {n} % of the speed", |s| {
        is_of_a_side(s, |b| {
            let mut all = s.number(0)..=s.number(1);
            all.all(|server| speed(b, server) == Some(s.number(2)))
        })
    }),
    so("s{n} answers with errors", |s| {
        is_of_a_side(s, |b| speed(b, s.number(0)).is_none())
    }),
    so("s{n} answers {n} % of requests, with errors", is_failing),
    so("s{n}: {n} %, all errors", is_failing),
    so("s{n}–s{n} answer with errors", |s| {
        is_of_a_side(s, |b| {
            (s.number(0)..=s.number(1)).all(|n| speed(b, n).is_none())
        })
    }),
    so("{n} servers slow or failing", |s| {
        let usual =
            |b: &Balancer| (1..=8).filter(|n| speed(b, *n) == Some(100)).count();
        is_of_a_side(s, |b| 8 - usual(b) as u64 == s.number(0))
    }),
];

pub const CHECKS: &[Claim] = &[
    so("✓ No request fails: left {n} %, right {n} %", |s| {
        failed(s) == [0, 0] && s.number(0) + s.number(1) == 0
    }),
    so("✕ No request fails: left {n} %, right {n} %", |s| {
        failed(s) != [0, 0]
            && Side::BOTH.into_iter().zip([0, 1]).all(|(side, place)| {
                let tally = pair(s).side(side).tally();
                let all = (tally.failed + tally.answered).max(1);
                (s.number(place) * all).abs_diff(tally.failed * 100) * 2 <= all
            })
    }),
    so(
        "→ Less than half as long. The longest queue gets nothing: whatever it is \
         compared with is shorter. So it drains, and work that was piled up here \
         is done by servers that were idle.",
        |s| {
            let late = |at: Micros| (24_000..=27_000).contains(&at.as_millis());
            let samples = pair(s).samples().iter().filter(|(at, _)| late(*at));
            let [left, right] =
                samples.fold([0, 0], |sums: [u32; 2], (_, both)| {
                    [sums[0] + both[0].longest, sums[1] + both[1].longest]
                });
            right * 2 < left
        },
    ),
    so(
        "→ It grows as long as s3 is slow. Seven come in each second, and 2.5 are \
         done. One request in eight waits longer and longer, while other servers \
         have time to spare.",
        |s| pair(s).side(Side::Left).servers()[2].load() >= 20,
    ),
    so(
        "→ Their queues grow. Each gets an eighth of 35, which is 4.4 a second, \
         and does 2.5. By weight it gets 1.75.",
        |s| {
            let slow = |side| &pair(s).side(side).servers()[4..];
            let all =
                |side| slow(side).iter().map(|server| server.load()).sum::<usize>();
            all(Side::Left) >= 40 && all(Side::Right) < all(Side::Left)
        },
    ),
    so(
        "→ Far more than an eighth. Its queue is always the shortest: it looks \
         like the one that is free. A policy that goes by queues needs outlier \
         ejection beside it.",
        |s| {
            let sent = &pair(s).side(Side::Right).tally().sent;
            sent[2] * 100 > sent.iter().sum::<u64>() * 18
        },
    ),
];

/// Whether this server of a side fails, and so many per cent of its requests do.
fn is_failing(s: &Shown) -> bool {
    is_of_a_side(s, |b| {
        let tally = b.tally();
        let all = tally.failed + tally.answered;
        speed(b, s.number(0)).is_none()
            && (s.number(1) * all).abs_diff(tally.failed * 100) * 2 <= all
    })
}

fn failed(shown: &Shown) -> [u64; 2] {
    Side::BOTH.map(|side| pair(shown).side(side).tally().failed)
}

/// How fast a server is now, in per cent of the usual; `None` if it fails.
fn speed(balancer: &Balancer, server: u64) -> Option<u64> {
    let server = balancer.servers().get(server as usize - 1)?;
    match server.state() {
        Condition::Works(percent) => {
            Some(u64::from(percent * server.speed() / 100))
        }
        Condition::Fails => None,
    }
}
