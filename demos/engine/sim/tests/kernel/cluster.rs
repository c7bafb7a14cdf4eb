//! Crashes, pauses, clocks and timers.

use crate::probe::*;
use sim::cluster::{Clock, Condition};
use sim::{Cluster, Log, Micros, Model, Network, NodeId, Run};

#[test]
fn nodes_start_at_time_zero() {
    let run = probes(Network::default(), "");
    for node in 0..3 {
        assert_eq!(saw_when(&run, node), [(0, "start")]);
    }
}

#[test]
fn a_crash_loses_memory_and_keeps_the_disk() {
    let script = "1 ask-0-send.1.0.3
        20 crash-1
        30 restart-1";
    let mut run = probes(Network::default(), script);
    run.seek(ms(25));
    assert_eq!(run.model().condition(NodeId(1)), Condition::Stopped);
    assert_eq!(
        (saw(&run, 1).len(), run.model().process(NodeId(1)).received),
        (0, 3)
    );
    run.seek(ms(100));
    assert_eq!(run.model().condition(NodeId(1)), Condition::Up);
    assert_eq!(saw_when(&run, 1), [(30, "restart")]);
    assert_eq!(run.model().process(NodeId(1)).received, 3);
}

#[test]
fn a_stopped_node_receives_nothing_and_is_asked_nothing() {
    let script = "1 crash-1
        2 ask-0-send.1.0.1
        3 ask-1-send.0.0.1
        20 restart-1";
    let mut run = probes(Network::default(), script);
    run.seek(ms(100));
    assert_eq!(saw(&run, 1), ["restart"]);
    assert_eq!(saw(&run, 0), ["start"]);
    assert_eq!(losses(&run), ["Ping0 lost: receiver stopped"]);
}

/// What was sent before the crash is on its way; what comes after the restart
/// is received.
#[test]
fn messages_outlive_the_crash_of_their_sender() {
    let script = "1 ask-0-send.1.0.1
        2 crash-0
        3 restart-0";
    let mut run = probes(Network::default(), script);
    run.seek(ms(100));
    assert_eq!(saw(&run, 1), ["start", "Ping0"]);
    assert_eq!(saw(&run, 0), ["restart", "Pong0"]);
}

#[test]
fn the_timers_of_a_stopped_node_are_gone() {
    let script = "1 ask-0-ring.1.50ms
        1 ask-0-ring.2.5ms
        10 crash-0
        20 restart-0
        21 ask-0-ring.3.5ms";
    let mut run = probes(Network::default(), script);
    run.seek(ms(9));
    assert_eq!(saw(&run, 0), ["start", "2"]);
    run.seek(ms(100));
    assert_eq!(saw_when(&run, 0), [(20, "restart"), (26, "3")]);
}

#[test]
fn a_timer_set_again_goes_off_once() {
    let script = "1 ask-0-ring.1.50ms
        10 ask-0-ring.1.50ms
        10 ask-0-ring.2.50ms
        20 ask-0-still.2
        20 ask-0-still.3";
    let mut run = probes(Network::default(), script);
    run.seek(ms(30));
    let timer = |timer| run.model().timer(NodeId(0), timer);
    assert_eq!((timer(1), timer(2)), (Some((ms(10), ms(60))), None));
    assert_eq!(run.model().running_timers(NodeId(0)).collect::<Vec<_>>(), [1]);
    run.seek(ms(200));
    assert_eq!(saw_when(&run, 0), [(0, "start"), (60, "1")]);
}

#[test]
fn a_timer_can_be_made_to_go_off() {
    let mut run = probes(Network::default(), "1 ask-0-ring.1.50ms\n9 expire-0-1");
    run.seek(ms(200));
    assert_eq!(saw_when(&run, 0), [(0, "start"), (9, "1")]);
    let mut run = held("1 ask-0-ring.1.50ms\n9 ask-0-ring.2.1s\n300 expire-0-1");
    run.seek(ms(9_000));
    assert_eq!(saw_when(&run, 0), [(0, "start"), (300, "1")]);
}

#[test]
fn a_timer_for_the_end_of_time_never_goes_off() {
    let edit = format!("1 ask-0-ring.1.{}us", u64::MAX);
    let mut run = probes(Network::default(), &edit);
    run.seek(Micros::from_secs(1_000_000));
    assert_eq!((saw(&run, 0), run.next()), (vec!["start"], None));
}

