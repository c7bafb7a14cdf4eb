//! A demo in an engine of its own. That every demo of the book is there what it is
//! at home is tested with the book: `mdbook-demos/tests/engines.rs`.

use super::toy::DEMOS;
use player::live::Live;
use stage::Layout;
use stage::remote::{self, Call, Engine};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

fn live(call: &Call) -> Live {
    let demo = remote::playable(call.clone(), "counting");
    Live::new(demo.expect("it has this demo"), "counting", "", Layout::Wide)
}

fn engine() -> Call {
    let engine = Engine::new(DEMOS);
    Rc::new(move |request| engine.answer(request))
}

#[test]
fn an_engine_says_which_demos_it_has_not() {
    assert!(remote::playable(engine(), "film").is_none());
}

/// A panic in a run, which in the browser ends the call and no more, takes neither
/// its engine nor the other runs with it.
#[test]
fn a_run_that_breaks_leaves_the_others() {
    let engine = engine();
    let (mut one, mut other) = (live(&engine), live(&engine));
    let breaks = || one.act("edit:add-1000", "");
    assert!(catch_unwind(AssertUnwindSafe(breaks)).is_err());
    assert!(catch_unwind(AssertUnwindSafe(|| one.act("forward", ""))).is_err());
    assert!(other.act("edit:add-5", "").is_some());
    assert!(other.narration().contains("is given 5"));
    assert!(live(&engine).act("forward", "").is_some(), "there are new runs");
}
