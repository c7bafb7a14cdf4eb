//! Replicas that edit while one is cut off.

use crate::compare::golden;
use models::replication::crdt::{
    Command, Item, Kind, Settings, cluster, replica, replicas,
};
use sim::record::narrate;
use sim::{Edit, Event, Micros, Model, NodeId, Record, Run};

const A: NodeId = NodeId(0);
const B: NodeId = NodeId(1);
const C: NodeId = NodeId(2);

/// What is done and what merges change; not each state on its way.
fn is_told(record: &&Record) -> bool {
    !matches!(
        record.event,
        Event::Sent { .. }
            | Event::Received { .. }
            | Event::Expired { .. }
            | Event::Lost { .. }
    )
}

fn story(name: &str, head: &str, kind: Kind, edits: &[(u64, NodeId, Command)]) {
    let settings = Settings { kind, ..Settings::default() };
    let cuts = [B, C].into_iter().flat_map(|other| {
        [(1_000, Edit::Cut(A, other)), (2_400, Edit::Heal(A, other))]
    });
    let asked =
        edits.iter().map(|(at, node, command)| (*at, Edit::Ask(*node, *command)));
    let mut edits: Vec<_> = cuts.chain(asked).collect();
    edits.sort_by_key(|(at, _)| *at);
    let edits = edits.into_iter().map(|(at, edit)| (Micros::from_millis(at), edit));
    let mut run = Run::new(cluster(&settings, 1), edits.collect());
    run.seek(Micros::from_millis(3_600));
    let told: Vec<Record> = run.records().iter().filter(is_told).cloned().collect();
    let name_of = |node| run.model().name(node);
    let reads = replicas().map(|node| {
        let read = replica(run.model(), node).state().read();
        format!("{} reads {read}\n", name_of(node))
    });
    let reads: String = reads.collect();
    golden(name, &format!("{head}---\n{}---\n{reads}", narrate(&told, &name_of)));
}

#[test]
fn a_concurrent_add_wins_over_a_later_remove() {
    story(
        "replication-crdt-add-wins",
        "# A removes the milk that it sees; B has added it once more meanwhile.\n\
         kind=or-set seed=1\n",
        Kind::OrSet,
        &[
            (50, A, Command::Add(Item::Milk)),
            (1_300, B, Command::Add(Item::Milk)),
            (1_700, A, Command::Remove(Item::Milk)),
        ],
    );
}

#[test]
fn words_typed_from_the_back_are_mixed() {
    let typed =
        [(1_200, A, 'n'), (1_300, B, 'g'), (1_500, A, 'u'), (1_600, B, 'o')];
    let typed = typed.into_iter().chain([(1_800, A, 's'), (1_900, B, 'f')]);
    let typed =
        typed.map(|(at, node, letter)| (at, node, Command::Type(0, letter)));
    story(
        "replication-crdt-mixed-words",
        "# A and B each put letters at the start of the text while cut off.\n\
         kind=text seed=1\n",
        Kind::Text,
        &typed.collect::<Vec<_>>(),
    );
}
