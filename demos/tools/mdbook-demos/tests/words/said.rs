//! All sentences that a figure shows at a moment.

use sim::Event;
use stage::act::Act;
use stage::demo::Verdict;
use stage::element::{Element, Node};
use stage::{DemoEntry, Layout, knob::Values};

/// The words of a figure that are the same whatever the run is; and those of the
/// scenario whose run it is, if it is one's. That a demo's seed was picked is said of
/// the resting frame's run alone.
pub fn on_card(
    entry: &DemoEntry,
    scenario: Option<usize>,
    is_resting: bool,
) -> Vec<String> {
    let card = entry.card;
    let texts = [card.title, card.insight, card.why].map(Some);
    let own = match scenario.map(|place| (entry.scenarios)()[place]) {
        Some(scenario) => [Some(scenario.watch_for), scenario.curated],
        None => [Some(card.watch_for), card.curated.filter(|_| is_resting)],
    };
    texts.into_iter().chain(own).flatten().flat_map(sentences).collect()
}

fn sentences(text: &'static str) -> impl Iterator<Item = String> {
    let parts: Vec<_> = text.split(". ").collect();
    let last = parts.len() - 1;
    let end = move |(index, part): (usize, &str)| {
        format!("{part}{}", if index < last { "." } else { "" })
    };
    parts.into_iter().enumerate().map(end)
}

/// The words that depend on the moment, with both pictures of it.
pub fn at_this_moment(
    entry: &DemoEntry,
    scenario: Option<usize>,
    act: &dyn Act,
    selection: &[String],
    pictures: &[Element; 2],
) -> Vec<String> {
    let mut said = Vec::new();
    for (picture, layout) in pictures.iter().zip([Layout::Wide, Layout::Narrow]) {
        in_picture(picture, &mut said);
        if let Some(view) = act.space_time(layout, selection) {
            in_picture(&view, &mut said);
        }
    }
    let table = act.table(selection);
    in_picture(&table, &mut said);
    said.extend(act.checks().into_iter().map(|check| {
        let sign = match check.verdict {
            Verdict::Holds => "✓",
            Verdict::Fails => "✕",
            Verdict::Open => "…",
        };
        format!("{sign} {}: {}", check.name, check.detail)
    }));
    if let Some(scenario) = scenario
        && let Some(outcome) = act.outcome(scenario)
        && let Some((_, answers)) = (entry.scenarios)()[scenario].question
    {
        let (answer, because) = answers[outcome];
        said.push(format!("→ {answer}. {because}"));
    }
    said.extend(notes(entry, act));
    said
}

/// What the model says that happened at this moment, without the names of nodes.
/// Where time stands still only the last one is about the model as it is.
fn notes(entry: &DemoEntry, act: &dyn Act) -> Vec<String> {
    let records = act.evidence().expect("the demo is linked").records;
    let now = records.iter().filter(|record| record.at == act.now());
    let noted = now.filter_map(|record| match &record.event {
        Event::Noted { text, .. } => Some(text.clone()),
        _ => None,
    });
    match entry.card.pace {
        Some(_) => noted.collect(),
        None => noted.last().into_iter().collect(),
    }
}

/// The sentences of a picture, of what stands below it, and the caption of a table.
/// Less than three words are a label, not a sentence.
fn in_picture(element: &Element, said: &mut Vec<String>) {
    let is_whole = matches!(element.tag, "text" | "p" | "caption");
    let name = element.attributes.iter().find(|(name, _)| *name == "aria-label");
    let spoken =
        name.filter(|_| element.tag == "svg").map(|(_, name)| name.to_string());
    let words = is_whole.then(|| element.words());
    let is_word = |word: &&str| word.chars().any(char::is_alphabetic);
    let is_sentence =
        |text: &String| text.split_whitespace().filter(is_word).count() >= 3;
    said.extend(spoken.into_iter().chain(words).filter(is_sentence));
    if !is_whole {
        for child in &element.children {
            if let Node::Element(child) = child {
                in_picture(child, said);
            }
        }
    }
}

/// Whether the knobs are as in the resting frame.
pub fn is_resting(entry: &DemoEntry, values: &Values, seed: u64) -> bool {
    *values == (entry.defaults)() && seed == entry.card.seed
}
