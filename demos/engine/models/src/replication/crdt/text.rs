//! A text that several replicas edit: a replicated growable array (RGA).
//!
//! Each letter has a name and names the letter that it was put behind. A letter that was
//! deleted stays as a tombstone, as others may stand behind it.
//!
//! - Source: Roh, Jeon, Kim, Lee, *Replicated abstract data types: Building blocks for
//!   collaborative applications*, JPDC 71(3), 2011; Shapiro et al., INRIA
//!   RR-7506 (2011), specification 19. Attiya et al., *Specification and complexity of
//!   collaborative text editing* (PODC 2016), prove its order a tree's: letters behind
//!   one letter stand from the latest to the earliest, each before those behind it.
//! - Cost: a name and a reference for each letter ever put in, deleted ones too; a merge
//!   is quadratic here, where real ones keep an index of names.
//! - Cannot hold: words together that were typed from the back. Kleppmann et al.,
//!   *Interleaving anomalies in collaborative text editors* (PaPoC 2019). Words typed
//!   from the front stay whole.

use super::Merging;
use sim::NodeId;

/// Names a letter: a Lamport clock, above those of all letters seen when it was put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id {
    /// The clock.
    pub clock: u32,
    /// Where it was put in: it decides where two clocks are the same.
    pub replica: NodeId,
}

/// A letter, there or deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its name.
    pub id: Id,
    /// The letter that it was put behind; `None` is the start of the text.
    pub behind: Option<Id>,
    /// What it reads.
    pub letter: char,
    /// Whether it is there or a tombstone.
    pub life: Life,
}

/// Whether a letter is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// It is.
    There,
    /// It was deleted, for good.
    Tombstone,
}

/// The letters in the order in which they are read, tombstones among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    letters: Vec<Letter>,
}

impl Text {
    /// Puts a letter behind the one at `place`, counted from 1 among those that are
    /// there; 0 is the start, and what is past the end is the end.
    pub fn insert(&mut self, place: usize, letter: char, at: NodeId) -> Id {
        let behind = match place {
            0 => None,
            _ => self.there().take(place).last().map(|letter| letter.id),
        };
        let latest = self.letters.iter().map(|letter| letter.id.clock).max();
        let id = Id { clock: latest.unwrap_or(0) + 1, replica: at };
        self.place(Letter { id, behind, letter, life: Life::There }, Merging::Rule);
        id
    }

    /// Deletes the letter at `place`, counted from 1.
    pub fn delete(&mut self, place: usize) -> Option<Id> {
        let id = self.there().nth(place.checked_sub(1)?)?.id;
        let mut letters = self.letters.iter_mut();
        letters.find(|letter| letter.id == id)?.life = Life::Tombstone;
        Some(id)
    }

    /// Takes in another replica's text.
    pub fn merge(&mut self, other: &Text) {
        self.merge_by(other, Merging::Rule);
    }

    pub(super) fn merge_by(&mut self, other: &Text, merging: Merging) {
        // In the order of reading, each letter comes after the one that it is behind.
        for letter in &other.letters {
            let mut mine = self.letters.iter_mut();
            match mine.find(|mine| mine.id == letter.id) {
                None => self.place(*letter, merging),
                Some(mine) if letter.life == Life::Tombstone => {
                    mine.life = letter.life
                }
                Some(_) => {}
            }
        }
    }

    /// Puts a new letter at its place: behind the letter that it names, and behind
    /// all later ones there. What stands behind a letter is later than that letter,
    /// so this goes past whole words, and stops at the first letter that is earlier.
    fn place(&mut self, new: Letter, merging: Merging) {
        let is_named = |letter: &Letter| Some(letter.id) == new.behind;
        let named = self.letters.iter().position(is_named);
        let mut place = named.map_or(0, |named| named + 1);
        let is_later = |letter: &Letter| match merging {
            Merging::Rule => letter.id > new.id,
            Merging::Naive => false,
        };
        while self.letters.get(place).is_some_and(is_later) {
            place += 1;
        }
        self.letters.insert(place, new);
    }

    /// All letters, tombstones among them.
    pub fn letters(&self) -> &[Letter] {
        &self.letters
    }

    /// The letters that are read.
    pub fn there(&self) -> impl Iterator<Item = &Letter> {
        self.letters.iter().filter(|letter| letter.life == Life::There)
    }

    /// What it reads.
    pub fn read(&self) -> String {
        self.there().map(|letter| letter.letter).collect()
    }
}
