//! Connections and requests over many seeds, with restarts, new servers and ages.

use super::SEEDS;
use models::load_balancing::connections::experiments::busiest_share;
use models::load_balancing::connections::{
    Both, CLIENTS, Edit, Happened, Layer, Policy, Request, SERVERS, SERVERS_MAX,
    Settings, System, WORK,
};
use models::load_balancing::pair::Side;
use sim::{Micros, Run, Stream};
use std::collections::{BTreeMap, BTreeSet};

const STEPS: usize = 150;

/// The settings of a seed, and the stream that drew them.
fn case(seed: u64) -> (Settings, Stream) {
    let mut chance = Stream::new(seed, "connections", 1);
    let policy = Policy::ALL[chance.below(4) as usize];
    let busy = chance.between(1, 10) as u32;
    let load_percent = chance.between(50, 150) as u32;
    (Settings { policy, busy, load_percent }, chance)
}

/// What a reader could do, and more: servers that are up again before what was on
/// its way to them has come.
fn disturb(system: &mut System, chance: &mut Stream, now: Micros) {
    let millis = |from, to, chance: &mut Stream| {
        Micros::from_millis(chance.between(from, to))
    };
    let client = chance.below(CLIENTS as u64) as usize;
    match chance.below(100) {
        0..3 => {
            let place = chance.below(system.servers().len() as u64) as usize;
            if system.servers()[place].up().is_none() {
                let down = millis(1, 500, chance);
                system.restart(place, down, now);
            }
        }
        3..6 => {
            system.reconnect(client, now);
        }
        6 => system.limit(Some(millis(200, 2_000, chance)), now),
        7 => system.limit(None, now),
        8 => system.send(client, chance.between(1, 10) as u32, now),
        _ => {}
    }
}

/// The connections that are open: client, number, server and the life of it.
struct Lives {
    /// How often each server went down.
    lives: Vec<u32>,
    /// For each connection ever seen, its server and the life of that.
    opened: BTreeMap<u64, (usize, u32)>,
}

impl Lives {
    /// Looks at what is open now.
    fn look(&mut self, system: &System) {
        for connection in system.clients().iter().filter_map(|c| c.connection()) {
            let server = connection.server;
            let life = (server, self.lives[server]);
            let known = self.opened.entry(connection.number).or_insert(life);
            assert_eq!(*known, life, "a connection is at one server, in one life");
        }
    }
}

/// Always: a connection is at one server, whatever happens, and a request is
/// answered there, in the life of it in which the connection opened; sometimes a
/// request reaches the next life, and fails.
#[test]
fn a_request_is_answered_on_its_own_connection() {
    let mut late = 0;
    for seed in 0..SEEDS {
        let (mut settings, mut chance) = case(seed);
        settings.policy = Policy::ALL[chance.below(2) as usize];
        let mut system = System::new(&settings, seed);
        let mut lives =
            Lives { lives: vec![0; SERVERS_MAX], opened: BTreeMap::new() };
        lives.look(&system);
        for _ in 0..STEPS {
            let now = system.next();
            match system.step() {
                Happened::Answered(_, way) | Happened::Queued(_, way) => {
                    let here = (way.server, lives.lives[way.server]);
                    let of = lives.opened[&way.connection];
                    assert_eq!(of, here, "seed {seed}");
                }
                Happened::Failed(Request { way: Some(way), .. }) => {
                    let is_up = system.servers()[way.server].up().is_none();
                    late += u32::from(is_up);
                }
                _ => {}
            }
            lives.look(&system);
            let was_up: Vec<_> =
                system.servers().iter().map(|s| s.up().is_none()).collect();
            disturb(&mut system, &mut chance, now);
            for (server, was_up) in was_up.into_iter().enumerate() {
                let went_down = was_up && system.servers()[server].up().is_some();
                lives.lives[server] += u32::from(went_down);
            }
            lives.look(&system);
        }
    }
    assert!(late > 100, "{late} met the next life of their server");
}

