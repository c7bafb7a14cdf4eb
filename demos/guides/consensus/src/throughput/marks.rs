//! What may be done to the follower, and to messages on their way.

use super::Throughput;
use models::consensus::throughput::{FOLLOWER, Fate, Watched};
use sim::{Edit, Model};
use stage::cluster::node;
use stage::{Mark, Marks};

/// The follower, then the messages in the order in which they were sent.
pub fn marks(model: &Watched) -> Marks<Throughput> {
    let follower = node(model.cluster(), FOLLOWER, model.name(FOLLOWER));
    let flying = model.trips().iter().filter(|trip| trip.fate == Fate::Flies);
    let messages = flying.map(|trip| {
        let id = trip.id.to_string();
        Mark::new(id, name(trip.entries)).action("Drop", Edit::Drop(trip.id))
    });
    [follower].into_iter().chain(messages).collect()
}

/// What a message is called.
pub fn name(entries: Option<u32>) -> String {
    match entries {
        None => "Answer, S2 to S1".into(),
        Some(0) => "Heartbeat, S1 to S2".into(),
        Some(1) => "1 command, S1 to S2".into(),
        Some(count) => format!("{count} commands, S1 to S2"),
    }
}
