//! What plays the demos of all guides: the figure around a picture, its controls,
//! its timeline and its shared URL.
//!
//! - [`Player`]: what the reader's use of the controls does to a run;
//! - [`input`]: what a reader does, as the page reports it;
//! - [`share`]: a run as a line of text;
//! - `view`: the figure around the picture;
//! - [`patch`]: the few changes that make one tree into the next;
//! - [`live`]: a figure as its page sees it, texts in and changes out;
//! - `browser`: the same, for the scripts of the page.
//!
//! All but `browser` is pure: it runs, and is tested, natively. In the browser this
//! is a WASM file of its own, which every page of the book loads.

#[cfg(target_arch = "wasm32")]
mod browser;
pub mod input;
pub mod live;
pub mod patch;
mod player;
pub mod share;
mod view;

pub use crate::player::{Motion, Player};
#[cfg(not(target_arch = "wasm32"))]
pub use share::{frame, trace};
#[cfg(not(target_arch = "wasm32"))]
pub use view::draw;
