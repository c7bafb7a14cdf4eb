//! What must always hold of Paxos, and what must be possible.

use crate::faults::{EditOf, HeldOver, Trial};
use models::consensus::paxos::{
    Adoption, Agreement, Begun, Contest, Node, Seat, Settings, acceptors,
    agreement, attempts, chosen, cluster, cost, duel, duels, proposers,
};
use sim::cluster::Timers;
use sim::explore::{Budget, Coverage, Limits, explore};
use sim::{
    Chance, Cluster, Edit, Latency, Log, Micros, Model, Network, NodeId, Run,
    Stream,
};

const SEEDS: u64 = 10_000;
const HORIZON: Micros = Micros::from_secs(4);
/// By then each proposer can answer its client, though three messages in ten are
/// lost: all is repaired after one second, and they try again and again.
const SETTLED: Micros = Micros::from_secs(15);

/// All sorts of settings, one for each seed; proposers back off.
fn settings_for(seed: u64) -> Settings {
    let mut stream = Stream::new(seed, "settings", 0);
    Settings {
        proposers: stream.between(1, 3) as u32,
        acceptors: stream.between(1, 5) as u32,
        jitter_percent: stream.between(0, 50) as u32,
        write: Micros::from_millis(stream.between(0, 10)),
        gap: Micros::from_millis(stream.between(0, 60)),
        backoff: Micros::from_millis(stream.between(20, 200)),
        ..Settings::default()
    }
}

/// A network that does everything wrong now and then.
fn rough_network(settings: &Settings, seed: u64) -> Network {
    let mut stream = Stream::new(seed, "roughness", 0);
    let mut up_to =
        |percent: u64| Chance::percent(stream.below(percent + 1) as u32);
    Network {
        loss: up_to(30),
        duplication: up_to(30),
        reordering: up_to(30),
        ..settings.network()
    }
}

/// Crashes, restarts and cuts in the first second, all mended at its end.
fn faults(seed: u64, nodes: u32) -> Vec<(Micros, EditOf<Node>)> {
    let mut stream = Stream::new(seed, "faults", 0);
    let mut edits = Vec::new();
    for _ in 0..stream.below(8) {
        let at = Micros::new(stream.below(600_000));
        let node = NodeId(stream.below(u64::from(nodes)) as u32);
        let other = NodeId((node.0 + 1) % nodes);
        edits.push(match stream.below(4) {
            0 => (at, Edit::Cut(node, other)),
            1 => (at, Edit::Restart(node)),
            _ => (at, Edit::Crash(node)),
        });
    }
    edits.sort_by_key(|(at, _)| *at);
    let mended = Micros::from_secs(1);
    for a in NodeId::first(nodes) {
        edits.push((mended, Edit::Restart(a)));
        edits.extend((a.0 + 1..nodes).map(|b| (mended, Edit::Heal(a, NodeId(b)))));
    }
    edits
}

/// Messages are held over in the first second, some past the repairs at its end.
fn held_over(seed: u64) -> HeldOver {
    let (until, longest) = (Micros::from_secs(1), Micros::from_millis(1_500));
    HeldOver::new(seed, until, longest)
}

/// Agreement: one value at most is chosen, and it stays. Validity: somebody wanted
/// it. Whatever is lost, doubled, overtaken, cut off or crashed. Progress: once
/// all is mended, and as proposers back off, all of them learn it.
#[test]
fn one_value_is_chosen_whatever_happens() {
    let (mut contested, mut adopted) = (0, 0);
    for seed in 0..SEEDS {
        let settings = settings_for(seed);
        let network = rough_network(&settings, seed);
        let start = Cluster::new(settings.nodes(), network, seed);
        let edits = faults(seed, settings.proposers + settings.acceptors);
        let mut first = None;
        let trial = Trial { start, edits, held_over: held_over(seed) };
        let end = trial.watch(SETTLED, |run| {
            let now = agreement(run);
            let is_kept = match (first, now) {
                (None, Agreement::Open) => true,
                (None, Agreement::On(value)) => {
                    first = Some(value);
                    u32::from(value.0) < settings.proposers
                }
                (Some(value), Agreement::On(still)) => value == still,
                (Some(_), Agreement::Open) | (_, Agreement::Broken(..)) => false,
            };
            assert!(is_kept, "seed {seed}: {now:?}\n{}", trial.story(SETTLED));
        });
        let is_known =
            |phase| matches!(phase, models::consensus::paxos::Phase::Decided(_));
        assert!(
            proposers(&end).all(|(_, proposer)| is_known(proposer.phase())),
            "seed {seed} does not end\n{}",
            trial.story(SETTLED)
        );
        contested += u32::from(attempts(&end) > settings.proposers);
        adopted += u32::from(chosen(&end) != [models::consensus::paxos::Value(0)]);
    }
    assert!(contested > 2_000, "proposers get in each other's way: {contested}");
    assert!(adopted > 1_000, "P1 does not always win: {adopted}");
}

