//! What the reader may do now, and what is selected for it.

use super::Player;
use crate::input::View;
use sim::Micros;
use stage::demo::Check;
use stage::element::{Element, Node};
use stage::knob;

impl Player {
    /// What must hold, as it stands now.
    pub fn checks(&self) -> Vec<Check> {
        self.act.checks()
    }

    /// Every edit that the reader can have done now.
    pub fn edits_on_offer(&self) -> Vec<String> {
        let marks = self.act.marks().into_iter().flat_map(|mark| mark.actions);
        marks.chain(self.act.actions()).flat_map(|action| action.edits).collect()
    }

    /// Which answer the run gives to the question of a scenario, once it is known.
    pub fn outcome(&self, scenario: usize) -> Option<usize> {
        self.act.outcome(scenario)
    }

    pub(super) fn select(&mut self, mark: String) {
        let selection = &mut self.shared.selection;
        match selection.iter().position(|m| *m == mark) {
            Some(place) => drop(selection.remove(place)),
            None => {
                if selection.len() == 2 {
                    selection.remove(0);
                }
                selection.push(mark);
            }
        }
    }

    pub(super) fn pick(&mut self, mark: String) {
        let selection = &mut self.shared.selection;
        match selection.contains(&mark) {
            true => selection.clear(),
            false => *selection = vec![mark],
        }
    }

    pub(super) fn leave_missing_view(&mut self) {
        self.has_log = self.until() > Micros::ZERO
            || !self.act.told().is_empty()
            || !self.edits_on_offer().is_empty();
        if !self.has(self.shared.view) {
            let has = View::ALL.into_iter().filter(|view| self.has(*view));
            let known = knob::listed(&mut has.map(View::name));
            self.notices.push(format!(
                "this demo has no view `{}`: it has {known}",
                self.shared.view.name()
            ));
            self.shared.view = View::Picture;
        }
    }

    /// Whether the demo has such a view.
    pub(crate) fn has(&self, view: View) -> bool {
        match view {
            View::Picture | View::Table => true,
            View::SpaceTime => self.has_space_time,
            View::Log => self.has_log,
        }
    }

    /// Keeps the first two of the marks that someone wrote down, and names those that
    /// there is nothing to select by. What has a mark's name may come later, or be there
    /// with other settings, as those with which a scenario opens.
    pub(super) fn name_missing_marks(&mut self) {
        let (marks, known) = (&self.shared.selection, &self.asked_run().selection);
        if marks.len() <= 2 && marks.iter().all(|mark| known.contains(mark)) {
            return;
        }
        let marks = std::mem::take(&mut self.shared.selection);
        let picture = self.act.picture(self.layout, &marks);
        let second = self.act.space_time(self.layout, &marks);
        for mark in marks {
            let has = |view: &Element| offers_mark(view, &mark);
            let is_there = self.asked_run().selection.contains(&mark)
                || has(&picture)
                || second.as_ref().is_some_and(has);
            let is_name =
                |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '@');
            let may_come = is_there || mark.chars().all(is_name);
            let has_room = self.shared.selection.len() < 2;
            if !is_there || !has_room {
                self.notices.push(format!(
                    "`{mark}` cannot be selected: two marks in the picture can"
                ));
            }
            if may_come && has_room {
                self.shared.selection.push(mark);
            }
        }
    }
}

/// Whether a mark can be selected in a picture.
fn offers_mark(view: &Element, mark: &str) -> bool {
    let selects = |action: &str| {
        let words = action.split_once(':');
        matches!(words, Some(("select" | "pick", m)) if m == mark)
    };
    let shows = |(name, value): &(&str, stage::element::Text)| match *name {
        "data-action" => selects(value),
        "data-mark" => value == mark,
        _ => false,
    };
    view.attributes.iter().any(shows)
        || view.children.iter().any(|child| match child {
            Node::Element(child) => offers_mark(child, mark),
            Node::Text(_) => false,
        })
}
