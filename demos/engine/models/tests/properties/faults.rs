//! Faults that tests draw by chance, for clusters of any protocol.

use sim::record::narrate;
use sim::{Cluster, Edit, Log, MessageId, Micros, Model, Process, Stream};

/// What may be done to a cluster of these processes.
pub type EditOf<P> = <Cluster<P> as Model>::Edit;

/// Messages held over: each is taken off the network for a long time, and comes when
/// those that it was meant for have crashed, elected others or been repaired.
///
/// Beside lost, doubled and late this is a fault of its own. A late message of a
/// [`sim::Network`] is overtaken by a few others; one that is held over comes from
/// an earlier life of the cluster, and shows whether it says so.
#[derive(Clone, Debug)]
pub struct HeldOver {
    dice: Stream,
    /// When the next message is taken.
    next: Micros,
    /// None is taken from then on.
    until: Micros,
    /// How long one is held at most.
    longest: Micros,
    /// When each comes.
    held: Vec<(Micros, MessageId)>,
}

/// How long it takes on average until the next message is held.
const EVERY: Micros = Micros::from_millis(20);

impl HeldOver {
    /// Messages held until a moment, each for at most so long.
    pub fn new(seed: u64, until: Micros, longest: Micros) -> HeldOver {
        let dice = Stream::new(seed, "held over", 0);
        HeldOver { dice, next: EVERY, until, longest, held: Vec::new() }
    }

    /// No message is.
    pub fn never() -> HeldOver {
        HeldOver::new(0, Micros::ZERO, Micros::ZERO)
    }

    /// When a message is next held or comes.
    pub fn due(&self) -> Option<Micros> {
        let next = Some(self.next).filter(|at| *at < self.until);
        self.held.iter().map(|(at, _)| *at).chain(next).min()
    }

    /// Does what is due at `now`: lets a message go, or holds one of those on their
    /// way. Half of them leave a copy behind that is not held.
    pub fn act<P: Process>(
        &mut self,
        now: Micros,
        cluster: &mut Cluster<P>,
        log: &mut Log,
    ) {
        if let Some(place) = self.held.iter().position(|(at, _)| *at == now) {
            let (_, message) = self.held.remove(place);
            return cluster.edit(now, &Edit::Release(message), log);
        }
        self.next = now + Micros::new(self.dice.between(1, 2 * EVERY.get()));
        let on_the_way = cluster.in_flight().filter(|(_, m)| m.arrives.is_some());
        let messages: Vec<MessageId> = on_the_way.map(|(id, _)| id).collect();
        let copied = self.dice.below(2) == 0;
        let comes = now + Micros::new(self.dice.between(1, self.longest.get()));
        if messages.is_empty() {
            return;
        }
        let chosen = messages[self.dice.below(messages.len() as u64) as usize];
        if copied {
            cluster.edit(now, &Edit::Duplicate(chosen), log);
        }
        cluster.edit(now, &Edit::Hold(chosen), log);
        self.held.push((comes, chosen));
    }
}

/// A cluster and what befalls it.
pub struct Trial<P: Process> {
    pub start: Cluster<P>,
    /// In order of time.
    pub edits: Vec<(Micros, EditOf<P>)>,
    pub held_over: HeldOver,
}

impl<P: Process> Trial<P> {
    /// Lets it run, looks at every state on the way, and ends when nothing is left
    /// to happen or `until` is past.
    pub fn watch(
        &self,
        until: Micros,
        look: impl FnMut(&Cluster<P>),
    ) -> Cluster<P> {
        self.run(until, &mut Log::off(), look)
    }

    /// The narrated log of a run that failed.
    pub fn story(&self, until: Micros) -> String {
        let mut records = Vec::new();
        let end = self.run(until, &mut Log::to(&mut records), |_| {});
        narrate(&records, &|node| end.name(node))
    }

    fn run(
        &self,
        until: Micros,
        log: &mut Log,
        mut look: impl FnMut(&Cluster<P>),
    ) -> Cluster<P> {
        let mut run = self.start.clone();
        let mut held_over = self.held_over.clone();
        let mut edits = self.edits.iter().peekable();
        loop {
            let edit = edits.peek().map(|(at, _)| *at);
            let due = [run.next(), held_over.due(), edit];
            match due.into_iter().flatten().min() {
                None => return run,
                Some(at) if at > until => return run,
                Some(at) if run.next() == Some(at) => run.step(log),
                Some(at) if held_over.due() == Some(at) => {
                    held_over.act(at, &mut run, log);
                }
                Some(at) => {
                    let (_, edit) = edits.next().expect("one is due");
                    run.edit(at, edit, log);
                }
            }
            look(&run);
        }
    }
}
