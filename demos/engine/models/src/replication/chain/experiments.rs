//! How long a write takes in a chain, and where a leader sends to all at once.

use super::{Command, MASTER, Settings, client, cluster};
use sim::{Edit, Event, Latency, Micros, NodeId, Run, Stream};

/// Writes behind a mean, one after the other.
const WRITES: u32 = 4_000;
/// Between two of them: long enough for the one before to be done.
const GAP: Micros = Micros::from_secs(1);
/// Who writes.
const WRITER: NodeId = NodeId(1);

/// Whose acknowledgements a leader waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Those of all followers.
    All,
    /// Those of so many that they and the leader are a majority.
    Majority,
}

impl Wait {
    /// How many followers' acknowledgements are enough, of so many servers.
    pub fn followers(self, length: u32) -> u32 {
        match self {
            Wait::All => length - 1,
            Wait::Majority => length / 2,
        }
    }
}

/// A chain in which storing takes no time.
fn run(
    length: u32,
    latency: Latency,
    writes: u32,
) -> Run<sim::Cluster<super::Node>> {
    let settings = Settings {
        length,
        latency,
        store: Micros::ZERO,
        patience: GAP,
        ..Settings::default()
    };
    let write = |number: u32| Micros::new(u64::from(number) * GAP.get());
    let edits = (0..writes).map(|n| (write(n), Edit::Ask(WRITER, Command::Write)));
    let mut run = Run::new(cluster(&settings, 1), edits.collect());
    run.seek(write(writes));
    run
}

/// How long a write takes on average, in microseconds, from the client's request to its
/// answer: one latency after the other.
pub fn chain_latency(length: u32, latency: Latency) -> u64 {
    let run = run(length, latency, WRITES);
    let asked = client(run.model(), WRITER).asked();
    let took = asked.iter().filter_map(|asked| asked.took());
    took.map(Micros::get).sum::<u64>() / u64::from(WRITES)
}

/// How many messages a write takes.
pub fn chain_messages(length: u32) -> usize {
    let run = run(length, Latency::Constant(Micros::from_millis(1)), 1);
    let sent = run.records().iter();
    sent.filter(|record| match &record.event {
        Event::Sent { from, to, .. } => *from != MASTER && *to != MASTER,
        _ => false,
    })
    .count()
}

/// The same for a leader that sends to all others at once: to the leader and back, and
/// between these, the slowest of the round trips that it waits for.
pub fn fan_out_latency(
    length: u32,
    wait: Wait,
    (min, mean): (Micros, Micros),
) -> u64 {
    let mut stream = Stream::new(1, "fan-out", 0);
    let mut hop = || min.get() + stream.exponential(mean.since(min).get());
    let draws = u64::from(WRITES) * 10;
    let mut sum = 0;
    for _ in 0..draws {
        let mut trips: Vec<u64> = (1..length).map(|_| hop() + hop()).collect();
        trips.sort_unstable();
        let waited = wait.followers(length).checked_sub(1);
        let waited = waited.map_or(0, |place| trips[place as usize]);
        sum += hop() + waited + hop();
    }
    sum / draws
}
