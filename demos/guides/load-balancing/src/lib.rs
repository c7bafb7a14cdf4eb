//! Load balancing: the demos of the guide.

#[cfg(not(target_arch = "wasm32"))]
mod choices_experiments;
mod fleet;
mod hockey_stick;
mod l4_l7;
mod stale_load;
mod tail_fan_out;
mod two_choices;

stage::guide! {
    engine("choices") demos: { "two-choices" => two_choices::TwoChoices }
    engine("stale") demos: { "stale-load" => stale_load::StaleLoad }
    engine("hockey-stick") demos: { "hockey-stick" => hockey_stick::HockeyStick }
    engine("l4-l7") demos: { "l4-l7" => l4_l7::L4L7 }
    engine("tail-fan-out") demos: { "tail-fan-out" => tail_fan_out::TailFanOut }
    experiments: {
        "l4-busiest" => l4_l7::experiments::Busiest,
        "queue-wait" => hockey_stick::experiments::QueueWait,
        "queue-drains" => hockey_stick::experiments::QueueDrains,
        "fan-out-slow" => tail_fan_out::experiments::FanOutSlow,
        "fan-out-tail" => tail_fan_out::experiments::FanOutTail,
        "fan-out-theory" => tail_fan_out::experiments::FanOutTheory,
        "hedge-more" => tail_fan_out::experiments::HedgeMore,
        "hedge-after-surge" => tail_fan_out::experiments::AfterSurge,
        "choices-mean" => choices_experiments::Mean,
        "choices-theory" => choices_experiments::Theory,
        "stale-mean" => choices_experiments::Stale,
        "failing-share" => choices_experiments::Failing,
    }
}
