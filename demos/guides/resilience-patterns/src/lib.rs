//! Circuit breakers and resilience patterns: the demos of the guide.

mod circuit_breaker;
#[cfg(not(target_arch = "wasm32"))]
mod experiments;
mod marks;
mod token_bucket;

stage::guide! {
    demos: {
        "token-bucket" => token_bucket::TokenBucket,
        "circuit-breaker" => circuit_breaker::CircuitBreaker,
    }
    experiments: {
        "token-bucket-bound" => experiments::TokenBucketBound,
        "token-bucket-most" => experiments::TokenBucketMost,
        "fixed-window-most" => experiments::FixedWindowMost,
    }
}
