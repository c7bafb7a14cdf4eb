//! A model in which nothing happens: what laboratories show is worked out at once
//! from their settings.

use sim::{Log, Micros, Model};
use std::fmt;
use std::str::FromStr;

/// Figures, and no time in which they could change.
#[derive(Clone, Debug, Default)]
pub struct Still {
    /// The figures; what they are is the demo's business.
    pub figures: Vec<u32>,
}

/// There is nothing that a reader could do to figures.
#[derive(Clone, Debug)]
pub enum NoEdit {}

impl fmt::Display for NoEdit {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl FromStr for NoEdit {
    type Err = String;
    fn from_str(text: &str) -> Result<NoEdit, String> {
        Err(format!("`{text}` is no edit: this demo has none, turn its knobs"))
    }
}

impl Model for Still {
    type Edit = NoEdit;

    fn next(&self) -> Option<Micros> {
        None
    }

    fn step(&mut self, _: &mut Log) {}

    fn edit(&mut self, _: Micros, edit: &NoEdit, _: &mut Log) {
        match *edit {}
    }
}
