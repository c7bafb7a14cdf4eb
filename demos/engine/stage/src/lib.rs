//! What demos are drawn on.
//!
//! - [`mod@element`], [`html`], [`patch`]: the picture as a tree, as text and as
//!   the few changes that make one tree into the next;
//! - [`demo`]: what a demo is, and the words around it;
//! - [`knob`]: settings that a reader may turn;
//! - [`parts`]: rings, messages in flight, space–time diagrams, charts, tables;
//! - [`player`]: the timeline of a demo, its controls and its shared URL;
//! - [`mod@guide`]: a guide's demos and experiments by name;
//! - [`live`]: a figure as its page sees it, texts in and changes out;
//! - `browser`: the same, for the scripts of the page.
//!
//! The stage knows no protocol, and all but `browser` is pure: it runs, and is
//! tested, natively.

#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod demo;
pub mod element;
mod flat;
pub mod guide;
pub mod html;
pub mod input;
pub mod knob;
pub mod live;
pub mod parts;
pub mod patch;
pub mod player;
mod run;
pub mod share;
mod view;

pub use demo::{
    Card, Check, Demo, Fidelity, Grip, Layout, Moment, Offer, Pace, Prediction,
    Verdict,
};
pub use element::{Element, Px, Role, element};
pub use guide::{DemoEntry, Experiment, ExperimentEntry};
pub use knob::Knob;
pub use player::Player;
#[cfg(not(target_arch = "wasm32"))]
pub use share::{frame, trace};
#[cfg(not(target_arch = "wasm32"))]
pub use view::draw;
