//! A station, clients and a retry storm, fed by hand; the numbers of the storm.

use models::resilience_patterns::retry_storm::{
    BREAKER_FAILURES, Breaker, CAPACITY_PER_S, Clients, Cure, Cures, Edit, Outcome,
    RetryStorm, STALL_AT, Settings, lines,
};
use models::resilience_patterns::station::{Job, Order, Station};
use models::resilience_patterns::storm_experiments::{
    goodput_after, heals_after, hidden_capacity, run, shortest_fatal_stall,
    undisturbed,
};
use models::resilience_patterns::timeline::Timeline;
use sim::{Log, Micros};

fn millis(millis: u64) -> Micros {
    Micros::from_millis(millis)
}

fn secs(secs: u64) -> Micros {
    Micros::from_secs(secs)
}

fn job(id: u64) -> Job {
    Job::new(id, 0, Micros::ZERO)
}

fn at(load_per_s: u32) -> Settings {
    Settings { load_per_s, ..Settings::default() }
}

#[test]
fn a_station_serves_from_either_end() {
    let mut station = Station::new(2);
    (0..4).for_each(|id| station.enqueue(job(id)));
    assert_eq!(station.take(Order::OldestFirst), Some(job(0)));
    assert_eq!(station.take(Order::NewestFirst), Some(job(3)));
    station.start(job(0), millis(1), millis(20));
    station.start(job(3), millis(1), millis(10));
    assert!(!station.is_free());
    assert_eq!((station.waiting(), station.jobs()), (2, 4));
    station.hold(millis(5));
    assert_eq!(station.next_done(), Some(millis(15)));
    let done = station.finish();
    assert_eq!((done.id, done.started), (3, millis(1)), "the first to be done");
    assert!(station.is_free());
}

#[test]
fn a_timeline_keeps_the_last_stretches() {
    let mut timeline = Timeline::new(millis(500));
    for _ in 0..3 {
        timeline.count(0);
        timeline.level(3, 7);
        assert_eq!(timeline.close(), [1, 0, 0, 7, 0]);
    }
    assert_eq!(timeline.next(), millis(2_000));
    assert_eq!(timeline.total(0, millis(500), millis(1_500)), 2);
    for _ in 0..2_000 {
        timeline.close();
    }
    assert_eq!(timeline.next(), millis(1_002_000));
    assert_eq!(timeline.stretches().len(), 1_024, "memory is bounded");
}

#[test]
fn a_client_gives_up_once() {
    let mut clients = Clients::new(secs(1));
    let first = clients.send(Micros::ZERO, 0, 1);
    let second = clients.send(millis(10), 0, 1);
    assert!(clients.settle(second, Outcome::Answered, millis(20)).is_some());
    assert_eq!(clients.next_timeout(), Some(secs(1)));
    assert_eq!(clients.give_up(secs(1)).number, 1);
    assert!(!clients.waits_for(first));
    assert_eq!(clients.settle(first, Outcome::Answered, secs(2)), None);
    assert_eq!(clients.next_timeout(), None);
}

#[test]
fn ten_requests_earn_one_retry() {
    let mut clients = Clients::new(secs(1));
    (0..9).for_each(|_| clients.earn());
    assert!(!clients.spend());
    clients.earn();
    assert!(clients.spend());
    assert!(!clients.spend());
    (0..1_000).for_each(|_| clients.earn());
    assert_eq!((0..100).filter(|_| clients.spend()).count(), 10);
}

#[test]
fn a_breaker_opens_probes_and_closes() {
    let mut clients = Clients::new(secs(1));
    let mut call = |now, outcome| {
        let may = clients.may_call(now);
        if may {
            let id = clients.send(now, 0, 1);
            clients.settle(id, outcome, now);
        }
        (may, clients.breaker())
    };
    for _ in 1..BREAKER_FAILURES {
        assert!(call(secs(1), Outcome::Failed).0);
    }
    assert_eq!(call(secs(1), Outcome::Failed).1, Breaker::Open(secs(6)));
    assert!(!call(millis(5_999), Outcome::Answered).0);
    assert_eq!(
        call(secs(6), Outcome::Failed),
        (true, Breaker::Open(secs(11))),
        "a probe that fails opens it again"
    );
    assert_eq!(call(secs(11), Outcome::Answered), (true, Breaker::Closed(0)));
}

