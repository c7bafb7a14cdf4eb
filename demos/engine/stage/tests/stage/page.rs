//! A page small enough for a test: parsed from what the stage renders, changed as
//! the script of the page (`theme/js/figure.js`) changes it.

use stage::live::{CHANGE, FIELD};
use std::collections::BTreeMap;

/// What is in a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page(Node);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    Text(String),
    Element(Element),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Element {
    tag: String,
    attributes: BTreeMap<String, String>,
    children: Vec<Node>,
}

impl Page {
    /// The page that the browser's parser makes of `html`, one element.
    pub fn new(html: &str) -> Page {
        let (node, rest) = parse(html);
        assert!(rest.is_empty(), "left over: {rest}");
        Page(node)
    }

    /// Makes these changes, as the script does.
    pub fn apply(&mut self, changes: &str) {
        for change in changes.split_terminator(CHANGE) {
            let fields: Vec<&str> = change.split(FIELD).collect();
            let [place, action, first, second] = fields[..] else {
                panic!("a change has four fields: {fields:?}");
            };
            let mut path = place.split(' ');
            let mut element = slot(&mut self.0, path.next().unwrap()).unwrap();
            for index in path {
                element =
                    element.children[index.parse::<usize>().unwrap()].element();
            }
            element.change(action, first, second);
        }
    }

    /// Empties the slots that these changes fill, and makes them.
    pub fn empty_and_apply(&mut self, changes: &str) {
        for change in changes.split_terminator(CHANGE) {
            let fields: Vec<&str> = change.split(FIELD).collect();
            if fields[1] == "element" || fields[1] == "text" {
                slot(&mut self.0, fields[0]).unwrap().children.clear();
            }
        }
        self.apply(changes);
    }
}

impl Node {
    fn element(&mut self) -> &mut Element {
        match self {
            Node::Element(element) => element,
            Node::Text(text) => panic!("a path leads to the text `{text}`"),
        }
    }
}

impl Element {
    fn change(&mut self, action: &str, first: &str, second: &str) {
        let index = || first.parse::<usize>().unwrap();
        match action {
            "set" if (self.tag.as_str(), first) == ("select", "value") => {
                for option in self.children.iter_mut().map(Node::element) {
                    option.attributes.remove("selected");
                    if option.attributes["value"] == second {
                        option.attributes.insert("selected".into(), "".into());
                    }
                }
            }
            "set" => drop(self.attributes.insert(first.into(), second.into())),
            "unset" => assert!(self.attributes.remove(first).is_some()),
            "element" => self.children.insert(index(), Page::new(second).0),
            "text" => self.children.insert(index(), Node::Text(second.into())),
            "remove" => drop(self.children.remove(index())),
            "move" => {
                let to = second.parse::<usize>().unwrap();
                assert!(to < index(), "children move forward");
                let moved = self.children.remove(index());
                self.children.insert(to, moved);
            }
            other => panic!("the script does not know `{other}`"),
        }
    }
}

/// The element that is a slot of this name.
fn slot<'a>(node: &'a mut Node, name: &str) -> Option<&'a mut Element> {
    let Node::Element(element) = node else { return None };
    if element.attributes.get("data-slot").is_some_and(|slot| slot == name) {
        return Some(element);
    }
    element.children.iter_mut().find_map(|child| slot(child, name))
}

/// The first node of `html` and what follows it.
fn parse(html: &str) -> (Node, &str) {
    let Some(tag) = html.strip_prefix('<') else {
        let end = html.find('<').unwrap_or(html.len());
        return (Node::Text(unescape(&html[..end])), &html[end..]);
    };
    let (tag, mut rest) = tag.split_once('>').unwrap();
    let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut element = Element { tag: name.into(), ..Element::default() };
    let mut values = attributes.split("\"");
    while let (Some(name), Some(value)) = (values.next(), values.next()) {
        let name = name.trim().trim_end_matches('=').to_string();
        let twice = element.attributes.insert(name, unescape(value));
        assert!(twice.is_none(), "an attribute is there twice: {tag}");
    }
    if name != "input" {
        while !rest.starts_with("</") {
            let (child, after) = parse(rest);
            element.children.push(child);
            rest = after;
        }
        rest = rest.split_once('>').unwrap().1;
    }
    (Node::Element(element), rest)
}

fn unescape(text: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#10;", "\n")];
    let text = pairs.iter().fold(text.to_string(), |t, (a, b)| t.replace(a, b));
    text.replace("&amp;", "&")
}
