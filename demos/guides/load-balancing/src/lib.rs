//! Load balancing: the demos of the guide.

#[cfg(not(target_arch = "wasm32"))]
mod choices_experiments;
mod fleet;
mod stale_load;
mod two_choices;

stage::guide! {
    engine("choices") demos: { "two-choices" => two_choices::TwoChoices }
    engine("stale") demos: { "stale-load" => stale_load::StaleLoad }
    experiments: {
        "choices-mean" => choices_experiments::Mean,
        "choices-theory" => choices_experiments::Theory,
        "stale-mean" => choices_experiments::Stale,
        "failing-share" => choices_experiments::Failing,
    }
}
