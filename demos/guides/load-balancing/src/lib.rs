//! Load balancing: the demos of the guide.

mod hockey_stick;
mod tail_fan_out;

stage::guide! {
    engine("hockey-stick") demos: { "hockey-stick" => hockey_stick::HockeyStick }
    engine("tail-fan-out") demos: { "tail-fan-out" => tail_fan_out::TailFanOut }
    experiments: {
        "queue-wait" => hockey_stick::experiments::QueueWait,
        "queue-drains" => hockey_stick::experiments::QueueDrains,
        "fan-out-slow" => tail_fan_out::experiments::FanOutSlow,
        "fan-out-tail" => tail_fan_out::experiments::FanOutTail,
        "fan-out-theory" => tail_fan_out::experiments::FanOutTheory,
        "hedge-more" => tail_fan_out::experiments::HedgeMore,
        "hedge-after-surge" => tail_fan_out::experiments::AfterSurge,
    }
}
