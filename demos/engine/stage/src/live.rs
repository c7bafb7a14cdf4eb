//! A figure that is alive, as its page sees it: what the reader does goes in as
//! text, what the page has to change comes out as text.
//!
//! The script of the page (`theme/js/figure.js`) knows nothing about demos: it
//! reports actions and makes changes. Bindings to each function of the browser
//! would cost every engine 10 KB; the script is loaded once for the whole book.

use crate::demo::{Grip, Layout};
use crate::element::{Element, Node};
use crate::guide::DemoEntry;
use crate::html::render;
use crate::input::{Input, read};
use crate::patch::{Change, Patch, diff};
use crate::player::{Motion, Player};
use crate::share::Shared;
use crate::view::slots;
use sim::Micros;

/// Ends a field of a change.
pub const FIELD: char = '\u{1f}';
/// Ends a change.
pub const CHANGE: char = '\u{1e}';

/// A player, and what the page shows of it in the slots of its frame.
pub struct Live {
    player: Player,
    slots: Element,
}

impl Live {
    /// The figure with this id, which shows the demo of this name in the state
    /// that `start` says, as a shared URL does.
    pub fn new(
        demos: &[DemoEntry],
        name: &str,
        id: &str,
        start: &str,
        layout: Layout,
    ) -> Result<Live, String> {
        let entry = demos.iter().find(|demo| demo.name == name);
        let entry =
            *entry.ok_or_else(|| format!("this page has no demo `{name}`"))?;
        let (start, _) = Shared::read(&entry, start);
        let mut player = Player::new(entry, id, start);
        player.set_layout(layout);
        let slots = slots(&player, Some(layout));
        Ok(Live { player, slots })
    }

    /// What fills the slots of the static frame, once they are empty.
    pub fn filling(&self) -> String {
        let mut changes = String::new();
        write_changes(&emptied(&self.slots), &self.slots, &mut changes);
        changes
    }

    /// Says how much room the page has, and whether marks may move.
    pub fn fit(&mut self, layout: Layout, motion: Motion) {
        self.player.set_layout(layout);
        self.player.set_motion(motion);
    }

    /// The reader has used a control with this action and this value; `None` if
    /// they make no sense together.
    pub fn act(&mut self, action: &str, value: &str) -> Option<String> {
        self.player.input(read(action, value)?);
        Some(self.changes())
    }

    /// The reader has dragged one mark onto another.
    pub fn drag(&mut self, from: Grip, to: Grip) -> String {
        self.player.input(Input::Drag(from, to));
        self.changes()
    }

    /// So much of the reader's time has passed; none where only the room has changed.
    pub fn tick(&mut self, elapsed: Micros) -> String {
        self.player.tick(elapsed);
        self.changes()
    }

    /// Whether time passes, so that [`Live::tick`] is to be called.
    pub fn is_playing(&self) -> bool {
        self.player.is_playing()
    }

    /// The narrated log up to now.
    pub fn narration(&self) -> String {
        self.player.narration()
    }

    /// What a shared URL says behind its `#`.
    pub fn link(&self) -> String {
        self.player.link()
    }

    /// What the page has to change to show the player.
    fn changes(&mut self) -> String {
        let slots = slots(&self.player, Some(self.player.layout()));
        let mut changes = String::new();
        write_changes(&self.slots, &slots, &mut changes);
        self.slots = slots;
        changes
    }
}

/// Slots of these names with nothing in them.
fn emptied(slots: &Element) -> Element {
    let mut empty = slots.clone();
    for slot in &mut empty.children {
        if let Node::Element(slot) = slot {
            slot.attributes.clear();
            slot.children.clear();
        }
    }
    empty
}

/// The changes that make `old` into `new`, as text: the name of the slot, the path
/// below it, what to do there, and with what.
fn write_changes(old: &Element, new: &Element, changes: &mut String) {
    for Patch { path, change } in diff(old, new) {
        let place = format!("{}{FIELD}", place(new, &path));
        let mut say = |action: &str, what: &str, value: &str| {
            changes.push_str(&place);
            changes.push_str(action);
            changes.push(FIELD);
            changes.push_str(what);
            changes.push(FIELD);
            changes.push_str(value);
            changes.push(CHANGE);
        };
        match change {
            Change::Set(name, value) => say("set", name, &value),
            Change::Unset(name) => say("unset", name, ""),
            Change::Remove(index) => say("remove", &index.to_string(), ""),
            Change::Move(from, to) => {
                say("move", &from.to_string(), &to.to_string());
            }
            Change::Insert(index, node) => {
                say(inserting(&node), &index.to_string(), &markup(&node));
            }
            Change::Replace(index, node) => {
                say(inserting(&node), &index.to_string(), &markup(&node));
                say("remove", &(index + 1).to_string(), "");
            }
        }
    }
}

/// `panel 0 2`: the third child of the first child of what is in the slot `panel`.
fn place(slots: &Element, path: &[usize]) -> String {
    let (slot, below) = path.split_first().map_or((0, path), |(s, b)| (*s, b));
    let mut place = String::new();
    if let Some(Node::Element(slot)) = slots.children.get(slot) {
        place.push_str(slot.key.as_deref().unwrap_or_default());
    }
    for index in below {
        place.push(' ');
        place.push_str(&index.to_string());
    }
    place
}

fn inserting(node: &Node) -> &'static str {
    match node {
        Node::Element(_) => "element",
        Node::Text(_) => "text",
    }
}

/// A new node. The browser's parser makes an element, as it knows what is SVG and
/// what is HTML.
fn markup(node: &Node) -> String {
    match node {
        Node::Element(element) => render(element),
        Node::Text(text) => text.to_string(),
    }
}
