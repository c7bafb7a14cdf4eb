//! What each type should read, said of the edits alone: no state and no merge.
//!
//! - Source: Burckhardt, Gotsman, Yang, Zawirski, *Replicated Data Types: Specification,
//!   Verification, Optimality* (POPL 2014): a type is what it reads, given the edits that
//!   a replica knows of and which of those knew of which.

use super::{
    Deed, Drink, Item, Kind, Life, REPLICAS, Replica, Stamp, State, Text, replica,
    replicas,
};
use sim::{Cluster, NodeId};

/// How many edits of each replica are known: the first so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen([u32; REPLICAS as usize]);

impl Seen {
    pub(super) fn count(&mut self, replica: NodeId) {
        self.0[replica.index()] += 1;
    }

    pub(super) fn see(&mut self, other: &Seen) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine = (*mine).max(theirs);
        }
    }

    /// Whether the replica's edit of this number, from 0 on, is among them.
    pub fn has(&self, replica: NodeId, number: usize) -> bool {
        (number as u32) < self.0[replica.index()]
    }
}

/// An edit, and of which others its replica knew before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Update {
    /// What it did.
    pub deed: Deed,
    /// Which were known.
    pub seen: Seen,
}

/// An edit by its name: its replica and its number there, from 0 on.
type Named<'a> = (NodeId, usize, &'a Update);

/// The edits of which a replica knows.
pub fn updates_seen(
    cluster: &Cluster<Replica>,
    seen: Seen,
) -> impl Iterator<Item = Named<'_>> + Clone {
    let of = move |node: NodeId| {
        let updates = replica(cluster, node).updates().iter().enumerate();
        updates.map(move |(number, update)| (node, number, update))
    };
    replicas().flat_map(of).filter(move |(node, n, _)| seen.has(*node, *n))
}

/// Whether replicas that know of the same edits read the same.
pub fn agree(cluster: &Cluster<Replica>) -> bool {
    let all = || replicas().map(|node| replica(cluster, node));
    all().all(|a| {
        all().all(|b| a.seen() != b.seen() || a.state().read() == b.state().read())
    })
}

/// Whether a replica reads what its type says, given the edits of which it knows. For a
/// text that is the letters, in any order.
pub fn well_read(cluster: &Cluster<Replica>, node: NodeId) -> bool {
    let this = replica(cluster, node);
    let known = updates_seen(cluster, this.seen());
    let count =
        |deed: Deed| known.clone().filter(|(_, _, u)| u.deed == deed).count();
    match this.state() {
        State::GCounter(counter) => {
            counter.value() as usize == count(Deed::Increment)
        }
        State::PnCounter(counter) => {
            let taken = count(Deed::Decrement) as i64;
            counter.value() == count(Deed::Increment) as i64 - taken
        }
        State::OrSet(set) => Item::ALL.into_iter().all(|item| {
            let is_kept =
                |add: &Named<'_>| !known.clone().any(|u| removes(&u, add, item));
            let adds = known.clone().filter(|u| u.2.deed == Deed::Add(item));
            set.contains(item) == adds.clone().any(|add| is_kept(&add))
        }),
        State::LwwRegister(register) => {
            let writes = known.filter_map(|(_, _, update)| written(update));
            let last = writes.max_by_key(|(stamp, _)| *stamp);
            register.value() == last.map(|(_, drink)| drink)
        }
        State::Text(text) => {
            let inserted =
                |(_, _, update): &Named<'_>| matches!(update.deed, Deed::Insert(_));
            let is_known = |wanted: Deed| count(wanted) > 0;
            let letters = text.letters();
            letters.len() == known.clone().filter(inserted).count()
                && letters.iter().all(|l| is_known(Deed::Insert(l.id)))
                && letters.iter().all(|l| {
                    (l.life == Life::There) != is_known(Deed::Delete(l.id))
                })
        }
    }
}

/// Whether an edit removed what an add has added: only what it knew of.
fn removes(edit: &Named<'_>, add: &Named<'_>, item: Item) -> bool {
    edit.2.deed == Deed::Remove(item) && edit.2.seen.has(add.0, add.1)
}

fn written(update: &Update) -> Option<(Stamp, Drink)> {
    match update.deed {
        Deed::Write(drink, stamp, _) => Some((stamp, drink)),
        Deed::Increment
        | Deed::Decrement
        | Deed::Add(_)
        | Deed::Remove(_)
        | Deed::Insert(_)
        | Deed::Delete(_) => None,
    }
}

/// The stamp of what a write replaced.
fn replaced(update: &Update) -> Option<Stamp> {
    match update.deed {
        Deed::Write(_, _, old) => old,
        Deed::Increment
        | Deed::Decrement
        | Deed::Add(_)
        | Deed::Remove(_)
        | Deed::Insert(_)
        | Deed::Delete(_) => None,
    }
}

/// The writes that a replica knows of and that are gone though nobody wrote over them:
/// who wrote what it reads had not seen them.
pub fn lost_writes(
    cluster: &Cluster<Replica>,
    node: NodeId,
) -> Vec<(Stamp, Drink)> {
    let this = replica(cluster, node);
    let State::LwwRegister(register) = this.state() else { return Vec::new() };
    let known = updates_seen(cluster, this.seen());
    let is_over = |stamp: Stamp| {
        register.stamp() == Some(stamp)
            || known.clone().any(|(_, _, update)| replaced(update) == Some(stamp))
    };
    let writes = known.clone().filter_map(|(_, _, update)| written(update));
    writes.filter(|(stamp, _)| !is_over(*stamp)).collect()
}

/// A letter that a replica reads: where it was put in, and the edit that did so.
type Typed<'a> = (char, NodeId, usize, &'a Update);

fn typed<'a>(cluster: &'a Cluster<Replica>, text: &Text) -> Vec<Typed<'a>> {
    let mut typed = Vec::new();
    for letter in text.there() {
        let node = letter.id.replica;
        let updates = replica(cluster, node).updates();
        let wanted = Deed::Insert(letter.id);
        if let Some(number) = updates.iter().position(|u| u.deed == wanted) {
            typed.push((letter.letter, node, number, &updates[number]));
        }
    }
    typed
}

/// Letters of one replica between those of another, where neither replica knew of what
/// the other typed; the first such place: of three neighbours, or of the ends of a run.
pub fn mixed(cluster: &Cluster<Replica>, node: NodeId) -> Option<[char; 3]> {
    let State::Text(text) = replica(cluster, node).state() else { return None };
    let typed = typed(cluster, text);
    let is_apart = |a: &Typed<'_>, b: &Typed<'_>| {
        a.1 != b.1 && !a.3.seen.has(b.1, b.2) && !b.3.seen.has(a.1, a.2)
    };
    (1..typed.len()).find_map(|start| {
        let (before, first) = (&typed[start - 1], &typed[start]);
        let run = typed[start..].iter().take_while(|letter| letter.1 == first.1);
        let end = start + run.count();
        let (last, after) = (&typed[end - 1], typed.get(end)?);
        let is_mixed =
            before.1 == after.1 && is_apart(before, first) && is_apart(last, after);
        is_mixed.then_some([before.0, first.0, after.0])
    })
}

impl Kind {
    /// The kind of a state.
    pub fn of(state: &State) -> Kind {
        match state {
            State::GCounter(_) => Kind::GCounter,
            State::PnCounter(_) => Kind::PnCounter,
            State::OrSet(_) => Kind::OrSet,
            State::LwwRegister(_) => Kind::LwwRegister,
            State::Text(_) => Kind::Text,
        }
    }
}
