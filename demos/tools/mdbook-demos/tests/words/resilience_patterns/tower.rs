//! Retries in layers.

use crate::Figure;
use crate::claim::{Claim, Shown, names, so};
use models::resilience_patterns::call_tree::{CallTree, Rule, Settings};
use sim::{Log, Model};

pub const FIGURE: Figure = Figure {
    demo: "amplification",
    claims: &[CARD, PICTURE, CHECKS, LOG],
    also: &["rule=top", "rule=bottom", "rule=budget&fail=50", "fail=50"],
    percent: 50,
};

const CARD: &[Claim] = &[
    so("Retry amplification: each layer multiplies", multiplies),
    so(
        "the boxes of tries: they count like the wheels of a mileometer, and the \
         last one turns once for each call to the database.",
        |s| {
            let model = tree(s);
            let depth = model.settings().depth;
            let made = model.calls()[depth] - model.calls_of_ended()[depth];
            !is_down(s) || rule(s) == Rule::Budget || made == on_wheels(model)
        },
    ),
    so(
        "Retries in layers multiply: five services that try three times each make \
         3⁵ = 243 calls to the database out of one request.",
        |s| {
            let (depth, attempts, rule) = (5, 3, Rule::All);
            let settings = Settings { depth, attempts, rule, failing: 100 };
            let mut tree = CallTree::new(&settings, 0);
            while tree.first_request().is_none() {
                tree.step(&mut Log::off());
            }
            tree.first_request() == Some(243) && multiplies(s)
        },
    ),
    so(
        "To a service, the failure of all tries below it looks like one failed \
         call, so it has the whole tree below it made again.",
        multiplies,
    ),
    so(
        "Where one layer alone retries there are 3; with a retry budget of 10 % in \
         each there are at most 1.1⁵ = 1.6.",
        |s| {
            let calls = calls_of_ended(s);
            let attempts = u64::from(tree(s).settings().attempts);
            match rule(s) {
                Rule::All => true,
                Rule::Top | Rule::Bottom if is_down(s) => {
                    calls == attempts * ended(s)
                }
                Rule::Top | Rule::Bottom => calls <= attempts * ended(s),
                Rule::Budget => calls * 100_000 <= 161_051 * ended(s),
            }
        },
    ),
    so("→ 3. That is so where one layer alone retries.", |s| {
        matches!(rule(s), Rule::Top | Rule::Bottom)
            && is_asked(s)
            && tree(s).first_request() == Some(3)
    }),
    so(
        "→ 243: three times as many with each layer. 3 × 3 × 3 × 3 × 3. The last \
         service alone is called 81 times, and calls the database three times for \
         each.",
        |s| {
            let calls = tree(s).calls_of_ended();
            let last = &calls[calls.len() - 2..];
            rule(s) == Rule::All
                && is_asked(s)
                && (!is_down(s) || last == [81 * ended(s), 243 * ended(s)])
        },
    ),
];

const PICTURE: &[Claim] = &[
    names("Calls that each layer got"),
    so("Calls at {}", |s| s.words[0] == s.now().clock()),
    so("Calls from the first request, so far", |s| ended(s) == 0),
    so("Calls for each request: 1 is over", |s| ended(s) == 1),
    so("Calls for each request: {n} are over", |s| s.number(0) == ended(s)),
    so("■ a try of the request under way", |s| rule(s) == Rule::Budget),
    so(
        "■ a try of the request under way; ¦ attempts of the one that retries",
        |s| matches!(rule(s), Rule::Top | Rule::Bottom),
    ),
    so("■ a try; ¦ attempts of the one that retries", |s| {
        matches!(rule(s), Rule::Top | Rule::Bottom)
    }),
    so(
        "■ a try of the request under way; ¦ attempts to the power of the depth",
        |s| rule(s) == Rule::All,
    ),
    so("■ a try; ¦ attempts to the power of the depth", |s| {
        rule(s) == Rule::All
    }),
];

const CHECKS: &[Claim] = &[
    so("… Retries do not multiply: no request is over", |s| ended(s) == 0),
    so(
        "✓ Retries do not multiply: {n} calls each; one layer: {n} at most",
        |s| is_each(s) && s.thousandths(0) <= s.thousandths(1),
    ),
    so(
        "✕ Retries do not multiply: {n} calls each; one layer: {n} at most",
        |s| is_each(s) && s.thousandths(0) > s.thousandths(1),
    ),
    so(
        "✕ Retries do not multiply: a little over {n} calls each; one layer: \
         {n} at most",
        |s| {
            is_each(s)
                && s.number(0) == s.number(1)
                && calls_of_ended(s) > s.number(1) * ended(s)
        },
    ),
    so(
        "… Answered as with retries at one layer: {n} done, {n} failed (one \
         layer: {n} %)",
        |s| is_answered(s) && is_left(s) && ended(s) < 100,
    ),
    so("… Answered as with retries at one layer: {n} done, {n} failed", |s| {
        is_answered(s) && !is_unedited(s)
    }),
    so(
        "✓ Answered as with retries at one layer: {n} done, {n} failed (one \
         layer: {n} %)",
        |s| is_answered(s) && is_left(s) && !is_much_worse(s),
    ),
    so(
        "✕ Answered as with retries at one layer: {n} done, {n} failed (one \
         layer: {n} %)",
        |s| is_answered(s) && is_left(s) && is_much_worse(s),
    ),
];