/// The duel: without backoff and with a second proposer that begins in the window,
/// nothing is chosen in a hundred ballots, nor ever. Nothing else goes wrong.
#[test]
fn a_duel_can_last_for_ever() {
    let settings = Settings::default();
    let long = duel(&settings, 0, Micros::from_secs(60));
    assert_eq!(long.chosen_after, None);
    assert!(long.ballots > 2_000, "{long:?}");
    // One attempt takes P1 four delays and a disk write until it is refused.
    let period = 4 * 10 + 10;
    assert!(long.ballots.abs_diff(2 * 60_000 / period) <= 2, "{long:?}");
}

/// Which gaps make a duel: a proposer is killed by one that prepares between its
/// own prepare and its own accept, two delays and a write later; each has to be
/// killed by the next. So 2L < gap < 2L + F of a period of 4L + F.
#[test]
fn the_window_of_the_duel_is_where_theory_says() {
    for write in [0, 4, 10] {
        for gap in (1..60).filter(|gap| ![20, 20 + write].contains(gap)) {
            let settings = Settings {
                write: Micros::from_millis(write),
                gap: Micros::from_millis(gap),
                ..Settings::default()
            };
            let is_duel = duel(&settings, 0, HORIZON).chosen_after.is_none();
            assert_eq!(is_duel, 20 < gap && gap < 20 + write, "{gap} of {write}");
        }
    }
}

/// Backoff decides in a few rounds. P2 prepares 25 ms after P1 and has its votes
/// 5 ms after P1 would prepare again: P1 spoils it if it waits less than 5 ms.
#[test]
fn random_backoff_ends_the_duel() {
    for (backoff, mean_at_most) in [(25_u64, 2_900), (50, 2_450), (100, 2_250)] {
        let settings = Settings {
            backoff: Micros::from_millis(backoff),
            ..Settings::default()
        };
        let duels = duels(&settings, SEEDS as u32, HORIZON);
        assert!(duels.iter().all(|duel| duel.chosen_after.is_some()));
        let most = duels.iter().map(|duel| duel.ballots).max().unwrap_or(0);
        let sum: u32 = duels.iter().map(|duel| duel.ballots).sum();
        let mean = sum / (SEEDS as u32 / 1_000);
        // Two proposers begin, and P2's first ballot wins if P1 waits 5 ms.
        let first_try =
            duels.iter().filter(|duel| duel.chosen_after == first_choice()).count();
        let theory = (1.0 - 5.0 / backoff as f64) * SEEDS as f64;
        assert!(
            (first_try as f64 - theory).abs() < 0.015 * SEEDS as f64,
            "{first_try} of {theory}"
        );
        assert!(mean <= mean_at_most && most <= 40, "{backoff}: {mean}, {most}");
    }
}

/// When P2's first votes are cast if nobody spoils them.
fn first_choice() -> Option<Micros> {
    Some(Micros::from_millis(25 + 3 * 10 + 10))
}

/// Jitter is randomness too: it ends duels, later than backoff does.
#[test]
fn jitter_ends_duels_in_time() {
    let jittery = Settings { jitter_percent: 20, ..Settings::default() };
    let longest = |settings| {
        let duels = duels(&settings, 2_000, HORIZON);
        assert!(duels.iter().all(|duel| duel.chosen_after.is_some()));
        duels.iter().map(|duel| duel.ballots).max().unwrap_or(0)
    };
    let (alone, backed) = (
        longest(jittery),
        longest(Settings { backoff: Micros::from_millis(100), ..jittery }),
    );
    assert!(alone >= 12, "sometimes a duel is long: {alone} ballots");
    assert!(backed < alone, "{backed} against {alone}");
}

/// 4(n − 1) messages and four delays; without the first phase half of both.
#[test]
fn what_a_decision_costs() {
    for servers in 2..=9 {
        let cost = cost(servers);
        assert_eq!(cost.first_phase, 2 * (servers - 1));
        assert_eq!(cost.second_phase, 2 * (servers - 1));
        assert_eq!((cost.first_delays, cost.second_delays), (2, 2));
    }
}

