//! The kernel: deterministic simulation of distributed systems.
//!
//! A **run** is a pure function of *(settings, seed, edits)*. Everything in
//! this crate serves that sentence:
//!
//! - [`time`]: virtual time is an integer, so no two machines round it apart;
//! - [`random`]: one seeded stream per purpose, so that turning one knob does
//!   not reshuffle what the others drew (*common random numbers*);
//! - [`model`]: what can be run, whether it has messages or not;
//! - [`run`]: a model together with its edits, which can go back in time;
//! - [`process`], [`node_set`], [`network`], [`cluster`]: models made of nodes and
//!   messages;
//! - [`record`]: what happened, in order, as data and as text;
//! - [`explore`]: every schedule of a small configuration, shortest first;
//! - [`history`]: was what the clients saw linearizable?
//!
//! Nothing here reads a clock, does input or output, knows a protocol or draws.

pub mod cluster;
pub mod explore;
pub mod history;
pub mod model;
pub mod network;
pub mod node_set;
pub mod process;
pub mod random;
pub mod record;
pub mod run;
pub mod time;

pub use cluster::{Cluster, Edit};
pub use model::Model;
pub use network::{Latency, MessageId, Network};
pub use node_set::NodeSet;
pub use process::{Never, NodeId, Outbox, Process};
pub use random::{Chance, Stream};
pub use record::{Event, Log, Loss, MessageKind, Record};
pub use run::Run;
pub use time::Micros;
