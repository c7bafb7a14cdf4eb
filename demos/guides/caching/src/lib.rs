//! Distributed caching: the demos of the guide.

mod eviction;
#[cfg(not(target_arch = "wasm32"))]
mod eviction_experiments;
mod hit_rate;
#[cfg(not(target_arch = "wasm32"))]
mod hit_rate_experiments;
mod stale_race;
mod stampede;
#[cfg(not(target_arch = "wasm32"))]
mod stampede_experiments;
mod tiers;
#[cfg(not(target_arch = "wasm32"))]
mod tiers_experiments;

stage::guide! {
    engine("eviction") demos: { "eviction" => eviction::Eviction }
    engine("stampede") demos: { "stampede" => stampede::Stampede }
    engine("hit-rate") demos: { "hit-rate" => hit_rate::HitRate }
    engine("stale-race") demos: { "stale-race" => stale_race::StaleRace }
    engine("tiers") demos: { "tiers" => tiers::Tiers }
    experiments: {
        "hit-ratio" => eviction_experiments::HitRatio,
        "misses" => eviction_experiments::Misses,
        "scan-kept" => eviction_experiments::KeptByScan,
        "backend-load" => hit_rate_experiments::BackendLoad,
        "cold-cached" => hit_rate_experiments::AfterRestart,
        "warm-copy" => hit_rate_experiments::SmallestCopy,
        "let-in-seconds" => hit_rate_experiments::LetInFor,
        "stale-orders" => stale_race::experiments::StaleOrders,
        "stampede-rebuilds" => stampede_experiments::Rebuilds,
        "stampede-busy" => stampede_experiments::Busy,
        "stampede-wait" => stampede_experiments::LongestWait,
        "stampede-jitter" => stampede_experiments::Jitter,
        "xfetch-chance" => stampede_experiments::Chance,
        "xfetch-rebuilds" => stampede_experiments::EarlyRebuilds,
        "xfetch-ahead" => stampede_experiments::Ahead,
        "tiers-hit" => tiers_experiments::Hits,
        "tiers-origin" => tiers_experiments::ToOrigin,
        "tiers-stale" => tiers_experiments::Stale,
        "node-moved" => tiers_experiments::Moved,
        "node-rush" => tiers_experiments::Rush,
    }
}
