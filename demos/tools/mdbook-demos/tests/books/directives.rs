//! `{{#demo}}` and `{{#number}}`.

use crate::support::{bad, expand, good};
use insta::assert_snapshot;

#[test]
fn a_demo_becomes_a_figure_on_lines_of_its_own() {
    let text =
        "# Time\nbefore\n{{#demo clocks/pendulum length=5 seed=7 at=2s}}\nafter\n";
    assert_snapshot!(frameless(&good(text)), @r#"
    # Time
    before

    <figure class="demo" id="pendulum"
     data-guide="clocks"
     data-demo="pendulum" aria-labelledby="pendulum-title"
     data-start="length=5&amp;seed=7&amp;at=2s"
     data-module="generated/clocks-1.js"
     data-wasm="generated/clocks_bg-2.wasm">…</figure>

    after
    "#);
}

#[test]
fn a_number_becomes_words_with_a_title() {
    let text = "\
        It drifts {{#number clocks/drift length=5}} ms.\n\n\
        | cm | ms |\n|---|---|\n| 10 | {{#number clocks/drift}} |\n\n\
        <td>{{#number clocks/drift}}</td>\n";
    assert_snapshot!(good(text), @r#"
    It drifts <span class="number" title="How far a clock drifts, in ms a day (Length: 5 cm, Bob: of lead)">&lt; 15</span> ms.

    | cm | ms |
    |---|---|
    | 10 | <span class="number" title="How far a clock drifts, in ms a day (Length: 10 cm, Bob: of lead)">&lt; 30</span> |

    <td>&lt; 30</td>
    "#);
}

#[test]
fn code_and_escapes_are_left_alone() {
    let text = "\
        `{{#demo clocks/nothing}}` and `{{#number`\n\n\
        ```\n{{#demo clocks/nothing}}\n{{#demo\n```\n\n    {{#number a/b}}\n\n\
        \\{{#demo clocks/nothing}} \\{{#number}}\n\n\
        <!-- {{#demo clocks/nothing}}\n\n{{#demo clocks/nothing}} -->\n\n\
        {{#title Time}}\n";
    assert_eq!(good(text), text);
}

/// The plain address is for the first figure in the demo's own guide: links
/// lead there, wherever else the demo is shown.
#[test]
fn each_figure_has_an_address_of_its_own() {
    let demo = "{{#demo clocks/pendulum}}\n";
    let clocks = format!("{demo}\n{demo}");
    let book = [("src/README.md", demo), ("src/clocks.md", &clocks)];
    let chapters = expand(&book, &[]).expect("the book is good");
    let ids = |text: &String| {
        let ids = text.split(" id=\"").skip(1).map(|rest| rest.split('"').next());
        ids.flatten()
            .filter(|id| !id.contains(':'))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let figures: Vec<_> =
        chapters.iter().map(|text| ids(&figures_only(text))).collect();
    assert_eq!(figures, [vec!["pendulum-2"], vec!["pendulum", "pendulum-3"]]);
}

#[test]
fn unknown_names_are_answered_with_the_known() {
    let text = "\
        {{#demo clocks/pendulun}}\n\n{{#demo clock/pendulum}}\n\n{{#demo pendulum}}\n\n\
        {{#demo}}\n\n{{#dmeo clocks/pendulum}}\n\n{{#number clocks/drfit}}\n";
    assert_snapshot!(bad(text), @"
    error: there is no demo `pendulun` in `clocks`
     --> src/clocks.md:1:9
      |
    1 | {{#demo clocks/pendulun}}
      |         ^^^^^^^^^^^^^^^
      |
      = help: did you mean `pendulum`?

    error: there is no guide `clock` with demos
     --> src/clocks.md:3:9
      |
    3 | {{#demo clock/pendulum}}
      |         ^^^^^^^^^^^^^^
      |
      = help: did you mean `clocks`?

    error: `pendulum` names no demo
     --> src/clocks.md:5:9
      |
    5 | {{#demo pendulum}}
      |         ^^^^^^^^
      |
      = help: a demo is `guide/name`; there is only clocks/pendulum

    error: the directive names no demo
     --> src/clocks.md:7:1
      |
    7 | {{#demo}}
      | ^^^^^^^^^
      |
      = help: write `{{#demo guide/name}}`

    error: there is no directive `dmeo`
     --> src/clocks.md:9:1
      |
    9 | {{#dmeo clocks/pendulum}}
      | ^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `demo`? There are demo, number, include, title

    error: there is no experiment `drfit` in `clocks`
      --> src/clocks.md:11:11
       |
    11 | {{#number clocks/drfit}}
       |           ^^^^^^^^^^^^
       |
       = help: did you mean `drift`? There are drift, broken

    error: 6 problems in the book; nothing was written
    ");
}

#[test]
fn settings_are_checked_one_by_one() {
    let text = "\
        {{#demo clocks/pendulum length=500 bob=gold lenght=3 seed=x at=2 heavy}}\n\n\
        {{#demo clocks/pendulum at=9s}}\n\n\
        {{#demo clocks/pendulum edits=1s-pull}}\n\n\
        {{#number clocks/drift length=0 length=5 seed=7}}\n";
    assert_snapshot!(bad(text), @"
    error: `length` cannot be `500`
     --> src/clocks.md:1:25
      |
    1 | {{#demo clocks/pendulum length=500 bob=gold lenght=3 seed=x at=2 heavy}}
      |                         ^^^^^^^^^^
      |
      = help: `length` is a whole number from 1 to 20 cm; the nearest is 20

    error: `bob` cannot be `gold`
     --> src/clocks.md:1:36
      |
    1 | {{#demo clocks/pendulum length=500 bob=gold lenght=3 seed=x at=2 heavy}}
      |                                    ^^^^^^^^
      |
      = help: `bob` is one of lead, wood

    error: there is no knob `lenght`
     --> src/clocks.md:1:45
      |
    1 | {{#demo clocks/pendulum length=500 bob=gold lenght=3 seed=x at=2 heavy}}
      |                                             ^^^^^^^^
      |
      = help: did you mean `length`? There are length, bob, scenario, seed, at, edits, select, view

    error: `seed` cannot be `x`
     --> src/clocks.md:1:54
      |
    1 | {{#demo clocks/pendulum length=500 bob=gold lenght=3 seed=x at=2 heavy}}
      |                                                      ^^^^^^
      |
      = help: a seed is a whole number

    error: `at` cannot be `2`
     --> src/clocks.md:1:61
      |
    1 | {{#demo clocks/pendulum length=500 bob=gold lenght=3 seed=x at=2 heavy}}
      |                                                             ^^^^
      |
      = help: a time is a number and a unit: 2s, 350ms, 1.36s or 40us

    error: `heavy` sets nothing
     --> src/clocks.md:1:66
      |
    1 | {{#demo clocks/pendulum length=500 bob=gold lenght=3 seed=x at=2 heavy}}
      |                                                                  ^^^^^
      |
      = help: a setting is `name=value`, without spaces

    error: `at` cannot be 9s
     --> src/clocks.md:3:25
      |
    3 | {{#demo clocks/pendulum at=9s}}
      |                         ^^^^^
      |
      = help: the run ends at 5s

    error: `pull` is no edit
     --> src/clocks.md:5:1
      |
    5 | {{#demo clocks/pendulum edits=1s-pull}}
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: push is the only one

    error: `length` cannot be `0`
     --> src/clocks.md:7:24
      |
    7 | {{#number clocks/drift length=0 length=5 seed=7}}
      |                        ^^^^^^^^
      |
      = help: `length` is a whole number from 1 to 20 cm; the nearest is 1

    error: there is no knob `seed`
     --> src/clocks.md:7:42
      |
    7 | {{#number clocks/drift length=0 length=5 seed=7}}
      |                                          ^^^^^^
      |
      = help: there are length, bob

    error: 10 problems in the book; nothing was written
    ");
}

#[test]
fn a_demo_that_panics_is_one_problem_among_others() {
    let text = "{{#demo clocks/pendulum length=13}}\n\n{{#number clocks/broken}}\n";
    assert_snapshot!(bad(text), @"
    error: the demo panics
     --> src/clocks.md:1:1
      |
    1 | {{#demo clocks/pendulum length=13}}
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: its message is above

    error: `clocks/broken` cannot be worked out
     --> src/clocks.md:3:1
      |
    3 | {{#number clocks/broken}}
      | ^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: it panics: its message is above

    error: 2 problems in the book; nothing was written
    ");
}

#[test]
fn directives_stand_where_their_html_can() {
    let text = "\
        Look: {{#demo clocks/pendulum}}\n\n- {{#demo clocks/pendulum}}\n\n\
        <div>\n{{#demo clocks/pendulum}}\n</div>\n\n\
        ## Drift of {{#number clocks/drift}}\n\n{{#demo clocks/pendulum\n";
    assert_snapshot!(bad(text), @r"
    error: a demo stands on a line of its own, at its very start
     --> src/clocks.md:1:7
      |
    1 | Look: {{#demo clocks/pendulum}}
      |       ^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: put an empty line before and after the directive

    error: a demo stands on a line of its own, at its very start
     --> src/clocks.md:3:3
      |
    3 | - {{#demo clocks/pendulum}}
      |   ^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: put an empty line before and after the directive

    error: a demo stands on a line of its own, at its very start
     --> src/clocks.md:6:1
      |
    6 | {{#demo clocks/pendulum}}
      | ^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: put an empty line before and after the directive

    error: a number in a heading would change the heading's address
     --> src/clocks.md:9:13
      |
    9 | ## Drift of {{#number clocks/drift}}
      |             ^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write the heading without it, and the number below

    error: the directive has no end in its line
      --> src/clocks.md:11:1
       |
    11 | {{#demo clocks/pendulum
       | ^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: close it with }}, or write \{{# for the characters themselves

    error: 5 problems in the book; nothing was written
    ");
}

/// The figure without its frame, which is the stage's to test.
fn frameless(text: &str) -> String {
    let (before, rest) = text.split_once("<figure").expect("there is a figure");
    let (figure, rest) = rest.split_once('>').expect("it has attributes");
    let (_, after) = rest.split_once("</figure>").expect("it ends");
    let attributes = figure.replace(" data-", "\n data-");
    format!("{before}<figure{attributes}>…</figure>{after}")
}

/// The opening tags of the figures.
fn figures_only(text: &str) -> String {
    let tags = text.split("<figure class=\"demo\"").skip(1);
    tags.filter_map(|rest| rest.split('>').next()).collect::<Vec<_>>().join("\n")
}
