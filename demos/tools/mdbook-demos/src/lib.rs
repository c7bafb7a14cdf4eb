//! The book's preprocessor and the engine's command line.
//!
//! mdBook hands over the chapters; back come the same chapters with every
//! directive replaced by what it stands for:
//!
//! - [`demo`]: `{{#demo guide/name}}`, a figure that is drawn here and comes to
//!   life in the browser;
//! - [`number`]: `{{#number guide/experiment}}`, worked out by the engine;
//! - [`quiz`] and [`cards`]: fenced blocks of TOML, a form and a list of
//!   definitions;
//! - [`diagram`]: a fenced block of Mermaid, drawn here;
//! - [`excerpt`]: mdBook's own `{{#include}}`, checked and left alone;
//! - [`link`]: links within the book, checked and left alone.
//!
//! [`book`] reads all chapters ([`chapter`]) and finds all problems ([`problem`])
//! before anything is written; [`engine`] then builds the WASM of the guides in
//! use.
//! [`command`] is the same registry ([`guides`]) on the command line; [`search`] is
//! for the built book.

pub mod book;
pub mod cards;
pub mod chapter;
pub mod code;
pub mod command;
pub mod demo;
pub mod diagram;
pub mod directive;
pub mod engine;
pub mod excerpt;
pub mod fence;
pub mod fields;
pub mod files;
pub mod guides;
pub mod inline;
pub mod link;
pub mod memory;
pub mod number;
pub mod outline;
pub mod problem;
pub mod quiz;
pub mod search;
pub mod settings;
pub mod sources;
pub mod theme;
