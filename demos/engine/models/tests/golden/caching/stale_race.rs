//! The six orders of a fill and a write, and the bad one step by step.

use crate::compare::golden;
use models::caching::stale_race::{
    Beside, Cure, Edit, End, Move, Order, Race, Reads, Settings, Writes,
};
use sim::record::narrate;
use sim::{Micros, Model, Run};

fn trace(title: &str, settings: Settings, order: &str) -> String {
    let edit: Edit = order.parse().expect("an order");
    let mut run = Run::new(Race::new(settings), vec![(Micros::ZERO, edit)]);
    run.seek(Micros::from_secs(9));
    let race = run.model();
    let log = narrate(run.records(), &|node| race.name(node));
    let row = |(order, end): &(Order, End)| {
        let steps: Vec<_> = order.iter().map(Move::to_string).collect();
        let end = match end {
            End::Deleted => "deleted",
            End::New => "new",
            End::Stale => "stale",
        };
        format!("{}: {end}", steps.join(" "))
    };
    let all: Vec<_> = race.ends().iter().map(row).collect();
    format!("\n{title}\n{log}{}\n", all.join("   "))
}

#[test]
fn late_fills() {
    let plain = Settings::default();
    let [lease, version, marker] = [Cure::Lease, Cure::Version, Cure::Marker]
        .map(|cure| Settings { cure, ..plain });
    let delete_first = Settings { writes: Writes::DeleteWrite, ..plain };
    let writes = Writes::WriteSet;
    let sets = Settings { writes, beside: Beside::Writer, ..plain };
    let versions = Settings { cure: Cure::Version, ..sets };
    let lags = Settings { reads: Reads::Follower, ..lease };
    let text = [
        trace("Write, then delete", plain, "order-r-w-d-f"),
        trace("The same with a lease", lease, "order-r-w-d-f"),
        trace("With versions", version, "order-r-w-d-f"),
        trace("With versions and markers", marker, "order-r-w-d-f"),
        trace("Delete, then write", delete_first, "order-d-r-f-w"),
        trace("Two writers that set", sets, "order-w1-w2-s2-s1"),
        trace("The same with versions", versions, "order-w1-w2-s2-s1"),
        trace("A lease, and a follower that lags", lags, "order-w-d-r-f-a"),
    ];
    let title = "# A fill that is late, and how all orders end.\n";
    golden("caching-stale-race", &(title.to_string() + &text.concat()));
}
