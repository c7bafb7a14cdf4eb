//! Trees of calls over many seeds: what always holds, and what can happen.

use models::resilience_patterns::call_tree::{CallTree, Rule, Settings};
use sim::{Log, Model, Stream};

const SEEDS: u64 = 10_000;

fn case(seed: u64) -> Settings {
    let mut chance = Stream::new(seed, "cases", 0);
    let rules = [Rule::All, Rule::Top, Rule::Bottom, Rule::Budget];
    Settings {
        depth: chance.between(1, 4) as usize,
        attempts: chance.between(1, 4) as u32,
        rule: rules[chance.below(4) as usize],
        failing: chance.below(101) as u32,
    }
}

fn run(seed: u64) -> (Settings, CallTree) {
    let settings = case(seed);
    let mut tree = CallTree::new(&settings, seed);
    (0..400).for_each(|_| tree.step(&mut Log::off()));
    (settings, tree)
}

/// Always: a layer makes at least one call and at most `attempts` for each that it
/// gets, a layer that does not retry exactly one; with a budget the retries of a
/// layer are at most a tenth of what it got.
#[test]
fn no_layer_makes_more_calls_than_its_rule_allows() {
    for seed in 0..SEEDS {
        let (settings, tree) = run(seed);
        let last = settings.depth - 1;
        for (layer, pair) in tree.calls().windows(2).enumerate() {
            let (got, made) = (pair[0], pair[1]);
            let most = match settings.rule {
                Rule::All => got * u64::from(settings.attempts),
                Rule::Top if layer == 0 => got * u64::from(settings.attempts),
                Rule::Bottom if layer == last => got * u64::from(settings.attempts),
                Rule::Top | Rule::Bottom => got,
                Rule::Budget => got + got / 10,
            };
            // The call that it got last it may have passed on not yet.
            assert!((got - 1..=most).contains(&made), "seed {seed}: {tree:?}");
        }
    }
}

/// Always: what is over and what is under way is all.
#[test]
fn requests_end_once() {
    for seed in 0..SEEDS {
        let (_, tree) = run(seed);
        let under_way = u64::from(!tree.tries().is_empty());
        let (done, failed) = tree.ended();
        assert_eq!(tree.calls()[0], done + failed + under_way, "seed {seed}");
    }
}

/// Sometimes: retries save a request; and sometimes they do not.
#[test]
fn retries_can_help_and_can_fail() {
    let helped = |seed| {
        let (settings, tree) = run(seed);
        settings.failing > 50 && tree.ended().0 > 10 * tree.ended().1.max(1)
    };
    assert!((0..SEEDS).any(helped));
    assert!((0..SEEDS).any(|seed| run(seed).1.ended().1 > 0));
}
