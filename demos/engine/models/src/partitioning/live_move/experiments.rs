//! How many writes are lost where the source only copies.

use super::{CHUNKS, Node, Order, Settings, cluster, lost};
use sim::{Cluster, Micros, Run};

/// How long a message takes here: what one region of a cloud needs.
const LATENCY: Micros = Micros::from_millis(1);

/// A copy during which writes come: how many a second, and how long it takes.
#[derive(Clone, Copy, Debug)]
pub struct Copying {
    /// Writes a second, at random moments, to any key alike.
    pub writes_per_s: u32,
    /// How long it takes to copy the range.
    pub copy: Micros,
}

impl Copying {
    fn settings(self) -> Settings {
        let chunk = self.copy.get() / u64::from(CHUNKS);
        let move_at = Micros::from_millis(500);
        Settings {
            order: Order::CopyThenSwitch,
            writes_per_s: self.writes_per_s,
            writes_until: move_at + self.copy + Micros::from_secs(1),
            rows: 0,
            move_at,
            pace: Micros::new(chunk.saturating_sub(2 * LATENCY.get())),
            latency: LATENCY,
            jitter_percent: 0,
            ..Settings::default()
        }
    }

    /// For how long on average a key is written in vain: from when its chunk is read
    /// until the source hears of the switch.
    ///
    /// Of n chunks the first waits for all others and the last for none, (n − 1)/2 on
    /// average; then the answer to the last one and the switch take two round trips.
    pub fn window(self) -> Micros {
        let chunk = self.copy.get() / u64::from(CHUNKS);
        let others = u64::from(CHUNKS) - 1;
        Micros::new(chunk * others / 2 + 4 * LATENCY.get())
    }

    /// Acknowledged writes that the new owner does not have, in one run.
    pub fn lost(self, seed: u64) -> u32 {
        let settings = self.settings();
        let end = settings.writes_until + Micros::from_secs(1);
        let start: Cluster<Node> = cluster(&settings, seed);
        let mut run = Run::new(start, Vec::new());
        run.seek(end);
        lost(run.model()).len() as u32
    }
}
