//! Lindley's recursion against a queue that is simulated event by event.

use models::load_balancing::queue::{Lane, Station};
use sim::Stream;
use std::collections::VecDeque;

/// When each request begins and is done, by a queue and servers that are looked at
/// at every nanosecond at which something happens.
fn event_by_event(requests: &[(u64, u64)], servers: usize) -> Vec<(u64, u64)> {
    let mut times = vec![(0, 0); requests.len()];
    let mut queue = VecDeque::new();
    let mut busy: Vec<u64> = Vec::new();
    let mut coming = requests.iter().enumerate().peekable();
    loop {
        let arrival = coming.peek().map(|(_, (at, _))| *at);
        let Some(now) = busy.iter().copied().chain(arrival).min() else { break };
        busy.retain(|done| *done > now);
        while let Some((place, _)) = coming.next_if(|(_, (at, _))| *at == now) {
            queue.push_back(place);
        }
        while busy.len() < servers
            && let Some(place) = queue.pop_front()
        {
            let done = now + requests[place].1;
            times[place] = (now, done);
            busy.push(done);
        }
    }
    times
}

#[test]
fn the_recursion_is_what_happens_event_by_event() {
    for seed in 0..10_000 {
        let mut chance = Stream::new(seed, "peers", 0);
        let servers = chance.between(1, 6) as usize;
        let mut at = 0;
        let requests: Vec<(u64, u64)> = (0..60)
            .map(|_| {
                // Now and then several at once; work that takes time.
                at += chance.below(8) * chance.below(20);
                (at, chance.between(1, 150 * servers as u64))
            })
            .collect();
        let lane = Lane { servers, ..Lane::single(90) };
        let mut station = Station::new(&lane, seed);
        let served = requests.iter().map(|(arrived, work)| {
            let (started, done, _) = station.serve(*arrived, *work);
            (started, done)
        });
        let served: Vec<_> = served.collect();
        assert_eq!(served, event_by_event(&requests, servers), "seed {seed}");
    }
}
