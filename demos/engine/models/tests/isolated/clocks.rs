//! Clocks: stamps and verdicts, fed by hand.

use models::clocks::experiments::finished;
use models::clocks::settings::{
    CURATED_CHAIN, CURATED_PAIR, CURATED_REVERSAL, CURATED_SEED,
};
use models::clocks::*;
use sim::{Log, Micros, Model, NodeId, Run};

const P1: NodeId = NodeId(0);
const P2: NodeId = NodeId(1);
const P3: NodeId = NodeId(2);

fn ms(millis: u64) -> Micros {
    Micros::from_millis(millis)
}

fn id(text: &str) -> EventId {
    text.parse().unwrap()
}

/// A run in which nothing happens but what a reader does, at whole
/// milliseconds.
fn by_hand(processes: u32, edits: &[(u64, &str)]) -> Conversation {
    let settings =
        Settings { processes, rate: 0, skew: Micros::ZERO, ..Settings::default() };
    let edits = edits.iter().map(|(at, edit)| (ms(*at), edit.parse().unwrap()));
    let mut run = Run::new(Conversation::new(&settings, 1), edits.collect());
    while run.step() {}
    run.model().clone()
}

/// Three processes: p1 tells p2, p2 tells p3, and meanwhile p3 works alone.
fn a_chain() -> Conversation {
    by_hand(
        3,
        &[
            (10, "local-0"),
            (20, "send-0-1-30ms"),
            (25, "local-2"),
            (60, "send-1-2-40ms"),
            (70, "local-0"),
            (80, "local-2"),
        ],
    )
}

fn stamps(run: &Conversation, scheme: Scheme) -> Vec<String> {
    let text = |e: &Event| format!("{} {}", e.id, e.stamps.text(scheme));
    run.events().iter().map(text).collect()
}

#[test]
fn lamport_stamps_of_a_chain() {
    let expected = ["p1.1 1", "p1.2 2", "p1.3 3", "p2.1 3", "p2.2 4"];
    let expected = expected.into_iter().chain(["p3.1 1", "p3.2 2", "p3.3 5"]);
    assert_eq!(stamps(&a_chain(), Scheme::Lamport), expected.collect::<Vec<_>>());
}

#[test]
fn vectors_of_a_chain() {
    assert_eq!(
        stamps(&a_chain(), Scheme::Vector),
        [
            "p1.1 [1,0,0]",
            "p1.2 [2,0,0]",
            "p1.3 [3,0,0]",
            "p2.1 [2,1,0]",
            "p2.2 [2,2,0]",
            "p3.1 [0,0,1]",
            "p3.2 [0,0,2]",
            "p3.3 [2,2,3]",
        ]
    );
}

#[test]
fn dotted_version_vectors_of_a_chain() {
    assert_eq!(
        stamps(&a_chain(), Scheme::Dotted)[2..],
        [
            "p1.3 p1.3 [2,0,0]",
            "p2.1 p2.1 [2,0,0]",
            "p2.2 p2.2 [2,1,0]",
            "p3.1 p3.1 [0,0,0]",
            "p3.2 p3.2 [0,0,1]",
            "p3.3 p3.3 [2,2,2]",
        ]
    );
}

#[test]
fn hybrid_stamps_of_a_chain_are_the_time_where_clocks_agree() {
    assert_eq!(
        stamps(&a_chain(), Scheme::Hybrid),
        [
            "p1.1 (10ms, 0)",
            "p1.2 (20ms, 0)",
            "p1.3 (70ms, 0)",
            "p2.1 (50ms, 0)",
            "p2.2 (60ms, 0)",
            "p3.1 (25ms, 0)",
            "p3.2 (80ms, 0)",
            "p3.3 (100ms, 0)",
        ]
    );
}

#[test]
fn a_path_proves_happened_before() {
    let run = a_chain();
    let path = run.events().path(id("p1.1"), id("p3.3")).unwrap();
    assert_eq!(path, ["p1.1", "p1.2", "p2.1", "p2.2", "p3.3"].map(id));
    assert_eq!(run.events().path(id("p3.3"), id("p1.1")), None);
    assert_eq!(run.events().path(id("p1.3"), id("p3.3")), None);
    assert_eq!(run.events().path(id("p1.1"), id("p1.1")), None);
    assert_eq!(run.events().order(id("p1.3"), id("p3.3")), Order::Concurrent);
    assert_eq!(run.events().order(id("p3.3"), id("p2.1")), Order::After);
}

