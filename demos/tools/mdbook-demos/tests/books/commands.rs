//! `list`, `trace` and `number`.

use crate::support::{GUIDES, MISFITS};
use insta::assert_snapshot;
use mdbook_demos::command::run;

fn good(arguments: &[&str]) -> String {
    run(arguments, GUIDES).expect("the arguments are good")
}

fn bad(arguments: &[&str]) -> String {
    run(arguments, GUIDES).expect_err("the arguments are bad")
}

#[test]
fn the_list_says_what_there_is() {
    assert_snapshot!(good(&["list"]), @"
    demo    clocks/pendulum: A pendulum
              length  a whole number from 1 to 20 cm; at first 10
              bob     one of lead, wood; at first lead
    number  clocks/drift: How far a clock drifts, in ms a day.
              length  a whole number from 1 to 20 cm; at first 10
              bob     one of lead, wood; at first lead
    number  clocks/broken: Nothing.
    ");
}

#[test]
fn the_list_as_data_has_knobs_with_type_range_unit_and_default() {
    assert_snapshot!(good(&["list", "--json"]), @r#"
    {
      "demos": [
        {
          "guide": "clocks",
          "name": "pendulum",
          "title": "A pendulum",
          "watch_for": "how little happens",
          "insight": "It hangs.",
          "knobs": [
            {
              "name": "length",
              "label": "Length",
              "type": "number",
              "range": {
                "min": 1,
                "max": 20,
                "step": 1
              },
              "unit": "cm",
              "default": "10"
            },
            {
              "name": "bob",
              "label": "Bob",
              "type": "choice",
              "range": [
                "lead",
                "wood"
              ],
              "unit": "",
              "default": "lead"
            }
          ],
          "seed": 1,
          "until": "5s",
          "scenarios": [],
          "edits": [],
          "checks": []
        }
      ],
      "experiments": [
        {
          "guide": "clocks",
          "name": "drift",
          "says": "How far a clock drifts, in ms a day.",
          "knobs": [
            {
              "name": "length",
              "label": "Length",
              "type": "number",
              "range": {
                "min": 1,
                "max": 20,
                "step": 1
              },
              "unit": "cm",
              "default": "10"
            },
            {
              "name": "bob",
              "label": "Bob",
              "type": "choice",
              "range": [
                "lead",
                "wood"
              ],
              "unit": "",
              "default": "lead"
            }
          ]
        },
        {
          "guide": "clocks",
          "name": "broken",
          "says": "Nothing.",
          "knobs": []
        }
      ]
    }
    "#);
}

#[test]
fn a_number_is_the_one_in_the_prose() {
    assert_eq!(good(&["number", "clocks/drift", "length=5"]), "< 15\n");
}

#[test]
fn a_trace_takes_settings_or_what_a_reader_shared() {
    let trace =
        good(&["trace", "clocks/pendulum", "length=5", "seed=9", "until=2s"]);
    let urls = [
        "http://localhost:3000/clocks.html#pendulum?length=5&seed=9&t=2s",
        "https://example.org/book/print.html#pendulum-2?length=5&seed=9&t=2s",
        "#pendulum?length=5&seed=9&t=2s",
    ];
    for url in urls {
        assert_eq!(good(&["trace", url]), trace, "{url}");
    }
    let all = good(&[&["trace", "--json"], &urls[..]].concat());
    assert_eq!(
        serde_json::from_str::<[String; 3]>(&all).unwrap(),
        [(); 3].map(|()| trace.clone())
    );
}

#[test]
fn bad_arguments_are_answered_with_the_good_ones() {
    let sentences = [
        bad(&["trace", "clocks/pendulun"]),
        bad(&["trace", "clock/pendulum"]),
        bad(&["trace", "pendulum"]),
        bad(&["trace", "clocks/pendulum", "length=0", "until=soon", "lenght=3"]),
        bad(&["trace", "x.html#metronome?length=3"]),
        bad(&["trace", "x.html#pendulum?length=99"]),
        bad(&["trace", "--json", "x.html#pendulum", "x.html#pendulum?length=99"]),
        bad(&["number", "clocks/drift", "5"]),
        bad(&["number", "clocks/rift"]),
        bad(&["play"]),
    ];
    assert_snapshot!(sentences.join("\n"), @"
    there is no demo `pendulun` in `clocks`: did you mean `pendulum`?
    there is no guide `clock` with demos: did you mean `clocks`?
    `pendulum` names no demo: a demo is `guide/name`; there is only clocks/pendulum
    `length` cannot be `0`: `length` is a whole number from 1 to 20 cm; the nearest is 1
    `until` cannot be `soon`: a time is a number and a unit: 2s, 350ms, 1.36s or 40us
    there is no knob `lenght`: did you mean `length`? There are length, bob, scenario, seed, until, edits
    there is no demo `metronome`: the demos are pendulum
    `length` cannot be `99`: `length` is a whole number from 1 to 20 cm; the nearest is 20
    x.html#pendulum?length=99: `length` cannot be `99`: `length` is a whole number from 1 to 20 cm; the nearest is 20
    `5` sets nothing: a setting is `name=value`, without spaces
    there is no experiment `rift` in `clocks`: did you mean `drift`? There are drift, broken
    there is no command `play`; the commands are:
    mdbook-demos list [--json]      what demos and experiments there are
    mdbook-demos trace GUIDE/DEMO [knob=value …] [seed=N] [until=T] [edits=…]
    mdbook-demos trace 'SHARED URL' the narrated log of a run
    mdbook-demos trace --json URL … the logs of several, as a list of texts
    mdbook-demos number GUIDE/EXPERIMENT [knob=value …]
    mdbook-demos search FOLDER      leaves figures' controls out of a book's search index
    mdbook-demos supports RENDERER  mdBook asks this first …
    mdbook-demos                    … and then for its chapters, on stdin
    ");
}

/// A bug of the demo's, as the book and the command line say it.
#[test]
fn a_knob_that_does_not_fit_the_settings_is_refused() {
    let number = |name: &str| {
        run(&["number", &format!("misfits/{name}")], &[MISFITS]).unwrap_err()
    };
    assert_snapshot!(number("no-field"), @"the experiment `no-field` has a bug in its settings: the knob `lenght` is none of their fields, which are length, bob");
    assert_snapshot!(number("out-of-range"), @"the experiment `out-of-range` has a bug in its settings: at first, `length` cannot be `10`: it is a whole number from 1 to 10 cm in steps of 4");
}
