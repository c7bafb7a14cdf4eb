//! What the network does to messages.

use crate::probe::*;
use sim::cluster::Clock;
use sim::{Chance, Edit, Event, Latency, Micros, Network, NodeId};

fn sent_200(network: Network) -> Probes {
    let mut run = probes(network, "1 ask-0-send.1.0.200");
    run.seek(Micros::from_secs(10));
    run
}

/// The pings that n1 has received, in order.
fn pings(run: &Probes) -> Vec<u32> {
    let ping = |what: &str| what.strip_prefix("Ping").map(|n| n.parse().unwrap());
    saw(run, 1).into_iter().filter_map(ping).collect()
}

const SPREAD: Latency = Latency::Uniform { min: ms_const(5), max: ms_const(50) };

const fn ms_const(millis: u64) -> Micros {
    Micros::from_millis(millis)
}

#[test]
fn messages_take_as_long_as_the_latency_says() {
    let mut run = probes(Network::default(), "5 ask-0-send.1.0.1");
    run.seek(ms(100));
    assert_eq!(saw_when(&run, 1), [(0, "start"), (15, "Ping0")]);
    assert_eq!(saw_when(&run, 0), [(0, "start"), (25, "Pong0")]);
}

/// Either way between two nodes; the other links are as they were.
#[test]
fn a_link_may_have_a_latency_of_its_own() {
    let cluster =
        sim::Cluster::new(vec![Probe::default(); 3], Network::default(), 7)
            .with_latency((NodeId(0), NodeId(1)), Latency::Constant(ms(70)));
    let script = "5 ask-0-send.1.0.1\n5 ask-0-send.2.1.1";
    let mut run = sim::Run::new(cluster, edits(script));
    run.seek(ms(200));
    assert_eq!(saw_when(&run, 1), [(0, "start"), (75, "Ping0")]);
    assert_eq!(saw_when(&run, 2), [(0, "start"), (15, "Ping1")]);
    let answers = [(0, "start"), (25, "Pong1"), (145, "Pong0")];
    assert_eq!(saw_when(&run, 0), answers);
}

#[test]
fn latencies_are_within_their_bounds_and_spread_over_them() {
    let network = Network {
        latency: SPREAD,
        reordering: Chance::percent(0),
        ..Network::default()
    };
    let took = |seed| {
        let cluster = sim::Cluster::new(vec![Probe::default(); 2], network, seed);
        let mut run = sim::Run::new(cluster, edits("1 ask-0-send.1.0.1"));
        run.seek(ms(200));
        run.model().process(NodeId(1)).diary[1].0.since(ms(1)).as_millis()
    };
    let times: Vec<_> = (0..1_000).map(took).collect();
    assert!(times.iter().all(|took| (5..=50).contains(took)));
    assert!(times.iter().any(|took| *took < 7) && times.iter().any(|t| *t > 47));
}

#[test]
fn exponential_latency_has_its_mean() {
    let latency = Latency::Exponential { min: ms(10), mean: ms(30) };
    let network = Network { latency, ..Network::default() };
    let took = |seed| {
        let cluster = sim::Cluster::new(vec![Probe::default(); 2], network, seed);
        let mut run = sim::Run::new(cluster, edits("1 ask-0-send.1.0.1"));
        run.seek(Micros::from_secs(5));
        run.model().process(NodeId(1)).diary[1].0.since(ms(1)).get()
    };
    let times: Vec<_> = (0..4_000).map(took).collect();
    let mean = times.iter().sum::<u64>() / 4_000;
    assert!((29_000..31_000).contains(&mean), "{mean} µs");
    assert!(times.iter().all(|took| *took >= 10_000));
}

#[test]
fn links_keep_the_order_unless_told_otherwise() {
    let network = Network { latency: SPREAD, ..Network::default() };
    assert_eq!(pings(&sent_200(network)), (0..200).collect::<Vec<_>>());
    let reordering = Chance::percent(30);
    let mixed = pings(&sent_200(Network { reordering, ..network }));
    assert_ne!(mixed, (0..200).collect::<Vec<_>>());
    let mut sorted = mixed;
    sorted.sort();
    assert_eq!(sorted, (0..200).collect::<Vec<_>>(), "none is lost or doubled");
}

