//! The player without a page: patches, links, live figures.

mod asking;
mod engine;
mod link;
mod live;
mod page;
mod patch;
mod playing;
mod toy;
mod tree;
