//! Queues as the guide tells of them.

use crate::compare::golden;
use models::load_balancing::queue::{Edit, Lane, Lanes};
use sim::record::narrate;
use sim::{Micros, Run};

#[test]
fn the_wait_doubles_from_80_to_90_and_to_95_per_cent() {
    let lanes = [50, 80, 90, 95].map(Lane::single);
    let edits = vec![
        (Micros::from_millis(5_500), Edit::Busy { lane: 3, percent: 50 }),
        (Micros::from_millis(7_500), Edit::Burst(50)),
    ];
    let mut run = Run::new(Lanes::new(&lanes, 2), edits);
    run.seek(Micros::from_secs(9));
    let log = narrate(run.records(), &|node| format!("n{}", node.0));
    let text = "# Four servers, 50, 80, 90 and 95 % busy; each request needs 10 \
                ms.\n # Theory says 20, 50, 100 and 200 ms. At 5.5 s the last has \
                half of its\n # time to spare, and its requests are done in a \
                tenth of the time.\n ---\n";
    golden("load-balancing-queue", &(text.to_owned() + &log));
}