#[test]
fn some_are_lost() {
    let network = Network { loss: Chance::percent(20), ..Network::default() };
    let run = sent_200(network);
    let got = pings(&run).len();
    assert!((140..180).contains(&got), "{got} of 200 got through");
    let lost_pings = losses(&run).iter().filter(|l| l.contains("Ping")).count();
    assert_eq!(got + lost_pings, 200);
    assert!(losses(&run).iter().all(|line| line.ends_with(" lost")));
}

/// A picture shows where it was lost: half-way.
#[test]
fn a_lost_message_vanishes_half_way() {
    let network = Network { loss: Chance::percent(100), ..Network::default() };
    let mut run = probes(network, "10 ask-0-send.1.0.1");
    run.seek(ms(14));
    assert_eq!(run.model().in_flight().count(), 1);
    run.seek(ms(15));
    assert_eq!(run.model().in_flight().count(), 0);
    assert_eq!(losses(&run), ["Ping0 lost"]);
}

#[test]
fn some_arrive_twice() {
    let network =
        Network { duplication: Chance::percent(20), ..Network::default() };
    let got = pings(&sent_200(network));
    assert!((220..260).contains(&got.len()), "{} instead of 200", got.len());
    let mut distinct = got;
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), 200);
}

#[test]
fn a_narrow_link_sends_one_after_another() {
    // 100 bytes a message and 10,000 bytes a second: 10 ms each.
    let network = Network { bandwidth: Some(10_000), ..Network::default() };
    let mut run = probes(network, "0 ask-0-send.1.0.4");
    run.seek(ms(100));
    let times: Vec<_> = saw_when(&run, 1)[1..].iter().map(|(at, _)| *at).collect();
    assert_eq!(times, [20, 30, 40, 50]);
}

#[test]
fn a_cut_goes_both_ways_and_a_block_one_way() {
    for (edit, n1_hears, n0_hears) in [
        ("cut-0-1", false, false),
        ("block-0-1", false, true),
        ("block-1-0", true, false),
    ] {
        let script = format!(
            "1 {edit}
             2 ask-0-send.1.0.1
             2 ask-1-send.0.9.1
             2 ask-2-send.1.5.1"
        );
        let mut run = probes(Network::default(), &script);
        run.seek(ms(100));
        assert_eq!(saw(&run, 1).contains(&"Ping0"), n1_hears, "{edit}");
        assert_eq!(saw(&run, 0).contains(&"Ping9"), n0_hears, "{edit}");
        assert!(saw(&run, 1).contains(&"Ping5"), "{edit}: other links are open");
        assert!(losses(&run).iter().all(|line| line.contains("link cut")));
        let is_cut = run.model().is_cut(NodeId(0), NodeId(1));
        assert_eq!(is_cut, !n1_hears, "{edit}");
    }
}

#[test]
fn a_cut_loses_what_is_on_the_way_at_once() {
    let mut run = probes(Network::default(), "1 ask-0-send.1.0.2\n5 cut-1-0");
    run.seek(ms(5));
    assert_eq!(losses(&run), ["Ping0 lost: link cut", "Ping1 lost: link cut"]);
    assert_eq!(run.model().in_flight().count(), 0);
}

#[test]
fn a_healed_link_carries_again() {
    let script = "1 cut-0-1
        2 ask-0-send.1.0.1
        20 heal-1-0
        21 ask-0-send.1.1.1";
    let mut run = probes(Network::default(), script);
    run.seek(ms(100));
    assert_eq!(pings(&run), [1]);
}

/// Neither a second copy nor a hand can carry a message over a cut link.
#[test]
fn nothing_gets_over_a_cut_link() {
    let network =
        Network { duplication: Chance::percent(100), ..Network::default() };
    let script = "1 cut-0-1
        2 ask-0-send.1.0.1
        3 duplicate-m0
        4 release-m0";
    let mut run = probes(network, script);
    run.seek(ms(100));
    assert_eq!(pings(&run), []);
    let mut run = held("1 cut-0-1\n2 ask-0-send.1.0.1\n3 release-m0");
    run.seek(ms(100));
    assert_eq!(losses(&run), ["Ping0 lost: link cut"]);
}

