//! What demos are drawn on.
//!
//! - [`mod@element`], [`html`]: the picture as a tree, and as text;
//! - [`demo`]: what a demo is, and the words around it;
//! - [`knob`]: settings that a reader may turn;
//! - [`cluster`]: the marks of nodes, links and messages, whatever the protocol;
//! - [`mark`]: what a reader may press, and do to it;
//! - [`scenario`]: experiments by name, with their questions;
//! - [`parts`]: rings, messages in flight, space–time diagrams, charts, tables;
//! - [`mod@guide`]: a guide's demos and experiments by name;
//! - [`act`]: a run of a demo, as the player has it;
//! - [`remote`]: the same where the demo is in another WASM file;
//! - [`program`]: what every WASM file of the book has.
//!
//! The stage knows no protocol and no page: it runs, and is tested, natively.

pub mod act;
pub mod cluster;
pub mod demo;
pub mod element;
mod flat;
pub mod guide;
pub mod html;
pub mod knob;
pub mod mark;
pub mod parts;
pub mod program;
pub mod remote;
mod request;
pub mod scenario;
mod wire;

pub use demo::{
    Actions, Card, Check, Comparison, Demo, Fidelity, Grip, Layout, Marks, Moment,
    Pace, Verdict,
};
pub use element::{Element, Px, Role, element};
pub use guide::{DemoEntry, Experiment, ExperimentEntry, Playable};
pub use knob::Knob;
pub use mark::{Action, Mark};
pub use scenario::{Question, Scenario};
