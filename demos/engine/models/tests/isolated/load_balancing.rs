//! Nodes and structures, fed by hand, of the guide *Load balancing*.

use models::load_balancing::balancer::ewma::{DECAY, PeakEwma};
use models::load_balancing::balancer::smooth::Smooth;
use models::load_balancing::balancer::{Condition, End, Request, Server};
use sim::{Micros, Stream};

/// The sequence that NGINX's commit message gives.
#[test]
fn smooth_turns_are_nginx_s() {
    let turns = |weights: &[u32]| {
        let mut smooth = Smooth::new(weights.iter().copied());
        let count: u32 = weights.iter().sum();
        (0..count).map(|_| ['a', 'b', 'c', 'd'][smooth.turn()]).collect::<String>()
    };
    assert_eq!(turns(&[5, 1, 1]), "aabacaa");
    assert_eq!(turns(&[1, 1, 1, 1]), "abcd");
    assert_eq!(turns(&[4, 2]), "abaaba");
}

/// In any row of as many turns as the weights come to, each server has its weight.
#[test]
fn smooth_turns_are_by_weight() {
    let mut chance = Stream::new(1, "weights", 0);
    for _ in 0..1_000 {
        let weights: Vec<_> = (0..chance.between(1, 6))
            .map(|_| chance.between(1, 9) as u32)
            .collect();
        let round: u32 = weights.iter().sum();
        let mut smooth = Smooth::new(weights.iter().copied());
        for _ in 0..chance.below(50) {
            smooth.turn();
        }
        let mut got = vec![0; weights.len()];
        (0..round).for_each(|_| got[smooth.turn()] += 1);
        assert_eq!(got, weights);
    }
}

/// A peak counts at once and is forgotten slowly.
#[test]
fn a_peak_is_forgotten_slowly() {
    let mut average = PeakEwma::new(DECAY);
    let millis = Micros::from_millis;
    assert_eq!(average.cost(0, millis(0)), 0, "nothing is known");
    average.learn(millis(10), millis(100));
    average.learn(millis(500), millis(200));
    assert_eq!(average.cost(0, millis(200)), 500_000);
    assert_eq!(average.cost(2, millis(200)), 1_500_000);
    average.learn(millis(10), millis(300));
    let cost = average.cost(0, millis(300));
    assert!((495_000..496_000).contains(&cost), "{cost}");
}

/// What is left of a request takes as long as the server then is slow.
#[test]
fn a_server_gets_slow_in_the_middle_of_a_request() {
    let millis = Micros::from_millis;
    let mut server = Server::new(100);
    let request = |number| Request { number, since: millis(0), work: millis(100) };
    assert!(server.take(request(1), millis(0)));
    assert!(!server.take(request(2), millis(0)));
    server.turn(Condition::Works(25), millis(60));
    assert_eq!(server.done(), Some(millis(60 + 160)));
    assert_eq!(server.finish(millis(220)), (request(1), End::Answered));
    assert_eq!(server.done(), Some(millis(620)));
    server.turn(Condition::Fails, millis(300));
    assert_eq!(server.finish(millis(301)), (request(2), End::Failed));
    assert_eq!(server.done(), None);
}
