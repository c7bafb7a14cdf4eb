//! Retries in layers.

use crate::Figure;
use crate::claim::{Claim, Shown, is_about, names, so};
use models::resilience_patterns::call_tree::{CallTree, Rule, Settings};
use sim::{Log, Model};

pub const FIGURE: Figure = Figure {
    demo: "amplification",
    claims: &[CARD, SCENARIOS, PICTURE, CHECKS, LOG],
    also: &["rule=top", "rule=bottom", "rule=budget&fail=50", "fail=50"],
    percent: 50,
};

const CARD: &[Claim] = &[
    so("Retry amplification: each layer multiplies", multiplies),
    so("the tree: each try of a service has all below it made again.", |s| {
        // But for the last one, which may be under way.
        let calls: Vec<_> = tree(s).request().iter().map(Vec::len).collect();
        multiplies(s) && calls.windows(2).all(|pair| pair[0] <= pair[1] + 1)
    }),
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
];

const SCENARIOS: &[Claim] = &[
    names("how many of the grey dots become calls."),
    names("how far up a failure gets."),
    names("the columns: each is a request with all its calls."),
    so(
        "→ 3. One layer alone retries: its failure goes up, and nobody above tries \
         again. The work was tried three times already.",
        |s| {
            let calls = tree(s).calls_of_ended();
            let (database, above) = calls.split_last().expect("a database");
            matches!(rule(s), Rule::Top | Rule::Bottom)
                && is_asked(s)
                && *database == 3 * ended(s)
                && above.iter().all(|calls| *calls == ended(s))
        },
    ),
    so(
        "→ 243. 3 × 3 × 3 × 3 × 3: each try of one service has the next one start \
         from one again. The last is called 81 times, and calls the database three \
         times for each.",
        |s| {
            let calls = tree(s).calls_of_ended();
            let last = &calls[calls.len() - 2..];
            rule(s) == Rule::All
                && is_asked(s)
                && last == [81 * ended(s), 243 * ended(s)]
        },
    ),
    so(
        "→ About 1.6. Each layer makes at most 1.1 calls of one, and five of them \
         1.1⁵ = 1.6. What is multiplied is nearly one.",
        |s| {
            let mut layers = tree(s).calls_of_ended().windows(2);
            rule(s) == Rule::Budget
                && is_asked(s)
                && layers.all(|pair| pair[1] * 10 <= pair[0] * 11)
                && is_about(calls_of_ended(s) * 100 / ended(s), 161, 6)
        },
    ),
    so(
        "→ About 2. Service 5 mostly gets its answer within three tries, so the \
         others have nothing to try again. The tree grows in an outage alone, when \
         nothing helps and load hurts most.",
        |s| {
            let calls = tree(s).calls_of_ended();
            let last = calls[calls.len() - 2];
            rule(s) == Rule::All
                && is_about(calls_of_ended(s) * 100 / ended(s), 200, 15)
                && last * 100 <= ended(s) * 125
        },
    ),
];

const PICTURE: &[Claim] = &[
    names("The calls that one request becomes, layer by layer"),
    names("◆ under way ✕ failed ▪ answered; grey: if all fail and all retry"),
    names("◆ under way ✕ failed ▪ answered"),
    names("◆ under way ✕ failed ▪ answered, a column is a request"),
    names("✕ failed ▪ answered, a column is a request"),
    names("◆ under way ✕ failed; grey: if all fail"),
    names("calls a request"),
    so("Calls at {}", |s| s.words[0] == s.now().clock()),
    so("Database: {n} call for each request", |s| {
        is_average(s) && s.thousandths(0) == 1_000
    }),
    so("Database: {n} calls for each request", |s| {
        is_average(s) && s.thousandths(0) != 1_000
    }),
    so("Request {n}: {n} database call", |s| is_whole(s) && s.number(1) == 1),
    so("Request {n}: {n} database calls", is_whole),
    so("Request {n} so far: {n} database call", |s| is_part(s) && s.number(1) == 1),
    so("Request {n} so far: {n} database calls", is_part),
];

