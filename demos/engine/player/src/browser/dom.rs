//! The page's tree: the same patches as [`crate::patch::apply`] makes.

use crate::patch::Change;
use stage::element::{Element as Tree, Node as TreeNode};
use stage::html::render;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, HtmlInputElement, HtmlOptionElement, HtmlSelectElement, Node,
};

/// Puts into an element what a tree has in it.
pub fn fill(element: &Element, tree: &Tree) {
    for (name, value) in &tree.attributes {
        set(element, name, value);
    }
    // What the static frame has for good is nothing here: it stays.
    if !tree.children.is_empty() {
        element.set_inner_html("");
        for (index, node) in tree.children.iter().enumerate() {
            insert(element, index, node);
        }
    }
}

/// Makes a change at the place below `root` that the path leads to.
///
/// # Panics
/// If the page is not what was drawn, as when an extension has taken it apart.
pub fn apply(root: &Element, path: &[usize], change: &Change) {
    let mut node: Node = root.clone().into();
    for index in path {
        node = drawn(&node, *index);
    }
    let element: Element = node.unchecked_into();
    match change {
        Change::Set(name, value) => set(&element, name, value),
        Change::Unset(name) => unset(&element, name),
        Change::Insert(index, new) => insert(&element, *index, new),
        Change::Remove(index) => remove(&element, *index),
        Change::Move(from, to) => {
            let moved = drawn(&element, *from);
            let _ = element.insert_before(&moved, child(&element, *to).as_ref());
        }
        Change::Replace(index, new) => {
            insert(&element, *index, new);
            remove(&element, *index + 1);
        }
        Change::Say(index, text) => {
            drawn(&element, *index).set_node_value(Some(text))
        }
    }
}

fn child(parent: &Node, index: usize) -> Option<Node> {
    let mut node = parent.first_child();
    for _ in 0..index {
        node = node?.next_sibling();
    }
    node
}

/// The child that was drawn there.
fn drawn(parent: &Node, index: usize) -> Node {
    match child(parent, index) {
        Some(node) => node,
        None => panic!("the page is not what was drawn"),
    }
}

fn remove(element: &Element, index: usize) {
    let _ = element.remove_child(&drawn(element, index));
}

/// Puts a node in front of the child at `index`. The browser's parser makes an
/// element, as it knows what is SVG and what is HTML.
fn insert(element: &Element, index: usize, node: &TreeNode) {
    let before = child(element, index);
    let _ = match node {
        TreeNode::Text(text) => element.insert_adjacent_text("beforeend", text),
        TreeNode::Element(tree) => {
            element.insert_adjacent_html("beforeend", &render(tree))
        }
    };
    if let (Some(new), Some(_)) = (element.last_child(), &before) {
        let _ = element.insert_before(&new, before.as_ref());
    }
}

/// Once a reader has used a control, its attribute is only its default: what it
/// shows is a property.
fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
    if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        match name {
            "value" => input.set_value(value),
            "checked" => input.set_checked(true),
            _ => {}
        }
    } else if name == "value"
        && let Some(select) = element.dyn_ref::<HtmlSelectElement>()
    {
        select.set_value(value);
    } else if name == "selected"
        && let Some(option) = element.dyn_ref::<HtmlOptionElement>()
    {
        option.set_selected(true);
    }
}

fn unset(element: &Element, name: &str) {
    let _ = element.remove_attribute(name);
    if name == "checked"
        && let Some(input) = element.dyn_ref::<HtmlInputElement>()
    {
        input.set_checked(false);
    }
}
