//! A figure that is alive, without its page: what the reader does goes in as text,
//! what the page has to change comes out.
//!
//! The page's script (`theme/js/figure.js`) listens and reports, once for the whole
//! book: listeners in WASM would cost 6 KB. The changes are made in `browser`.

use crate::input::{Input, read};
use crate::patch::{Patch, diff};
use crate::player::{Motion, Player};
use crate::share::Shared;
use crate::view::{passing, settled};
use sim::Micros;
use stage::demo::{Grip, Layout};
use stage::element::{Element, Node};
use stage::guide::Playable;

/// A player, and what the page shows of it in the slots of its frame.
pub struct Live {
    player: Player,
    /// The slots that nothing changes but the reader.
    settled: Element,
    /// The slots that change as time passes too: they come behind the others.
    passing: Element,
}

impl Live {
    /// The figure with this id, which shows a demo in the state that `start` says,
    /// as a shared URL does.
    pub fn new(demo: Playable, id: &str, start: &str, layout: Layout) -> Live {
        let (start, _) = Shared::read(&demo, start);
        let mut player = Player::new(demo, id, start);
        player.set_layout(layout);
        let (settled, passing) =
            (settled(&player, true), passing(&player, Some(layout)));
        Live { player, settled, passing }
    }

    /// The slots of the static frame that are filled here, by name, with what is in
    /// them; of those with the same name the first is the first of the frame. The
    /// first index of each change's path counts them.
    pub fn slots(&self) -> impl Iterator<Item = (&str, &Element)> {
        let slots = self.settled.children.iter().chain(&self.passing.children);
        slots.filter_map(|slot| match slot {
            Node::Element(slot) => Some((slot.key.as_deref()?, slot)),
            Node::Text(_) => None,
        })
    }

    /// Says how much room the page has, and whether marks may move.
    pub fn fit(&mut self, layout: Layout, motion: Motion) {
        self.player.set_layout(layout);
        self.player.set_motion(motion);
    }

    /// The reader has used a control with this action and this value; `None` if
    /// they make no sense together.
    pub fn act(&mut self, action: &str, value: &str) -> Option<Vec<Patch>> {
        self.player.input(read(action, value)?);
        Some(self.changes())
    }

    /// The reader has dragged one mark onto another.
    pub fn drag(&mut self, from: Grip, to: Grip) -> Vec<Patch> {
        self.player.input(Input::Drag(from, to));
        self.changes()
    }

    /// So much of the reader's time has passed; none where only the room has changed.
    pub fn tick(&mut self, elapsed: Micros) -> Vec<Patch> {
        let known = self.player.told();
        self.player.tick(elapsed);
        match elapsed > Micros::ZERO && self.player.told() == known {
            true => self.passing_changes(),
            false => self.changes(),
        }
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
    fn changes(&mut self) -> Vec<Patch> {
        let settled = settled(&self.player, true);
        let mut changes = diff(&self.settled, &settled);
        self.settled = settled;
        changes.extend(self.passing_changes());
        changes
    }

    /// The same where only time has passed.
    fn passing_changes(&mut self) -> Vec<Patch> {
        let passing = passing(&self.player, Some(self.player.layout()));
        let mut changes = diff(&self.passing, &passing);
        self.passing = passing;
        for change in &mut changes {
            change.path[0] += self.settled.children.len();
        }
        changes
    }
}
