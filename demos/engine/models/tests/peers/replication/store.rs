//! Siblings beside a well-kept crate.

use crdts::ctx::AddCtx;
use crdts::{CmRDT, CvRDT, MVReg, VClock};
use models::clocks::{Dot, Dotted, Vector};
use models::replication::store::{Merge, Stamp, Value, Version, merge};
use sim::{NodeId, Stream};

const CLIENTS: u32 = 3;
const REPLICAS: usize = 3;

/// The same replicas and clients, ours and theirs.
struct Both {
    ours: Vec<Vec<Version>>,
    theirs: Vec<MVReg<Value, u32>>,
    seen: Vec<Vector>,
    clocks: Vec<VClock<u32>>,
}

impl Both {
    fn new() -> Both {
        Both {
            ours: vec![Vec::new(); REPLICAS],
            theirs: vec![MVReg::new(); REPLICAS],
            seen: vec![Vector::new(CLIENTS); CLIENTS as usize],
            clocks: vec![VClock::new(); CLIENTS as usize],
        }
    }

    fn read(&mut self, place: usize, client: usize) {
        for version in &self.ours[place] {
            self.seen[client].merge(&version.dotted.history());
        }
        self.clocks[client].merge(self.theirs[place].read().add_clock);
    }

    fn write(&mut self, place: usize, client: usize, time: u64) {
        let node = NodeId(client as u32);
        let context = self.seen[client].clone();
        let dot = Dot { node, count: context.get(node) + 1 };
        self.seen[client].raise(node, dot.count);
        let stamp = Stamp { time, client: node.0 };
        let version = Version { stamp, dotted: Dotted { dot, context } };
        self.ours[place] = merge(Merge::Siblings, &self.ours[place], &[version]);

        let theirs = self.clocks[client].inc(node.0);
        self.clocks[client].apply(theirs);
        let context = AddCtx { clock: self.clocks[client].clone(), dot: theirs };
        let op = self.theirs[place].write(Value(dot), context);
        self.theirs[place].apply(op);
    }

    fn meet(&mut self, place: usize, other: usize) {
        let [one, two] = [place, other].map(|place| &self.ours[place]);
        self.ours[place] = merge(Merge::Siblings, one, two);
        let that = self.theirs[other].clone();
        self.theirs[place].merge(that);
    }
}

/// The multi-value register of the crate `crdts`, fed with the same reads, writes and
/// meetings, has the same siblings at every replica.
#[test]
fn the_register_of_crdts_has_the_same_siblings() {
    let mut siblings = 0;
    for seed in 0..3_000 {
        let mut stream = Stream::new(seed, "register", 0);
        let mut both = Both::new();
        for time in 0..20 {
            let [place, other] =
                [(); 2].map(|()| stream.below(REPLICAS as u64) as usize);
            let client = stream.below(CLIENTS.into()) as usize;
            match stream.below(3) {
                0 => both.read(place, client),
                1 => both.write(place, client, time),
                _ => both.meet(place, other),
            }
            let mut values = both.theirs[place].read().val;
            values.sort_unstable();
            let mine: Vec<_> =
                both.ours[place].iter().map(Version::value).collect();
            assert_eq!(mine, values, "seed {seed}");
            siblings += u32::from(mine.len() > 1);
        }
    }
    assert!(siblings > 1_000, "{siblings}");
}
