//! The book in a real browser: what the tests, the measurements and the
//! pictures have in common.
//!
//! The book is served as GitHub Pages would, under a prefix, and driven through
//! WebDriver. Pages and figures are found in the built book, so that a new demo
//! is covered without a word here. What is needed comes by the environment, as
//! `cargo xtask test` sets it:
//!
//! - `BOOK_DIR`: the built book; without it `book/` at the root;
//! - `CHROMIUM`, `CHROMEDRIVER`: a pair of the same major version;
//! - `FIREFOX` and `GECKODRIVER`;
//! - `WEBKIT_DRIVER`, which knows its browser, and `XVFB`, a screen for it;
//! - `AXE_JS`: the file `axe.min.js` of axe-core;
//! - `MDBOOK_DEMOS`: the engine's command line; without it `cargo run` makes it.
//!
//! What fails is said with its page, its figure, a link that shows it again and
//! a picture of the page in `target/browser-tests/`.

pub mod book;
pub mod browser;
pub mod case;
pub mod driver;
pub mod engine;
pub mod figure;
pub mod server;
