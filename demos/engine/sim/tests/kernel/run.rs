//! Going anywhere in a run equals having run there.

use crate::probe::*;
use proptest::prelude::*;
use sim::{
    Chance, Cluster, Latency, Log, Micros, Model, Network, NodeId, Outbox, Process,
    Record, Run,
};

/// A process that is never quiet: each time its timer goes off, after a random
/// while, it sends to a random other, which sometimes answers.
#[derive(Clone, Debug)]
struct Chatter {
    nodes: u32,
    heard: u64,
}

impl Process for Chatter {
    type Message = u64;
    type Timer = u8;
    type Command = u64;

    fn start(&mut self, out: &mut Outbox<Self>) {
        let span = out.stream().between(0, 60);
        out.set_timer(0, Micros::from_millis(span));
    }

    fn receive(&mut self, from: NodeId, message: u64, out: &mut Outbox<Self>) {
        self.heard = self.heard.wrapping_mul(31).wrapping_add(message);
        if message > 0 && out.stream().happens(Chance::percent(70)) {
            out.send(from, message / 2);
        }
    }

    fn expire(&mut self, _: u8, out: &mut Outbox<Self>) {
        let to = NodeId(out.stream().below(u64::from(self.nodes)) as u32);
        let message = out.stream().below(100) + out.now().get() % 7;
        out.send(to, message);
        self.start(out);
    }

    fn command(&mut self, command: u64, out: &mut Outbox<Self>) {
        for node in NodeId::first(self.nodes) {
            out.send(node, command);
        }
        out.note(format!("shouts {command}"));
    }

    fn crash(&mut self) {
        self.heard = 0;
    }
}

type Chat = Run<Cluster<Chatter>>;
type ChatEdit = <Cluster<Chatter> as Model>::Edit;

fn chatters(seed: u64) -> Cluster<Chatter> {
    let network = Network {
        latency: Latency::Uniform { min: Micros::ZERO, max: ms(40) },
        loss: Chance::percent(10),
        duplication: Chance::percent(10),
        reordering: Chance::percent(10),
        bandwidth: None,
    };
    Cluster::new(vec![Chatter { nodes: 3, heard: 0 }; 3], network, seed)
}

/// All there is to see of a run at its moment.
fn seen(run: &Chat) -> (String, Vec<Record>, Option<Micros>) {
    (format!("{:?}", run.model()), run.past().to_vec(), run.next())
}

fn an_edit() -> impl Strategy<Value = (Micros, ChatEdit)> {
    let node = 0_u32..3;
    let message = 0_u64..120;
    let edit = prop_oneof![
        node.clone().prop_map(|n| format!("crash-{n}")),
        node.clone().prop_map(|n| format!("restart-{n}")),
        (node.clone(), 0_u64..200)
            .prop_map(|(n, t)| format!("pause-{n}-{}", ms(t))),
        (node.clone(), node.clone()).prop_map(|(a, b)| format!("cut-{a}-{b}")),
        (node.clone(), node.clone()).prop_map(|(a, b)| format!("block-{a}-{b}")),
        (node.clone(), node.clone()).prop_map(|(a, b)| format!("heal-{a}-{b}")),
        message.clone().prop_map(|m| format!("hold-m{m}")),
        message.clone().prop_map(|m| format!("release-m{m}")),
        message.clone().prop_map(|m| format!("drop-m{m}")),
        message.clone().prop_map(|m| format!("duplicate-m{m}")),
        node.clone().prop_map(|n| format!("expire-{n}-0")),
        (node.clone(), -9_000..9_000)
            .prop_map(|(n, o)| format!("clock-{n}-{o}-{o}")),
        (node, 0_u64..50).prop_map(|(n, c)| format!("ask-{n}-{c}")),
    ];
    // Many share a moment, with one another and with what happens by itself.
    let at = (0_u64..100).prop_map(|tenth| ms(tenth * 10));
    (at, edit.prop_map(|text| text.parse().expect("an edit")))
}

fn edits_in_store() -> impl Strategy<Value = Vec<(Micros, ChatEdit)>> {
    prop::collection::vec(an_edit(), 0..40)
}

