//! `{{#include}}`, which mdBook lets pass whatever becomes of it.

use crate::support::expand;
use insta::assert_snapshot;

const MODEL: &str = "\
//! A model.
// ANCHOR: tick
fn tick() {}
// ANCHOR_END: tick
    // ANCHOR: tock
    fn tock() {}
    // ANCHOR_END: tock
";

fn check(text: &str, files: &[(&str, &str)]) -> String {
    match expand(&[("src/clocks.md", text)], files) {
        Ok(chapters) => {
            let is_left = !text.contains("```rust");
            assert!(!is_left || chapters == [text], "mdBook fills it in");
            "good".into()
        }
        Err(report) => report,
    }
}

fn fenced(path: &str) -> String {
    format!("```rust\n{{{{#include {path}}}}}\n```\n")
}

#[test]
fn a_good_excerpt_becomes_code_with_its_colours() {
    let text = "- in a list\n\n".to_owned()
        + &fenced("../demos/model.rs:tick")
        + &fenced("../demos/model.rs")
        + &fenced("../demos/model.rs:tock");
    let files = [("demos/model.rs", MODEL)];
    let chapters = expand(&[("src/clocks.md", &text)], &files);
    assert_snapshot!(chapters.expect("it is good").concat(), @r#"
    - in a list

    <pre><code class="language-rust hljs"><b>fn</b> <dfn>tick</dfn>() {}
    </code></pre>
    <pre><code class="language-rust hljs"><i>//! A model.</i>
    <b>fn</b> <dfn>tick</dfn>() {}
        <b>fn</b> <dfn>tock</dfn>() {}
    </code></pre>
    <pre><code class="language-rust hljs"><b>fn</b> <dfn>tock</dfn>() {}
    </code></pre>
    "#);
}

/// What is no Rust, or is set in, is mdBook's to fill in.
#[test]
fn other_excerpts_are_left_alone() {
    let include = "{{#include ../demos/model.txt}}\n";
    let text = format!(
        "```text\n{include}```\n\n- a list\n\n  ```rust\n  fn a() {{}}\n  ```\n"
    );
    let chapters =
        expand(&[("src/clocks.md", &text)], &[("demos/model.txt", "a\n")]);
    assert_eq!(chapters.expect("it is good"), [text]);
}

/// mdBook would fill these in after the code has its colours, as bare HTML.
#[test]
fn only_include_quotes() {
    for name in ["rustdoc_include", "playground"] {
        let text =
            format!("```rust\n{{{{#{name} ../demos/model.rs:tick}}}}\n```\n");
        let report = check(&text, &[("demos/model.rs", MODEL)]);
        let says = format!("error: `{name}` is not for this book\n");
        assert!(report.starts_with(&says), "{report}");
    }
}

#[test]
fn missing_files_and_anchors_are_reported() {
    let text = fenced("../demos/modle.rs:tick")
        + &fenced("../demos/model.rs:tik")
        + &fenced("../demos/model.rs:2:3")
        + "{{#include ../demos/model.rs:tick}}\n"
        + &fenced("../demos/model.rs:tick")
        + &fenced("../demos/model.rs:tock");
    assert_snapshot!(check(&text, &[("demos/model.rs", MODEL)]), @"
    error: there is no file demos/modle.rs
     --> src/clocks.md:2:12
      |
    2 | {{#include ../demos/modle.rs:tick}}
      |            ^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: in demos: did you mean `model.rs`?

    error: there is no anchor `tik` in demos/model.rs
     --> src/clocks.md:5:12
      |
    5 | {{#include ../demos/model.rs:tik}}
      |            ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `tick`? There are tick, tock

    error: line numbers move whenever the file is edited
     --> src/clocks.md:8:12
      |
    8 | {{#include ../demos/model.rs:2:3}}
      |            ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: name an anchor: there are tick, tock

    error: Rust is shown as code
      --> src/clocks.md:10:1
       |
    10 | {{#include ../demos/model.rs:tick}}
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: put the directive between ```rust and ```

    error: 4 problems in the book; nothing was written
    ");
}

#[test]
fn markers_that_do_not_fit_are_reported_where_they_are() {
    let model = "\
        // ANCHOR: open\nfn a() {}\n\
        // ANCHOR_END: shut\n\
        // ANCHOR: twice\nfn b() {}\n// ANCHOR_END: twice\n\
        // ANCHOR: twice\n// ANCHOR_END: twice\n\
        // ANCHOR: idle\nfn c() {}\n// ANCHOR_END: idle\n";
    let text =
        fenced("../demos/model.rs:open") + &fenced("../demos/model.rs:twice");
    assert_snapshot!(check(&text, &[("demos/model.rs", model)]), @"
    error: `open` does not end
     --> demos/model.rs:1:1
      |
    1 | // ANCHOR: open
      | ^^^^^^^^^^^^^^^
      |
      = help: an excerpt is between `ANCHOR: name` and `ANCHOR_END: name`, and its name is its own in the file

    error: `shut` ends before it starts
     --> demos/model.rs:3:1
      |
    3 | // ANCHOR_END: shut
      | ^^^^^^^^^^^^^^^^^^^
      |
      = help: an excerpt is between `ANCHOR: name` and `ANCHOR_END: name`, and its name is its own in the file

    error: `twice` starts a second time
     --> demos/model.rs:7:1
      |
    7 | // ANCHOR: twice
      | ^^^^^^^^^^^^^^^^
      |
      = help: an excerpt is between `ANCHOR: name` and `ANCHOR_END: name`, and its name is its own in the file

    error: `twice` ends before it starts
     --> demos/model.rs:8:1
      |
    8 | // ANCHOR_END: twice
      | ^^^^^^^^^^^^^^^^^^^^
      |
      = help: an excerpt is between `ANCHOR: name` and `ANCHOR_END: name`, and its name is its own in the file

    error: no chapter quotes the anchor `idle`
     --> demos/model.rs:9:1
      |
    9 | // ANCHOR: idle
      | ^^^^^^^^^^^^^^^
      |
      = help: quote it, or take its two markers away

    error: 5 problems in the book; nothing was written
    ");
}

#[test]
fn excerpts_fit_on_a_page() {
    let long = format!("// ANCHOR: a\n{}// ANCHOR_END: a\n", "x\n".repeat(41));
    let wide = format!("// ANCHOR: a\n{}\n// ANCHOR_END: a\n", "x".repeat(85));
    let files = [
        ("demos/long.rs", long.as_str()),
        ("demos/wide.rs", &wide),
        ("demos/empty.rs", "// ANCHOR: a\n\n// ANCHOR_END: a\n"),
        ("demos/part.md", "{{#demo clocks/pendulum}}\n"),
    ];
    let text = fenced("../demos/long.rs:a")
        + &fenced("../demos/wide.rs:a")
        + &fenced("../demos/empty.rs:a")
        + "{{#include ../demos/part.md}}\n";
    assert_snapshot!(check(&text, &files), @"
    error: the excerpt `a` has 41 lines
     --> src/clocks.md:2:12
      |
    2 | {{#include ../demos/long.rs:a}}
      |            ^^^^^^^^^^^^^^^^^^
      |
      = help: at most 40 fit on a page: quote less, or set the markers in demos/long.rs closer

    error: the excerpt `a` has a line of 85 columns
     --> src/clocks.md:5:12
      |
    5 | {{#include ../demos/wide.rs:a}}
      |            ^^^^^^^^^^^^^^^^^^
      |
      = help: at most 84 fit: break `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx`

    error: the excerpt `a` is empty
     --> src/clocks.md:8:12
      |
    8 | {{#include ../demos/empty.rs:a}}
      |            ^^^^^^^^^^^^^^^^^^^
      |
      = help: quote something, or nothing

    error: the file demos/part.md has directives of its own
      --> src/clocks.md:10:12
       |
    10 | {{#include ../demos/part.md}}
       |            ^^^^^^^^^^^^^^^^
       |
       = help: demos and numbers belong into the chapter itself

    error: 4 problems in the book; nothing was written
    ");
}

/// A file that no chapter quotes may be on its way into one.
#[test]
fn anchors_of_other_files_are_nobodys_business() {
    assert_eq!(check("# Time\n", &[("demos/model.rs", MODEL)]), "good");
}

/// mdBook includes files in code as well.
#[test]
fn an_excerpt_in_a_line_of_code_is_checked() {
    let report = check("Write `{{#include nowhere.rs}}`.\n", &[]);
    assert_snapshot!(report, @"
    error: Rust is shown as code
     --> src/clocks.md:1:8
      |
    1 | Write `{{#include nowhere.rs}}`.
      |        ^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: put the directive between ```rust and ```

    error: 1 problem in the book; nothing was written
    ");
    assert_eq!(check("Write `\\{{#include nowhere.rs}}`.\n", &[]), "good");
}
