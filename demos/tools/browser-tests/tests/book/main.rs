//! The book as its readers meet it, in Chromium: every figure of every page; in other
//! engines each demo, a little.
//!
//! Each test has a browser of its own. A test goes on after a problem and lists
//! all it finds; pictures of them are in `target/browser-tests/`.

mod accessible;
mod address;
mod determinism;
mod engines;
mod guests;
mod hands;
mod keyboard;
mod layout;
mod links;
mod not_found;
mod offline;
mod pages;
mod paper;
mod playing;
mod policy;
mod published;
mod quiz;
mod robust;
mod scenarios;
mod search;
mod stored;
mod without_engine;
