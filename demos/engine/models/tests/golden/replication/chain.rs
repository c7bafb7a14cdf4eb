//! Chains that lose a server.

use crate::compare::golden;
use models::replication::chain::{
    Command, Resend, Settings, cluster, lost, server,
};
use sim::record::narrate;
use sim::{Edit, Latency, Micros, Model, NodeId, Run};
use std::fmt::Write;

/// Two writes of a chain of three, and a server that stops with the second.
fn text(shows: &str, stop: (u64, u32), resend: Resend) -> String {
    let settings = Settings {
        length: 3,
        latency: Latency::Constant(Micros::from_millis(10)),
        store: Micros::from_millis(5),
        patience: Micros::from_millis(500),
        resend,
        ..Settings::default()
    };
    let ask = |at, node, command| {
        (Micros::from_millis(at), Edit::Ask(NodeId(node), command))
    };
    let edits = vec![
        ask(0, 1, Command::Write),
        ask(30, 2, Command::Write),
        ask(stop.0, stop.1, Command::Stop),
        ask(150, 1, Command::Write),
        ask(250, 2, Command::Read),
    ];
    let shown =
        edits.iter().map(|(at, edit)| format!(" {}ms-{edit}", at.as_millis()));
    let shown: String = shown.collect();
    let mut run = Run::new(cluster(&settings, 1), edits.clone());
    run.seek(Micros::from_secs(2));
    let model = run.model();
    let name = |node| model.name(node);
    let mut text = format!(
        "{shows}\nlength=3 latency=10ms store=5ms resend={resend:?}{shown}\n---\n{}---\n",
        narrate(run.past(), &name)
    );
    let names = |requests: &[_]| {
        let mut names = String::new();
        for request in requests {
            write!(names, " {request}").unwrap();
        }
        names
    };
    for node in settings.servers() {
        let history = names(server(model, node).history());
        writeln!(text, "{} has{history}", name(node)).unwrap();
    }
    writeln!(text, "acknowledged and lost:{}", names(&lost(model))).unwrap();
    text
}

#[test]
fn a_middle_that_stops() {
    let shows =
        "# S2 stops with B1. S3 says that it has one, and S1 sends it the second.";
    golden("replication-chain-middle", &text(shows, (56, 4), Resend::Lacking));
}

#[test]
fn a_middle_that_stops_and_nothing_is_sent_again() {
    let shows = "# The same, and S1 sends only what comes: S3 has A2 without B1.";
    golden("replication-chain-nothing", &text(shows, (56, 4), Resend::Nothing));
}

#[test]
fn a_tail_that_stops() {
    let shows = "# S3 stops with B1. S2 is the tail now, and answers.";
    golden("replication-chain-tail", &text(shows, (71, 5), Resend::Lacking));
}

#[test]
fn a_head_that_stops() {
    let shows =
        "# S1 stops with B1, that nobody else has. B asks again, and S2 takes it.";
    golden("replication-chain-head", &text(shows, (42, 3), Resend::Lacking));
}
