//! Names that agree, and every way in which they do not.

use super::*;

const LIB: &str = "\
//! Clocks.
stage::guide! {
    demos: { \"vector-clocks\" => vector_clocks::VectorClocks }
    experiments: { \"skew\" => experiments::Skew }
}";
const DEMO: &str = "//! A demo.\nimpl Demo for VectorClocks {}";
const PAGE: &str = "# Clocks\n\n{{#demo clocks/vector-clocks seed=7}}\n\n\
    It is off by {{#number clocks/skew}} ms.";

/// A project in which all agrees, with some files changed (`""` takes one away);
/// what is said of it.
fn said(changed: &[(&str, &str)]) -> Vec<String> {
    let mut files = vec![
        ("demos/guides/clocks/src/lib.rs", LIB),
        ("demos/guides/clocks/src/vector_clocks.rs", DEMO),
        ("demos/guides/clocks/src/experiments.rs", "//! Numbers."),
        ("src/clocks.md", PAGE),
    ];
    files.retain(|(path, _)| !changed.iter().any(|(other, _)| path == other));
    files.extend(changed.iter().filter(|(_, text)| !text.is_empty()));
    let sources: Sources = files.into_iter().collect();
    problems(&sources).iter().map(ToString::to_string).collect()
}

#[test]
fn nothing_is_said_where_all_agrees() {
    assert_eq!(said(&[]), [""; 0]);
}

#[test]
fn an_arm_needs_its_file() {
    let removed = said(&[("demos/guides/clocks/src/vector_clocks.rs", "")]);
    assert_eq!(
        removed,
        ["demos/guides/clocks/src/lib.rs:3: error: `vector-clocks` has no \
          demos/guides/clocks/src/vector_clocks.rs"]
    );
    let elsewhere = LIB.replace("vector_clocks::", "experiments::");
    let elsewhere = said(&[("demos/guides/clocks/src/lib.rs", &elsewhere)]);
    assert_eq!(
        elsewhere,
        [
            "demos/guides/clocks/src/lib.rs:3: error: `vector-clocks` must come from \
          demos/guides/clocks/src/vector_clocks.rs, not from `experiments`"
        ]
    );
}

#[test]
fn a_file_with_a_demo_needs_its_arm() {
    let drift = ("demos/guides/clocks/src/clock_drift.rs", DEMO);
    assert_eq!(
        said(&[drift]),
        ["demos/guides/clocks/src/clock_drift.rs:2: error: no arm names it: \
          `\"clock-drift\" => clock_drift::…` in lib.rs"]
    );
}

#[test]
fn a_large_demo_is_a_folder() {
    let folder = [
        ("demos/guides/clocks/src/vector_clocks.rs", ""),
        ("demos/guides/clocks/src/vector_clocks/mod.rs", "//! A demo."),
        ("demos/guides/clocks/src/vector_clocks/stage.rs", DEMO),
    ];
    assert_eq!(said(&folder), [""; 0]);
}

#[test]
fn a_demo_needs_a_page_that_shows_it() {
    let page = "# Clocks\n\n```md\n{{#demo clocks/vector-clocks}}\n```\n\
        `{{#demo clocks/vector-clocks}}` and \\{{#demo clocks/vector-clocks}}";
    assert_eq!(
        said(&[("src/clocks.md", page)]),
        ["demos/guides/clocks/src/lib.rs:3: error: no page shows it: \
          {{#demo clocks/vector-clocks}}"]
    );
}

#[test]
fn a_guide_needs_its_page() {
    let elsewhere = [("src/clocks.md", ""), ("src/time.md", PAGE)];
    assert_eq!(
        said(&elsewhere),
        ["demos/guides/clocks/src/lib.rs:1: error: it has no page: src/clocks.md"]
    );
}

#[test]
fn a_directive_needs_what_it_names() {
    let page = format!(
        "{PAGE}\n{{{{#demo clocks/drift}}}}\n\n{{{{#demo cloks/drift}}}}\n\
         {{{{#number clocks/vector-clocks}}}}"
    );
    assert_eq!(
        said(&[("src/clocks.md", &page)]),
        [
            "src/clocks.md:6: error: no demo `drift` in clocks: there are \
             vector-clocks",
            "src/clocks.md:8: error: no guide `cloks`: there are clocks",
            "src/clocks.md:9: error: no experiment `vector-clocks` in clocks: there \
             are skew",
        ]
    );
}

#[test]
fn a_file_begins_with_what_it_is() {
    let plain = ("demos/engine/sim/src/time.rs", "use std::fmt;\n//! Time.");
    assert_eq!(
        said(&[plain]),
        [
            "demos/engine/sim/src/time.rs:1: error: the first line must say what the \
          file is: `//! …`"
        ]
    );
}

#[test]
fn arms_are_read_on_one_line_or_several() {
    let text = "guide! { demos: { \"a-b\" => a_b::A, \"c\" => c::C } experiments: \
        { \"d\" => e::D } }\n// \"old\" => old::Old";
    let read: Vec<_> =
        arms(text).iter().map(|a| (a.kind, a.name, a.module)).collect();
    assert_eq!(
        read,
        [
            (Kind::Demo, "a-b", "a_b"),
            (Kind::Demo, "c", "c"),
            (Kind::Experiment, "d", "e")
        ]
    );
}

#[test]
fn an_anchor_is_there_to_be_quoted() {
    let path = "demos/engine/models/src/clocks/drift.rs";
    let model = "//! Drift.\n// ANCHOR: drift\nfn drift() {}\n// ANCHOR_END: drift";
    assert_eq!(
        said(&[(path, model)]),
        [format!("{path}:2: error: no page quotes the anchor `drift`")]
    );
    let quoted = format!("{PAGE}\n```rust\n{{{{#include ../{path}:drift}}}}\n```");
    assert_eq!(said(&[(path, model), ("src/clocks.md", &quoted)]), [""; 0]);
}
