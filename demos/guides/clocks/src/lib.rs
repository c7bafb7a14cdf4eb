//! Clock synchronization: the demos of the guide.

#[cfg(not(target_arch = "wasm32"))]
mod experiments;
mod vector_clocks;

stage::guide! {
    demos: {
        "vector-clocks" => vector_clocks::VectorClocks,
    }
    experiments: {
        "concurrent-share" => experiments::ConcurrentShare,
        "lamport-orders-concurrent" => experiments::LamportOrdersConcurrent,
        "stamp-bytes" => experiments::StampBytes,
    }
}
