//! Siblings beside a well-kept crate.

use crdts::ctx::AddCtx;
use crdts::{CmRDT, CvRDT, MVReg, VClock};
use models::clocks::{Dot, Dotted, Vector};
use models::replication::store::{Merge, Stamp, Value, Version, merge};
use sim::{NodeId, Stream};

const CLIENTS: u32 = 3;
const REPLICAS: usize = 3;

/// The multi-value register of the crate `crdts`, fed with the same reads, writes and
/// meetings, has the same siblings at every replica.
#[test]
fn the_register_of_crdts_has_the_same_siblings() {
    let mut siblings = 0;
    for seed in 0..3_000 {
        let mut stream = Stream::new(seed, "register", 0);
        let mut ours: Vec<Vec<Version>> = vec![Vec::new(); REPLICAS];
        let mut theirs = vec![MVReg::<Value, u32>::new(); REPLICAS];
        let mut seen = vec![Vector::new(CLIENTS); CLIENTS as usize];
        let mut clocks = vec![VClock::<u32>::new(); CLIENTS as usize];
        for time in 0..20 {
            let place = stream.below(REPLICAS as u64) as usize;
            let client = stream.below(CLIENTS.into()) as usize;
            match stream.below(3) {
                // The client reads here.
                0 => {
                    for version in &ours[place] {
                        seen[client].merge(&version.dotted.history());
                    }
                    clocks[client].merge(theirs[place].read().add_clock);
                }
                // It writes here.
                1 => {
                    let node = NodeId(client as u32);
                    let dot = Dot { node, count: seen[client].get(node) + 1 };
                    let dotted = Dotted { dot, context: seen[client].clone() };
                    seen[client].raise(node, dot.count);
                    let stamp = Stamp { time, client: node.0 };
                    let version = Version { stamp, dotted };
                    ours[place] = merge(Merge::Siblings, &ours[place], &[version]);
                    let dot = clocks[client].inc(node.0);
                    clocks[client].apply(dot.clone());
                    let context = AddCtx { clock: clocks[client].clone(), dot };
                    let value = Value(Dot { node, count: context.dot.counter });
                    let op = theirs[place].write(value, context);
                    theirs[place].apply(op);
                }
                // Two replicas meet.
                _ => {
                    let other = stream.below(REPLICAS as u64) as usize;
                    ours[place] =
                        merge(Merge::Siblings, &ours[place], &ours[other]);
                    let that = theirs[other].clone();
                    theirs[place].merge(that);
                }
            }
            let mut values = theirs[place].read().val;
            values.sort_unstable();
            let mine: Vec<_> = ours[place].iter().map(Version::value).collect();
            assert_eq!(mine, values, "seed {seed}");
            siblings += u32::from(mine.len() > 1);
        }
    }
    assert!(siblings > 1_000, "{siblings}");
}