/// Everything that can happen to two proposers and three acceptors within bounds.
fn search(
    adoption: Adoption,
    limits: &Limits<sim::Never>,
) -> Coverage<EditOf<Node>> {
    explore(small(adoption), limits, |run| match agreement(run) {
        Agreement::Open | Agreement::On(_) => None,
        Agreement::Broken(..) => Some("agreement"),
    })
}

fn small(adoption: Adoption) -> Cluster<Node> {
    let settings = Settings {
        write: Micros::ZERO,
        backoff: Micros::from_millis(50),
        adoption,
        ..Settings::default()
    };
    let network = Network { latency: Latency::Held, ..settings.network() };
    Cluster::new(settings.nodes(), network, 0).with_timers(Timers::Manual)
}

fn bounds(expiries: u32, crashes: u32) -> Limits<sim::Never> {
    Limits {
        expiries: Budget::Times(expiries),
        crashes: Budget::Times(crashes),
        ..Limits::default()
    }
}

/// Every order in which the messages of two contending proposers can arrive.
#[test]
fn no_schedule_chooses_two_values() {
    let coverage = search(Adoption::Highest, &bounds(2, 0));
    assert!(coverage.is_complete(), "{:?}", coverage.end);
    assert_eq!(coverage.states, STATES);
}

const STATES: usize = 523_562;

/// The rule is needed: a proposer that asks for its own value whatever it is told
/// breaks agreement, and the schedule that the search found can be replayed.
#[test]
fn without_the_adoption_rule_two_values_are_chosen() {
    let coverage = search(Adoption::Never, &bounds(2, 0));
    let violation = coverage.violation().expect("some schedule breaks it");
    let mut run = Run::new(small(Adoption::Never), violation.schedule.clone());
    while run.step() {}
    assert!(matches!(agreement(run.model()), Agreement::Broken(..)));
    assert_eq!(violation.schedule.len(), SHORTEST);
}

/// How many steps the shortest way to choose two values has: two proposers begin,
/// and each has two messages to, and the first of two from, a majority.
const SHORTEST: usize = 14;

/// A proposer alone decides in its first ballot, two delays and a write each way.
#[test]
fn alone_it_takes_one_ballot() {
    let alone = Settings { proposers: 1, ..Settings::default() };
    let end = duel(&alone, 3, HORIZON);
    assert_eq!(end.ballots, 1);
    assert_eq!(end.chosen_after, Some(Micros::from_millis(40)));
    let mut run = cluster(&alone, 3);
    while run.next().is_some() {
        run.step(&mut Log::off());
    }
    assert_eq!(run.now(), Micros::from_millis(10 + 60));
}

/// What is written down of a contest is what happened: each vote was asked for in
/// its ballot, what is chosen is what the acceptors hold, and a vote gives way to
/// another value only where no majority stood behind it, or the rule is broken.
#[test]
fn the_ledger_tells_what_the_acceptors_hold() {
    let (mut replaced, mut conflicts) = (0, 0);
    for seed in 0..SEEDS / 5 {
        let adoption = match seed % 2 {
            0 => Adoption::Highest,
            _ => Adoption::Never,
        };
        let settings =
            Settings { adoption, loss_percent: 10, ..settings_for(seed) };
        let mut contest = Contest::new(&settings, seed);
        while contest.next().is_some_and(|at| at <= HORIZON) {
            contest.step(&mut Log::off());
        }
        for (_, acceptor) in acceptors(contest.cluster()) {
            for vote in acceptor.votes() {
                let is_asked = |begun: &Begun| {
                    (begun.ballot, begun.asked) == (vote.ballot, Some(vote.value))
                };
                assert!(contest.ballots().iter().any(is_asked), "seed {seed}");
            }
        }
        for chosen in contest.chosen() {
            let seats = contest.seats(chosen.vote.ballot);
            let voted = Seat::Voted(chosen.vote.value);
            let votes = seats.iter().filter(|seat| **seat == voted).count();
            assert!(votes > seats.len() / 2, "seed {seed}");
        }
        let is_broken =
            matches!(agreement(contest.cluster()), Agreement::Broken(..));
        assert_eq!(contest.conflict().is_some(), is_broken, "seed {seed}");
        assert!(adoption == Adoption::Never || !is_broken, "seed {seed}");
        replaced += contest.replaced().len();
        conflicts += usize::from(is_broken);
    }
    assert!(replaced > 100 && conflicts > 100, "{replaced}, {conflicts}");
}
