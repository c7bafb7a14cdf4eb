//! Trees of calls, counted, against the formulas.

use models::resilience_patterns::call_tree::{
    CALL, Call, CallTree, DEPTH_MAX, Edit, Outcome, Rule, Settings, expected_calls,
};
use sim::{Log, Micros, Model};

fn settings(attempts: u32, depth: usize) -> Settings {
    Settings { depth, attempts, rule: Rule::All, failing: 100 }
}

/// The tree after so many requests are over, of at most ten million calls.
fn after(settings: &Settings, requests: u64, seed: u64) -> CallTree {
    let mut tree = CallTree::new(settings, seed);
    for _ in 0..10_000_000 {
        tree.step(&mut Log::off());
        if tree.ended().0 + tree.ended().1 == requests {
            return tree;
        }
    }
    panic!("{requests} requests take too long: {settings:?}");
}

/// Calls to the database for each request that is over.
fn calls_each(settings: &Settings, requests: u64, seed: u64) -> f64 {
    let tree = after(settings, requests, seed);
    tree.calls()[settings.depth] as f64 / requests as f64
}

/// 3⁵ = 243 and 4³ = 64, counted; and all others in range.
#[test]
fn calls_are_attempts_to_the_power_of_the_depth() {
    assert_eq!(after(&settings(3, 5), 1, 1).first_request(), Some(243));
    assert_eq!(after(&settings(4, 3), 1, 1).first_request(), Some(64));
    for depth in 1..=DEPTH_MAX {
        for attempts in 1..=5 {
            let tree = after(&settings(attempts, depth), 1, 1);
            let powers = (0..=depth as u32).map(|k| u64::from(attempts).pow(k));
            assert!(tree.calls().iter().copied().eq(powers), "{tree:?}");
        }
    }
}

#[test]
fn one_layer_alone_retries() {
    for rule in [Rule::Top, Rule::Bottom] {
        let settings = Settings { rule, ..settings(3, 5) };
        assert_eq!(after(&settings, 1, 1).first_request(), Some(3), "{rule:?}");
    }
    let top = Settings { rule: Rule::Top, ..settings(3, 3) };
    assert_eq!(after(&top, 1, 1).calls(), [1, 3, 3, 3]);
    let bottom = Settings { rule: Rule::Bottom, ..settings(3, 3) };
    assert_eq!(after(&bottom, 1, 1).calls(), [1, 1, 1, 3]);
}

/// With a budget of a tenth in each of five layers: at most 1.1⁵ = 1.61.
#[test]
fn a_budget_flattens_the_tower() {
    let settings = Settings { rule: Rule::Budget, ..settings(3, 5) };
    let calls = calls_each(&settings, 10_000, 1);
    let bound = expected_calls(&settings);
    assert!((bound - 1.61051).abs() < 1e-9);
    assert!(calls <= bound && calls > bound * 0.97, "{calls}");
}

/// A database that fails some calls: counted calls are within 3 % of theory.
#[test]
fn a_database_that_fails_sometimes() {
    for rule in [Rule::All, Rule::Top, Rule::Bottom] {
        for (attempts, depth, failing) in [(3, 5, 30), (3, 3, 80), (4, 2, 95)] {
            let settings = Settings { depth, attempts, rule, failing };
            let (calls, theory) =
                (calls_each(&settings, 20_000, 7), expected_calls(&settings));
            let off = (calls / theory - 1.0).abs();
            assert!(off < 0.03, "{settings:?}: {calls}, theory {theory}");
        }
    }
}

#[test]
fn a_database_that_works_is_called_once() {
    let settings = Settings { failing: 0, ..settings(3, 5) };
    assert_eq!(after(&settings, 100, 1).calls(), [100; 6]);
    assert_eq!(after(&settings, 100, 1).ended(), (100, 0));
}

#[test]
fn a_database_that_comes_back_ends_the_tree() {
    let mut tree = CallTree::new(&settings(3, 5), 1);
    (0..50).for_each(|_| tree.step(&mut Log::off()));
    let at = Micros::new(CALL.get() * 50);
    tree.edit(at, &Edit::Fail(0), &mut Log::off());
    (0..7).for_each(|_| tree.step(&mut Log::off()));
    assert_eq!(tree.ended().1, 0, "{tree:?}");
    assert!(tree.first_request() < Some(50), "{tree:?}");
    assert_eq!("fail-50".parse(), Ok(Edit::Fail(50)));
    assert!("fail-101".parse::<Edit>().is_err());
}

/// Every call of a request is kept until the next one comes: who is under way is
/// the last of its row, and what became of a service's call is what became of its
/// last try.
#[test]
fn the_calls_of_a_request_are_kept() {
    let tree = after(&settings(3, 3), 1, 1);
    let failed = |calls: &Vec<Call>| {
        calls.iter().all(|call| call.outcome == Some(Outcome::Failed))
    };
    assert!(tree.request().iter().all(failed));
    assert_eq!(tree.failed_of_ended(), [1, 3, 9, 27]);
    // Each call belongs to one above it, as one of its tries in order.
    for (service, calls) in tree.request().iter().enumerate().skip(1) {
        for (place, call) in calls.iter().enumerate() {
            let number = call.number as usize;
            assert_eq!((call.above * 3 + number, number < 3), (place, true));
            assert!(call.above < tree.request()[service - 1].len());
        }
    }
    let counts = |tree: &CallTree| -> Vec<usize> {
        tree.request().iter().map(Vec::len).collect()
    };
    assert_eq!(counts(&tree), [1, 3, 9, 27]);
    let mut tree = after(&Settings { failing: 50, ..settings(3, 3) }, 5, 1);
    for _ in 0..1_000 {
        tree.step(&mut Log::off());
        let tries = tree.tries();
        for (service, calls) in tree.request().iter().enumerate() {
            let open = calls.iter().filter(|call| call.outcome.is_none()).count();
            assert_eq!(open, usize::from(service < tries.len()), "{tree:?}");
            assert!(calls.iter().rev().skip(1).all(|call| call.outcome.is_some()));
        }
    }
}
