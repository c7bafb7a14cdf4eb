//! Numbers about latency for the prose, all worked out without a draw.

use super::settings::{Leader, REGIONS};
use super::whole;
use models::cap_theorem::pacelc::{Link, Price, Region};
use serde::{Deserialize, Serialize};
use stage::{Experiment, Knob};

/// A write.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Written {
    leader: Leader,
    copies: u32,
    acks: u32,
    percentile: u32,
    jitter: u32,
}

impl Default for Written {
    fn default() -> Written {
        let leader = Leader::EastUs;
        Written { leader, copies: 5, acks: 3, percentile: 50, jitter: 3 }
    }
}

/// How long a write takes.
pub struct WriteLatency;

impl Experiment for WriteLatency {
    const SAYS: &'static str = "milliseconds from when the leader sends a write to \
                                when so many of the copies have it, its own among \
                                them: this percentile, over Azure's round trips of \
                                July 2026";
    const KNOBS: &'static [Knob] = &[
        Knob::choice("leader", "Leader", REGIONS),
        Knob::linear("copies", "Copies", "", (3, 7, 1)),
        Knob::linear("acks", "Acknowledgements", "", (1, 7, 1)),
        Knob::linear("percentile", "Percentile", "", (1, 99, 1)),
        Knob::linear("jitter", "Mean delay on top", "%", (0, 20, 1)),
    ];
    type Settings = Written;

    fn run(written: &Written) -> String {
        let leader = written.leader.region();
        let price = price(leader, written.copies as usize, written.jitter);
        let acks = written.acks.min(written.copies) as usize;
        format!("{} ms", whole(price.percentile(acks, written.percentile)))
    }
}

/// A read that sees all writes before it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Read {
    leader: Leader,
    client: Leader,
    copies: u32,
}

impl Default for Read {
    fn default() -> Read {
        Read { leader: Leader::EastUs, client: Leader::WestEurope, copies: 5 }
    }
}

/// How long a linearizable read takes.
pub struct ReadLatency;

impl Experiment for ReadLatency {
    const SAYS: &'static str = "milliseconds of a linearizable read by a client in \
                                another region: its round trip to the leader (95th \
                                percentile), which asks a majority of the copies \
                                whether it still leads (median)";
    const KNOBS: &'static [Knob] = &[
        Knob::choice("leader", "Leader", REGIONS),
        Knob::choice("client", "Client", REGIONS),
        Knob::linear("copies", "Copies", "", (3, 7, 1)),
    ];
    type Settings = Read;

    fn run(read: &Read) -> String {
        let (leader, client) = (read.leader.region(), read.client.region());
        let price = price(leader, read.copies as usize, 3);
        let majority = read.copies as usize / 2 + 1;
        let asks = whole(price.percentile(majority, 50));
        format!("{} ms", client.round_trip(leader) + asks)
    }
}

fn price(leader: Region, copies: usize, jitter: u32) -> Price {
    let copies = leader.copies(copies).into_iter();
    Price::new(copies.map(|copy| Link::between(leader, copy, jitter)).collect())
}
