//! Whether every text of a picture lies in it.

use stage::element::{Element, Node};
use stage::parts::text_width;

/// By how many units a text may seem to stick out: its width is an estimate.
const SLACK: f32 = 5.0;

/// The texts of a picture that run out of it, each with by how many units.
pub fn running_out(picture: &Element) -> Vec<String> {
    let mut found = Vec::new();
    look(picture, None, &mut found);
    found
}

fn look(element: &Element, width: Option<f32>, found: &mut Vec<String>) {
    let width = match element.tag {
        "svg" => number(element, "width"),
        _ => width,
    };
    match (element.tag, width) {
        // Where what moves will be, its own numbers do not say.
        _ if attribute(element, "transform").is_some() => {}
        ("text", Some(width)) => {
            for (x, words) in lines(element) {
                let by = excess(element, x, &words, width);
                if by > SLACK {
                    found.push(format!("“{words}” runs out by {by:.0}"));
                }
            }
        }
        _ => {
            for child in &element.children {
                if let Node::Element(child) = child {
                    look(child, width, found);
                }
            }
        }
    }
}

/// The lines of a text: a part with a place of its own begins one.
fn lines(text: &Element) -> Vec<(f32, String)> {
    let start = number(text, "x").unwrap_or(0.0);
    let mut lines = vec![(start, String::new())];
    for child in &text.children {
        match child {
            Node::Text(words) => push(&mut lines, words),
            Node::Element(part) => {
                if let Some(x) = number(part, "x") {
                    lines.push((x, String::new()));
                }
                push(&mut lines, &part.words());
            }
        }
    }
    lines
}

fn push(lines: &mut [(f32, String)], words: &str) {
    if let Some((_, line)) = lines.last_mut() {
        line.push_str(words);
    }
}

/// By how much a line that begins, ends or has its middle at `x` is outside.
fn excess(text: &Element, x: f32, words: &str, picture: f32) -> f32 {
    // What is bold or larger than 12.5 units.
    let scale = match attribute(text, "class").unwrap_or_default() {
        class if class.contains("name") => 1.15,
        "matter" | "loud" => 1.1,
        _ => 1.0,
    };
    let width = scale * text_width(words.trim_end());
    let start = match attribute(text, "text-anchor") {
        Some("middle") => x - width / 2.0,
        Some("end") => x - width,
        _ => x,
    };
    (start + width - picture).max(-start)
}

fn attribute<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    let found = element.attributes.iter().find(|(other, _)| *other == name);
    found.map(|(_, value)| value.as_ref())
}

fn number(element: &Element, name: &str) -> Option<f32> {
    attribute(element, name)?.parse().ok()
}
