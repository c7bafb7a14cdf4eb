//! All orders of the steps: what is never so, and what can be.

use models::caching::stale_race::{
    Beside, Cure, Deed, Edit, End, Move, Order, Race, Reads, Settings, World,
    Writes, orders, reader,
};
use sim::{Micros, Run};

const WRITES: [Writes; 3] =
    [Writes::WriteDelete, Writes::DeleteWrite, Writes::WriteSet];
const CURES: [Cure; 4] = [Cure::None, Cure::Lease, Cure::Version, Cure::Marker];

fn all_settings() -> Vec<Settings> {
    let mut all = Vec::new();
    for writes in WRITES {
        for beside in [Beside::Reader, Beside::Writer] {
            for reads in [Reads::Database, Reads::Follower] {
                for cure in CURES {
                    all.push(Settings { writes, beside, reads, cure });
                }
            }
        }
    }
    all
}

/// How many orders end stale under each cure.
fn stale(writes: Writes, beside: Beside, reads: Reads) -> [usize; 4] {
    CURES.map(|cure| {
        let ends = Settings { writes, beside, reads, cure }.ends();
        assert_eq!(ends.len(), 6);
        ends.iter().filter(|(_, end)| *end == End::Stale).count()
    })
}

#[test]
fn write_then_delete_is_stale_in_one_order_of_six() {
    let of = |reads| stale(Writes::WriteDelete, Beside::Reader, reads);
    assert_eq!(of(Reads::Database), [1, 0, 1, 0]);
    assert_eq!(of(Reads::Follower), [3, 1, 3, 0], "the lag makes it common");
}

#[test]
fn delete_then_write_is_stale_in_four() {
    let of = |reads| stale(Writes::DeleteWrite, Beside::Reader, reads);
    assert_eq!(of(Reads::Database), [4, 2, 4, 4]);
    assert_eq!(of(Reads::Follower), [5, 3, 5, 5]);
}

#[test]
fn two_sets_cross_in_two_and_two_deletes_never() {
    let of = |writes| stale(writes, Beside::Writer, Reads::Database);
    assert_eq!(of(Writes::WriteSet), [2, 2, 0, 0], "no miss, so no token");
    assert_eq!(of(Writes::WriteDelete), [0; 4]);
    assert_eq!(of(Writes::DeleteWrite), [0; 4]);
    let with_reader = stale(Writes::WriteSet, Beside::Reader, Reads::Database);
    assert_eq!(with_reader, [1, 0, 0, 0]);
}

