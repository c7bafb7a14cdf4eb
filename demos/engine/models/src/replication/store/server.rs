//! A server: it keeps versions, those meant for others too, and answers.

use super::version::merge;
use super::{Command, Entry, Key, Message, Node, Settings, Ticket, Timer, Version};
use sim::{Micros, NodeId, Outbox};

/// Versions that a server keeps for another one.
#[derive(Clone, Debug, PartialEq)]
pub struct Hint {
    /// Under which number it is handed over.
    ticket: Ticket,
    /// For whom.
    pub home: NodeId,
    /// What.
    pub entry: Entry,
}

/// A version that a server has given up.
#[derive(Clone, Debug, PartialEq)]
pub struct Replaced {
    /// When.
    pub at: Micros,
    /// Of which key.
    pub key: Key,
    /// What.
    pub version: Version,
    /// For what.
    pub by: Version,
}

impl Replaced {
    /// Whether the client that wrote the new one had not known of it.
    pub fn is_unseen(&self) -> bool {
        !self.by.knows(&self.version)
    }
}

/// A server. All that it has is on disk before it answers, but for whom it will
/// compare with next.
#[derive(Clone, Debug)]
pub struct Server {
    settings: Settings,
    /// Its versions of each key.
    stored: Vec<Vec<Version>>,
    /// What it keeps for others, the oldest first.
    hints: Vec<Hint>,
    /// How many hints it has taken.
    tickets: u32,
    /// In how many exchanges it took part; in memory.
    exchanges: u32,
    /// What it has given up, for whoever looks on.
    replaced: Vec<Replaced>,
}

impl Server {
    pub(super) fn new(settings: Settings) -> Server {
        Server {
            settings,
            stored: vec![Vec::new(); settings.keys.into()],
            hints: Vec::new(),
            tickets: 0,
            exchanges: 0,
            replaced: Vec::new(),
        }
    }

