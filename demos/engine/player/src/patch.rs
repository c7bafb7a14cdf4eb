//! The few changes that make one tree into the next.
//!
//! `apply(diff(a, b), a) == b`, which a property test checks; the browser
//! applies the same patches to the page.

use stage::element::{Element, Node, Text};

/// One change of a tree. Changes are made in order: each path is valid when
/// its turn comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    /// The place of each element among its siblings, from the root's child down.
    pub path: Vec<usize>,
    /// What to do with the element there.
    pub change: Change,
}

/// What to do with an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Gives it an attribute, new or changed.
    Set(&'static str, Text),
    /// Takes an attribute away.
    Unset(&'static str),
    /// Puts a node in front of its child at this place, or last.
    Insert(usize, Node),
    /// Takes away its child at this place.
    Remove(usize),
    /// Moves its child from the first place to the second, which comes before.
    Move(usize, usize),
    /// Puts a node in the place of this child.
    Replace(usize, Node),
    /// Gives other words to this child, which is text.
    Say(usize, Text),
}

/// The changes that make `old` into `new`; the roots' tags are the same.
pub fn diff(old: &Element, new: &Element) -> Vec<Patch> {
    assert!(old.tag == new.tag, "a root is never replaced");
    let mut patches = Vec::new();
    diff_element(old, new, &mut Vec::new(), &mut patches);
    patches
}

fn diff_element(
    old: &Element,
    new: &Element,
    path: &mut Vec<usize>,
    patches: &mut Vec<Patch>,
) {
    for (name, value) in &new.attributes {
        let same = old.attributes.iter().any(|(n, v)| n == name && v == value);
        if !same {
            let change = Change::Set(name, value.clone());
            patches.push(Patch { path: path.clone(), change });
        }
    }
    for (name, _) in &old.attributes {
        if new.attributes.iter().all(|(n, _)| n != name) {
            patches.push(Patch { path: path.clone(), change: Change::Unset(name) });
        }
    }
    let is_keyed = |child| key(child).is_some();
    let is_same_order = old.children.len() == new.children.len()
        && old.children.iter().zip(&new.children).all(|(a, b)| key(a) == key(b));
    if !is_same_order && new.children.iter().chain(&old.children).all(is_keyed) {
        diff_keyed(old, new, path, patches);
    } else {
        diff_in_order(old, new, path, patches);
    }
}

fn key(node: &Node) -> Option<&str> {
    match node {
        Node::Element(element) => element.key.as_deref(),
        Node::Text(_) => None,
    }
}

/// Children without keys, or with the same ones in the same order: the first becomes
/// the first, the second the second.
fn diff_in_order(
    old: &Element,
    new: &Element,
    path: &mut Vec<usize>,
    patches: &mut Vec<Patch>,
) {
    for (index, child) in new.children.iter().enumerate() {
        match old.children.get(index) {
            Some(before) => diff_child(before, child, index, path, patches),
            None => {
                let change = Change::Insert(index, child.clone());
                patches.push(Patch { path: path.clone(), change });
            }
        }
    }
    for index in (new.children.len()..old.children.len()).rev() {
        patches.push(Patch { path: path.clone(), change: Change::Remove(index) });
    }
}

/// Children with keys: those that stay are moved, not made anew.
fn diff_keyed(
    old: &Element,
    new: &Element,
    path: &mut Vec<usize>,
    patches: &mut Vec<Patch>,
) {
    let mut current: Vec<&Node> = old.children.iter().collect();
    for index in (0..current.len()).rev() {
        if new.children.iter().all(|child| key(child) != key(current[index])) {
            current.remove(index);
            patches
                .push(Patch { path: path.clone(), change: Change::Remove(index) });
        }
    }
    for (index, child) in new.children.iter().enumerate() {
        let found = current.iter().skip(index).position(|c| key(c) == key(child));
        let change = match found {
            Some(0) => None,
            Some(ahead) => {
                let moved = current.remove(index + ahead);
                current.insert(index, moved);
                Some(Change::Move(index + ahead, index))
            }
            None => {
                current.insert(index, child);
                Some(Change::Insert(index, child.clone()))
            }
        };
        patches.extend(change.map(|change| Patch { path: path.clone(), change }));
        diff_child(current[index], child, index, path, patches);
    }
}

fn diff_child(
    old: &Node,
    new: &Node,
    index: usize,
    path: &mut Vec<usize>,
    patches: &mut Vec<Patch>,
) {
    match (old, new) {
        (Node::Element(old), Node::Element(new)) if old.is_shared_with(new) => {}
        (Node::Element(old), Node::Element(new)) if old.tag == new.tag => {
            path.push(index);
            diff_element(old, new, path, patches);
            path.pop();
        }
        (Node::Text(old), Node::Text(new)) if old == new => {}
        (Node::Text(_), Node::Text(new)) => {
            let change = Change::Say(index, new.clone());
            patches.push(Patch { path: path.clone(), change });
        }
        (Node::Element(_), new) | (Node::Text(_), new @ Node::Element(_)) => {
            let change = Change::Replace(index, new.clone());
            patches.push(Patch { path: path.clone(), change });
        }
    }
}

/// Makes the changes.
pub fn apply(root: &mut Element, patches: &[Patch]) {
    for patch in patches {
        let mut element = &mut *root;
        for index in &patch.path {
            element = match &mut element.children[*index] {
                Node::Element(child) => child,
                Node::Text(_) => unreachable!("a path leads to text"),
            };
        }
        change(element, &patch.change);
    }
}

fn change(element: &mut Element, change: &Change) {
    let children = &mut element.children;
    match change {
        Change::Set(name, value) => {
            let attributes = &mut element.attributes;
            match attributes.iter_mut().find(|(n, _)| n == name) {
                Some(attribute) => attribute.1 = value.clone(),
                None => attributes.push((name, value.clone())),
            }
        }
        Change::Unset(name) => element.attributes.retain(|(n, _)| n != name),
        Change::Insert(index, node) => children.insert(*index, node.clone()),
        Change::Remove(index) => drop(children.remove(*index)),
        Change::Move(from, to) => {
            let child = children.remove(*from);
            children.insert(*to, child);
        }
        Change::Replace(index, node) => children[*index] = node.clone(),
        Change::Say(index, text) => children[*index] = Node::Text(text.clone()),
    }
}