#[test]
fn the_past_of_an_event_is_all_that_could_have_influenced_it() {
    let past = a_chain().events().past(id("p3.3"));
    let expected = ["p1.1", "p1.2", "p2.1", "p2.2", "p3.1", "p3.2"].map(id);
    assert_eq!(past.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn every_clock_says_in_a_sentence_what_it_knows() {
    let run = a_chain();
    let say = |scheme, a: &str, b: &str| {
        let event = |text| run.events().get(id(text)).unwrap();
        compare(scheme, event(a), event(b)).words
    };
    for (scheme, a, b, words) in [
        (
            Scheme::Lamport,
            "p3.3",
            "p1.3",
            "L(p3.3) = 5 > L(p1.3) = 3: p1.3 → p3.3 or p3.3 ∥ p1.3, \
             Lamport cannot tell.",
        ),
        (
            Scheme::Lamport,
            "p1.3",
            "p2.1",
            "L(p1.3) = 3 = L(p2.1) = 3: neither caused the other, so p1.3 ∥ p2.1.",
        ),
        (
            Scheme::Lamport,
            "p1.3",
            "p1.1",
            "L(p1.3) = 3 > L(p1.1) = 1: both are at one process, so p1.1 → p1.3.",
        ),
        (
            Scheme::Vector,
            "p1.2",
            "p3.3",
            "V(p1.2) = [2,0,0] < V(p3.3) = [2,2,3]: p1.2 → p3.3.",
        ),
        (
            Scheme::Vector,
            "p3.3",
            "p1.3",
            "V(p3.3) = [2,2,3] and V(p1.3) = [3,0,0]: neither is ≤ the other, \
             so p3.3 ∥ p1.3.",
        ),
        (
            Scheme::Dotted,
            "p3.3",
            "p2.2",
            "p2.2 is in the context [2,2,2] of p3.3: p2.2 → p3.3.",
        ),
        (
            Scheme::Dotted,
            "p1.3",
            "p3.3",
            "p1.3 is not in the context [2,2,2] of p3.3, nor p3.3 in the context \
             [2,0,0] of p1.3: p1.3 ∥ p3.3.",
        ),
        (
            Scheme::Hybrid,
            "p1.3",
            "p3.3",
            "HLC(p1.3) = (70ms, 0) < HLC(p3.3) = (100ms, 0): p1.3 → p3.3 or \
             p1.3 ∥ p3.3, HLC cannot tell.",
        ),
        (Scheme::Vector, "p1.2", "p1.2", "p1.2 is one event."),
    ] {
        assert_eq!(say(scheme, a, b), words);
    }
}

#[test]
fn the_truth_comes_with_its_path() {
    let run = a_chain();
    let say = |a, b| proof(run.events(), id(a), id(b));
    assert_eq!(
        say("p3.3", "p1.1"),
        "p1.1 → p1.2 → p2.1 → p2.2 → p3.3: \
         a path of 2 messages and 2 steps along a line."
    );
    assert_eq!(
        say("p1.3", "p3.3"),
        "No path leads from p1.3 to p3.3 or back: they are concurrent, p1.3 ∥ p3.3."
    );
    assert_eq!(say("p1.2", "p2.1"), "p1.2 → p2.1: a path of 1 message.");
}

#[test]
fn an_event_knows_the_other_end_of_its_message() {
    let run = a_chain();
    let partner = |text| run.events().get(id(text)).unwrap().kind.partner();
    assert_eq!(partner("p1.2"), Some(id("p2.1")));
    assert_eq!(partner("p2.1"), Some(id("p1.2")));
    assert_eq!(partner("p1.1"), None);
}

#[test]
fn a_message_under_way_has_no_receipt_yet() {
    let settings = Settings { rate: 0, ..Settings::default() };
    let mut run = Run::new(Conversation::new(&settings, 1), Vec::new());
    run.seek(ms(100));
    run.edit("send-2-0-80ms".parse().unwrap());
    let (_, flight) = run.model().in_flight().next().unwrap();
    assert_eq!((flight.from, flight.to), (P3, P1));
    assert_eq!((flight.sent_at, flight.arrives), (ms(100), ms(180)));
    assert_eq!(run.next(), Some(ms(180)));
    let sending = |run: &Run<Conversation>| {
        run.model().events().get(id("p3.1")).unwrap().kind.partner()
    };
    assert_eq!(sending(&run), None);
    run.seek(ms(180));
    assert_eq!(sending(&run), Some(id("p1.1")));
    assert_eq!(run.model().in_flight().count(), 0);
}

#[test]
fn edits_read_what_they_print() {
    for text in ["send-0-2-80ms", "send-4-1-1.5s", "local-3"] {
        assert_eq!(text.parse::<Edit>().unwrap().to_string(), text);
    }
    for text in ["send-0-2", "send-0-2-fast", "local-x", "local", "crash-0", ""] {
        assert!(text.parse::<Edit>().unwrap_err().contains("is no edit"), "{text}");
    }
}

#[test]
fn an_edit_that_makes_no_sense_does_nothing() {
    let mut run = by_hand(2, &[]);
    for edit in ["send-0-0-10ms", "send-0-4-10ms", "send-3-0-10ms", "local-2"] {
        run.edit(ms(5), &edit.parse().unwrap(), &mut Log::off());
    }
    assert!(run.events().is_empty());
    assert_eq!(run.next(), None);
}

#[test]
fn a_message_that_takes_no_time_is_received_after_it_was_sent() {
    let run = by_hand(2, &[(5, "send-0-1-0")]);
    assert_eq!(run.events().order(id("p1.1"), id("p2.1")), Order::Before);
}

#[test]
fn event_names_read_what_they_print() {
    assert_eq!(id("p2.14"), Dot { node: P2, count: 14 });
    for text in ["p0.1", "p1.0", "1.1", "p1", "p1.x", "p1.-1"] {
        assert!(text.parse::<Dot>().unwrap_err().contains("is no event"), "{text}");
    }
    let run = a_chain();
    assert!(run.events().get(id("p1.4")).is_none());
    assert!(run.events().get(id("p9.1")).is_none());
}

#[test]
fn scheme_names_read_what_they_print() {
    for scheme in Scheme::ALL {
        assert_eq!(scheme.to_string().parse(), Ok(scheme));
    }
    assert!("sundial".parse::<Scheme>().unwrap_err().contains("is no clock"));
}

#[test]
fn the_order_of_vectors() {
    let order = |a: [u64; 3], b: [u64; 3]| Vector::from(a).order(&Vector::from(b));
    assert_eq!(order([1, 2, 0], [1, 2, 0]), Order::Equal);
    assert_eq!(order([1, 2, 0], [1, 3, 0]), Order::Before);
    assert_eq!(order([1, 2, 4], [1, 2, 0]), Order::After);
    assert_eq!(order([1, 2, 0], [0, 3, 0]), Order::Concurrent);
    assert_eq!(order([0, 0, 0], [0, 0, 1]), Order::Before);
}

/// Where the reader's clock is ahead, the reading stays and the counter counts;
/// every branch of the paper's rule for a receipt.
#[test]
fn hybrid_receipts() {
    let stamp = |wall, count| Hybrid { wall: ms(wall), count };
    let receive = |own: Hybrid, sent: Hybrid, reading| {
        let mut clock = own;
        clock.receive(sent, ms(reading))
    };
    assert_eq!(receive(stamp(10, 3), stamp(10, 5), 9), stamp(10, 6));
    assert_eq!(receive(stamp(10, 3), stamp(8, 5), 9), stamp(10, 4));
    assert_eq!(receive(stamp(8, 3), stamp(10, 5), 9), stamp(10, 6));
    assert_eq!(receive(stamp(8, 3), stamp(9, 5), 10), stamp(10, 0));
    assert_eq!(receive(stamp(10, 3), stamp(9, 5), 10), stamp(10, 4));
}

/// One entry a server cannot tell two clients apart; a dot can.
#[test]
fn a_server_keeps_what_two_clients_wrote_unread() {
    let replicas = 2;
    let nothing = Vector::new(replicas);
    let first = dotted::write(P1, &[], &nothing);
    let siblings = dotted::write(P1, &first, &nothing);
    let text: Vec<_> = siblings.iter().map(Dotted::to_string).collect();
    assert_eq!(text, ["p1.1 [0,0]", "p1.2 [0,0]"]);

    // Plain version vectors: the server's second entry covers its first.
    let plain = [Vector::from([1, 0]), Vector::from([2, 0])];
    assert_eq!(plain[0].order(&plain[1]), Order::Before);

    // A client that read only the first replaces only that.
    let seen = dotted::read(&first, replicas);
    let after = dotted::write(P2, &siblings, &seen);
    let text: Vec<_> = after.iter().map(Dotted::to_string).collect();
    assert_eq!(text, ["p1.2 [0,0]", "p2.1 [1,0]"]);
}

/// p1 writes, reads and writes, p2 copies, p1 loses its data; then a reader of p2
/// writes through p1. Under the old name the write would have the dot p1.1, which
/// it has itself seen, and nothing would be left.
#[test]
fn a_replica_that_lost_its_data_loses_no_write() {
    let names = 3;
    let (mut one, mut two) = (Replica::new(P1), Replica::new(P2));
    one.write(&Vector::new(names));
    one.write(&one.read(names));
    two.sync(&mut one);
    one.lose_versions(P3);
    one.write(&two.read(names));
    two.sync(&mut one);
    let text: Vec<_> = two.versions().iter().map(Dotted::to_string).collect();
    assert_eq!(text, ["p3.1 [2,0,0]"]);
}

#[test]
#[should_panic(expected = "has lost what it counted")]
fn a_replica_that_lost_its_data_is_found_out_by_who_has_read_it() {
    let first = dotted::write(P1, &[], &Vector::new(2));
    dotted::write(P1, &[], &dotted::read(&first, 2));
}

#[test]
#[should_panic(expected = "the new name is the old one")]
fn a_replica_that_lost_its_data_does_not_keep_its_name() {
    Replica::new(P1).lose_versions(P1);
}

/// What each clock stamps after a restart, if it was kept and if it was not, when
/// the physical clock is behind what was heard of.
#[test]
fn a_clock_goes_on_after_a_restart_if_it_was_kept() {
    let heard = Clocks::new(P2, 2).tick(ms(50));
    let mut clocks = Clocks::new(P1, 2);
    clocks.tick(ms(10));
    let last = clocks.receive(&heard, ms(11));
    let kept = clocks.clone().tick(ms(12));
    let lost = Clocks::new(P1, 2).tick(ms(12));
    for scheme in Scheme::ALL {
        let says = conclude(scheme, &last, &kept);
        assert!(says.allows(Order::Before), "{scheme} is kept: {says:?}");
        let says = conclude(scheme, &last, &lost);
        assert!(!says.allows(Order::Before), "{scheme} is lost: {says:?}");
    }
    assert_eq!(Lamport::new(last.lamport.get()).tick(), kept.lamport);
    assert_eq!(Hybrid::after(last.hybrid).tick(ms(12)), kept.hybrid);
}

#[test]
fn the_curated_run_is_small_and_shows_the_point() {
    let run = finished(&Settings::default(), CURATED_SEED);
    let events = run.events();
    assert!((12..=18).contains(&events.len()), "{} events", events.len());
    let [get, late] = CURATED_PAIR.map(|text| events.get(id(text)).unwrap());
    assert_eq!(events.order(get.id, late.id), Order::Concurrent);
    assert!(get.stamps.lamport < late.stamps.lamport && get.at < late.at);
    assert_eq!([get, late].map(|e| e.stamps.lamport.get()), [2, 6]);

    let [low, high] = CURATED_REVERSAL.map(|text| events.get(id(text)).unwrap());
    assert_eq!(events.order(low.id, high.id), Order::Concurrent);
    assert_eq!([low, high].map(|e| e.stamps.lamport.get()), [2, 3]);
    assert!(low.at > high.at);

    let [from, to] = CURATED_CHAIN.map(id);
    let path = events.path(from, to).unwrap();
    let messages = path.windows(2).filter(|step| step[0].node != step[1].node);
    assert_eq!((path.len(), messages.count()), (5, 2));
}

/// Marks on one line keep apart, so that they can be clicked.
#[test]
fn the_curated_run_can_be_read() {
    let run = finished(&Settings::default(), CURATED_SEED);
    for node in run.nodes() {
        let line = run.events().of(node);
        assert!(line.len() >= 4);
        for pair in line.windows(2) {
            assert!(pair[1].at.since(pair[0].at) >= ms(70), "{}", pair[1].id);
        }
    }
    let last = run.events().iter().map(|e| e.at).max();
    assert!(last < Some(ms(1_100)), "{last:?}");
}

/// By the clocks of the processes, a message arrives before it was sent.
#[test]
fn the_curated_run_needs_the_hybrid_counter() {
    let run = finished(&Settings::default(), CURATED_SEED);
    let [sent, received] =
        ["p1.2", "p2.2"].map(|text| run.events().get(id(text)).unwrap());
    assert_eq!(received.kind.partner(), Some(sent.id));
    assert!(received.reading < sent.reading);
    assert_eq!(received.stamps.hybrid.wall, sent.stamps.hybrid.wall);
    assert_eq!(received.stamps.hybrid.count, 1);
}