#[test]
fn only_one_probe_is_on_its_way() {
    let mut clients = Clients::new(secs(1));
    for _ in 0..BREAKER_FAILURES {
        let id = clients.send(Micros::ZERO, 0, 1);
        clients.settle(id, Outcome::Failed, Micros::ZERO);
    }
    assert!(clients.may_call(secs(5)));
    clients.send(secs(5), 0, 1);
    assert!(!clients.may_call(secs(5)));
}

/// 36 requests in the first second of the stall, 72 and 108 in the next two.
#[test]
fn a_stall_of_three_seconds_piles_up_216_requests() {
    let storm = run(&at(36), 1, secs(13));
    assert!((216..=218).contains(&storm.station().waiting()), "{storm:?}");
    assert_eq!(storm.resumed_at(), Some(secs(13)));
}

/// The numbers of the guide: 30 to 33 requests a second heal, from 34 on goodput
/// stays zero.
#[test]
fn goodput_comes_back_below_a_third_of_the_capacity_and_never_above() {
    for load in 30..=33 {
        assert!(heals_after(&at(load), 1).is_some(), "{load}/s");
    }
    for load in 34..=99 {
        assert_eq!(heals_after(&at(load), 1), None, "{load}/s");
        assert_eq!(goodput_after(&at(load), 1), 0, "{load}/s");
    }
}

/// Without a stall the very same load is no trouble.
#[test]
fn the_load_alone_does_no_harm() {
    for load_per_s in [36, 80, 99] {
        let calm =
            Settings { load_per_s, stall: Micros::ZERO, ..Settings::default() };
        let tally = run(&calm, 1, secs(100)).tally();
        assert_eq!((tally.failed, tally.wasted), (0, 0), "{load_per_s}/s");
    }
}

/// Hidden capacity = capacity / attempts: 50, 33 and 25 for 2, 3 and 4. At just
/// that load the queue neither grows nor shrinks, so the highest whole number
/// below it heals.
#[test]
fn hidden_capacity_is_capacity_by_attempts() {
    for attempts in 1..=5 {
        let below = (CAPACITY_PER_S - 1) / attempts;
        assert_eq!(hidden_capacity(attempts, None), below, "{attempts} attempts");
    }
}

#[test]
fn each_cure_brings_goodput_back() {
    for cure in Cure::ALL {
        let cured = Settings { cures: Cures::only(Some(cure)), ..at(36) };
        assert_eq!(goodput_after(&cured, 1), 36_000, "{}", cure.word());
        assert!(heals_after(&cured, 1) <= Some(secs(5)), "{}", cure.word());
    }
}

/// A budget of a tenth leaves 1.1 attempts a request: a hidden capacity of 90.9.
#[test]
fn cures_and_the_load_that_they_stand() {
    let capacity = |cure| hidden_capacity(3, Some(cure));
    assert_eq!(capacity(Cure::RetryBudget), 90);
    for cure in [
        Cure::DropExpired,
        Cure::NewestFirst,
        Cure::BoundedQueue,
        Cure::CircuitBreaker,
    ] {
        assert_eq!(capacity(cure), CAPACITY_PER_S, "{}", cure.word());
    }
}

/// To drop only what has expired is not enough near the capacity: a request with
/// a millisecond left is served for nobody all the same.
#[test]
fn work_must_be_dropped_while_there_is_still_time_to_do_it() {
    let drops = Settings { cures: Cures::only(Some(Cure::DropExpired)), ..at(80) };
    assert_eq!(goodput_after(&drops, 1) / 1_000, 80);
    let too_late = Settings { margin: Micros::ZERO, ..drops };
    assert_eq!(heals_after(&too_late, 1), None);
    assert!(goodput_after(&too_late, 1) < 40_000, "not half of it");
}

/// A stall is fatal when it leaves more than a time-out's work: the nearer the
/// load to the capacity, the sooner, down to a time-out.
#[test]
fn the_nearer_to_the_capacity_the_shorter_the_fatal_stall() {
    assert_eq!(shortest_fatal_stall(30, 3), None);
    let stalls = [36, 50, 70, 90].map(|load| shortest_fatal_stall(load, 3));
    assert!(stalls.is_sorted_by(|a, b| a > b), "{stalls:?}");
    assert!(stalls[0] < Some(2_000) && stalls[3] > Some(1_000), "{stalls:?}");
}

