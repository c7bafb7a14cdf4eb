//! What is said of two balancers, whatever the figure is about.

use crate::claim::{Claim, Shown, names, so};
use models::load_balancing::balancer::{Balancer, Condition, Server};
use models::load_balancing::pair::{Pair, Side};

pub const WORDS: &[Claim] = &[
    so("p50 {n} · p90 {n} · p99 {n} s", |s| {
        is_of_a_side(s, |b| {
            [50, 90, 99]
                .iter()
                .enumerate()
                .all(|(place, percent)| is_percentile(s, place, b, *percent))
        })
    }),
    so("p50 {n} · p99 {n} s", |s| {
        is_of_a_side(s, |b| {
            is_percentile(s, 0, b, 50) && is_percentile(s, 1, b, 99)
        })
    }),
    names("Requests at the longest queue"),
    names("waits longer than 1 s"),
    names("older than 1 s"),
    names("{}: least request"),
    names("{}: two choices"),
    names("{}: three choices"),
    so("s{n} is idle, and s{n} has {n} requests", |s| is_waste(s, true)),
    so("s{n} is idle, s{n} has {n}", |s| is_waste(s, true)),
    so("{n} are idle, and s{n} has {n} requests", |s| is_waste(s, false)),
    so("{n} are idle, s{n} has {n}", |s| is_waste(s, false)),
    so("Requests at each server, at {}", |s| s.words[0] == s.now().clock()),
    so("left: longest queue {n}; right: longest queue {n}", |s| {
        is_longest(s, [0, 1])
    }),
    so(
        "left: longest queue {n}, p99 {n} ms; right: longest queue {n}, p99 {n} ms",
        |s| is_longest(s, [0, 2]) && is_p99_in_ms(s, 1, 0) && is_p99_in_ms(s, 3, 1),
    ),
];

/// Of the checks whether both sides answer in time.
pub const IN_TIME: &[Claim] = &[
    so("✓ Left: p99 below 1 s: {n} s in the last 5 s", |s| {
        is_p99(s, Side::Left) && s.thousandths(0) <= 1_000
    }),
    so("✕ Left: p99 below 1 s: {n} s in the last 5 s", |s| {
        is_p99(s, Side::Left) && s.thousandths(0) >= 1_000
    }),
    so("… Left: p99 below 1 s: not known yet", |s| is_unknown(s, Side::Left)),
    so("✓ Right: p99 below 1 s: {n} s in the last 5 s", |s| {
        is_p99(s, Side::Right) && s.thousandths(0) <= 1_000
    }),
    so("✕ Right: p99 below 1 s: {n} s in the last 5 s", |s| {
        is_p99(s, Side::Right) && s.thousandths(0) >= 1_000
    }),
    so("… Right: p99 below 1 s: not known yet", |s| is_unknown(s, Side::Right)),
];

pub fn pair<'a>(shown: &Shown<'a>) -> &'a Pair {
    shown.model()
}

pub fn is_of_a_side(shown: &Shown, is_so: impl Fn(&Balancer) -> bool) -> bool {
    Side::BOTH.into_iter().any(|side| is_so(pair(shown).side(side)))
}

/// Whether a number of the sentence is a percentile of a balancer's requests.
fn is_percentile(
    shown: &Shown,
    place: usize,
    balancer: &Balancer,
    percent: usize,
) -> bool {
    let span =
        balancer.recent().percentile(percent).map_or(0, |span| span.as_millis());
    is_rounded(shown.thousandths(place), span)
}

/// To a tenth of a second, or a hundredth below two.
fn is_rounded(shown: u64, millis: u64) -> bool {
    shown.abs_diff(millis) <= if millis < 995 { 5 } else { 55 }
}

fn is_p99(shown: &Shown, side: Side) -> bool {
    let p99 = pair(shown).figures(side).p99;
    p99.is_some_and(|p99| is_rounded(shown.thousandths(0), p99.as_millis()))
}

fn is_p99_in_ms(shown: &Shown, place: usize, side: usize) -> bool {
    let p99 = pair(shown).figures(Side::BOTH[side]).p99;
    p99.is_some_and(|p99| p99.as_millis() == shown.number(place))
}

fn is_unknown(shown: &Shown, side: Side) -> bool {
    pair(shown).figures(side).p99.is_none()
}

/// Whether two numbers of the sentence are the longest queues.
fn is_longest(shown: &Shown, places: [usize; 2]) -> bool {
    let longest = Side::BOTH.map(|side| pair(shown).side(side).longest() as u64);
    longest == places.map(|place| shown.number(place))
}

/// Whether some servers are idle, one by its name or so many, while another has so
/// many requests as none has more.
fn is_waste(shown: &Shown, is_one: bool) -> bool {
    let [first, longest, count] =
        [0, 1, 2].map(|place| shown.number(place) as usize);
    is_of_a_side(shown, |balancer| {
        let load = |number: usize| balancer.servers()[number - 1].load();
        // One that fails has nothing in hand, and is not free.
        let is_free = |s: &&Server| s.load() == 0 && s.state() != Condition::Fails;
        let idle = balancer.servers().iter().filter(is_free).count();
        let is_idle = match is_one {
            true => idle == 1 && load(first) == 0,
            false => idle == first,
        };
        is_idle && load(longest) == count && balancer.longest() == count
    })
}
