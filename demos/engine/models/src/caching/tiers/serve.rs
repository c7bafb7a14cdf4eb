//! What becomes of a request, and of the messages that it leads to.

use super::{
    Cache, FAR, Found, HOT, Held, Key, Leg, Message, NEAR, Place, Tiers, Value,
    Waiter, lines,
};
use sim::Micros;

impl Tiers {
    /// A reader asks an edge.
    pub(super) fn arrive(&mut self, edge: usize, key: Key, now: Micros) {
        self.tally.requests += 1;
        self.timeline.count(lines::REQUESTS);
        self.rates.current.edges[edge].asked += 1;
        if self.ask_alone(key) {
            self.tally.alone_missed += 1;
            self.timeline.count(lines::ALONE);
            self.rates.current.alone += 1;
        }
        self.sent.push(now, Leg { from: None, to: Place::Edge(edge) });
        let next = self.next_fetch;
        let found = self.edges[edge].request(key, Waiter::Reader, next, now);
        self.settle(Place::Edge(edge), now);
        match found {
            Found::Fresh(value) => {
                self.tally.edge_hits += 1;
                self.reader_gets(key, value, now);
            }
            Found::Joined => self.tally.edge_joined += 1,
            Found::Fetch(fetch) => {
                self.next_fetch += 1;
                self.timeline.count(lines::PASSED_BY_EDGES);
                self.rates.current.edges[edge].passed += 1;
                self.ask(Place::Edge(edge), key, fetch, now);
            }
        }
    }

    /// A cache asks the next tier.
    pub(super) fn ask(&mut self, by: Place, key: Key, fetch: u64, now: Micros) {
        let owner = self.shared.owner(key);
        let (to, way) = match (by, owner) {
            (Place::Edge(_), Some(owner)) => (Place::Node(owner), NEAR),
            (Place::Edge(_) | Place::Node(_), _) => (Place::Origin, FAR),
            (Place::Origin, _) => panic!("the origin asks nobody"),
        };
        if let Some(cache) = self.cache_mut(by) {
            cache.sends(fetch, to);
        }
        self.sent.push(now, Leg { from: Some(by), to });
        self.post.send(now + way, to, Message::Ask { by, key, fetch });
    }

    /// A message arrives.
    pub(super) fn receive(&mut self, to: Place, message: Message, now: Micros) {
        match (to, message) {
            (Place::Node(node), Message::Ask { by, key, fetch }) => {
                self.ask_node(node, by, key, fetch, now);
            }
            (Place::Origin, Message::Ask { by, key, fetch }) => {
                self.tally.to_origin += 1;
                self.timeline.count(lines::TO_ORIGIN);
                self.origin.ask(by, key, fetch, now);
            }
            (Place::Edge(_) | Place::Node(_), Message::Answer { fetch, value }) => {
                self.answer(to, fetch, value, now);
            }
            (Place::Edge(_) | Place::Node(_), Message::Purge(key)) => {
                self.purge(to, key, now);
                if let Place::Edge(0) = to {
                    self.said.push("key A is purged from the edges".into());
                } else if let Place::Node(0) = to {
                    self.said.push("key A is purged from the shared cache".into());
                }
            }
            (Place::Edge(_), Message::Ask { .. })
            | (Place::Origin, Message::Answer { .. } | Message::Purge(_)) => {
                panic!("{to:?} got a message for another one")
            }
        }
    }

    /// An edge asks a node, which may have died since.
    fn ask_node(
        &mut self,
        node: usize,
        by: Place,
        key: Key,
        fetch: u64,
        now: Micros,
    ) {
        let Place::Edge(edge) = by else { panic!("only edges ask nodes") };
        self.tally.to_shared += 1;
        self.timeline.count(lines::TO_SHARED);
        let next = self.next_fetch;
        let Some(cache) = self.shared.node_mut(node) else {
            self.tally.shared_lost += 1;
            return; // the edge has asked another one meanwhile
        };
        self.rates.current.nodes[node].asked += 1;
        let found = cache.request(key, Waiter::Edge { edge, fetch }, next, now);
        if self.shared.owner(HOT) == Some(node) {
            self.settle(Place::Node(node), now);
        }
        match found {
            Found::Fresh(value) => {
                self.tally.shared_hits += 1;
                self.post.send(now + NEAR, by, Message::Answer { fetch, value });
            }
            Found::Joined => self.tally.shared_joined += 1,
            Found::Fetch(own) => {
                self.next_fetch += 1;
                self.rates.current.nodes[node].passed += 1;
                self.ask(Place::Node(node), key, own, now);
            }
        }
    }

    /// A cache gets an answer, and tells those who wait for it. If it has died, or has
    /// had one to this fetch, nobody does.
    fn answer(&mut self, to: Place, fetch: u64, value: Value, now: Micros) {
        let Some(cache) = self.cache_mut(to) else { return };
        let Some((asked, value)) = cache.answer(fetch, value, now) else { return };
        if asked.key == HOT {
            self.write_down(to, now);
        }
        for waiter in asked.waiting() {
            match *waiter {
                Waiter::Reader => self.reader_gets(asked.key, value, now),
                Waiter::Edge { edge, fetch } => {
                    let answer = Message::Answer { fetch, value };
                    self.post.send(now + NEAR, Place::Edge(edge), answer);
                }
            }
        }
    }

    fn cache_mut(&mut self, place: Place) -> Option<&mut Cache> {
        match place {
            Place::Edge(edge) => Some(&mut self.edges[edge]),
            Place::Node(node) => self.shared.node_mut(node),
            Place::Origin => None,
        }
    }

    /// A reader has a value.
    fn reader_gets(&mut self, key: Key, value: Value, now: Micros) {
        self.tally.answered += 1;
        if key != HOT {
            return;
        }
        if let Some(old_for) = self.watch.old_for(value.version, now) {
            self.tally.old += 1;
            self.tally.old_for = self.tally.old_for.max(old_for);
        }
    }

    /// A copy of a key is thrown away.
    pub(super) fn purge(&mut self, place: Place, key: Key, now: Micros) {
        if let Some(cache) = self.cache_mut(place) {
            cache.purge(key);
            self.settle(place, now);
        }
    }

    /// If a cache has no copy of key A any more, that is written down.
    fn settle(&mut self, place: Place, now: Micros) {
        let Some(cache) = self.cache_mut(place) else { return };
        if cache.stored(HOT).is_none() {
            self.watch.ends(place, now);
        }
    }

    /// Writes down which copy of key A a cache has from now on, if it is a new one.
    pub(super) fn write_down(&mut self, place: Place, now: Micros) {
        let Some(cache) = self.cache_mut(place) else { return };
        let (stored, until) = (cache.stored(HOT), cache.fresh_until(HOT));
        if let (Some(stored), Some(until)) = (stored, until)
            && stored.at == now
        {
            let version = stored.version;
            if self.watch.version() > 1 {
                let who = place.name();
                self.said.push(format!("{who} stores v{version} of key A"));
            }
            self.watch.stores(place, Held { version, from: now, until });
        }
    }
}
