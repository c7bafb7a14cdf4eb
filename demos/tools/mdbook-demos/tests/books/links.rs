//! Links within the book, which mdBook lets lead nowhere.

use crate::support::expand;
use insta::assert_snapshot;

const CLOCKS: &str = "\
# Clocks and *time*

{{#demo clocks/pendulum}}

## Why?

Drift
: What clocks do.

<a id=\"by-hand\"></a>
";

fn check(text: &str) -> String {
    let chapters = [("src/designs/uber.md", text), ("src/clocks.md", CLOCKS)];
    match expand(&chapters, &[("src/images/ring.svg", "")]) {
        Ok(_) => "good".into(),
        Err(report) => report,
    }
}

#[test]
fn good_links_pass() {
    let text = "\
        # Uber\n\n\
        [a](../clocks.md) [b](../clocks.md#clocks-and-time) [c](../clocks.md#why)\n\
        [d](../clocks.md#drift) [e](../clocks.md#by-hand) [f](#uber)\n\
        [g](../clocks.md#pendulum)\n\
        [h](../clocks.md#pendulum?scenario=own&length=3&seed=7&t=2s)\n\
        [i](https://example.org/x.md) <mailto:a@example.org> [j](../print.html)\n\
        ![k](../images/ring.svg) `[l](nowhere.md)`\n\n[m]: ../clocks.md\n";
    assert_eq!(check(text), "good");
}

#[test]
fn links_to_nowhere_are_reported() {
    let text = "\
        [a](../clock.md) and [b](../clocks.md#who)\n\
        [c](#here), [d](../clocks.md#pendulum?length=99&at=2s)\n\
        [f](../clocks.md#pendulum?scenario=swings) [g](../clocks.md#pendulum)\n\
        ![e](../images/rign.svg)\n";
    assert_snapshot!(check(text), @"
    error: there is no chapter src/clock.md
     --> src/designs/uber.md:1:5
      |
    1 | [a](../clock.md) and [b](../clocks.md#who)
      |     ^^^^^^^^^^^
      |
      = help: did you mean `src/clocks.md`? There are src/clocks.md, src/designs/uber.md

    error: src/clocks.md has no heading or figure `who`
     --> src/designs/uber.md:1:26
      |
    1 | [a](../clock.md) and [b](../clocks.md#who)
      |                          ^^^^^^^^^^^^^^^^
      |
      = help: did you mean `why`? There are by-hand, clocks-and-time, drift, why, pendulum

    error: src/designs/uber.md has no heading or figure `here`
     --> src/designs/uber.md:2:5
      |
    2 | [c](#here), [d](../clocks.md#pendulum?length=99&at=2s)
      |     ^^^^^
      |
      = help: there are none

    error: `length` cannot be `99`
     --> src/designs/uber.md:2:39
      |
    2 | [c](#here), [d](../clocks.md#pendulum?length=99&at=2s)
      |                                       ^^^^^^^^^
      |
      = help: `length` is a whole number from 1 to 20 cm; the nearest is 20

    error: there is no knob `at`
     --> src/designs/uber.md:2:49
      |
    2 | [c](#here), [d](../clocks.md#pendulum?length=99&at=2s)
      |                                                 ^^^^^
      |
      = help: did you mean `t`? There are length, bob, scenario, seed, t, end, edits, select, view

    error: there is no scenario `swings`
     --> src/designs/uber.md:3:27
      |
    3 | [f](../clocks.md#pendulum?scenario=swings) [g](../clocks.md#pendulum)
      |                           ^^^^^^^^^^^^^^^
      |
      = help: there is only own

    error: there is no file src/images/rign.svg
     --> src/designs/uber.md:4:6
      |
    4 | ![e](../images/rign.svg)
      |      ^^^^^^^^^^^^^^^^^^
      |
      = help: a link is relative to the chapter that it stands in

    error: 7 problems in the book; nothing was written
    ");
}

#[test]
fn a_heading_does_not_take_the_address_of_a_figure() {
    let text = "{{#demo clocks/pendulum}}\n\n## Pendulum\n";
    let report = expand(&[("src/clocks.md", text)], &[]).expect_err("they clash");
    assert_snapshot!(report, @"
    error: the address `pendulum` is also the figure's
     --> src/clocks.md:3:1
      |
    3 | ## Pendulum
      | ^^^^^^^^^^^
      |
      = help: give the heading its own: `{#the-pendulum}`

    error: 1 problem in the book; nothing was written
    ");
}
