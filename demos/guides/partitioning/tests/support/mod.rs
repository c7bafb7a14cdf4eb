//! What the tests of all demos do: draw, play, look up a number.

use partitioning::{DEMOS, EXPERIMENTS};
use stage::input::Input;
use stage::share::Shared;
use stage::{DemoEntry, Player, frame};

/// The demo of this name.
pub fn entry(name: &str) -> DemoEntry {
    *DEMOS.iter().find(|demo| demo.name == name).expect(name)
}

/// The frame of a shared run, as HTML.
pub fn draw(shared: &str) -> String {
    let (name, _) = shared.split_once('?').expect("a name and a query");
    frame(DEMOS, name, shared).expect(shared)
}

/// A figure with a shared run in it.
pub fn player(shared: &str) -> Player {
    let (name, query) = shared.split_once('?').expect("a name and a query");
    let entry = entry(name);
    let (shared, complaints) = Shared::read(&entry, query);
    assert_eq!(complaints, Vec::<String>::new());
    Player::new(entry, name, shared)
}

/// What a figure says as it is.
pub fn say(figure: &Player) -> String {
    stage::html::render(&stage::draw(figure, None))
}

/// Every offer of the resting frame is an edit that the run takes.
pub fn offers_are_edits(name: &str) {
    let offers = entry(name).offers();
    assert!(!offers.is_empty());
    for (edit, _) in offers.into_iter().flat_map(|offer| offer.choices) {
        let mut figure = player(&format!("{name}?"));
        figure.input(Input::Edit(edit.clone()));
        assert_eq!(figure.notices(), [] as [String; 0], "{edit}");
    }
}

/// A number of the prose.
pub fn number(name: &str, given: &[(&str, &str)]) -> String {
    let given: Vec<_> =
        given.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
    let experiment = EXPERIMENTS.iter().find(|e| e.name == name);
    experiment.expect(name).run(&given).expect(name)
}
