//! Clients that keep their connections, as the guide tells of them.

use crate::compare::golden;
use models::load_balancing::connections::{Both, Edit, Policy, Settings};
use models::load_balancing::pair::Side;
use sim::record::narrate;
use sim::{Micros, Run};

fn trace(busy: u32, load_percent: u32, edits: &[(u64, Edit)], secs: u64) -> String {
    let of = |policy| Settings { policy, busy, load_percent };
    let [left, right] = [Policy::L4RoundRobin, Policy::L7RoundRobin].map(of);
    let edits = edits.iter().map(|(at, edit)| (Micros::from_secs(*at), *edit));
    let mut run = Run::new(Both::new([&left, &right], 1), edits.collect());
    run.seek(Micros::from_secs(secs));
    narrate(run.records(), &|node| format!("n{}", node.0))
}

#[test]
fn a_busy_client_a_restart_and_new_servers() {
    let text = format!(
        "# Left: L4, right: L7. c1 sends ten times as much as the seven others: 22 \
         requests a\n# second come to s1, which does 10.\n---\n{}\n\
         # All alike; s2 restarts. Who was connected to it does not come back.\n\
         ---\n{}\n\
         # More comes than four servers can do, and there are eight from 3 s on. \
         The left\n# balancer uses them once connections are closed after 2 s.\n\
         ---\n{}",
        trace(10, 85, &[], 6),
        trace(1, 80, &[(2, Edit::Restart(2))], 10),
        trace(
            1,
            120,
            &[(3, Edit::Double), (6, Edit::Age(Side::Left, Some(2)))],
            12
        ),
    );
    golden("load-balancing-connections", &text);
}
