//! CAP theorem: the demos of the guide.

mod partition;

stage::guide! {
    engine("partition") demos: { "partition" => partition::Partition }
    experiments: {
    }
}