const CHECKS: &[Claim] = &[
    so(
        "… No more calls than one layer makes: {n} to the database, limit \
         {n}",
        |s| ended(s) == 0 && is_each(s) && s.thousandths(0) <= s.thousandths(1),
    ),
    so(
        "✓ No more calls than one layer makes: {n} to the database, limit \
         {n}",
        |s| {
            let is_kept = all_calls(s) <= s.number(1) * begun(s);
            ended(s) > 0
                && is_each(s)
                && is_kept
                && s.thousandths(0) <= s.thousandths(1)
        },
    ),
    so(
        "✕ No more calls than one layer makes: {n} to the database, limit \
         {n}",
        |s| is_each(s) && s.thousandths(0) > s.thousandths(1),
    ),
    so(
        "✕ No more calls than one layer makes: a little over {n} to the \
         database, limit {n}",
        |s| {
            is_each(s)
                && s.number(0) == s.number(1)
                && (calls_of_ended(s) > s.number(1) * ended(s)
                    || all_calls(s) > s.number(1) * begun(s))
        },
    ),
    so("… Retries save requests: {n} of {n} failed, one layer: {n} %", |s| {
        is_answered(s) && is_left(s) && ended(s) < 50
    }),
    so("… Retries save requests: {n} of {n} failed", |s| {
        is_answered(s) && !is_unedited(s)
    }),
    so("✓ Retries save requests: {n} of {n} failed, one layer: {n} %", |s| {
        is_answered(s) && is_left(s) && !is_much_worse(s)
    }),
    so("✕ Retries save requests: {n} of {n} failed, one layer: {n} %", |s| {
        is_answered(s) && is_left(s) && is_much_worse(s)
    }),
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

/// Whether it is the present request, or the last one, and called the database so
/// often.
fn is_request(shown: &Shown, calls: u64) -> bool {
    let (tree, ended) = (tree(shown), ended(shown));
    let all = tree.calls().last().copied().unwrap_or(0);
    let over = tree.calls_of_ended().last().copied().unwrap_or(0);
    let is_over = tree.tries().is_empty() && ended > 0;
    let kept = tree.request().last().map_or(0, Vec::len);
    let counted = if is_over { all } else { all - over };
    shown.number(0) == ended + u64::from(!is_over)
        && kept as u64 == calls
        && (counted == calls || is_over && ended > 1)
}

/// The same of one that is over.
fn is_whole(shown: &Shown) -> bool {
    tree(shown).tries().is_empty() && is_request(shown, shown.number(1))
}

/// The same of one that is under way.
fn is_part(shown: &Shown) -> bool {
    !tree(shown).tries().is_empty() && is_request(shown, shown.number(1))
}

/// All calls to the database, of those requests as well that are under way.
fn all_calls(shown: &Shown) -> u64 {
    tree(shown).calls().last().copied().expect("a database")
}

/// How many requests have begun.
fn begun(shown: &Shown) -> u64 {
    ended(shown) + u64::from(!tree(shown).tries().is_empty())
}

/// Whether each of some requests that are over made so many calls.
fn is_average(shown: &Shown) -> bool {
    ended(shown) > 1 && is_about_each(shown, calls_of_ended(shown), ended(shown))
}

/// Whether the sentence begins with how many calls there are for each request.
fn is_about_each(shown: &Shown, calls: u64, requests: u64) -> bool {
    shown.thousandths(0).abs_diff(calls * 1_000 / requests.max(1)) <= 51
}

/// Whether each request made so many calls: each that is over or, where none is over
/// or only these are too many, each that has begun.
fn is_each(shown: &Shown) -> bool {
    let limit = u64::from(tree(shown).settings().attempts);
    let is_broken = |calls, requests| calls > limit * requests;
    let over = (calls_of_ended(shown), ended(shown));
    let all = (all_calls(shown), begun(shown));
    let is_early =
        over.1 == 0 || is_broken(all.0, all.1) && !is_broken(over.0, over.1);
    let (calls, requests) = if is_early { all } else { over };
    is_about_each(shown, calls, requests) && shown.number(1) == limit
}

fn is_answered(shown: &Shown) -> bool {
    let (_, failed) = tree(shown).ended();
    [shown.number(0), shown.number(1)] == [failed, ended(shown)]
}

/// Whether the tries of one layer leave so many of a hundred requests.
fn is_left(shown: &Shown) -> bool {
    let failing = f64::from(shown.setting("fail")) / 100.0;
    let left = failing.powi(shown.setting("attempts") as i32) * 100.0;
    is_unedited(shown) && (left - shown.number(2) as f64).abs() <= 0.51
}

/// Whether more requests fail than those, by three standard deviations.
fn is_much_worse(shown: &Shown) -> bool {
    let [failed, all] = [shown.number(0), ended(shown)].map(|count| count as f64);
    let left = shown.number(2) as f64 / 100.0;
    let chance = left.max(0.01);
    failed - left * all > 3.0 * (all * chance * (1.0 - chance)).sqrt() + 1e-9
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