/// Theory: a queue with random arrivals and one worker, M/D/1, waits
/// ρ / 2(1 − ρ) service times. Within 3 %.
#[test]
fn waiting_is_that_of_an_m_d_1_queue() {
    for load in [30, 50, 80, 90] {
        let (mut waited, mut taken) = (0, 0);
        for seed in 0..8 {
            let tally = undisturbed(load, 1, seed);
            waited += tally.waited.get();
            taken += tally.taken;
        }
        let rho = f64::from(load) / 100.0;
        let theory = rho / (2.0 * (1.0 - rho)) * 10_000.0;
        let measured = waited as f64 / taken as f64;
        let off = (measured / theory - 1.0).abs();
        assert!(off < 0.03, "{load}/s: {measured} µs, theory {theory} µs");
    }
}

/// Little's law, L = λW: the mean number of requests at the server is their rate
/// times how long each is there. Both sides are measured apart. Within 3 %.
#[test]
fn little_s_law_holds() {
    for (load, workers) in [(50, 1), (90, 1), (80, 4), (95, 8)] {
        let tally = undisturbed(load, workers, 1);
        let jobs = tally.presence as f64 / 3.6e9;
        let stay = tally.stayed.get() as f64 / tally.taken as f64;
        let by_law = tally.fresh as f64 / 3.6e9 * stay;
        let off = (jobs / by_law - 1.0).abs();
        assert!(off < 0.03, "{load}/s: L = {jobs}, λW = {by_law}");
    }
}

#[test]
fn cures_can_be_switched_in_a_storm() {
    for cure in Cure::ALL {
        let mut storm = run(&at(36), 1, secs(60));
        let model: &mut dyn FnMut(&Edit, u64) = &mut |edit, until| {
            use sim::Model;
            storm.edit(secs(until - 10), edit, &mut Log::off());
            storm.advance(secs(until), &mut Log::off());
        };
        model(&Edit::On(cure), 70);
        model(&Edit::Off(cure), 80);
        assert!(storm.healed_at().is_some(), "{}", cure.word());
        let recent = storm.timeline().total(lines::GOODPUT, secs(78), secs(80));
        assert_eq!(recent, 72, "{} off again", cure.word());
    }
}

/// In a storm the breaker opens; another cure does not close it again.
#[test]
fn only_the_breaker_s_own_switch_closes_it() {
    use sim::Model;
    let mut storm = run(&at(36), 1, secs(20));
    let on = Edit::On(Cure::CircuitBreaker);
    storm.edit(secs(20), &on, &mut Log::off());
    storm.advance(secs(22), &mut Log::off());
    let open = storm.clients().breaker();
    assert!(matches!(open, Breaker::Open(_)), "{open:?}");
    storm.edit(secs(22), &Edit::On(Cure::BoundedQueue), &mut Log::off());
    assert_eq!(storm.clients().breaker(), open);
    storm.edit(secs(22), &on, &mut Log::off());
    assert!(!matches!(storm.clients().breaker(), Breaker::Open(_)));
}

#[test]
fn a_lower_load_ends_the_storm_and_the_old_one_may_return() {
    use sim::Model;
    let mut storm = run(&at(36), 1, secs(20));
    storm.edit(secs(20), &Edit::Load(20), &mut Log::off());
    storm.advance(secs(40), &mut Log::off());
    storm.edit(secs(40), &Edit::Load(36), &mut Log::off());
    storm.advance(secs(60), &mut Log::off());
    assert!(storm.healed_at() < Some(secs(40)));
    assert_eq!(storm.timeline().total(lines::GOODPUT, secs(50), secs(60)), 360);
}

#[test]
fn edits_read_what_they_print() {
    let some = [Edit::Stall(3), Edit::Load(50), Edit::Attempts(1)];
    let switches =
        Cure::ALL.into_iter().flat_map(|cure| [Edit::On(cure), Edit::Off(cure)]);
    for edit in some.into_iter().chain(switches) {
        assert_eq!(edit.to_string().parse(), Ok(edit));
    }
    for wrong in ["", "stall", "load-0", "load-999", "lifo-maybe", "budget"] {
        let complaint = wrong.parse::<Edit>().unwrap_err();
        assert!(complaint.contains("stall-3"), "{complaint}");
    }
}

#[test]
fn a_second_stall_is_part_of_the_first() {
    let mut storm = RetryStorm::new(&at(36), 1);
    storm.advance(STALL_AT + secs(1), &mut Log::off());
    use sim::Model;
    storm.edit(STALL_AT + secs(1), &Edit::Stall(1), &mut Log::off());
    assert_eq!(storm.stalled_until(), Some(secs(13)));
    storm.edit(STALL_AT + secs(1), &Edit::Stall(4), &mut Log::off());
    assert_eq!(storm.stalled_until(), Some(secs(15)));
}
