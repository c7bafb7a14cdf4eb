//! Load balancing: the demos of the guide.

stage::guide! {
    demos: {
    }
    experiments: {
    }
}
