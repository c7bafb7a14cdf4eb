//! Tiny books, good and bad: what mdBook gets, and what the author is told.

mod build;
mod commands;
mod diagrams;
mod directives;
mod excerpts;
mod links;
mod quiz;
mod support;
