//! A replica: takes edits at once, sends its state now and then, merges what comes.

use super::{
    Command, Deed, Message, REPLICAS, Seen, Settings, State, Timer, Update, name,
    replicas,
};
use sim::{Cluster, Micros, NodeId, Outbox, Process};

/// A merge that has changed what a replica reads.
#[derive(Clone, Debug)]
pub struct Merge {
    /// When.
    pub at: Micros,
    /// Whose state it was merged with.
    pub from: NodeId,
    /// The state before.
    pub before: State,
}

/// A replica. All that it has is on disk: one that forgot its own edits would give
/// their names to others.
#[derive(Clone, Debug)]
pub struct Replica {
    settings: Settings,
    state: State,
    /// Its own edits and of which it knows: for the checks alone.
    updates: Vec<Update>,
    seen: Seen,
    /// When a merge last changed it, and what it was before.
    merged: Option<Merge>,
}

/// A replica of a cluster.
pub fn replica(cluster: &Cluster<Replica>, node: NodeId) -> &Replica {
    cluster.process(node)
}

impl Replica {
    pub(super) fn new(settings: Settings) -> Replica {
        Replica {
            settings,
            state: State::new(settings.kind),
            updates: Vec::new(),
            seen: Seen::default(),
            merged: None,
        }
    }

    /// Its state.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What the run is.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Its own edits, in order.
    pub fn updates(&self) -> &[Update] {
        &self.updates
    }

    /// Of which edits it knows.
    pub fn seen(&self) -> Seen {
        self.seen
    }

    /// The merge that last changed what it reads, if no edit has come since.
    pub fn merged(&self) -> Option<&Merge> {
        self.merged.as_ref()
    }

    /// Whether a state would change this one.
    pub fn is_news(&self, state: &State) -> bool {
        let mut merged = self.state.clone();
        merged.merge(state, self.settings.merging);
        merged != self.state
    }

    fn send(&self, out: &mut Outbox<Replica>) {
        let me = out.me();
        for other in replicas().filter(|other| *other != me) {
            let (state, seen) = (self.state.clone(), self.seen);
            out.send(other, Message { state, seen });
        }
    }

    /// Does what is asked; `None` if it cannot be done.
    fn edit(&mut self, command: Command, now: Micros, me: NodeId) -> Option<Deed> {
        match command {
            Command::Increment => self.state.count(true, me),
            Command::Decrement => self.state.count(false, me),
            Command::Add(item) => {
                self.state.as_set()?.add(item, me);
                Some(Deed::Add(item))
            }
            Command::Remove(item) => {
                let set = self.state.as_set().filter(|set| set.contains(item))?;
                set.remove(item);
                Some(Deed::Remove(item))
            }
            Command::Write(drink) => self.state.write(drink, now, me),
            Command::Type(place, letter) => {
                let text = self.state.as_text()?;
                Some(Deed::Insert(text.insert(place.into(), letter, me)))
            }
            Command::Delete(place) => {
                let text = self.state.as_text()?;
                text.delete(place.into()).map(Deed::Delete)
            }
            Command::Send => None,
        }
    }
}

impl Process for Replica {
    type Message = Message;
    type Timer = Timer;
    type Command = Command;

    /// The replicas send one after the other.
    fn start(&mut self, out: &mut Outbox<Replica>) {
        let part = self.settings.every.get() / u64::from(REPLICAS);
        let first = Micros::new(part * u64::from(out.me().0 + 1));
        out.set_timer(Timer, first);
    }

    fn receive(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Outbox<Replica>,
    ) {
        let before = self.state.clone();
        self.state.merge(&message.state, self.settings.merging);
        self.seen.see(&message.seen);
        let (old, new) = (before.read(), self.state.read());
        if old != new {
            out.note(format!("merges {old} and {}: {new}", message.state.read()));
            self.merged = Some(Merge { at: out.now(), from, before });
        }
    }

    fn expire(&mut self, _: Timer, out: &mut Outbox<Replica>) {
        self.send(out);
        out.set_timer(Timer, self.settings.every);
    }

    fn command(&mut self, command: Command, out: &mut Outbox<Replica>) {
        if command == Command::Send {
            return self.send(out);
        }
        match self.edit(command, out.now(), out.me()) {
            Some(deed) => {
                self.updates.push(Update { deed, seen: self.seen });
                self.seen.count(out.me());
                self.merged = None;
                out.note(format!("{}: {}", words(command), self.state.read()));
            }
            None => out.note(format!("refuses {command}")),
        }
    }

    fn crash(&mut self) {}

    fn name(&self, node: NodeId) -> String {
        name(node).into()
    }
}

/// An edit as a log says it.
fn words(command: Command) -> String {
    match command {
        Command::Increment => "counts one more".into(),
        Command::Decrement => "counts one less".into(),
        Command::Add(item) => format!("adds {}", item.name()),
        Command::Remove(item) => format!("removes {}", item.name()),
        Command::Write(drink) => format!("writes {}", drink.name()),
        Command::Type(place, letter) => format!("types {letter} at {place}"),
        Command::Delete(place) => format!("deletes letter {place}"),
        Command::Send => "sends its state".into(),
    }
}
