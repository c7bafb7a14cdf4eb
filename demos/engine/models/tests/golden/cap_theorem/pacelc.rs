//! What writes pay, from each region and for each k.

use crate::compare::golden;
use models::cap_theorem::pacelc::{Region, Settings, Writes};
use sim::record::narrate;
use sim::{Model, Run};
use std::fmt::Write;

fn settings(leader: Region, copies: usize, acks: usize) -> Settings {
    Settings { leader, copies, acks, jitter: 3 }
}

#[test]
fn the_price_from_each_region() {
    let mut text = String::from(
        "# Round trips of Azure, July 2026: what a write takes that waits for k of \
         n\n# acknowledgements, in milliseconds.\n---\n",
    );
    for leader in Region::ALL {
        for copies in [3, 5, 7] {
            let writes = Writes::new(settings(leader, copies, 1), 1);
            let price = writes.price();
            writeln!(text, "\nleader {}, {copies} copies", leader.name()).unwrap();
            writeln!(text, "k  the k-th nearest    P95   median   99th").unwrap();
            for (place, copy) in writes.by_distance().into_iter().enumerate() {
                let [half, most] =
                    [50, 99].map(|percent| price.percentile(place + 1, percent));
                writeln!(
                    text,
                    "{}  {:<16} {:>6} {half:>8.1} {most:>6.1}",
                    place + 1,
                    writes.copies()[copy].name(),
                    writes.distance(copy),
                )
                .unwrap();
            }
        }
    }
    golden("cap-theorem-pacelc", &text);
}

#[test]
fn twenty_writes_to_a_majority_of_seven() {
    let model = Writes::new(settings(Region::EastUs, 7, 4), 1);
    let mut run = Run::new(model, Vec::new());
    while run.step() {}
    let name = |node| run.model().name(node);
    let text = format!(
        "# The fourth of seven is across the Atlantic.\n---\n{}",
        narrate(run.records(), &name)
    );
    golden("cap-theorem-pacelc-writes", &text);
}