/// Always: what was sent is answered, has failed, or is on its way or at a server.
#[test]
fn no_request_is_lost() {
    let mut failed = 0;
    for seed in 0..SEEDS {
        let (settings, mut chance) = case(seed);
        let mut system = System::new(&settings, seed);
        for _ in 0..STEPS {
            let now = system.next();
            system.step();
            disturb(&mut system, &mut chance, now);
            let queued: usize =
                system.servers().iter().map(|s| s.queue().len()).sum();
            let here = queued + system.coming().len() + system.going().len();
            let tally = system.tally();
            let known = tally.answered + tally.failed + here as u64;
            assert_eq!(tally.sent, known, "seed {seed}");
        }
        failed += system.tally().failed;
    }
    assert!(failed > 1_000, "{failed}");
}

/// Always: a server that has requests works on the first that came; answers are as
/// far apart as its work is long.
#[test]
fn servers_work_in_the_order_in_which_requests_come() {
    for seed in 0..SEEDS {
        let (settings, mut chance) = case(seed);
        let mut system = System::new(&settings, seed);
        let mut queues = vec![Vec::new(); SERVERS_MAX];
        let mut last = [Micros::ZERO; SERVERS_MAX];
        for _ in 0..STEPS {
            let now = system.next();
            match system.step() {
                Happened::Queued(request, way) => {
                    let queue: &mut Vec<(u64, Micros)> = &mut queues[way.server];
                    queue.push((request.number, now));
                }
                Happened::Answered(request, way) => {
                    let (number, came) = queues[way.server].remove(0);
                    assert_eq!(request.number, number, "seed {seed}");
                    let begun = came.max(last[way.server]);
                    assert_eq!(now, begun + WORK, "seed {seed}");
                    last[way.server] = now;
                }
                _ => {}
            }
            disturb(&mut system, &mut chance, now);
            for (queue, server) in queues.iter_mut().zip(system.servers()) {
                if server.up().is_some() {
                    queue.clear();
                }
            }
        }
    }
}

/// Always: behind an L4 balancer the requests of a connection are answered in their
/// order. Sometimes: behind an L7 balancer those of a client are not.
#[test]
fn only_a_connection_keeps_the_order() {
    let mut overtaken = 0;
    for seed in 0..SEEDS {
        let (settings, mut chance) = case(seed);
        let is_l7 = settings.policy.layer() == Layer::L7;
        let mut system = System::new(&settings, seed);
        let mut last = BTreeMap::new();
        for _ in 0..STEPS {
            let now = system.next();
            if let Happened::Answered(request, way) = system.step() {
                let of = if is_l7 { request.client as u64 } else { way.connection };
                let before = last.insert(of, request.number);
                let is_overtaken = before > Some(request.number);
                assert!(is_l7 || !is_overtaken, "seed {seed}");
                overtaken += u32::from(is_overtaken);
            }
            disturb(&mut system, &mut chance, now);
        }
    }
    assert!(overtaken > 100, "{overtaken}");
}

/// How many requests each server was sent after a while.
fn passed(system: &mut System, until: Micros) -> Vec<u64> {
    let mut sent = vec![0; SERVERS_MAX];
    while system.next() < until {
        if let Happened::Passed(_, way) = system.step() {
            sent[way.server] += 1;
        }
    }
    sent
}

