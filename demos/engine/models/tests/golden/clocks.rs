//! Clocks: traces and stamps as the book quotes them.

use crate::compare::golden;
use models::clocks::settings::{
    CURATED_CHAIN, CURATED_PAIR, CURATED_REVERSAL, CURATED_SEED,
};
use models::clocks::{
    Conversation, Event, EventId, Kind, Scheme, Settings, compare, proof,
};
use sim::record::narrate;
use sim::{Micros, Model, Run};
use std::fmt::Write;

fn finished(
    settings: &Settings,
    seed: u64,
    edits: &[(u64, &str)],
) -> Run<Conversation> {
    let edits = edits
        .iter()
        .map(|(at, edit)| (Micros::from_millis(*at), edit.parse().unwrap()));
    let mut run = Run::new(Conversation::new(settings, seed), edits.collect());
    while run.step() {}
    run
}

/// All events in order of time, with what every clock made of them.
fn table(run: &Conversation) -> String {
    let mut events: Vec<_> = run.events().iter().collect();
    events.sort_by_key(|event| event.at);
    let mut text = format!(
        "{:>7}  {:<5} {:<8} {:>7}  {:<8} {:<13} hybrid\n",
        "at", "event", "what", "Lamport", "vector", "dotted"
    );
    for event in events {
        let stamp = |scheme| event.stamps.text(scheme);
        writeln!(
            text,
            "{:>7}  {:<5} {:<8} {:>7}  {:<8} {:<13} {}",
            event.at.clock(),
            event.id.to_string(),
            what(event),
            stamp(Scheme::Lamport),
            stamp(Scheme::Vector),
            stamp(Scheme::Dotted),
            stamp(Scheme::Hybrid)
        )
        .unwrap();
    }
    text
}

fn what(event: &Event) -> String {
    match event.kind {
        Kind::Local => "local".into(),
        Kind::Send { received, .. } => {
            format!("to {}", received.expect("all messages have arrived"))
        }
        Kind::Receive { sent, .. } => format!("of {sent}"),
    }
}

/// What each clock, and the truth, says of a pair of events.
fn findings(run: &Conversation, pair: [&str; 2]) -> String {
    let [a, b]: [EventId; 2] = pair.map(|text| text.parse().unwrap());
    let event = |id| run.events().get(id).unwrap();
    let mut text = format!("{a} and {b}\n");
    for scheme in Scheme::ALL {
        let words = compare(scheme, event(a), event(b)).words;
        writeln!(text, "  {:<22} {words}", scheme.title()).unwrap();
    }
    writeln!(text, "  {:<22} {}", "the truth", proof(run.events(), a, b)).unwrap();
    text
}

#[test]
fn the_curated_run_under_every_clock() {
    let run = finished(&Settings::default(), CURATED_SEED, &[]);
    let pairs = [CURATED_PAIR, CURATED_REVERSAL, CURATED_CHAIN];
    let text = format!(
        "# A smaller Lamport stamp does not prove a cause; a smaller vector does.\n\
         seed={CURATED_SEED}, default settings\n---\n{}\n{}",
        table(run.model()),
        pairs.map(|pair| findings(run.model(), pair)).join("\n")
    );
    golden("clocks-curated", &text);
}

#[test]
fn a_run_drawn_by_hand() {
    let settings = Settings { rate: 0, ..Settings::default() };
    let edits = [
        (50, "local-2"),
        (100, "send-0-1-150ms"),
        (300, "local-2"),
        (400, "send-1-2-200ms"),
        (450, "local-0"),
        (700, "local-2"),
    ];
    let run = finished(&settings, 1, &edits);
    let log = narrate(run.records(), &|node| run.model().name(node));
    let commands: String =
        edits.iter().map(|(at, edit)| format!("{at:>4} ms  {edit}\n")).collect();
    let text = format!(
        "# What a reader draws: p1 tells p2, p2 tells p3, and p1 goes on alone.\n\
         seed=1 rate=0\n{commands}---\n{log}\n{}",
        findings(run.model(), ["p1.1", "p3.4"])
            + "\n"
            + &findings(run.model(), ["p1.2", "p3.3"])
    );
    golden("clocks-by-hand", &text);
}