#[test]
fn a_held_message_waits_until_it_is_released() {
    let script = "1 ask-0-send.1.0.2
        2 hold-m0
        500 release-m0";
    let mut run = probes(Network::default(), script);
    run.seek(ms(100));
    assert_eq!(pings(&run), [1]);
    let (_, waiting) = run.model().in_flight().next().unwrap();
    assert_eq!((waiting.arrives, waiting.progress(run.now())), (None, 500));
    run.seek(ms(1_000));
    assert_eq!(saw_when(&run, 1)[1..], [(11, "Ping1"), (500, "Ping0")]);
}

#[test]
fn held_and_released_even_if_it_was_to_be_lost() {
    let network = Network { loss: Chance::percent(100), ..Network::default() };
    let script = "1 ask-0-send.1.0.1\n2 hold-m0\n500 release-m0";
    let mut run = probes(network, script);
    run.seek(ms(499));
    assert_eq!((losses(&run).len(), run.model().in_flight().count()), (0, 1));
    run.seek(ms(1_000));
    assert_eq!(pings(&run), [0]);
}

#[test]
fn dropped_and_duplicated_by_hand() {
    let script = "1 ask-0-send.1.0.2
        2 drop-m0
        3 duplicate-m1";
    let mut run = probes(Network::default(), script);
    run.seek(ms(100));
    assert_eq!(saw_when(&run, 1)[1..], [(3, "Ping1"), (11, "Ping1")]);
    assert_eq!(losses(&run), ["Ping0 dropped"]);
}

#[test]
fn messages_can_all_wait_for_a_hand() {
    let mut run = held("1 ask-0-send.1.0.3\n7 release-m1\n8 release-m0");
    run.seek(ms(100));
    assert_eq!(saw_when(&run, 1)[1..], [(7, "Ping1"), (8, "Ping0")]);
    assert_eq!(run.next(), None);
}

#[test]
fn edits_that_make_no_sense_do_nothing() {
    let nonsense = "1 crash-9
        1 restart-0
        1 pause-9-1s
        1 cut-0-9
        1 heal-0-1
        1 hold-m7
        1 release-m7
        1 drop-m7
        1 duplicate-m7
        1 expire-0-3
        1 expire-9-3
        1 clock-9-5-5
        1 ask-9-ring.1.1s";
    let mut run = probes(Network::default(), nonsense);
    run.seek(ms(100));
    assert_eq!(run.past(), []);
}

/// Each edit is in a link as its text.
#[test]
fn edits_read_what_they_print() {
    let clock = Clock { offset_micros: -5_000, drift_ppm: -20 };
    let mut all = edits(
        "1 crash-0
        1 restart-1
        1 pause-2-1.5s
        1 cut-0-1
        1 block-0-1
        1 heal-0-1
        1 hold-m12
        1 release-m12
        1 drop-m12
        1 duplicate-m12
        1 expire-0-3
        1 clock-1-5000-20
        1 ask-0-send.1.0.5",
    );
    all.push((ms(1), Edit::Clock(NodeId(1), clock)));
    for (_, edit) in all {
        let text = edit.to_string();
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
        assert!(text.chars().all(is_allowed), "{text} is no part of a link");
        let read: ProbeEdit = text.parse().expect("it reads what it prints");
        assert_eq!(format!("{read:?}"), format!("{edit:?}"));
    }
    for text in ["", "crash", "crash-", "crash-x", "cut-1", "hold-12", "clock-0-5"]
    {
        let refused = text.parse::<ProbeEdit>().expect_err(text);
        assert!(refused.contains("the verbs are"), "{refused}");
    }
}

#[test]
fn the_log_tells_each_message_from_its_sending_to_its_end() {
    let network = Network {
        latency: SPREAD,
        loss: Chance::percent(20),
        duplication: Chance::percent(20),
        reordering: Chance::percent(20),
        bandwidth: Some(100_000),
    };
    let run = sent_200(network);
    let mut open = std::collections::BTreeSet::new();
    for record in run.past() {
        match &record.event {
            Event::Sent { message, .. } => assert!(open.insert(*message)),
            Event::Received { message, .. } | Event::Lost { message, .. } => {
                assert!(open.remove(message));
            }
            _ => {} // nothing about a message
        }
    }
    assert_eq!((open.len(), run.model().in_flight().count()), (0, 0));
    assert!(run.past().is_sorted_by_key(|record| record.at));
}
