//! A surge and its end as the guide tells of them.

use crate::compare::golden;
use models::load_balancing::fan_out::{FanOut, Settings};
use sim::record::narrate;
use sim::{Micros, Run};

fn trace(name: &str, cap: Option<u32>) -> String {
    let settings = Settings {
        busy: 55,
        hedge: Some(Micros::from_millis(80)),
        cap,
        surge: true,
        ..Settings::default()
    };
    let mut run = Run::new(FanOut::new(&settings, 1), vec![]);
    run.seek(Micros::from_secs(10));
    let log = narrate(run.records(), &|node| format!("n{}", node.0));
    format!("busy=55 hedge=80ms {name}\n---\n{log}")
}

#[test]
fn hedging_outlives_the_surge_that_it_cannot_stand() {
    let text = "# For two seconds load is 95 %. Then every part is late and sent \
                again:\n # 2 x 55 % is more than the servers can do. A cap ends \
                it.\n";
    let runs = trace("no cap", None) + "\n" + &trace("cap=10%", Some(10));
    golden("load-balancing-fan-out", &(text.to_owned() + &runs));
}
