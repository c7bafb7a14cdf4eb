//! Readers who do anything at all with the demos of all guides, and addresses that
//! say anything: nothing breaks, and a link shows what was seen where it was made.

mod addresses;
mod corpus;
mod hands;
mod mutate;
mod right;
