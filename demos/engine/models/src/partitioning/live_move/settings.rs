//! What a move is made of: who takes part, in which order the steps come, and how long
//! things take.

use super::Row;
use sim::{Chance, Latency, Micros, Network, NodeId, Stream};

/// Who keeps the map.
pub const MAP: NodeId = NodeId(0);
/// The server that has the range at first, called A.
pub const SOURCE: NodeId = NodeId(1);
/// The server that it moves to, called B.
pub const TARGET: NodeId = NodeId(2);
/// How many clients there are.
pub const CLIENTS: u32 = 3;
/// The first clients write by themselves; the last one only when it is told to, and so
/// it learns of a move late.
pub const WRITERS: u32 = 2;

/// How many keys the range has.
pub const KEYS: u16 = 1_000;
/// In how many chunks it is copied, in key order.
pub const CHUNKS: u16 = 10;

/// The clients, in order.
pub fn clients() -> impl Iterator<Item = NodeId> + Clone {
    (0..CLIENTS).map(|client| NodeId(TARGET.0 + 1 + client))
}

/// In which order the steps come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Copy, switch: what was written behind the copy is sent by nobody.
    CopyThenSwitch,
    /// Copy, switch, catch up: the new owner lacks writes for a while.
    SwitchFirst,
    /// Copy, catch up, switch, with no fence: the source takes writes until it hears of
    /// the switch.
    NoFence,
    /// Copy, catch up, fence, the last of the log, switch; the source refuses old
    /// versions for ever.
    Safe,
    /// The same, and at the switch the source deletes its rows with all that it knows
    /// of the range: who comes with an old map finds an empty range there.
    Forget,
}

impl Order {
    /// Whether the log of what was written behind the copy is sent before the switch.
    pub(super) const fn catches_up(self) -> bool {
        matches!(self, Order::NoFence | Order::Safe | Order::Forget)
    }

    /// Whether the source refuses writes from before the last batch on.
    pub(super) const fn has_fence(self) -> bool {
        matches!(self, Order::Safe | Order::Forget)
    }
}

/// What a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The order of the steps.
    pub order: Order,
    /// How many writes come in a second, at random, from all writers together.
    pub writes_per_s: u32,
    /// No write comes by itself from then on.
    pub writes_until: Micros,
    /// How many rows the range has at first.
    pub rows: u32,
    /// When the source begins to copy.
    pub move_at: Micros,
    /// How long the source waits after a batch was stored until it sends the next one:
    /// a copy shares disk and network with the clients.
    pub pace: Micros,
    /// How long a message takes: a fifth more or less, or exactly so long.
    pub latency: Micros,
    /// By how many per cent latencies differ from that, either way.
    pub jitter_percent: u32,
    /// How many messages are lost, and how many come twice.
    pub faulty_percent: u32,
    /// When a server that was crashed comes up again, if ever.
    pub repair: Option<Micros>,
}

impl Default for Settings {
    /// The safe order, six writes a second, a copy of a second and a half.
    fn default() -> Settings {
        Settings {
            order: Order::Safe,
            writes_per_s: 6,
            writes_until: Micros::from_secs(4),
            rows: 12,
            move_at: Micros::from_millis(500),
            pace: Micros::from_millis(60),
            latency: Micros::from_millis(50),
            jitter_percent: 20,
            faulty_percent: 0,
            repair: Some(Micros::from_millis(600)),
        }
    }
}

impl Settings {
    pub(super) fn network(&self) -> Network {
        let part = self.latency.get() * u64::from(self.jitter_percent) / 100;
        let min = Micros::new(self.latency.get() - part);
        let max = Micros::new(self.latency.get() + part);
        let faulty = Chance::percent(self.faulty_percent);
        Network {
            latency: Latency::Uniform { min, max },
            loss: faulty,
            duplication: faulty,
            reordering: faulty,
            bandwidth: None,
        }
    }

    /// What is in the range at first: rows of nobody's, that count as acknowledged.
    pub fn first_rows(&self, seed: u64) -> Vec<Row> {
        let mut stream = Stream::new(seed, "rows", 0);
        let part = u64::from(KEYS) / u64::from(self.rows.max(1));
        let row = |number: u32| {
            let start = part * u64::from(number);
            let key = start + stream.below(part.max(1));
            Row { key: key as u16, write: number * (CLIENTS + 1) }
        };
        (0..self.rows).map(row).collect()
    }

    /// How long a node waits for an answer until it sends anew: two round trips, and a
    /// round trip more.
    pub(super) fn patience(&self) -> Micros {
        Micros::new(6 * self.latency.get())
    }

    /// How long a client waits that was told to: a round trip.
    pub(super) fn backoff(&self) -> Micros {
        Micros::new(2 * self.latency.get())
    }
}
