//! The stage without a page: trees, patches, knobs, links and the player.

mod link;
mod live;
mod page;
mod patch;
mod player;
mod toy;
mod tree;
