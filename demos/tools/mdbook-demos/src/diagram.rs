//! A fenced block `mermaid`: a diagram, drawn while the book is built.
//!
//! The crate `merman` knows the language and where everything goes. Of what it draws
//! `drawing` keeps the shapes and words and leaves the look to
//! `theme/css/diagram.css`: one picture for light, dark and paper, without a script,
//! an id or a style of its own. `words` says the same for those who do not see it.

mod drawing;
mod path;
mod words;

use crate::demo::escape;
use crate::fence::Block;
use crate::memory::Memory;
use crate::problem::Problem;
use merman::svg::SvgRenderOptions;
use merman::{
    Engine, MermaidConfig, OperationControl, ParseOptions, RenderError,
    RenderOutput, RenderRequest, Renderer, SvgRequest, TerminalDiagnostic,
};
use serde_json::json;
use std::ops::Range;
use xxhash_rust::xxh64::xxh64;

/// What the book draws; Mermaid has more.
const KINDS: &str = "there are sequenceDiagram, flowchart and stateDiagram-v2";

/// Reads a block of the chapter `text` and writes the diagram as HTML. One that was
/// drawn before is remembered.
pub fn read(
    block: &Block,
    text: &str,
    memory: &mut Memory,
) -> Result<String, Problem> {
    let source = &text[block.inner.clone()];
    let question = format!("mermaid {:016x}", xxh64(source.as_bytes(), 0));
    let html = memory.recall(question, || draw(source)).map_err(|fault| {
        let place = match fault.place {
            Some(place) => {
                block.inner.start + place.start..block.inner.start + place.end
            }
            None => block.opening.clone(),
        };
        Problem::new(place, fault.what, fault.help)
    })?;
    Ok(format!("\n{html}\n"))
}

/// Why there is no drawing.
struct Fault {
    /// The bytes of the source that are at fault, if merman says which.
    place: Option<Range<usize>>,
    what: String,
    help: String,
}

/// The diagram in one line of HTML.
fn draw(source: &str) -> Result<String, Fault> {
    let engine =
        Engine::new().with_site_config(MermaidConfig::from_value(layout()));
    let said = words::of(&engine, source)?;
    let renderer = Renderer::new()
        .with_engine(engine)
        .with_parse_options(ParseOptions::strict());
    let options = SvgRenderOptions {
        diagram_id: Some("diagram".into()),
        ..SvgRenderOptions::default()
    };
    let request = SvgRequest { options, ..SvgRequest::default() };
    let request = RenderRequest::svg(source, OperationControl::new(), request);
    let RenderOutput::Svg(Some(svg)) = renderer.render(request)? else {
        return Err(no_diagram());
    };
    let drawing = drawing::read(svg.svg()).map_err(|what| Fault {
        place: None,
        what: format!("the theme has no look for {what}"),
        help: "draw it another way, or teach diagram/drawing.rs".into(),
    })?;
    Ok(drawing.html(&escape(&said)))
}

/// Measures of Mermaid, in pixels, for words that the theme sets at 15: merman
/// measures them in Trebuchet, which is narrower than some readers' fonts, hence its
/// larger sizes. Labels are text of the SVG, not HTML inside it.
fn layout() -> serde_json::Value {
    json!({
        "look": "classic",
        "htmlLabels": false,
        "fontSize": 18,
        "themeVariables": { "fontSize": "18px" },
        "flowchart": {
            "minNodeWidth": 0, "nodeSpacing": 30, "rankSpacing": 40, "padding": 14,
            "wrappingWidth": 230,
        },
        "state": {
            "minNodeWidth": 0, "nodeSpacing": 50, "rankSpacing": 44,
            "wrappingWidth": 230,
        },
        "sequence": {
            "mirrorActors": false, "diagramMarginX": 8,
            "width": 110, "height": 40, "actorMargin": 32, "messageMargin": 26,
            "boxMargin": 8, "noteMargin": 9,
            "actorFontSize": 17, "messageFontSize": 16, "noteFontSize": 18,
        },
    })
}

fn no_diagram() -> Fault {
    let what = "the block has no diagram".into();
    Fault { place: None, what, help: KINDS.into() }
}

impl From<RenderError> for Fault {
    fn from(error: RenderError) -> Fault {
        match error {
            RenderError::NoDiagram => no_diagram(),
            RenderError::Parse(error) => Fault::from(error),
            other => Fault {
                place: None,
                what: format!("merman cannot draw this: {other}"),
                help: KINDS.into(),
            },
        }
    }
}

impl From<TerminalDiagnostic> for Fault {
    fn from(error: TerminalDiagnostic) -> Fault {
        let details = error.terminal_diagnostic_details();
        let place = details.span.map(|span| span.start..span.end);
        if details.code.ends_with("unsupported_diagram") {
            let kind = details.diagram_type.unwrap_or_default();
            let what = format!("the book draws no diagrams of the kind `{kind}`");
            return Fault { place, what, help: KINDS.into() };
        }
        let said = error.terminal_safe_message();
        let (_, reason) = said.split_once("): ").unwrap_or(("", &said));
        let (reason, _) = reason.split_once(" at ").unwrap_or((reason, ""));
        let what = format!("the diagram cannot be read: {reason}");
        let help = match place {
            Some(_) => "Mermaid's syntax is at https://mermaid.js.org/intro/",
            None => KINDS,
        };
        Fault { place, what, help: help.into() }
    }
}