#[test]
fn a_pause_puts_everything_off_in_order() {
    let script = "1 ask-1-ring.1.20ms
        2 pause-1-100ms
        3 ask-0-send.1.0.1
        4 ask-2-send.1.5.1
        5 ask-0-send.1.1.1
        30 ask-1-ring.9.1ms";
    let mut run = probes(Network::default(), script);
    run.seek(ms(101));
    assert_eq!(run.model().condition(NodeId(1)), Condition::Paused);
    assert_eq!(saw(&run, 1), ["start"]);
    run.seek(ms(102));
    let late = ["Ping0", "Ping5", "Ping1", "1"].map(|what| (102, what));
    assert_eq!(saw_when(&run, 1)[1..], late);
}

/// It was scheduled before those that wait, and comes after them all the same.
#[test]
fn what_arrives_at_the_end_of_a_pause_overtakes_nothing() {
    let script = "0 pause-1-100ms
        60 ask-1-ring.2.1ms
        88 ask-0-send.1.0.1
        90 ask-2-send.1.5.1
        91 ask-0-send.1.1.1";
    // Scheduled in the order m0 (98 ms), m1 (100 ms), m2; m0 is put off at
    // 98 ms, later than m1 was scheduled.
    let mut run = probes(Network::default(), script);
    run.seek(ms(200));
    let late = [(100, "Ping0"), (100, "Ping5"), (101, "Ping1")];
    assert_eq!(saw_when(&run, 1)[1..], late);
}

#[test]
fn a_crash_during_a_pause_loses_what_waits() {
    let script = "1 ask-1-ring.1.5ms
        2 pause-1-1s
        3 ask-0-send.1.0.1
        50 crash-1
        60 restart-1
        70 pause-1-10ms
        75 ask-0-send.1.1.1";
    let mut run = probes(Network::default(), script);
    run.seek(ms(50));
    assert_eq!(losses(&run), ["Ping0 lost: receiver stopped"]);
    run.seek(ms(5_000));
    assert_eq!(saw_when(&run, 1), [(60, "restart"), (85, "Ping1")]);
}

/// The end of the first pause, which a crash cut short, does not end the second.
#[test]
fn a_pause_is_not_ended_by_an_earlier_one() {
    let script = "0 pause-1-100ms
        10 crash-1
        20 restart-1
        90 pause-1-100ms
        91 ask-0-send.1.0.1";
    let mut run = probes(Network::default(), script);
    run.seek(ms(150));
    assert_eq!(run.model().condition(NodeId(1)), Condition::Paused);
    run.seek(ms(500));
    assert_eq!(saw_when(&run, 1), [(20, "restart"), (190, "Ping0")]);
}

/// The network has done its part: nothing it does can take them back.
#[test]
fn what_waits_at_a_paused_node_is_off_the_network() {
    let script = "0 pause-1-100ms
        1 ask-0-send.1.0.3
        50 cut-0-1
        51 hold-m0
        52 release-m0
        60 heal-0-1";
    let mut run = probes(Network::default(), script);
    run.seek(ms(500));
    assert_eq!(saw(&run, 1), ["start", "Ping0", "Ping1", "Ping2"]);
    assert_eq!(losses(&run), [""; 0]);
}

#[test]
fn a_paused_node_cannot_be_made_to_do_things() {
    let script = "1 ask-1-ring.1.5ms
        2 pause-1-100ms
        3 expire-1-1
        4 ask-1-send.0.0.1
        5 pause-1-1s
        20 expire-1-1";
    let mut run = probes(Network::default(), script);
    run.seek(ms(500));
    assert_eq!(saw_when(&run, 1), [(0, "start"), (102, "1")]);
    assert_eq!(saw(&run, 0), ["start"]);
}

#[test]
fn a_node_can_stop_by_itself() {
    let mut run =
        probes(Network::default(), "5 ask-0-halt.20ms\n50 ask-0-ring.1.0s");
    run.seek(ms(10));
    assert_eq!(run.model().condition(NodeId(0)), Condition::Stopped);
    run.seek(ms(100));
    assert_eq!(saw_when(&run, 0), [(25, "restart"), (50, "1")]);
    let log = sim::record::narrate(run.past(), &|node| run.model().name(node));
    assert!(log.contains("did this") && !log.contains("did not"), "{log}");
}

#[test]
fn a_node_that_is_crashed_may_be_repaired() {
    // A second crash finds it down already; by hand it comes up at once, and once.
    for (then, up) in [("", 30), ("20 crash-0", 30), ("15 restart-0", 15)] {
        let script = format!("5 ask-0-repair.20ms\n10 crash-0\n{then}");
        let mut run = probes(Network::default(), &script);
        run.seek(ms(100));
        assert_eq!(saw_when(&run, 0), [(up, "restart")], "{then}");
    }
}

