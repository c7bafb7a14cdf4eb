//! Requests that fan out over many seeds, and theory.

use models::load_balancing::fan_out::experiments::{
    slow_after_surge, slow_and_more, slow_theory,
};
use models::load_balancing::fan_out::{Edit, FanOut, SERVERS, Settings};
use sim::{Micros, Run, Stream};

const SEEDS: u64 = 10_000;
const AFTER: Option<Micros> = Some(Micros::from_millis(80));

fn hedged() -> Settings {
    Settings { hedge: AFTER, ..Settings::default() }
}

#[track_caller]
fn assert_near(measured: f64, expected: f64, off: f64) {
    let is_near = (measured - expected).abs() <= off;
    assert!(is_near, "{measured} is not within {off} of {expected}");
}

/// 1 − 0.99¹⁰⁰ = 63.4 %; of ten parts 9.6 %, of one 1 %.
#[test]
fn of_a_hundred_parts_one_is_slow_more_often_than_not() {
    for (fan_out, expected) in [(1, 0.01), (10, 0.0956), (100, 0.634)] {
        assert_near(slow_theory(fan_out, 1_000), expected, 0.0005);
        let settings = Settings { fan_out, ..Settings::default() };
        let seconds = if fan_out < 100 { 10 } else { 100 };
        let (slow, more) = slow_and_more(&settings, seconds);
        assert_near(slow, expected, expected * 0.03);
        assert_eq!(more, 0.0);
    }
}

/// One server in a thousand, a hundred parts: one request of ten.
#[test]
fn better_servers_help_less_than_one_would_think() {
    let settings = Settings { paused: 100, ..Settings::default() };
    assert_near(slow_theory(100, 100), 0.0952, 0.0005);
    let (slow, _) = slow_and_more(&settings, 100);
    assert_near(slow, 0.0952, 0.01);
}

/// Hedging what is late: 4 % more, and both copies must be held up: 1 %.
#[test]
fn hedging_buys_the_tail_for_four_per_cent() {
    let (slow, more) = slow_and_more(&hedged(), 100);
    assert_near(more, 0.037, 0.007);
    assert_near(slow, 0.01, 0.004);
}

/// At little load fewer are late: the same for 2 % more, as in the paper's
/// benchmark.
#[test]
fn where_servers_have_time_hedging_costs_two_per_cent() {
    let settings =
        Settings { busy: 20, hedge: Some(Micros::from_millis(55)), ..hedged() };
    let (slow, more) = slow_and_more(&settings, 200);
    assert_near(more, 0.02, 0.005);
    assert_near(slow, 0.01, 0.006);
}

/// A surge that is over: with no hedging it is forgotten, with hedging all stay
/// slow, with a cap it is forgotten again.
#[test]
fn after_a_surge_hedging_keeps_all_slow_and_a_cap_does_not() {
    let base = Settings { busy: 55, ..Settings::default() };
    let unhedged = slow_after_surge(&base);
    assert_near(unhedged, 63.4, 4.0);
    let hedged = Settings { hedge: AFTER, ..base };
    let slow = slow_after_surge(&hedged);
    assert!(slow > 99.0, "{slow}");
    let capped = slow_after_surge(&Settings { cap: Some(10), ..hedged.clone() });
    assert!(capped < 20.0, "{capped}");
    // Where twice the load is far from too much, it is forgotten too.
    let light = slow_after_surge(&Settings { busy: 30, ..hedged });
    assert!(light < 20.0, "{light}");
}

fn case(seed: u64) -> (Settings, Vec<(Micros, Edit)>) {
    let mut chance = Stream::new(seed, "cases", 0);
    let settings = Settings {
        fan_out: [1, 2, 10, 100][chance.below(4) as usize],
        busy: chance.between(5, 95) as u32,
        paused: chance.below(5_000) as u32,
        hedge: (chance.below(4) > 0)
            .then(|| Micros::from_millis(chance.between(1, 200))),
        cap: (chance.below(2) == 0).then(|| chance.between(1, 50) as u32),
        surge: false,
    };
    let some =
        [Edit::Surge, Edit::Hedge(None), Edit::Hedge(AFTER), Edit::Cap(Some(5))];
    let edit = some[chance.below(4) as usize];
    (settings, vec![(Micros::new(chance.below(200_000)), edit)])
}

/// Always: parts of a request are at different servers, a second copy at another
/// one than the first, after it, and only where there was no answer; a request is
/// done with its last part.
#[test]
fn second_copies_go_elsewhere_and_only_where_there_is_no_answer() {
    let mut second = 0;
    for seed in 0..SEEDS {
        let (settings, edits) = case(seed);
        let mut run = Run::new(FanOut::new(&settings, seed), edits);
        run.seek(Micros::from_millis(300));
        let model = run.model();
        let Some(request) = model.watched() else { continue };
        assert_eq!(request.parts.len(), settings.fan_out);
        let mut servers: Vec<_> =
            request.parts.iter().map(|part| part.server).collect();
        servers.sort_unstable();
        servers.dedup();
        assert_eq!(servers.len(), settings.fan_out, "seed {seed}");
        for part in &request.parts {
            assert!(part.server < SERVERS && part.first >= request.sent);
            assert!(part.answered() <= request.done());
            if let Some((sent, server, answer)) = part.second {
                assert!(server != part.server && server < SERVERS, "seed {seed}");
                assert!(part.first > sent && answer >= sent, "seed {seed}");
                second += 1;
            }
        }
    }
    assert!(second > 0, "some were sent again");
}

/// Always: with a cap there are no more second copies than it allows, and those
/// saved at first. Sometimes there would be.
#[test]
fn a_cap_is_kept() {
    let mut above = 0;
    for seed in 0..SEEDS / 10 {
        let (mut settings, _) = case(seed);
        settings.fan_out = 100;
        settings.hedge = AFTER;
        let cap = settings.cap.unwrap_or(5);
        let copies = |cap| {
            let settings = Settings { cap, ..settings.clone() };
            let mut run = Run::new(FanOut::new(&settings, seed), vec![]);
            run.seek(Micros::from_millis(500));
            let total = *run.model().tally().total();
            (u64::from(total.seconds), u64::from(total.firsts))
        };
        let (seconds, firsts) = copies(Some(cap));
        assert!(seconds * 100 <= firsts * u64::from(cap) + 10_000, "seed {seed}");
        let (seconds, firsts) = copies(None);
        above += u32::from(seconds * 100 > firsts * u64::from(cap) + 10_000);
    }
    assert!(above > 0);
}

/// Always: what a reader changes is so from then on.
#[test]
fn edits_are_so_from_then_on() {
    let settings = Settings { busy: 80, ..hedged() };
    let off = (Micros::from_millis(1_005), Edit::Hedge(None));
    let mut surges = 0;
    for seed in 0..100 {
        let sent = |edits: Vec<(Micros, Edit)>, until| {
            let mut run = Run::new(FanOut::new(&settings, seed), edits);
            run.seek(Micros::from_millis(until));
            *run.model().tally().total()
        };
        let [early, late] = [1_500, 2_000].map(|until| sent(vec![off], until));
        assert_eq!(early.seconds, late.seconds, "seed {seed}");
        assert!(sent(vec![], 2_000).seconds > late.seconds, "seed {seed}");
        let surge = (Micros::from_millis(1_005), Edit::Surge);
        let more = sent(vec![off, surge], 2_000).firsts;
        surges += u32::from(more > late.firsts);
    }
    // Requests come at random: most surges have more of them.
    assert!(surges > 60, "{surges}");
}
