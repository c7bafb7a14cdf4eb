//! Two runs on one seed that differ in one knob can be compared.

use crate::probe::*;
use proptest::prelude::*;
use sim::{Chance, Cluster, Event, Latency, Micros, Network, Run};
use std::collections::BTreeMap;

/// When each ping arrived that did. A pong follows from one that arrived.
fn arrivals(network: Network, seed: u64) -> BTreeMap<String, Micros> {
    let cluster = Cluster::new(vec![Probe::default(); 3], network, seed);
    let script =
        "1 ask-0-send.1.0.50\n2 ask-1-send.2.100.50\n3 ask-2-send.0.200.50";
    let mut run = Run::new(cluster, edits(script));
    run.seek(Micros::from_secs(60));
    let arrival = |event: &Event| match event {
        Event::Received { label, .. } if label.starts_with("Ping") => {
            Some(label.clone())
        }
        _ => None,
    };
    let arrived =
        run.past().iter().filter_map(|r| arrival(&r.event).map(|id| (id, r.at)));
    arrived.collect()
}

fn latency() -> impl Strategy<Value = Latency> {
    let (min, max) = (Micros::from_millis(1), Micros::from_millis(90));
    prop_oneof![
        Just(Latency::Constant(max)),
        Just(Latency::Uniform { min, max }),
        Just(Latency::Exponential { min, mean: max }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// More loss takes messages away; those that still arrive do so as before,
    /// and none arrives that was lost at less.
    #[test]
    fn more_loss_changes_nothing_else(
        seed: u64,
        latency in latency(),
        low in 0_u32..50,
        more in 0_u32..50,
    ) {
        let at = |percent| {
            let loss = Chance::percent(percent);
            arrivals(Network { latency, loss, ..Network::default() }, seed)
        };
        let (few_lost, many_lost) = (at(low), at(low + more));
        for (message, when) in &many_lost {
            prop_assert_eq!(few_lost.get(message), Some(when));
        }
    }

    /// The same message takes more or less of another range at the same quantile.
    #[test]
    fn a_wider_latency_keeps_the_order_of_delays(seed: u64) {
        let took = |max| {
            let latency = Latency::Uniform { min: Micros::ZERO, max };
            let cluster = Cluster::new(
                vec![Probe::default(); 2],
                Network { latency, ..Network::default() },
                seed,
            );
            let mut run = Run::new(cluster, edits("0 ask-0-send.1.0.1"));
            run.seek(Micros::from_secs(10));
            run.model().process(sim::NodeId(1)).diary[1].0.get()
        };
        let (narrow, wide) = (took(Micros::new(9_999)), took(Micros::new(99_999)));
        prop_assert_eq!(narrow, wide / 10);
    }
}
