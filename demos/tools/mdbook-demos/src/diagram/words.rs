//! What a diagram shows, said in sentences: for those who do not see it.

use super::{Fault, no_diagram};
use merman::diagrams::flowchart::{FlowEdgeMarker, FlowchartModel};
use merman::diagrams::sequence::{
    SequenceDiagramRenderModel, SequenceMessage, SequenceMessageKind,
};
use merman::diagrams::state::{StateDiagramRenderModel, StateDiagramRenderNode};
use merman::{Engine, ParseOptions, RenderSemanticModel, TerminalDiagnostic};

/// The sentences, one for each arrow and each note, in the order of the source.
pub fn of(engine: &Engine, source: &str) -> Result<String, Fault> {
    let parsed =
        engine.parse_diagram_for_render_model_sync(source, ParseOptions::strict());
    let parsed =
        parsed.map_err(TerminalDiagnostic::from)?.ok_or_else(no_diagram)?;
    let sentences = match parsed.model() {
        RenderSemanticModel::Sequence(model) => of_sequence(model),
        RenderSemanticModel::Flowchart(model) => of_flowchart(model),
        RenderSemanticModel::State(model) => of_states(model),
        _ => return Err(no_diagram()),
    };
    let sentences = sentences.iter().map(|sentence| {
        let sentence = plain(sentence);
        let end = if sentence.ends_with(['.', '?', '!']) { "" } else { "." };
        format!("{sentence}{end}")
    });
    Ok(sentences.collect::<Vec<_>>().join(" "))
}

/// Words without line breaks, and without what merman writes for signs of HTML.
fn plain(words: &str) -> String {
    let words = words.replace("<br>", " ").replace("<br/>", " ");
    let words =
        words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn of_sequence(model: &SequenceDiagramRenderModel) -> Vec<String> {
    let name = |id: &Option<String>| {
        let id = id.as_deref().unwrap_or_default();
        model.actors.get(id).map_or(id, |actor| &actor.description).to_owned()
    };
    let sentence = |message: &SequenceMessage| {
        let (from, to) = (name(&message.from), name(&message.to));
        let said = message.message_text();
        match message.semantic_kind() {
            SequenceMessageKind::Signal => Some(arrow(&from, "to", &to, said)),
            SequenceMessageKind::Note if from == to => {
                Some(format!("{from}: {said}"))
            }
            SequenceMessageKind::Note => Some(format!("{from} and {to}: {said}")),
            _ => None,
        }
    };
    model.messages.iter().filter_map(sentence).collect()
}

fn of_flowchart(model: &FlowchartModel) -> Vec<String> {
    let name = |id: &str| {
        let node = model.nodes.iter().find(|node| node.id == id);
        node.and_then(|node| node.label.clone()).unwrap_or_else(|| id.into())
    };
    let sentences = model.edges.iter().map(|edge| {
        let group =
            model.subgraphs.iter().find(|group| group.nodes.contains(&edge.from));
        let group =
            group.map_or(String::new(), |group| format!("{}: ", group.title));
        let label = edge.label.as_deref().unwrap_or_default();
        let way = match edge.start_marker {
            FlowEdgeMarker::None => "to",
            _ => "to and from",
        };
        group + &arrow(&name(&edge.from), way, &name(&edge.to), label)
    });
    sentences.collect()
}

/// A state is called by the first line of what it says of itself; all lines of it are
/// a sentence.
fn of_states(model: &StateDiagramRenderModel) -> Vec<String> {
    let name = |id: &str| {
        let node = model.nodes.iter().find(|node| node.id == id);
        let said = node.map_or_else(|| id.to_owned(), said_of_state);
        let (name, _) = said.split_once("<br").unwrap_or((&said, ""));
        name.trim_end_matches(':').to_owned()
    };
    let said = model.nodes.iter().map(said_of_state);
    let edges = model.edges.iter();
    said.filter(|said| said.contains("<br"))
        .chain(edges.map(|edge| {
            arrow(&name(&edge.start), "to", &name(&edge.end), &edge.label)
        }))
        .collect()
}

fn said_of_state(node: &StateDiagramRenderNode) -> String {
    let label = node.label.as_ref().and_then(|label| label.as_str());
    match node.shape.as_str() {
        "stateStart" => "Start".into(),
        "stateEnd" => "End".into(),
        _ => label.unwrap_or(&node.id).into(),
    }
}

fn arrow(from: &str, way: &str, to: &str, label: &str) -> String {
    match label {
        "" => format!("{from} {way} {to}"),
        _ => format!("{from} {way} {to}: {label}"),
    }
}