/// Always: an L7 balancer that goes round sends each server as many as the others,
/// give or take one, whoever sends much; an L4 balancer does so with connections.
#[test]
fn going_round_is_fair_to_what_is_chosen_for() {
    let mut unfair = 0;
    for seed in 0..SEEDS {
        let (settings, _) = case(seed);
        let mut system = System::new(&settings, seed);
        let sent = passed(&mut system, Micros::from_secs(5));
        let sent = &sent[..SERVERS];
        let spread = sent.iter().max().unwrap() - sent.iter().min().unwrap();
        match settings.policy {
            Policy::L7RoundRobin => assert!(spread <= 1, "seed {seed}: {sent:?}"),
            Policy::L4RoundRobin => {
                for server in 0..SERVERS {
                    assert_eq!(system.connections(server), CLIENTS / SERVERS);
                }
                unfair += u64::from(spread > 10);
            }
            Policy::L4Random | Policy::L7Least => {}
        }
    }
    assert!(unfair > 1_000, "{unfair}");
}

/// Always: a server that is down gets nothing, if another is up.
#[test]
fn who_is_down_gets_nothing() {
    for seed in 0..SEEDS {
        let (settings, _) = case(seed);
        let mut system = System::new(&settings, seed);
        let now = Micros::from_secs(1);
        let before = passed(&mut system, now);
        system.restart(2, Micros::from_secs(10), now);
        // What was on its way to the balancer on the broken connection goes on.
        passed(&mut system, Micros::from_millis(1_250));
        let down = passed(&mut system, Micros::from_secs(5));
        assert_eq!(down[2], 0, "seed {seed}");
        assert!(before[2] + down[0] + down[1] + down[3] > 0);
    }
}

/// Always: servers that are up again refuse nothing, and an L7 balancer uses them; so
/// it is when all were down, and nobody had a connection.
#[test]
fn who_is_up_again_answers_again() {
    for (seed, down) in
        (0..1_000).flat_map(|seed| [(seed, 2..3), (seed, 0..SERVERS)])
    {
        let (settings, _) = case(seed);
        let mut system = System::new(&settings, seed);
        let now = Micros::from_secs(1);
        passed(&mut system, now);
        for server in down.clone() {
            system.restart(server, Micros::from_millis(500), now);
        }
        // What was on its way to broken connections has come by then.
        passed(&mut system, Micros::from_secs(2));
        let failed = system.tally().failed;
        let total = system.servers()[2].total();
        passed(&mut system, Micros::from_secs(6));
        assert_eq!(system.tally().failed, failed, "seed {seed}: {down:?}");
        let is_used = system.servers()[2].total() > total;
        assert!(is_used || settings.policy.layer() == Layer::L4, "seed {seed}");
    }
}

/// Requests at each server, and with those on their way to it.
fn loads(system: &System) -> [Vec<usize>; 2] {
    let servers = system.servers().iter();
    let queued: Vec<_> = servers.map(|server| server.queue().len()).collect();
    let mut all = queued.clone();
    system.going().for_each(|(_, _, way)| all[way.server] += 1);
    [queued, all]
}

/// Always: least request takes a server to which the fewest requests have gone that are
/// not answered; sometimes another one has fewer, of which some are on their way.
#[test]
fn least_request_counts_what_is_on_its_way() {
    let mut would_differ = 0;
    for seed in 0..SEEDS {
        let (settings, _) = case(seed);
        let settings = Settings { policy: Policy::L7Least, ..settings };
        let mut system = System::new(&settings, seed);
        for _ in 0..STEPS {
            let [queued, all] = loads(&system);
            if let Happened::Passed(_, way) = system.step() {
                let fewest = *all.iter().min().unwrap();
                assert_eq!(all[way.server], fewest, "seed {seed}");
                let shorter = |queue: &usize| *queue < queued[way.server];
                would_differ += u64::from(queued.iter().any(shorter));
            }
        }
    }
    assert!(would_differ > 1_000, "{would_differ}");
}

