//! Who gets a request, and when it is answered, worked out from the times of
//! arrival alone.

use models::load_balancing::connections::{
    Happened, Policy, SERVERS, Settings, System, WAY, WORK,
};
use sim::Micros;

/// The server by hand: behind an L4 balancer that goes round it is the client's
/// place, behind an L7 balancer the request's, each modulo the servers. A request
/// begins when it comes or when the one before it is done, whichever is later.
#[test]
fn requests_are_answered_as_by_hand() {
    for seed in 0..1_000 {
        for policy in [Policy::L4RoundRobin, Policy::L7RoundRobin] {
            let settings = Settings { policy, busy: 10, load_percent: 85 };
            let mut system = System::new(&settings, seed);
            let mut free = [Micros::ZERO; SERVERS];
            let (mut expected, mut answers) = (Vec::new(), 0);
            for _ in 0..400 {
                let now = system.next();
                match system.step() {
                    Happened::Sent(request) => {
                        let server = match policy {
                            Policy::L4RoundRobin => request.client % SERVERS,
                            _ => request.number as usize % SERVERS,
                        };
                        let came = now + WAY + WAY;
                        free[server] = free[server].max(came) + WORK;
                        expected.push((server, free[server]));
                    }
                    Happened::Answered(request, way) => {
                        let by_hand = expected[request.number as usize];
                        let what = (policy, seed, request.number);
                        assert_eq!((way.server, now), by_hand, "{what:?}");
                        answers += 1;
                    }
                    _ => {}
                }
            }
            assert!(answers > 40, "{answers}");
        }
    }
}
