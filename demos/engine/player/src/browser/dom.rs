//! The page's tree: the same patches as [`crate::patch::apply`] makes.
//!
//! A figure is not alone with its page. Translators put other nodes in the place of
//! texts, extensions add elements, the search marks words. So places are counted in
//! what was drawn here, and an element in which others were is put right before it is
//! changed.

use crate::patch::Change;
use stage::element::{Element as Tree, Node as TreeNode};
use stage::html::render;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, HtmlInputElement, HtmlOptionElement, HtmlSelectElement, Node,
};

/// A node of the page that was drawn here, and what was drawn in it.
pub struct Drawn {
    node: Node,
    children: Vec<Drawn>,
}

impl Drawn {
    /// Puts into an element of the frame what a tree has in it.
    pub fn fill(element: Element, tree: &Tree) -> Drawn {
        for (name, value) in &tree.attributes {
            set(&element, name, value);
        }
        // What the static frame has for good is nothing here: it stays.
        if !tree.children.is_empty() {
            element.set_inner_html("");
        }
        let mut drawn = Drawn { node: element.into(), children: Vec::new() };
        for (index, node) in tree.children.iter().enumerate() {
            drawn.insert(index, node);
        }
        drawn
    }

    /// A node as the browser's parser has made it.
    fn parsed(node: Node) -> Drawn {
        let mut children = Vec::new();
        let mut next = node.first_child();
        while let Some(child) = next {
            next = child.next_sibling();
            children.push(Drawn::parsed(child));
        }
        Drawn { node, children }
    }

    /// Makes a change at the place that the path leads to. Where that is no longer
    /// in the page, the way to it is put right first.
    pub fn apply(&mut self, path: &[usize], change: &Change) {
        let place =
            path.iter().fold(&*self, |drawn, index| &drawn.children[*index]);
        if !place.node.is_connected() {
            path.iter().fold(&*self, |drawn, index| {
                drawn.keep(*index);
                &drawn.children[*index]
            });
        }
        let place =
            path.iter().fold(self, |drawn, index| &mut drawn.children[*index]);
        place.change(change);
    }

    fn change(&mut self, change: &Change) {
        match change {
            Change::Set(name, value) => set(self.element(), name, value),
            Change::Unset(name) => unset(self.element(), name),
            _ => self.change_children(change),
        }
    }

    fn change_children(&mut self, change: &Change) {
        let count = self.node.child_nodes().length() as usize;
        if count != self.children.len() {
            self.restore();
        }
        match change {
            Change::Set(..) | Change::Unset(_) => {}
            Change::Insert(index, new) => {
                self.keep(*index);
                self.insert(*index, new);
            }
            Change::Remove(index) => self.remove(*index),
            Change::Move(from, to) => {
                self.keep(*to);
                let moved = self.children.remove(*from);
                self.place(*to, moved);
            }
            Change::Replace(index, new) => {
                self.remove(*index);
                self.insert(*index, new);
            }
            Change::Say(index, text) => {
                self.keep(*index);
                self.children[*index].node.set_node_value(Some(text));
            }
        }
    }

    /// Sees to it that a child, if there is one at the index, is where it was drawn.
    fn keep(&self, index: usize) {
        let parent = |child: &Drawn| child.node.parent_node();
        if self
            .children
            .get(index)
            .is_some_and(|c| parent(c) != Some(self.node.clone()))
        {
            self.restore();
        }
    }

    /// Puts back what was drawn, and nothing else. Whoever changed it may do so
    /// again, with what is new.
    fn restore(&self) {
        self.node.set_text_content(None);
        for child in &self.children {
            let _ = self.node.append_child(&child.node);
        }
    }

    fn element(&self) -> &Element {
        self.node.unchecked_ref()
    }

    fn remove(&mut self, index: usize) {
        self.keep(index);
        let gone = self.children.remove(index);
        let _ = self.node.remove_child(&gone.node);
    }

    /// Puts a node in front of the child at `index`. The browser's parser makes an
    /// element, as it knows what is SVG and what is HTML.
    fn insert(&mut self, index: usize, node: &TreeNode) {
        let _ = match node {
            TreeNode::Text(text) => {
                self.element().insert_adjacent_text("beforeend", text)
            }
            TreeNode::Element(tree) => {
                self.element().insert_adjacent_html("beforeend", &render(tree))
            }
        };
        let Some(new) = self.node.last_child() else {
            panic!("the page takes nothing in");
        };
        self.place(index, Drawn::parsed(new));
    }

    fn place(&mut self, index: usize, new: Drawn) {
        if let Some(next) = self.children.get(index) {
            let _ = self.node.insert_before(&new.node, Some(&next.node));
        }
        self.children.insert(index, new);
    }
}

/// Once a reader has used a control, its attribute is only its default: what it
/// shows is a property.
fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
    match name {
        "value" => set_value(element, value),
        "checked" => {
            if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
                input.set_checked(true);
            }
        }
        "selected" => {
            if let Some(option) = element.dyn_ref::<HtmlOptionElement>() {
                option.set_selected(true);
            }
        }
        _ => {}
    }
}

fn set_value(element: &Element, value: &str) {
    if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        input.set_value(value);
    } else if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
        select.set_value(value);
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
