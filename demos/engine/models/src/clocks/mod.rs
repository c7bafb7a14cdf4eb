//! The models of the guide on clocks: four ways to stamp an event, and runs in
//! which each can be compared with what really happened before what.

pub mod compare;
pub mod conversation;
pub mod dotted;
pub mod edit;
pub mod event;
pub mod experiments;
pub mod happened_before;
pub mod hybrid;
pub mod lamport;
pub mod order;
pub mod replica;
pub mod settings;
pub mod stamps;
pub mod vector;

pub use compare::{Conclusion, Finding, compare, conclude, proof, relation};
pub use conversation::{Conversation, InFlight};
pub use dotted::{Dot, Dotted};
pub use edit::Edit;
pub use event::{Addition, Event, EventId, Events, Kind, Origin};
pub use hybrid::Hybrid;
pub use lamport::Lamport;
pub use order::Order;
pub use replica::Replica;
pub use settings::Settings;
pub use stamps::{Clocks, Scheme, Stamps};
pub use vector::Vector;
