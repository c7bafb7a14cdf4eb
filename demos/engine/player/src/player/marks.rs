//! The mark that the reader has pressed, and what is done to it.

use super::Player;
use sim::Micros;
use stage::mark::{Action, Mark};

impl Player {
    /// Shows what may be done to a mark, or which of several is meant. Time stops
    /// meanwhile, so that what was pressed stays where it is.
    pub(super) fn press(&mut self, marks: Vec<String>) {
        if self.pressed == marks {
            return self.close();
        }
        self.goes_on |= self.is_playing;
        self.is_playing = false;
        self.pressed = marks;
    }

    pub(super) fn close(&mut self) {
        self.pressed.clear();
        self.go_on();
    }

    /// Goes on as before something was pressed.
    fn go_on(&mut self) {
        self.is_playing |= std::mem::take(&mut self.goes_on);
    }

    /// The marks that are pressed and still there.
    pub(crate) fn pressed(&self) -> Vec<Mark<String>> {
        if self.pressed.is_empty() {
            return Vec::new();
        }
        let marks = self.act.marks().into_iter();
        marks.filter(|mark| self.pressed.contains(&mark.id)).collect()
    }

    /// The marks that the picture brings out: those that are selected, and behind
    /// them the one that is pressed.
    pub(crate) fn lit(&self) -> Vec<String> {
        let mut lit = self.shared.selection.clone();
        if let [pressed] = &self.pressed[..] {
            lit.push(pressed.clone());
        }
        lit
    }

    /// Lets go of a mark that is there no more.
    pub(super) fn let_go(&mut self) {
        if !self.pressed.is_empty() && self.pressed().is_empty() {
            self.pressed.clear();
        }
        if self.pressed.is_empty() && !self.is_playing {
            self.goes_on = false;
        }
    }

    pub(super) fn do_to_pressed(&mut self, action: usize) {
        if let [mark] = &self.pressed()[..] {
            self.do_to(&mark.id, action);
        }
    }

    pub(super) fn do_to(&mut self, mark: &str, action: usize) {
        let marks = self.act.marks();
        let mark = marks.iter().find(|one| one.id == mark);
        if let Some(action) = mark.and_then(|mark| mark.actions.get(action)) {
            self.perform_action(action);
            self.go_on();
        }
    }

    pub(super) fn do_action(&mut self, action: usize) {
        if let Some(action) = self.act.actions().get(action) {
            self.perform_action(action);
        }
    }

    /// Another future: what was pressed in the one before may not be in it. What
    /// changes how the run begins is put in there, and the reader stays: what was
    /// pressed is what it was.
    fn perform_action(&mut self, action: &Action<String>) {
        let pressed = std::mem::take(&mut self.pressed);
        match action.at {
            Some(Micros::ZERO) => {
                for edit in &action.edits {
                    self.insert(Micros::ZERO, edit.clone());
                }
                self.pressed = pressed;
                self.let_go();
            }
            at => self.edit(at.unwrap_or(self.act.now()), &action.edits),
        }
    }
}
