//! Circuit breakers and resilience patterns: the demos of the guide.

#[cfg(not(target_arch = "wasm32"))]
mod experiments;
mod token_bucket;

stage::guide! {
    demos: {
        "token-bucket" => token_bucket::TokenBucket,
    }
    experiments: {
        "token-bucket-bound" => experiments::TokenBucketBound,
        "token-bucket-most" => experiments::TokenBucketMost,
        "fixed-window-most" => experiments::FixedWindowMost,
    }
}
