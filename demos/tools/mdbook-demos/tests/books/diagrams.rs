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
    <path class="life" d="M199.5 40V199M55 40V199"/>
    <path d="M56 135H195.5"/>
    <path class="dashed" d="M198.5 183H59"/>
    <path class="head" d="M198.5 135L189.5 139 189.5 131zM56 183L65 179 65 187z"/>
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
    <path d="M102.9 89.5L97.9 97C93 104.5 83.2 119.5 78.2 133.8C73.3 148.2 73.3 161.8 73.3 168.7L73.3 175.5M137.2 92.8L141.8 99.8C146.4 106.7 155.5 120.6 160 135.2C164.6 149.7 164.6 164.9 164.6 172.5L164.6 180.1"/>
    <path class="head" d="M73.3 179.5L69.3 170.5 77.3 170.5zM135 89.5L143.3 94.8 136.6 99.2zM164.6 184.1L160.6 175.1 168.6 175.1z"/>
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
    <path d="M50.4 22V66M50.4 103V191.8M41.7 228.8L39.8 232.8C38 236.8 34.2 244.8 39 248.8C43.8 252.8 57.1 252.8 62.3 248.8C67.5 244.8 64.6 236.8 63.2 232.8L61.7 228.8"/>
    <path class="head" d="M50.4 66L46.4 57 54.4 57zM50.4 191.8L46.4 182.8 54.4 182.8zM61.7 228.8L68.6 235.9 61 238.6z"/>
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
    assert_snapshot!(bad(&text), @"");
}
