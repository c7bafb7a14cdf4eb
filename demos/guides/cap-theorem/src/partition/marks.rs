//! What the reader may do to servers, clients, the link between the regions and
//! messages.

use super::nodes::LINK;
use super::words;
use models::replication::store::{
    Action as Does, Command, Cut, Region, Store, StoreEdit, history,
};
use sim::cluster::Condition;
use sim::{Edit, Model, NodeId};
use stage::Mark;
use stage::cluster::node_id;

/// The clients, the servers, the link and the messages.
pub fn marks(store: &Store) -> Vec<Mark<StoreEdit>> {
    let settings = store.settings();
    let clients = settings.all_clients().map(|node| client(store, node));
    let servers = settings.all_servers().map(|node| server(store, node));
    let messages = store.cluster().in_flight().map(|(id, flight)| {
        let [from, to] = [flight.from, flight.to].map(|node| store.name(node));
        let edit = StoreEdit::Cluster;
        Mark::new(id.to_string(), flight.message.to_string())
            .state(format!("{from} → {to}"))
            .action("Drop", edit(Edit::Drop(id)))
            .action("Hold", edit(Edit::Hold(id)))
            .action("Deliver now", edit(Edit::Release(id)))
            .action("Duplicate", edit(Edit::Duplicate(id)))
    });
    clients.chain(servers).chain([link(store)]).chain(messages).collect()
}

fn client(store: &Store, node: NodeId) -> Mark<StoreEdit> {
    let ask = |action| {
        StoreEdit::Cluster(Edit::Ask(node, Command { action, key: words::KEY }))
    };
    let all = history(store.cluster());
    let last = all.iter().rfind(|operation| operation.client == node);
    let (does, value) = last.map_or(("idle", String::new()), words::of_operation);
    Mark::new(node_id(node), store.name(node))
        .state(format!("{does} {value}"))
        .action("Write", ask(Does::Write))
        .action("Read", ask(Does::Read))
}

fn server(store: &Store, node: NodeId) -> Mark<StoreEdit> {
    let cluster = store.cluster();
    let is_up = cluster.condition(node) != Condition::Stopped;
    let settings = store.settings();
    let others = || {
        let all = settings.all_servers().chain(settings.all_clients());
        all.filter(move |other| *other != node)
    };
    let is_cut = |other: &NodeId| {
        cluster.is_cut(node, *other) || cluster.is_cut(*other, node)
    };
    let cut = |other| StoreEdit::Cluster(Edit::Cut(node, other));
    let heal = |other| StoreEdit::Cluster(Edit::Heal(node, other));
    Mark::new(node_id(node), store.name(node))
        .state(words::of_server(cluster, node).1)
        .action_if(is_up, "Crash", StoreEdit::Cluster(Edit::Crash(node)))
        .action_if(!is_up, "Restart", StoreEdit::Cluster(Edit::Restart(node)))
        .actions("Cut off", others().filter(|o| !is_cut(o)).map(cut).collect())
        .actions("Reconnect", others().filter(is_cut).map(heal).collect())
}

fn link(store: &Store) -> Mark<StoreEdit> {
    let last = store.partitions().last();
    let cut = last.filter(|last| last.until.is_none()).map(|last| last.cut);
    let split = |cut| StoreEdit::Split(cut);
    let one_way = |region| Cut::From(region);
    let [west, east] = Region::ALL.map(one_way);
    Mark::new(LINK, "Link between the regions")
        .state(of_cut(cut))
        .action_if(cut != Some(Cut::Both), "Cut", split(Cut::Both))
        .action_if(cut != Some(west), "Cut to the east only", split(west))
        .action_if(cut != Some(east), "Cut to the west only", split(east))
        .action_if(cut.is_some(), "Join", StoreEdit::Join)
}

/// What gets through between the regions, in words.
fn of_cut(cut: Option<Cut>) -> &'static str {
    match cut {
        None => "open both ways",
        Some(Cut::Both) => "cut both ways",
        Some(Cut::From(Region::West)) => "cut to the east",
        Some(Cut::From(Region::East)) => "cut to the west",
    }
}