/// After a restart and with more servers: what an L4 balancer sends to a server
/// that nobody connects to is nothing; an L7 balancer begins at once; and connections
/// of a limited age reach all servers in the end.
#[test]
fn only_new_connections_reach_new_servers() {
    let (mut filled, mut seeds) = (0, 0);
    for seed in 0..1_000 {
        let (mut settings, _) = case(seed);
        settings.load_percent = 100;
        let is_l4 = settings.policy.layer() == Layer::L4;
        let mut run = Run::new(
            Both::new([&settings; 2], seed),
            vec![
                (Micros::from_secs(1), Edit::Restart(2)),
                (Micros::from_secs(4), Edit::Double),
            ],
        );
        run.seek(Micros::from_secs(4));
        let mut system = run.model().side(Side::Left).clone();
        assert_eq!(system.servers().len(), SERVERS_MAX);
        let sent = passed(&mut system, Micros::from_secs(8));
        let to_new: u64 = sent[SERVERS..].iter().sum();
        if !is_l4 {
            assert!(sent.iter().all(|sent| *sent > 0), "seed {seed}: {sent:?}");
            continue;
        }
        assert_eq!((to_new, sent[1]), (0, 0), "seed {seed}");
        system.limit(Some(Micros::from_secs(2)), Micros::from_secs(8));
        let sent = passed(&mut system, Micros::from_secs(30));
        seeds += 1;
        filled += u32::from(sent.iter().all(|sent| *sent > 0));
    }
    assert!(filled * 100 >= seeds * 99, "{filled} of {seeds}");
}

/// However short its connections live, a client has one at a time: all of a heavy
/// client is at one server, and another one each time.
#[test]
fn an_age_limit_moves_a_heavy_client_and_does_not_split_it() {
    for seed in 0..100 {
        let settings =
            Settings { policy: Policy::L4Random, busy: 10, load_percent: 85 };
        let mut system = System::new(&settings, seed);
        system.limit(Some(Micros::from_secs(2)), Micros::ZERO);
        let mut servers = BTreeMap::new();
        while system.next() < Micros::from_secs(60) {
            if let Happened::Passed(Request { client: 0, .. }, way) = system.step()
            {
                let counts: &mut BTreeMap<usize, u32> =
                    servers.entry(way.connection).or_default();
                *counts.entry(way.server).or_default() += 1;
            }
        }
        assert!(servers.len() > 25, "seed {seed}: {} connections", servers.len());
        assert!(servers.values().all(|servers| servers.len() == 1), "seed {seed}");
        let reached: BTreeSet<_> =
            servers.values().flat_map(|servers| servers.keys()).collect();
        assert_eq!(reached.len(), SERVERS, "seed {seed}");
    }
}

/// Ten shares of seventeen are the heavy client's, and one is the other's that is
/// connected to the same server: 65 per cent, where a fair share is 25.
#[test]
fn the_busiest_server_has_the_busiest_client() {
    let thousandths = 11 * 1_000 / 17;
    for seed in 1..=8 {
        let share = busiest_share(Policy::L4RoundRobin, seed);
        assert!(share.abs_diff(thousandths) <= 10, "seed {seed}: {share}");
        assert_eq!(busiest_share(Policy::L7RoundRobin, seed), 250);
        let least = busiest_share(Policy::L7Least, seed);
        assert!((250..=255).contains(&least), "seed {seed}: {least}");
    }
}

/// 22 requests a second come and 10 are done: the queue grows by 12 a second. With
/// an L7 balancer 8.5 come to each, and none grows.
#[test]
fn a_queue_grows_by_what_comes_and_is_not_done() {
    let run = |policy, seed| {
        let settings = Settings { policy, busy: 10, load_percent: 85 };
        let mut system = System::new(&settings, seed);
        while system.next() < Micros::from_secs(1_000) {
            system.step();
        }
        system.longest().0
    };
    for seed in 1..=8 {
        let longest = run(Policy::L4RoundRobin, seed);
        assert!(longest.abs_diff(12_000) < 600, "seed {seed}: {longest}");
        for policy in [Policy::L7RoundRobin, Policy::L7Least] {
            let longest = run(policy, seed);
            assert!(longest < 20, "{policy:?} seed {seed}: {longest}");
        }
    }
}