fn moments() -> impl Strategy<Value = Vec<Micros>> {
    prop::collection::vec((0_u64..1_200_000).prop_map(Micros::new), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn seeking_equals_running(
        seed: u64,
        edits in edits_in_store(),
        moments in moments(),
    ) {
        let mut run = Run::new(chatters(seed), edits.clone());
        for moment in moments {
            run.seek(moment);
            let mut fresh = Run::new(chatters(seed), edits.clone());
            while fresh.next().is_some_and(|at| at <= moment) {
                fresh.step();
            }
            prop_assert_eq!(run.now(), moment);
            prop_assert_eq!(seen(&run), seen(&fresh));
        }
    }

    /// The same edits, put in one by one while going to and fro: those later
    /// than an edit are dropped.
    #[test]
    fn editing_equals_having_edits_in_store(
        seed: u64,
        edits in edits_in_store(),
        detours in moments(),
    ) {
        let mut run = Run::new(chatters(seed), Vec::new());
        let mut done: Vec<(Micros, ChatEdit)> = Vec::new();
        for (index, (at, edit)) in edits.into_iter().enumerate() {
            run.seek(detours[index % detours.len()]);
            run.seek(at);
            run.edit(edit.clone());
            done.retain(|(before, _)| *before <= at);
            done.push((at, edit));
            prop_assert_eq!(run.edits(), &done[..]);
            let mut fresh = Run::new(chatters(seed), done.clone());
            fresh.seek(at);
            prop_assert_eq!(seen(&run), seen(&fresh));
        }
        let mut fresh = Run::new(chatters(seed), done);
        run.seek(ms(1_300));
        fresh.seek(ms(1_300));
        prop_assert_eq!(seen(&run), seen(&fresh));
    }

    #[test]
    fn a_fork_goes_its_own_way(
        seed: u64,
        edits in edits_in_store(),
        (at, edit) in an_edit(),
    ) {
        let mut run = Run::new(chatters(seed), edits.clone());
        run.seek(ms(1_200));
        let ahead = seen(&run);
        run.seek(at);
        let here = seen(&run);
        let mut fork = run.fork();
        prop_assert_eq!(&seen(&fork).0, &here.0);
        prop_assert_eq!(&seen(&fork).1, &here.1);
        prop_assert!(fork.edits().iter().all(|(before, _)| *before <= at));
        fork.edit(edit);
        fork.seek(ms(1_200));
        prop_assert_eq!(seen(&run), here);
        run.seek(ms(1_200));
        prop_assert_eq!(seen(&run), ahead);
    }

    #[test]
    fn previous_walks_back_over_all_that_left_a_record(
        seed: u64,
        edits in edits_in_store(),
    ) {
        let mut run = Run::new(chatters(seed), edits);
        run.seek(ms(600));
        let mut expected: Vec<_> = run.past().iter().map(|r| r.at).collect();
        expected.dedup();
        let mut walked = Vec::new();
        while let Some(before) = run.previous() {
            run.seek(before);
            walked.insert(0, before);
        }
        if expected.last() == Some(&ms(600)) {
            expected.pop();
        }
        prop_assert_eq!(walked, expected);
    }

    /// Steps forward meet all moments that steps back do.
    #[test]
    fn next_walks_forward_over_them(seed: u64, edits in edits_in_store()) {
        let mut run = Run::new(chatters(seed), edits);
        let mut met = vec![Micros::ZERO];
        while run.now() < ms(600) && run.step() {
            prop_assert!(met.last() < Some(&run.now()));
            met.push(run.now());
        }
        prop_assert!(run.past().iter().all(|r| met.binary_search(&r.at).is_ok()));
    }
}

/// A model that does one thing each millisecond.
#[derive(Clone, Debug, Default)]
struct Ticker {
    ticks: u64,
    /// Counts of edits, to see which were done.
    edits: Vec<(u64, u32)>,
    /// How many more things happen at this very moment.
    burst: u32,
}

impl Model for Ticker {
    type Edit = Tick;

    fn next(&self) -> Option<Micros> {
        Some(ms(self.ticks + u64::from(self.burst == 0)))
    }

    fn step(&mut self, log: &mut Log) {
        if self.burst > 0 {
            self.burst -= 1;
        } else {
            self.ticks += 1;
        }
        log.note(ms(self.ticks), None, format!("{}.{}", self.ticks, self.burst));
    }

    fn edit(&mut self, _: Micros, edit: &Tick, log: &mut Log) {
        self.edits.push((self.ticks, edit.0));
        self.burst = edit.0;
        log.note(ms(self.ticks), None, format!("edit {}", edit.0));
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Tick(u32);

impl std::fmt::Display for Tick {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl std::str::FromStr for Tick {
    type Err = String;
    fn from_str(text: &str) -> Result<Tick, String> {
        text.parse().map(Tick).map_err(|_| "no tick".into())
    }
}

/// What happens at once after one edit comes before the next edit.
#[test]
fn edits_at_one_moment_happen_in_order_each_in_its_instant() {
    let store = vec![(ms(5), Tick(2)), (ms(5), Tick(1)), (ms(5), Tick(0))];
    let mut run = Run::new(Ticker::default(), store);
    run.seek(ms(5));
    let texts: Vec<_> = run.past()[4..]
        .iter()
        .map(|record| record.event.words(&|_| String::new()))
        .collect();
    assert_eq!(texts, ["5.0", "edit 2", "5.1", "5.0", "edit 1", "5.0", "edit 0"]);
}

/// An edit that comes when all else at its moment is done is the same instant of
/// the run as one that was in store, or records would be taken for known.
#[test]
fn an_edit_at_the_moment_of_an_event_loses_no_records() {
    let mut run = Run::new(Ticker::default(), Vec::new());
    run.seek(ms(5));
    run.edit(Tick(0));
    run.seek(ms(0));
    run.seek(ms(9));
    let at: Vec<_> =
        run.past().iter().map(|record| record.at.as_millis()).collect();
    assert_eq!(at, [1, 2, 3, 4, 5, 5, 6, 7, 8, 9]);
}

/// Keyframes fall between edits of one moment too, at time zero as elsewhere.
#[test]
fn keyframes_between_edits_at_one_moment() {
    for at in [0, 100] {
        let store: Vec<_> = (0..100).map(|n| (ms(at), Tick(n % 3))).collect();
        let mut run = Run::new(Ticker::default(), store.clone());
        run.seek(ms(500));
        for to in [at, at + 1, at, 0, at] {
            run.seek(ms(to));
            let mut fresh = Run::new(Ticker::default(), store.clone());
            fresh.seek(ms(to));
            assert_eq!(
                format!("{:?}", run.model()),
                format!("{:?}", fresh.model())
            );
            assert_eq!(run.past(), fresh.past());
        }
    }
}

/// A million instants are as easy to go about in as a thousand.
#[test]
fn memory_is_bounded_however_long_it_runs() {
    let million = ms(1_000_000);
    let mut run = Run::new(Ticker::default(), vec![(ms(0), Tick(1)); 40]);
    run.seek(million);
    assert_eq!(run.model().ticks, 1_000_000);
    assert!(run.records().len() <= 1 << 16, "{} records", run.records().len());
    // Each model in the text of a run is the present one or a keyframe.
    let kept = format!("{run:?}").matches("Ticker").count();
    assert!((33..=65).contains(&kept), "{kept} models");
    for to in [999_999, 950_000, 500_000, 3, 0, 1_000, 70_000] {
        run.seek(ms(to));
        assert_eq!((run.now(), run.model().ticks), (ms(to), to));
        let last = run.past().last().expect("the last tick");
        assert_eq!(last.at, ms(to));
        assert_eq!(run.previous(), to.checked_sub(1).map(ms));
        assert!(run.records().len() <= 1 << 16);
    }
    run.seek(ms(0));
    assert_eq!(run.past().len(), 80, "all edits of time zero have their records");
}

/// So many edits at time zero that keyframes fall between them and stay.
#[test]
fn records_are_made_again_from_the_very_start() {
    let mut run = Run::new(Ticker::default(), vec![(ms(0), Tick(0)); 5_000]);
    run.seek(ms(100_000));
    assert!(run.records()[0].at > ms(0));
    run.seek(ms(7));
    assert_eq!(run.past().len(), 5_007);
}

/// All records of a moment are kept or none, however many it has.
#[test]
fn a_moment_is_never_remembered_in_part() {
    let mut run = Run::new(Ticker::default(), vec![(ms(5), Tick(100_000))]);
    for to in [5, 10, 5, 4, 5] {
        run.seek(ms(to));
        let at_five = run.past().iter().filter(|record| record.at == ms(5)).count();
        let expected = match to {
            5 => vec![100_002],
            10 => vec![0, 100_002],
            _ => vec![0],
        };
        assert!(expected.contains(&at_five), "{at_five} at {to} ms");
    }
}

/// Records that were forgotten are made again, the same.
#[test]
fn forgotten_records_come_back_the_same() {
    let mut run = Run::new(Ticker::default(), vec![(ms(40_000), Tick(3))]);
    run.seek(ms(50_000));
    let before = run.past()[30_000..40_010].to_vec();
    run.seek(ms(200_000));
    assert!(run.records()[0].at > ms(50_000));
    run.seek(ms(50_000));
    assert_eq!(run.past()[30_000..40_010], before);
    run.seek(ms(200_000));
    assert_eq!(run.past().last().map(|record| record.at), Some(ms(200_000)));
    let at: Vec<_> = run.past().iter().map(|record| record.at).collect();
    assert!(at.windows(2).all(|pair| pair[1].since(pair[0]) <= ms(1)), "no gap");
}

#[test]
fn a_long_run_can_be_edited_in_its_past() {
    let mut run = Run::new(Ticker::default(), vec![(ms(150_000), Tick(1))]);
    run.seek(ms(200_000));
    run.seek(ms(10));
    run.edit(Tick(2));
    assert_eq!(run.edits(), [(ms(10), Tick(2))]);
    run.seek(ms(200_000));
    assert_eq!(run.model().edits, [(10, 2)]);
}

/// A model in which time stands still is a mistake that must show.
#[test]
#[should_panic(expected = "time stands still at 5ms")]
fn a_model_that_never_comes_to_rest_is_reported() {
    let mut run = Run::new(Ticker::default(), vec![(ms(5), Tick(u32::MAX))]);
    run.seek(ms(5));
}