    /// What it has given up, in order.
    pub fn replaced(&self) -> &[Replaced] {
        &self.replaced
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What it has of a key.
    pub fn versions(&self, key: Key) -> &[Version] {
        &self.stored[usize::from(key.0)]
    }

    /// What it keeps for others.
    pub fn hints(&self) -> &[Hint] {
        &self.hints
    }

    /// What it has of a key, with what it keeps of it for others.
    fn all_versions(&self, key: Key) -> Vec<Version> {
        let mut all = self.versions(key).to_vec();
        for hint in self.hints.iter().filter(|hint| hint.entry.key == key) {
            all = merge(self.settings.merge, &all, &hint.entry.versions);
        }
        all
    }

    fn store(&mut self, entry: &Entry, now: Micros) {
        let key = entry.key;
        let before = &self.stored[usize::from(key.0)];
        let after = merge(self.settings.merge, before, &entry.versions);
        let gone = before.iter().filter(|version| !after.contains(version));
        self.replaced.extend(gone.filter_map(|version| {
            let knows = after.iter().find(|kept| kept.knows(version));
            let by = knows.or(after.first())?.clone();
            Some(Replaced { at: now, key, version: version.clone(), by })
        }));
        self.stored[usize::from(key.0)] = after;
    }

    /// All that it has.
    fn entries(&self) -> Vec<Entry> {
        let keys = (0..self.settings.keys).map(Key);
        let entry = |key| Entry { key, versions: self.versions(key).to_vec() };
        keys.map(entry).filter(|entry| !entry.versions.is_empty()).collect()
    }

    /// Keeps something for another one. What comes twice for the same one is kept
    /// once.
    fn keep(&mut self, home: NodeId, entry: Entry, out: &mut Outbox<Node>) {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        let is_same =
            |hint: &&mut Hint| hint.home == home && hint.entry.key == entry.key;
        match self.hints.iter_mut().find(is_same) {
            // Under a new number: the old one may be on its way already.
            Some(hint) => {
                let rule = self.settings.merge;
                hint.entry.versions =
                    merge(rule, &hint.entry.versions, &entry.versions);
                hint.ticket = ticket;
            }
            None => self.hints.push(Hint { ticket, home, entry }),
        }
        self.plan_hand_over(out);
    }

    fn plan_hand_over(&self, out: &mut Outbox<Node>) {
        let hands_over = self.settings.hinted_handoff.is_on();
        if hands_over && !self.hints.is_empty() {
            out.set_timer(Timer::HandOver, self.settings.patience);
        }
    }

    /// Sends every hint to whom it was meant for; whoever is back answers.
    fn hand_over(&mut self, out: &mut Outbox<Node>) {
        for hint in &self.hints {
            let message = Message::HandOver(hint.ticket, hint.entry.clone());
            out.send(hint.home, message);
        }
        self.plan_hand_over(out);
    }

    fn plan_exchange(&self, span: Micros, out: &mut Outbox<Node>) {
        if self.settings.anti_entropy.is_some() {
            out.set_timer(Timer::Exchange, span);
        }
    }

    /// Compares all that it has with another replica, each in turn.
    fn exchange(&mut self, out: &mut Outbox<Node>) {
        let others = self.settings.replicas.saturating_sub(1).max(1);
        let step = 1 + self.exchanges % others;
        self.exchanges += 1;
        let me = out.me();
        if me.0 < self.settings.replicas && self.settings.replicas > 1 {
            let peer = NodeId((me.0 + step) % self.settings.replicas);
            out.send(peer, Message::Exchange(self.entries()));
        }
        self.plan_exchange(self.settings.anti_entropy.unwrap_or_default(), out);
    }

    /// Takes in what another one has, and tells it what it lacks.
    fn compare(&mut self, from: NodeId, entries: &[Entry], out: &mut Outbox<Node>) {
        for entry in entries {
            self.store(entry, out.now());
        }
        let mut lacking = self.entries();
        lacking.retain(|entry| !entries.contains(entry));
        if !lacking.is_empty() {
            out.send(from, Message::Lacking(lacking));
        }
    }
}

/// What the cluster calls.
impl Server {
    /// The servers do not compare all at once.
    pub(super) fn start(&mut self, out: &mut Outbox<Node>) {
        let every = self.settings.anti_entropy.unwrap_or_default().get();
        let servers = u64::from(self.settings.server_count());
        let first = every * (u64::from(out.me().0) + 1) / servers;
        self.plan_exchange(Micros::new(first), out);
        self.plan_hand_over(out);
    }

    pub(super) fn receive(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Outbox<Node>,
    ) {
        match message {
            Message::Query(ticket, key) => {
                let versions = self.all_versions(key);
                out.send(from, Message::Has(ticket, Entry { key, versions }));
            }
            Message::Put(ticket, entry) => {
                self.store(&entry, out.now());
                out.send(from, Message::Stored(ticket));
            }
            Message::PutHint(ticket, home, entry) => {
                self.keep(home, entry, out);
                out.send(from, Message::Stored(ticket));
            }
            Message::Repair(entry) => self.store(&entry, out.now()),
            Message::HandOver(ticket, entry) => {
                self.store(&entry, out.now());
                out.send(from, Message::Taken(ticket));
            }
            Message::Taken(ticket) => {
                self.hints.retain(|hint| hint.ticket != ticket);
            }
            Message::Exchange(entries) => self.compare(from, &entries, out),
            Message::Lacking(entries) => {
                let now = out.now();
                entries.iter().for_each(|entry| self.store(entry, now));
            }
            Message::Has(..) | Message::Stored(_) => {
                panic!("{} sent {message} to a server", from.0)
            }
        }
    }

    pub(super) fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match timer {
            Timer::Exchange => self.exchange(out),
            Timer::HandOver => self.hand_over(out),
            Timer::Next | Timer::Patience | Timer::TimeOut => {
                panic!("a server sets no {timer}")
            }
        }
    }

    /// A server does only what clients ask.
    pub(super) fn command(&mut self, _: Command) {}

    pub(super) fn crash(&mut self) {
        self.exchanges = 0;
    }
}
