//! Replication strategies: the demos of the guide.

mod crdt;

stage::guide! {
    engine("merge") demos: {
        "crdt" => crdt::Crdt,
    }
    experiments: {
    }
}
