//! What is done to a run.

use super::{
    EDGES, Edit, Fetch, HOT, Message, NODES, PURGE_AFTER, Place, Purge, Shield,
    TICK, Tiers,
};
use sim::{Event, Log, Micros, Model};

impl Tiers {
    /// The origin gets a new value of key A, and purges are sent.
    fn write(&mut self, now: Micros) {
        self.watch.write(now);
        let soon = now + PURGE_AFTER;
        let later = soon + PURGE_AFTER;
        let (edges, shared) = match self.settings.purge {
            Purge::None => return,
            Purge::EdgeFirst => (soon, later),
            Purge::OriginFirst => (later, soon),
        };
        for place in all_edges() {
            self.post.send(edges, place, Message::Purge(HOT));
        }
        for place in all_nodes() {
            self.post.send(shared, place, Message::Purge(HOT));
        }
    }

    /// Nodes die or begin, and edges ask others for what these were asked for.
    fn change_nodes(&mut self, edit: Edit, now: Micros) -> bool {
        let had = self.shared.owner(HOT);
        let changed = match edit {
            Edit::Crash(node) => self.shared.crash(node),
            Edit::Restart(node) => self.shared.restart(node),
            Edit::Shield(Shield::Off) => {
                (0..NODES).fold(false, |any, node| self.shared.crash(node) | any)
            }
            Edit::Shield(Shield::On) => {
                (0..NODES).fold(false, |any, node| self.shared.restart(node) | any)
            }
            Edit::Write | Edit::PurgeEdges | Edit::PurgeShared | Edit::Load(_) => {
                false
            }
        };
        if let Some(had) = had
            && self.shared.owner(HOT) != Some(had)
        {
            self.watch.ends(Place::Node(had), now);
        }
        changed
    }

    /// Who waits for a node that has died asks whoever has its keys now, by the same
    /// fetch: only one answer counts.
    fn ask_again(&mut self, now: Micros) {
        for edge in 0..EDGES {
            let nodes = self.shared.nodes();
            let is_lost = |asked: &Fetch| {
                let Some(Place::Node(node)) = asked.to else { return false };
                nodes[node].is_none()
            };
            let fetches = self.edges[edge].fetches();
            let lost: Vec<_> = fetches
                .filter(|(_, asked)| is_lost(asked))
                .map(|(fetch, asked)| (fetch, asked.key))
                .collect();
            for (fetch, key) in lost {
                self.ask(Place::Edge(edge), key, fetch, now);
            }
        }
    }
}

fn all_edges() -> impl Iterator<Item = Place> {
    (0..EDGES).map(Place::Edge)
}

fn all_nodes() -> impl Iterator<Item = Place> {
    (0..NODES).map(Place::Node)
}

impl Model for Tiers {
    type Edit = Edit;

    fn next(&self) -> Option<Micros> {
        let ticks = self.now.get() / TICK.get() + 1;
        Some(Micros::new(TICK.get() * ticks))
    }

    fn step(&mut self, log: &mut Log) {
        if let Some(to) = self.next() {
            self.advance(to, log);
        }
    }

    fn edit(&mut self, at: Micros, edit: &Edit, log: &mut Log) {
        self.advance(at, log);
        let text = match *edit {
            Edit::Write => {
                self.write(at);
                format!("the origin has v{} of key A", self.watch.version())
            }
            Edit::PurgeEdges => {
                all_edges().for_each(|edge| self.purge(edge, HOT, at));
                "key A is purged from the edges".into()
            }
            Edit::PurgeShared => {
                all_nodes().for_each(|node| self.purge(node, HOT, at));
                "key A is purged from the shared cache".into()
            }
            Edit::Crash(_) | Edit::Restart(_) | Edit::Shield(_) => {
                if !self.change_nodes(*edit, at) {
                    return;
                }
                self.ask_again(at);
                match *edit {
                    Edit::Crash(node) => format!("n{} dies", node + 1),
                    Edit::Restart(node) => {
                        format!("n{} comes back, empty", node + 1)
                    }
                    Edit::Shield(Shield::On) => {
                        "the shared cache begins, empty".into()
                    }
                    _ => "edges ask the origin".into(),
                }
            }
            Edit::Load(load) => {
                self.settings.load_per_s = load;
                format!("{load} requests a second from now on")
            }
        };
        log.push(at, || Event::Faulted { node: None, text });
    }
}
