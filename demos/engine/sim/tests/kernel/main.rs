//! The kernel keeps its promises.

mod cluster;
mod common_random_numbers;
mod explore;
mod history;
mod history_clients;
mod history_random;
mod network;
mod probe;
mod random;
mod run;
mod time;