#[test]
fn a_node_that_stops_by_itself_comes_up_by_hand_where_timers_are_manual() {
    let mut run = held("5 ask-0-halt.20ms\n500 restart-0");
    run.seek(ms(499));
    assert_eq!(run.model().condition(NodeId(0)), Condition::Stopped);
    run.seek(ms(1_000));
    assert_eq!(saw_when(&run, 0), [(500, "restart")]);
}

/// What a model is told directly, before anything has happened.
#[test]
fn crashes_and_pauses_before_the_start() {
    let fresh = || Cluster::new(vec![Probe::default(); 3], Network::default(), 7);
    let mut crashed = fresh();
    for edit in ["crash-0", "restart-0"] {
        crashed.edit(Micros::ZERO, &edit.parse().unwrap(), &mut Log::off());
    }
    let run = Run::new(crashed, Vec::new());
    assert_eq!(saw(&run, 0), ["restart"]);
    let mut paused = fresh();
    paused.edit(Micros::ZERO, &"pause-0-5ms".parse().unwrap(), &mut Log::off());
    let mut run = Run::new(paused, Vec::new());
    run.seek(ms(10));
    assert_eq!(saw_when(&run, 0), [(5, "start")]);
}

fn with_clock(clock: Clock, script: &str) -> Probes {
    let cluster = Cluster::new(vec![Probe::default(); 3], Network::default(), 7);
    Run::new(cluster.with_clock(NodeId(0), clock), edits(script))
}

/// When a timer of one second really goes off, set at 1 s, in microseconds.
fn rings_at(clock: Clock) -> u64 {
    let mut run = with_clock(clock, "1000 ask-0-ring.1.1s");
    run.seek(ms(1_000));
    run.step();
    run.now().get()
}

#[test]
fn a_fast_clock_rings_early_and_a_slow_one_late() {
    let drift = |drift_ppm| Clock { offset_micros: 0, drift_ppm };
    assert_eq!(rings_at(drift(0)), 2_000_000);
    assert_eq!(rings_at(drift(250_000)), 1_800_000);
    assert_eq!(rings_at(drift(-200_000)), 2_250_000);
    // 1,000,000 × 1,000,000 / 1,000,050 = 999,950.002…, rounded up.
    assert_eq!(rings_at(drift(50)), 1_999_951);
    assert_eq!(
        rings_at(Clock { offset_micros: -500_000, drift_ppm: 0 }),
        2_000_000
    );
}

#[test]
fn a_node_sees_its_own_clock_only() {
    let clock = Clock { offset_micros: 3_000_000, drift_ppm: 100_000 };
    let mut run = with_clock(clock, "1000 ask-0-ring.1.1100ms");
    run.seek(ms(5_000));
    // It shows 4.1 s when the timer is set, and 1.1 s more a second later.
    assert_eq!(saw_when(&run, 0), [(3_000, "start"), (5_200, "1")]);
    assert_eq!(run.model().clock(NodeId(0)).reading(run.now()), ms(8_500));
}

#[test]
fn a_clock_can_be_set_and_never_shows_less_than_zero() {
    // At 1 s: 1 s behind and half as fast again. Another second is 1.5 s to it.
    let script = "1000 clock-0--1000000-500000
        2000 ask-0-ring.1.0s
        3000 clock-0--9000000-0
        3001 ask-0-ring.2.0s";
    let mut run = probes(Network::default(), script);
    run.seek(ms(9_000));
    assert_eq!(saw_when(&run, 0), [(0, "start"), (1_500, "1"), (0, "2")]);
}

/// A node whose timer goes off finds that its own clock agrees.
#[test]
fn no_timer_goes_off_early_by_its_own_clock() {
    for drift_ppm in [-999_999, -333_333, -50, -1, 0, 1, 7, 50, 333_333] {
        let clock = Clock { offset_micros: 0, drift_ppm };
        for (set, span) in [(0, 1), (1, 1), (17, 999_983), (123_457, 1_000_003)] {
            let (set, span) = (Micros::new(set), Micros::new(span));
            let rings = set + clock.true_span(span);
            let shown = clock.reading(rings).since(clock.reading(set));
            assert!(shown >= span, "{drift_ppm} ppm: {shown} of {span}");
        }
    }
}
