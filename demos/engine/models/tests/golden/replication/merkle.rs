//! An exchange from the root to the rows.

use crate::compare::golden;
use models::replication::merkle::{Settings, Spread, bytes, cluster, differing};
use sim::record::narrate;
use sim::{Micros, Model, Run};

#[test]
fn an_exchange_goes_down_to_a_leaf() {
    let settings = Settings {
        differing: 3,
        depth: 4,
        keys: 256,
        spread: Spread::Scattered,
        ..Settings::default()
    };
    let mut run = Run::new(cluster(&settings, 4), Vec::new());
    let keys: Vec<String> =
        differing(run.model()).iter().map(u32::to_string).collect();
    run.seek(Micros::from_secs(4));
    let story = narrate(run.records(), &|node| run.model().name(node));
    let sent = bytes(run.model());
    golden(
        "replication-merkle-exchange",
        &format!(
            "# Of 256 keys in 16 leaves three differ: {}. Each leaf goes whole.\n\
             differing=3 depth=4 keys=256 seed=4\n---\n{story}---\n\
             {} B of hashes, {} B of rows that differ, {} B in vain; a full scan {} B\n",
            keys.join(", "),
            sent.hashes,
            sent.news,
            sent.in_vain,
            sent.scan,
        ),
    );
}