/// The table of the guide.
#[test]
fn the_six_orders_end_as_the_guide_says() {
    let words = |writes| {
        let settings = Settings { writes, ..Settings::default() };
        let word = |(order, end): &(Order, End)| {
            let steps = order.iter().map(Move::to_string).collect::<String>();
            let end = match end {
                End::Deleted => "deleted",
                End::New => "new",
                End::Stale => "stale",
            };
            format!("{steps} {end}")
        };
        settings.ends().iter().map(word).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(
        words(Writes::WriteDelete),
        "rfwd deleted, rwfd deleted, rwdf stale, wrfd deleted, wrdf new, wdrf new"
    );
    assert_eq!(
        words(Writes::DeleteWrite),
        "rfdw deleted, rdfw stale, rdwf stale, drfw stale, drwf stale, dwrf new"
    );
}

/// Readers and writers that each take their two steps.
fn crowd(readers: u8, writers: u8, writes: Writes) -> Vec<Order> {
    let readers = (1..=readers).map(reader);
    let writers = (1..=writers).map(|number| writes.program(number));
    orders(&readers.chain(writers).collect::<Vec<_>>())
}

fn take_all(order: &[Move], reads: Reads, cure: Cure) -> (World, Vec<Deed>) {
    let mut world = World::new(reads, cure);
    let deeds = order.iter().map(|step| world.take(*step)).collect();
    (world, deeds)
}

/// Always: an order has every step once, each actor's in its own order, and no two
/// orders are the same; there are as many as there can be.
#[test]
fn all_orders_are_there_once() {
    for (readers, writers, many) in [(1, 1, 6), (2, 1, 90), (2, 2, 2_520)] {
        let mut all: Vec<String> = Vec::new();
        for order in crowd(readers, writers, Writes::WriteDelete) {
            let place = |one: &Move| order.iter().position(|step| step == one);
            let own = (1..=readers).map(reader);
            let written = (1..=writers).map(|n| Writes::WriteDelete.program(n));
            for program in own.chain(written) {
                assert!(place(&program[0]) < place(&program[1]), "{order:?}");
            }
            all.push(Edit(order).to_string());
        }
        all.sort();
        all.dedup();
        assert_eq!(all.len(), many);
    }
}

/// Always: with tokens, or with markers, no order of several readers and writers
/// ends stale. Sometimes: without them some do, and with them a fill is refused,
/// and another one is not.
#[test]
fn leases_and_markers_keep_old_values_out() {
    for (readers, writers) in [(2, 1), (1, 2), (2, 2), (3, 1)] {
        let all = crowd(readers, writers, Writes::WriteDelete);
        let ends =
            |reads, cure| all.iter().map(move |order| take_all(order, reads, cure));
        let is_stale = |(world, _): &(World, Vec<Deed>)| world.end() == End::Stale;
        for cure in [Cure::Lease, Cure::Marker] {
            assert!(!ends(Reads::Database, cure).any(|end| is_stale(&end)));
            let mut deeds =
                ends(Reads::Database, cure).flat_map(|(_, deeds)| deeds);
            assert!(deeds.any(|deed| matches!(deed, Deed::Refused(..))));
            assert!(deeds.any(|deed| matches!(deed, Deed::Stored(_))));
        }
        assert!(!ends(Reads::Follower, Cure::Marker).any(|end| is_stale(&end)));
        assert!(ends(Reads::Follower, Cure::Lease).any(|end| is_stale(&end)));
        for cure in [Cure::None, Cure::Version] {
            assert!(ends(Reads::Database, cure).any(|end| is_stale(&end)));
        }
    }
}

/// Always: with versions no store makes the cached value older. Sometimes: without
/// them one does.
#[test]
fn versions_do_not_go_back() {
    let goes_back = |order: &[Move], cure| {
        let mut world = World::new(Reads::Database, cure);
        order.iter().any(|step| {
            let before = world.cache().value();
            world.take(*step);
            let after = world.cache().value();
            before.zip(after).is_some_and(|(before, after)| after < before)
        })
    };
    let all = crowd(2, 2, Writes::WriteSet);
    for cure in [Cure::Version, Cure::Marker] {
        assert!(!all.iter().any(|order| goes_back(order, cure)));
        let mut ends =
            all.iter().map(|o| take_all(o, Reads::Database, cure).0.end());
        assert!(ends.all(|end| end == End::New), "what is written is cached");
    }
    assert!(all.iter().any(|order| goes_back(order, Cure::None)));
}

/// Always: a run of an order ends as that order does, and its database has all
/// writes.
#[test]
fn a_run_ends_as_its_order_does() {
    for settings in all_settings() {
        let first = Race::new(settings);
        for (order, end) in first.ends() {
            let edits = vec![(Micros::ZERO, Edit(order.clone()))];
            let mut run = Run::new(Race::new(settings), edits);
            run.seek(Micros::from_secs(9));
            let race = run.model();
            assert!(race.is_done() && race.is_over(), "{settings:?}");
            assert_eq!((race.order(), race.world().end()), (&order[..], *end));
            let writers = if settings.beside == Beside::Writer { 2 } else { 1 };
            assert_eq!(race.world().database().0, 1 + writers);
        }
        // It begins with a stale one, where there is one without a cure.
        let uncured = Settings { cure: Cure::None, ..settings };
        let has_stale = uncured.ends().iter().any(|(_, end)| *end == End::Stale);
        let is_stale = uncured.end(first.order()) == End::Stale;
        assert_eq!(is_stale, has_stale, "{settings:?}");
    }
}

/// Always: steps put in another order in the middle of a run are taken up to there.
#[test]
fn an_edit_keeps_the_moment() {
    let settings = Settings::default();
    for (order, end) in settings.ends() {
        for at in 0..=5 {
            let at = Micros::from_secs(at);
            let mut run = Run::new(Race::new(settings), Vec::new());
            run.seek(at);
            let taken = run.model().taken().len();
            run.edit(Edit(order.clone()));
            assert_eq!(run.model().taken().len(), taken);
            run.seek(Micros::from_secs(9));
            assert_eq!(run.model().world().end(), end);
        }
    }
    let mut run = Run::new(Race::new(settings), Vec::new());
    let before = run.model().order().to_vec();
    run.edit("order-f-r-w-d".parse().expect("steps"));
    assert_eq!(run.model().order(), before, "a fill does not come before its read");
}
