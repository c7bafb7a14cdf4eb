//! A tree as text: the static frame of the book, and what patches insert.

use crate::element::{Element, Node};

/// Elements without an end tag.
const VOID: [&str; 3] = ["br", "hr", "input"];

/// The tree as HTML, on one line: a blank line would end a block of HTML in
/// Markdown.
pub fn render(element: &Element) -> String {
    let mut html = String::new();
    write(element, &mut html);
    html
}

fn write_node(node: &Node, html: &mut String) {
    match node {
        Node::Element(element) => write(element, html),
        Node::Text(text) => escape(text, html),
    }
}

fn write(element: &Element, html: &mut String) {
    html.push('<');
    html.push_str(element.tag);
    for (name, value) in &element.attributes {
        html.push(' ');
        html.push_str(name);
        html.push_str("=\"");
        escape(value, html);
        html.push('"');
    }
    html.push('>');
    if VOID.contains(&element.tag) {
        return;
    }
    for child in &element.children {
        write_node(child, html);
    }
    html.push_str("</");
    html.push_str(element.tag);
    html.push('>');
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\n' => html.push_str("&#10;"),
            _ => html.push(c),
        }
    }
}
