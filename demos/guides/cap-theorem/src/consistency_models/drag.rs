//! What dragging an operation does.

use super::lines::Lines;
use models::cap_theorem::consistency::{Edit, WINDOW};
use sim::Micros;
use stage::{Grip, Layout};

impl Lines<'_> {
    /// What a drag does: it moves an operation to where it is let go.
    pub fn dragged(&self, from: &Grip, to: &Grip) -> Option<Edit> {
        let find = |grip: &Grip| {
            let mut all = self.history.operations.iter();
            all.find(|operation| operation.label.to_string() == grip.mark)
        };
        let moved = find(from)?;
        let lasts = moved.to?.since(moved.from).get();
        let along = |grip: &Grip| match self.layout {
            Layout::Wide => u64::from(grip.at.0),
            Layout::Narrow => u64::from(grip.at.1),
        };
        let (process, at) = match find(to) {
            Some(other) => {
                let other_lasts = other.to?.since(other.from).get();
                let at = other.from.get() + other_lasts * along(to) / 1_000;
                (other.process, at)
            }
            None => {
                let process = to.mark.strip_prefix("line-")?.parse().ok()?;
                (process, WINDOW.get() * along(to) / 1_000)
            }
        };
        let begins = at.saturating_sub(lasts * along(from) / 1_000);
        let from = Micros::new((begins + 2_500) / 5_000 * 5_000);
        let label = moved.label;
        let is_other = (process, from) != (moved.process, moved.from);
        is_other.then_some(Edit::Move(label, process, from))
    }
}
