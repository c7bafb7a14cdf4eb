//! Fenced `quiz` and `cards`.

use crate::support::{bad, good};
use insta::assert_snapshot;

#[test]
fn a_quiz_becomes_forms_that_read_well_as_they_are() {
    let text = r#"{{#demo clocks/pendulum}}

before
```quiz
[[question]]
ask = "Does it *drift* by {{#number clocks/drift length=5}} ms?"
demo = "clocks/pendulum length=5 at=2s"
[[question.option]]
text = "Yes, see [below](#below)"
right = true
why = "It does."
[[question.option]]
text = 'No: `a "quote" < b`'
why = """
It does.

Really."""
```
after

## Below
"#;
    let html = good(text);
    let (_, html) = html.split_once("before\n").expect("it is there");
    assert_snapshot!(html.trim().replace("><", ">\n<"), @r##"
    <div class="quiz" role="group" aria-label="Quiz" data-page="src/clocks">
    <form class="question" id="question-ece5e755" method="dialog" autocomplete="off">
    <fieldset>
    <legend>
    <span class="place">Question 1 of 1</span> Does it <em>drift</em> by <span class="number" title="How far a clock drifts, in ms a day (Length: 5 cm, Bob: of lead)">&lt; 15</span> ms?</legend>
    <div class="option">
    <label>
    <input type="radio" name="question-ece5e755" value="4c680048"> <span class="letter">A</span> <span>Yes, see <a href="#below">below</a>
    </span>
    </label>
    </div>
    <div class="option">
    <label>
    <input type="radio" name="question-ece5e755" value="b702e51f"> <span class="letter">B</span> <span>No: <code>a "quote" &lt; b</code>
    </span>
    </label>
    </div>
    </fieldset>
    <p class="verdict" role="status">
    </p>
    <p class="act">
    <button type="submit" hidden>Check</button>
    <a class="open" href="#pendulum" data-state="length=5&amp;at=2s">Open it in the figure</a>
    </p>
    <details class="answer">
    <summary>Answer and explanations</summary>
    <ol type="A">
    <li data-verdict="right">
    <p>
    <strong>Right.</strong> It does.</p>
    </li>
    <li data-verdict="wrong">
    <p>
    <strong>Wrong.</strong> It does.</p>&#10;<p>Really.</p>
    </li>
    </ol>
    </details>
    </form>
    </div>

    after

    ## Below
    "##);
}

#[test]
fn cards_become_a_list_of_definitions() {
    let text = "\
        ```cards\n\
        [[card]]\nfront = \"Hot *key*\"\nback = \"Asked for too often.\"\n\
        [[card]]\nfront = \"Drift\"\nback = \"{{#number clocks/drift}} ms a day\"\n\
        ```\n";
    assert_snapshot!(good(text).trim().replace("><", ">\n<"), @r#"
    <dl class="cards">
    <div>
    <dt>Hot <em>key</em>
    </dt>
    <dd>
    <p>Asked for too often.</p>
    </dd>
    </div>
    <div>
    <dt>Drift</dt>
    <dd>
    <p>
    <span class="number" title="How far a clock drifts, in ms a day (Length: 10 cm, Bob: of lead)">&lt; 30</span> ms a day</p>
    </dd>
    </div>
    </dl>
    "#);
}

#[test]
fn other_code_is_left_alone() {
    let text =
        "```toml\n[[card]]\n```\n\n~~~text\n```quiz\n```\n~~~\n\n    ```quiz\n";
    assert_eq!(good(text), text);
}

#[test]
fn what_a_quiz_lacks_is_said_at_its_place() {
    let text = r#"# Time

```quiz
[[question]]
aks = "Which?"
[[question.option]]
text = "This"
why = " "
[[question.option]]
text = 7
rigth = true
why = "So."

[[question]]
ask = "Only one?"
[[question.option]]
text = "Yes"
right = true

[[question]]
ask = "None?"
[[question.option]]
text = "This"
why = "No."
[[question.option]]
text = "That"
right = false
why = "No."

[[question]]
ask = "Both?"
[[question.option]]
text = "This"
right = true
why = "Yes."
[[question.option]]
text = "That"
right = "yes"
why = "Yes."
[[question.option]]
text = "That"
right = true
why = "{{#nmber clocks/drift}}"
```
"#;
    assert_snapshot!(bad(text), @r#"
    error: `ask` is missing
     --> src/clocks.md:4:1
      |
    4 | [[question]]
      | ^^^^^^^^^^^^
      |
      = help: add `ask = "…"`

    error: `aks` is not known here
     --> src/clocks.md:5:1
      |
    5 | aks = "Which?"
      | ^^^
      |
      = help: did you mean `ask`? There are ask, demo, option

    error: `why` is empty
     --> src/clocks.md:8:7
      |
    8 | why = " "
      |       ^^^
      |
      = help: say something

    error: `text` is no text
      --> src/clocks.md:10:8
       |
    10 | text = 7
       |        ^
       |
       = help: write `text = "…"`

    error: `rigth` is not known here
      --> src/clocks.md:11:1
       |
    11 | rigth = true
       | ^^^^^
       |
       = help: did you mean `right`? There are text, right, why

    error: there is only one `option`
      --> src/clocks.md:14:1
       |
    14 | [[question]]
       | ^^^^^^^^^^^^
       |
       = help: write `[[question.option]]` at least twice

    error: `why` is missing
      --> src/clocks.md:16:1
       |
    16 | [[question.option]]
       | ^^^^^^^^^^^^^^^^^^^
       |
       = help: add `why = "…"`

    error: no option is right
      --> src/clocks.md:20:1
       |
    20 | [[question]]
       | ^^^^^^^^^^^^
       |
       = help: write `right = true` in exactly one option

    error: 2 options are right
      --> src/clocks.md:30:1
       |
    30 | [[question]]
       | ^^^^^^^^^^^^
       |
       = help: write `right = true` in exactly one option

    error: `right` is yes or no
      --> src/clocks.md:38:9
       |
    38 | right = "yes"
       |         ^^^^^
       |
       = help: write `right = true`, or leave it out

    error: two options say the same
      --> src/clocks.md:41:8
       |
    41 | text = "That"
       |        ^^^^^^
       |
       = help: take one of them away

    error: `nmber` cannot stand in a quiz or a card
      --> src/clocks.md:43:8
       |
    43 | why = "{{#nmber clocks/drift}}"
       |        ^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: only `{{#number guide/experiment}}` can

    error: 12 problems in the book; nothing was written
    "#);
}

#[test]
fn a_question_opens_a_figure_of_its_page() {
    let option = |text: &str| {
        format!("[[question.option]]\ntext = \"{text}\"\nwhy = \"So.\"\n")
    };
    let options = format!("{}right = true\n{}", option("This"), option("That"));
    let question = |ask: &str, demo: &str| {
        format!("[[question]]\nask = \"{ask}\"\ndemo = \"{demo}\"\n{options}")
    };
    let elsewhere = format!("```quiz\n{}```\n", question("0?", "clocks/pendulum"));
    assert_snapshot!(bad(&elsewhere), @r#"
    error: the page has no figure of clocks/pendulum
     --> src/clocks.md:4:9
      |
    4 | demo = "clocks/pendulum"
      |         ^^^^^^^^^^^^^^^
      |
      = help: a question opens one that is there: {{#demo clocks/pendulum}}

    error: 1 problem in the book; nothing was written
    "#);
    let wrong = "{{#demo clocks/pendulum length=99}}\n\n".to_owned() + &elsewhere;
    assert!(bad(&wrong).contains("error: 1 problem in the book"), "not twice");
    let quoted = "`{{#demo clocks/pendulum}}`\n\n".to_owned() + &elsewhere;
    assert!(bad(&quoted).contains("no figure of clocks/pendulum"));
    let questions = [
        question("1?", "clocks/pendulun"),
        question("2?", "clocks/pendulum length=99 heavy"),
        question("3?", "clocks/pendulum edits=1s-pull"),
        question("4?", "clocks/pendulum at=9s"),
        question("4?", "clocks/pendulum"),
    ];
    let text = format!(
        "{{{{#demo clocks/pendulum}}}}\n\n```quiz\n{}```\n",
        questions.concat()
    );
    assert_snapshot!(bad(&text), @r#"
    error: there is no demo `pendulun` in `clocks`
     --> src/clocks.md:6:9
      |
    6 | demo = "clocks/pendulun"
      |         ^^^^^^^^^^^^^^^
      |
      = help: did you mean `pendulum`?

    error: `length` cannot be `99`
      --> src/clocks.md:16:25
       |
    16 | demo = "clocks/pendulum length=99 heavy"
       |                         ^^^^^^^^^
       |
       = help: `length` is a whole number from 1 to 20 cm; the nearest is 20

    error: `heavy` sets nothing
      --> src/clocks.md:16:35
       |
    16 | demo = "clocks/pendulum length=99 heavy"
       |                                   ^^^^^
       |
       = help: a setting is `name=value`, without spaces

    error: `pull` is no edit
      --> src/clocks.md:26:9
       |
    26 | demo = "clocks/pendulum edits=1s-pull"
       |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: push is the only one

    error: `at` cannot be 9s
      --> src/clocks.md:36:25
       |
    36 | demo = "clocks/pendulum at=9s"
       |                         ^^^^^
       |
       = help: the run ends at 5s

    error: the page asks this twice
      --> src/clocks.md:44:1
       |
    44 | [[question]]
       | ^^^^^^^^^^^^
       |
       = help: answers are kept by the question: ask another

    error: 6 problems in the book; nothing was written
    "#);
}

#[test]
fn texts_are_checked_as_prose_is() {
    let text = r#"
```cards
[[card]]
front = "Drift of {{#number clocks/drfit}}"
back = "See [there](nowhere.md) and [here](#nowhere)"
[[card]]
front = """
One

Two"""
back = "{{#demo clocks/pendulum}}"
colour = "red"
```
"#;
    assert_snapshot!(bad(text), @r#"
    error: there is no experiment `drfit` in `clocks`
     --> src/clocks.md:4:29
      |
    4 | front = "Drift of {{#number clocks/drfit}}"
      |                             ^^^^^^^^^^^^
      |
      = help: did you mean `drift`? There are drift, broken

    error: there is no chapter src/nowhere.md
     --> src/clocks.md:5:21
      |
    5 | back = "See [there](nowhere.md) and [here](#nowhere)"
      |                     ^^^^^^^^^^
      |
      = help: there is only src/clocks.md

    error: src/clocks.md has no heading or figure `nowhere`
     --> src/clocks.md:5:44
      |
    5 | back = "See [there](nowhere.md) and [here](#nowhere)"
      |                                            ^^^^^^^^
      |
      = help: there are none

    error: `front` is more than one paragraph
      --> src/clocks.md:7:9
       |
     7 |   front = """
       |  _________^
     8 | | One
     9 | |
    10 | | Two"""
       | |______^
       |
       = help: shorten it: there is room for one

    error: `demo` cannot stand in a quiz or a card
      --> src/clocks.md:11:9
       |
    11 | back = "{{#demo clocks/pendulum}}"
       |         ^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: only `{{#number guide/experiment}}` can

    error: `colour` is not known here
      --> src/clocks.md:12:1
       |
    12 | colour = "red"
       | ^^^^^^
       |
       = help: there are front, back

    error: 6 problems in the book; nothing was written
    "#);
}

#[test]
fn blocks_that_are_no_toml_and_blocks_that_are_none() {
    let text = "\
        ```cards\n[[card]\nfront = \"a\"\n```\n\n\
        ```cards\n[[card]]\nfront = a\nback = \"b\"\n```\n\n\
        ```quiz\n```\n\n\
        ```Quizz\n```\n\n\
        - ```cards\n  [[card]]\n  ```\n\n\
        ````quiz\n[[question]]\n```\n";
    assert_snapshot!(bad(text), @r#"
    error: the block is not TOML
     --> src/clocks.md:2:8
      |
    2 |   [[card]
      |  ________^
    3 | | front = "a"
      | |_^
      |
      = help: unclosed array table, expected `]`

    error: the block is not TOML
     --> src/clocks.md:8:9
      |
    8 | front = a
      |         ^
      |
      = help: string values must be quoted, expected literal string

    error: there is no `question`
      --> src/clocks.md:12:1
       |
    12 | ```quiz
       | ^^^^^^^
       |
       = help: write `[[question]]`

    error: `Quizz` is no language and no directive
      --> src/clocks.md:15:1
       |
    15 | ```Quizz
       | ^^^^^^^^
       |
       = help: did you mean `quiz`? There are quiz, cards, mermaid

    error: a block of cards stands at the start of its lines
      --> src/clocks.md:18:3
       |
    18 | - ```cards
       |   ^^^^^^^^
       |
       = help: take it out of the list or quote

    error: the block of quiz has no end
      --> src/clocks.md:22:1
       |
    22 | ````quiz
       | ^^^^^^^^
       |
       = help: close it with a line ````

    error: 6 problems in the book; nothing was written
    "#);
}
