//! The page's tree: the same patches as [`crate::patch::apply`] makes.

use crate::element::Node as TreeNode;
use crate::html::render_node;
use crate::patch::{Change, Patch};
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlInputElement, HtmlOptionElement, Node, Window};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = window, thread_local_v2)]
    static WINDOW: Window;
}

/// The page's window. Not `web_sys::window`, which first finds out where it
/// runs and costs a kilobyte.
pub fn window() -> Window {
    WINDOW.with(Window::clone)
}

/// Puts a text into the clipboard. A page that the browser does not trust with
/// it, such as one from a local network, has none; others may be refused.
pub fn copy(text: &str) {
    let clipboard = window().navigator().clipboard();
    if clipboard.is_undefined() {
        return;
    }
    let refused = Closure::once(|_: JsValue| ());
    let _ = clipboard.write_text(text).catch(&refused);
    refused.forget();
}

/// Does something when the running code has returned to the browser.
pub fn later(act: impl FnOnce() + 'static) {
    let callback = Closure::once_into_js(act);
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(
        callback.unchecked_ref(),
        0,
    );
}

/// Whether the last of an observer's entries is on the screen.
pub fn is_intersecting(entries: &JsValue) -> bool {
    let entries: &js_sys::Array = entries.unchecked_ref();
    let last = entries.get(entries.length().wrapping_sub(1));
    last.dyn_into::<web_sys::IntersectionObserverEntry>()
        .is_ok_and(|entry| entry.is_intersecting())
}

/// Makes one change below `root`.
pub fn apply(root: &Element, patch: &Patch) {
    let mut node: Node = root.clone().into();
    for index in &patch.path {
        node = child(&node, *index).expect("the page has what the tree has");
    }
    let element: Element = node.unchecked_into();
    match &patch.change {
        Change::Set(name, value) => set(&element, name, value),
        Change::Unset(name) => unset(&element, name),
        Change::Insert(index, new) => insert(&element, *index, new),
        Change::Remove(index) => remove(&element, *index),
        Change::Move(from, to) => {
            if let Some(moved) = child(&element, *from) {
                let _ =
                    element.insert_before(&moved, child(&element, *to).as_ref());
            }
        }
        Change::Replace(index, new) => {
            insert(&element, *index, new);
            remove(&element, *index + 1);
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

fn remove(element: &Element, index: usize) {
    if let Some(old) = child(element, index) {
        let _ = element.remove_child(&old);
    }
}

/// Puts a node in front of the child at `index`. The browser's parser makes it,
/// as it knows what is SVG and what is HTML.
fn insert(element: &Element, index: usize, node: &TreeNode) {
    let before = child(element, index);
    match node {
        TreeNode::Text(text) => {
            if let Some(document) = window().document() {
                let text = document.create_text_node(text);
                let _ = element.insert_before(&text, before.as_ref());
            }
        }
        TreeNode::Element(_) => {
            let _ = element.insert_adjacent_html("beforeend", &render_node(node));
            if let (Some(new), Some(_)) = (element.last_child(), &before) {
                let _ = element.insert_before(&new, before.as_ref());
            }
        }
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
