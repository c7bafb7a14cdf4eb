//! Circuit breakers and resilience patterns: the demos of the guide.

mod backoff;
mod circuit_breaker;
#[cfg(not(target_arch = "wasm32"))]
mod experiments;
mod marks;
mod token_bucket;

stage::guide! {
    demos: {
        "token-bucket" => token_bucket::TokenBucket,
        "circuit-breaker" => circuit_breaker::CircuitBreaker,
        "backoff" => backoff::Backoff,
    }
    experiments: {
        "token-bucket-bound" => experiments::TokenBucketBound,
        "token-bucket-most" => experiments::TokenBucketMost,
        "fixed-window-most" => experiments::FixedWindowMost,
        "breaker-refused" => circuit_breaker::experiments::Refused,
        "breaker-waited" => circuit_breaker::experiments::Waited,
        "breaker-failures" => circuit_breaker::experiments::Failures,
        "backoff-calls" => backoff::experiments::Calls,
        "backoff-time" => backoff::experiments::Time,
    }
}