const LOG: &[Claim] = &[
    so("request {n} done, database called {n} ×", is_end),
    so("request {n} failed, database called {n} ×", is_end),
    so("service {n} calls service {n}, try {n} of {n}", |s| {
        let (service, tries) = (s.number(0) as usize - 1, s.number(2));
        s.number(1) == s.number(0) + 1
            && u64::from(tree(s).tries()[service]) == tries
            && tries <= s.number(3)
            && u64::from(tree(s).attempts(service)) == s.number(3)
    }),
    so("service {n} calls the database, try {n} of {n}", |s| {
        let service = s.number(0) as usize;
        service == tree(s).settings().depth
            && s.number(1) <= s.number(2)
            && u64::from(tree(s).attempts(service - 1)) == s.number(2)
    }),
];

fn tree<'a>(shown: &Shown<'a>) -> &'a CallTree {
    shown.model()
}

fn rule(shown: &Shown) -> Rule {
    tree(shown).settings().rule
}

fn ended(shown: &Shown) -> u64 {
    let (done, failed) = tree(shown).ended();
    done + failed
}

/// Calls to the database of all requests that are over.
fn calls_of_ended(shown: &Shown) -> u64 {
    tree(shown).calls_of_ended().last().copied().expect("a database")
}

/// Whether nothing has been done to the run up to now.
fn is_unedited(shown: &Shown) -> bool {
    shown.act.edits().iter().all(|(at, _)| *at > shown.now())
}

/// Whether the database has been down all the time.
fn is_down(shown: &Shown) -> bool {
    shown.setting("fail") == 100 && is_unedited(shown)
}

fn is_asked(shown: &Shown) -> bool {
    (shown.setting("depth"), shown.setting("attempts")) == (5, 3) && is_down(shown)
}

/// Whether each layer makes so many calls of each that it gets.
fn multiplies(shown: &Shown) -> bool {
    let calls = tree(shown).calls_of_ended().windows(2).enumerate();
    !is_down(shown)
        || rule(shown) == Rule::Budget
        || calls.into_iter().all(|(layer, pair)| {
            pair[1] == pair[0] * u64::from(tree(shown).attempts(layer))
        })
}

/// What the tries say as the figures of a number: how often the database has been
/// called. A try of any but the deepest is still under way, and not yet counted.
fn on_wheels(tree: &CallTree) -> u64 {
    let (tries, depth) = (tree.tries(), tree.settings().depth);
    let weight = |layer: usize| -> u64 {
        ((layer + 1)..depth).map(|below| u64::from(tree.attempts(below))).product()
    };
    let digit = |(layer, tries): (usize, &u32)| {
        let is_deepest = layer + 1 == tree.tries().len();
        let whole = u64::from(*tries) - u64::from(!is_deepest);
        whole * weight(layer)
    };
    tries.iter().enumerate().map(digit).sum()
}

/// Whether each request that is over made so many calls.
fn is_each(shown: &Shown) -> bool {
    let [calls, ended] = [calls_of_ended(shown), ended(shown)];
    ended > 0
        && shown.thousandths(0).abs_diff(calls * 1_000 / ended) <= 51
        && shown.number(1) == u64::from(tree(shown).settings().attempts)
}

fn is_answered(shown: &Shown) -> bool {
    tree(shown).ended() == (shown.number(0), shown.number(1))
}

/// Whether the tries of one layer leave so many of a hundred requests.
fn is_left(shown: &Shown) -> bool {
    let failing = f64::from(shown.setting("fail")) / 100.0;
    let left = failing.powi(shown.setting("attempts") as i32) * 100.0;
    is_unedited(shown) && (left - shown.number(2) as f64).abs() <= 0.51
}

/// Whether more requests fail than those, and ten of a hundred more.
fn is_much_worse(shown: &Shown) -> bool {
    shown.number(1) * 100 > (shown.number(2) + 10) * ended(shown)
}

/// Whether this request has just ended.
fn is_end(shown: &Shown) -> bool {
    let tree = tree(shown);
    let settings = tree.settings();
    let most = u64::from(settings.attempts).pow(settings.depth as u32);
    let is_first = shown.number(0) == 1;
    shown.number(0) == ended(shown)
        && (1..=most).contains(&shown.number(1))
        && (!is_first || tree.first_request() == Some(shown.number(1)))
}
