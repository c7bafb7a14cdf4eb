//! Fenced `mermaid`.

use crate::support::{bad, good};
use insta::assert_snapshot;

/// A diagram with an element in each line.
fn drawn(source: &str) -> String {
    let html = good(&format!("before\n```mermaid\n{source}```\nafter\n"));
    let inner =
        html.strip_prefix("before\n\n").and_then(|h| h.strip_suffix("\nafter\n"));
    let inner = inner.expect("it stands in lines of its own").trim();
    assert!(!inner.contains('\n'), "an empty line would end the HTML: {inner}");
    inner.replace("><", ">\n<")
}

#[test]
fn messages_become_lines_between_lifelines() {
    let source = "sequenceDiagram
    participant A as Client A
    participant W as West & East
    Note over A,W: a < b
    A->>W: write 1
    W-->>A: done
";
    assert_snapshot!(drawn(source), @r#"
    <div class="diagram">
    <svg viewBox="-4 -4 265 207" width="265" height="207" role="img" aria-label="Client A and West &amp; East: a &lt; b. Client A to West &amp; East: write 1. West &amp; East to Client A: done.">
    <path class="life" d="M199.5 40v159M55 40v159"/>
    <path d="M56 135h139.5"/>
    <path class="dashed" d="M198.5 183h-139.5"/>
    <path class="head" d="M198.5 135l-9 4 0-8zM56 183l9-4 0 8z"/>
    <rect x="142" y="0" width="115" height="40"/>
    <rect x="0" y="0" width="110" height="40"/>
    <rect class="note" x="39" y="48" width="176.5" height="39"/>
    <g>
    <text x="126" y="123">write 1</text>
    <text x="129" y="171">done</text>
    </g>
    <text x="199.5" y="25">West &amp; East</text>
    <text x="55" y="25">Client A</text>
    <text x="127.3" y="74">a &lt; b</text>
    </svg>
    </div>
    "#);
}

#[test]
fn a_flow_has_shapes_groups_and_labels() {
    let source = "flowchart LR
    subgraph one[\"One leader\"]
        A[Leader] -->|\"1: copy\"| B[(Store)]
        A <--> C
    end
";
    assert_snapshot!(drawn(source), @r#"
    <div class="diagram">
    <svg viewBox="4 4 233 271" width="233" height="271" role="img" aria-label="One leader: Leader to Store: 1: copy. One leader: Leader to and from C.">
    <rect class="group" x="8" y="8" width="224.7" height="262.1"/>
    <path d="M102.9 89.5l-5 7.5c-4.9 7.5-14.7 22.5-19.7 36.8c-4.9 14.4-4.9 28-4.9 34.9l0 6.8M137.2 92.8l4.6 7c4.6 6.9 13.7 20.8 18.2 35.4c4.6 14.5 4.6 29.7 4.6 37.3l0 7.6"/>
    <path class="head" d="M73.3 179.5l-4-9 8 0zM135 89.5l8.3 5.3-6.7 4.4zM164.6 184.1l-4-9 8 0z"/>
    <rect x="66.2" y="40.5" width="105.5" height="49"/>
    <path class="shape" transform="translate(45.4 179.5)" d="M0 7.7a27.9 7.7 0 0 0 55.8 0a27.9 7.7 0 0 0-55.8 0l0 42.7a27.9 7.7 0 0 0 55.8 0l0-42.7"/>
    <rect x="131.2" y="184.1" width="66.8" height="49"/>
    <g>
    <text x="73.3" y="140">1: copy</text>
    </g>
    <text x="120.3" y="24">One leader</text>
    <text x="119" y="70.5">Leader</text>
    <text x="73.3" y="223.4">Store</text>
    <text x="164.6" y="214.1">C</text>
    </svg>
    </div>
    "#);
}

#[test]
fn states_start_somewhere() {
    let source = "stateDiagram-v2
    [*] --> Closed
    Closed --> Open: failures,<br>many
    Open --> Open: a call
";
    assert_snapshot!(drawn(source), @r#"
    <div class="diagram">
    <svg viewBox="7 4 87 291" width="87" height="291" role="img" aria-label="Start to Closed. Closed to Open: failures, many. Open to Open: a call.">
    <path d="M50.4 22v44M50.4 103v88.8M41.7 228.8l-1.9 4c-1.8 4-5.6 12-.8 16c4.8 4 18.1 4 23.3 0c5.2-4 2.3-12 .9-16l-1.5-4"/>
    <path class="head" d="M50.4 66l-4-9 8 0zM50.4 191.8l-4-9 8 0zM61.7 228.8l6.9 7-7.5 2.8z"/>
    <circle class="start" cx="50.4" cy="15" r="7"/>
    <rect x="19" y="66" width="62.8" height="37"/>
    <rect x="25.4" y="191.8" width="50" height="37"/>
    <g>
    <text x="50.4" y="163.4">failures,</text>
    <text x="50.4" y="181">many</text>
    <text x="50.4" y="285.3">a call</text>
    </g>
    <text x="50.4" y="90">Closed</text>
    <text x="50.4" y="215.8">Open</text>
    </svg>
    </div>
    "#);
}

#[test]
fn the_same_source_is_drawn_the_same() {
    let source = "flowchart TB\n  A --> B\n  A --> C\n  B --> D\n  C --> D\n";
    assert_eq!(drawn(source), drawn(source));
}

#[test]
fn what_cannot_be_drawn_is_said_where_it_stands() {
    let diagrams = [
        "sequenceDiagram\n    A->>B: ok\n    A->>>B: bad\n",
        "flowchart LR\n    A[x --> B\n",
        "stateDiagram-v2\n    A --> : x\n",
        "pie\n    \"a\": 1\n",
        "sequenceDiagram\n    A-xB: lost\n",
        "nothing\n",
        "",
    ];
    let text: String = diagrams
        .iter()
        .map(|source| format!("```mermaid\n{source}```\n\n"))
        .chain(["* a list\n  ```mermaid\n  pie\n  ```\n".to_owned()])
        .collect();
    assert_snapshot!(bad(&text), @r#"
    error: the diagram cannot be read: Unexpected character
     --> src/clocks.md:4:9
      |
    4 |     A->>>B: bad
      |         ^
      |
      = help: Mermaid's syntax is at https://mermaid.js.org/intro/

    error: the diagram cannot be read: Unterminated node label (missing `]`)
     --> src/clocks.md:9:6
      |
    9 |     A[x --> B
      |      ^^^^^^^^
      |
      = help: Mermaid's syntax is at https://mermaid.js.org/intro/

    error: the diagram cannot be read: unexpected text; expected node identifier, styled id, edge state
      --> src/clocks.md:14:11
       |
    14 |     A --> : x
       |           ^^^
       |
       = help: Mermaid's syntax is at https://mermaid.js.org/intro/

    error: the book draws no diagrams of the kind `pie`
      --> src/clocks.md:17:1
       |
    17 | ```mermaid
       | ^^^^^^^^^^
       |
       = help: there are sequenceDiagram, flowchart and stateDiagram-v2

    error: the theme has no look for an arrow's `crosshead`
      --> src/clocks.md:22:1
       |
    22 | ```mermaid
       | ^^^^^^^^^^
       |
       = help: draw it another way, or teach diagram/drawing.rs

    error: the diagram cannot be read: No Mermaid diagram type detected
      --> src/clocks.md:27:1
       |
    27 | ```mermaid
       | ^^^^^^^^^^
       |
       = help: there are sequenceDiagram, flowchart and stateDiagram-v2

    error: the diagram cannot be read: No Mermaid diagram type detected
      --> src/clocks.md:31:1
       |
    31 | ```mermaid
       | ^^^^^^^^^^
       |
       = help: there are sequenceDiagram, flowchart and stateDiagram-v2

    error: a block of mermaid stands at the start of its lines
      --> src/clocks.md:35:3
       |
    35 |   ```mermaid
       |   ^^^^^^^^^^
       |
       = help: take it out of the list or quote

    error: 8 problems in the book; nothing was written
    "#);
}
