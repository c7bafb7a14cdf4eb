//! A page small enough for a test: parsed from what the stage renders, changed as
//! `stage::browser` changes it.

use player::patch::{Change, Patch};
use stage::element::{Element as Tree, Node as TreeNode};
use stage::html;
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

    /// Fills the last of these slots of the frame; what it has for good stays.
    pub fn fill(&mut self, slots: &[String], tree: &Tree) {
        let slot = slot(&mut self.0, slots);
        let Page(mut filling) = Page::new(&html::render(tree));
        for (name, value) in &filling.element().attributes {
            slot.set(name, value);
        }
        if !filling.element().children.is_empty() {
            slot.children.clear();
            slot.children.append(&mut filling.element().children);
        }
    }

    /// Makes these changes; the first index of a path counts the slots.
    pub fn apply(&mut self, slots: &[String], changes: &[Patch]) {
        for Patch { path, change } in changes {
            let mut element = slot(&mut self.0, &slots[..=path[0]]);
            for index in &path[1..] {
                element = element.children[*index].element();
            }
            element.change(change);
        }
    }
}

impl Node {
    /// What the browser's parser makes of a node.
    fn of(node: &TreeNode) -> Node {
        match node {
            TreeNode::Text(text) => Node::Text(text.to_string()),
            TreeNode::Element(tree) => Page::new(&html::render(tree)).0,
        }
    }

    fn element(&mut self) -> &mut Element {
        match self {
            Node::Element(element) => element,
            Node::Text(text) => panic!("a path leads to the text `{text}`"),
        }
    }
}

impl Element {
    fn change(&mut self, change: &Change) {
        match change {
            Change::Set(name, value) => self.set(name, value),
            Change::Unset(name) => {
                assert!(self.attributes.remove(*name).is_some());
            }
            Change::Insert(index, new) => {
                self.children.insert(*index, Node::of(new));
            }
            Change::Replace(index, new) => self.children[*index] = Node::of(new),
            Change::Say(index, text) => match &mut self.children[*index] {
                Node::Text(words) => *words = text.to_string(),
                Node::Element(element) => panic!("`{}` is no text", element.tag),
            },
            Change::Remove(index) => drop(self.children.remove(*index)),
            Change::Move(from, to) => {
                assert!(to < from, "children move forward");
                let moved = self.children.remove(*from);
                self.children.insert(*to, moved);
            }
        }
    }

    fn set(&mut self, name: &str, value: &str) {
        if (self.tag.as_str(), name) == ("select", "value") {
            for option in self.children.iter_mut().map(Node::element) {
                option.attributes.remove("selected");
                if option.attributes["value"] == value {
                    option.attributes.insert("selected".into(), "".into());
                }
            }
        } else {
            self.attributes.insert(name.into(), value.into());
        }
    }
}

/// The element that is the last of these slots.
fn slot<'a>(page: &'a mut Node, slots: &[String]) -> &'a mut Element {
    let (name, before) = slots.split_last().unwrap();
    let mut place = before.iter().filter(|slot| *slot == name).count();
    nth_slot(page, name, &mut place).unwrap()
}

fn nth_slot<'a>(
    node: &'a mut Node,
    name: &str,
    place: &mut usize,
) -> Option<&'a mut Element> {
    let Node::Element(element) = node else { return None };
    if element.attributes.get("data-slot").is_some_and(|slot| slot == name) {
        if *place == 0 {
            return Some(element);
        }
        *place -= 1;
    }
    element.children.iter_mut().find_map(|child| nth_slot(child, name, place))
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
