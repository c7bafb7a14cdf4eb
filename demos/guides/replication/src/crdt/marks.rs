//! What the reader may do to the replicas, the links and the states on their way.

use super::flights::PAIRS;
use models::replication::crdt::{
    Command, Drink, Item, Replica, State, name, replica, replicas,
};
use sim::{Cluster, Edit, Model, NodeId};
use stage::Mark;
use stage::cluster::{cuts, heals, link, message, node, node_id};

type EditOf = <Cluster<Replica> as Model>::Edit;

/// The replicas, the links and the messages.
pub fn marks(cluster: &Cluster<Replica>) -> Vec<Mark<EditOf>> {
    let others: Vec<NodeId> = replicas().collect();
    let nodes = replicas().map(|id| {
        let state = replica(cluster, id).state();
        let mut mark = Mark::new(node_id(id), name(id)).state(state.read());
        for (verb, command) in commands(cluster, id) {
            mark = mark.action(verb, Edit::Ask(id, command));
        }
        let others: Vec<NodeId> =
            others.iter().copied().filter(|o| *o != id).collect();
        let fate = node(cluster, id, name(id).into());
        mark.actions.extend(fate.actions);
        mark.actions("Cut off", cuts(cluster, id, &others))
            .actions("Reconnect", heals(cluster, id, &others))
    });
    let name_of = |node| cluster.name(node);
    let links = PAIRS.map(|pair| link(cluster, pair, &name_of));
    let messages = cluster.in_flight();
    let messages = messages.map(|(id, m)| message::<Replica>(id, m, &name_of));
    nodes.chain(links).chain(messages).collect()
}

/// What may be asked of a replica of this type.
fn commands(cluster: &Cluster<Replica>, node: NodeId) -> Vec<(String, Command)> {
    let this = replica(cluster, node);
    let mut commands: Vec<(String, Command)> = Vec::new();
    let mut offer = |verb: String, command| commands.push((verb, command));
    match this.state() {
        State::GCounter(_) => offer("Count 1 more".into(), Command::Increment),
        State::PnCounter(_) => {
            offer("Count 1 more".into(), Command::Increment);
            offer("Count 1 less".into(), Command::Decrement);
        }
        State::OrSet(set) => {
            for item in Item::ALL {
                offer(format!("Add {}", item.name()), Command::Add(item));
                if set.contains(item) {
                    offer(format!("Remove {}", item.name()), Command::Remove(item));
                }
            }
        }
        State::LwwRegister(_) => {
            for drink in Drink::ALL {
                offer(format!("Write {}", drink.name()), Command::Write(drink));
            }
        }
        State::Text(text) => {
            let typed = this.updates().len() + 7 * node.index();
            let letter = char::from(b'a' + (typed % 26) as u8);
            let end = text.there().count().min(255) as u8;
            offer(format!("Type {letter} at the start"), Command::Type(0, letter));
            offer(format!("Type {letter} at the end"), Command::Type(end, letter));
            if end > 0 {
                offer("Delete the first letter".into(), Command::Delete(1));
            }
        }
    }
    offer("Send its state".into(), Command::Send);
    commands
}
