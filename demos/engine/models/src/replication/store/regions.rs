//! A store in two regions, and the cuts between them.

use super::message::{Command, Timer};
use super::{
    Action, Call, Cut, Key, Node, Region, Settings, Share, availability, calls,
    client, cluster, history,
};
use sim::history::{Verdict, check_within};
use sim::{Cluster, Edit, Event, Log, Micros, Model, NodeId};
use std::fmt::{self, Display};
use std::str::FromStr;

/// After so many states the search for an order of the history is given up: more
/// than a history of this size needs, and a few milliseconds.
const STATES: usize = 20_000;

/// What may be done to a store from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreEdit {
    /// `split`, `split-west`, `split-east`: nothing passes between the regions, or
    /// nothing that one of them sends.
    Split(Cut),
    /// `join`: all links between the regions are open.
    Join,
    /// What may be done to any cluster.
    Cluster(Edit<Timer, Command>),
}

impl Display for StoreEdit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreEdit::Split(Cut::Both) => f.write_str("split"),
            StoreEdit::Split(Cut::From(Region::West)) => f.write_str("split-west"),
            StoreEdit::Split(Cut::From(Region::East)) => f.write_str("split-east"),
            StoreEdit::Join => f.write_str("join"),
            StoreEdit::Cluster(edit) => edit.fmt(f),
        }
    }
}

impl FromStr for StoreEdit {
    type Err = String;
    fn from_str(text: &str) -> Result<StoreEdit, String> {
        Ok(match text {
            "split" => StoreEdit::Split(Cut::Both),
            "split-west" => StoreEdit::Split(Cut::From(Region::West)),
            "split-east" => StoreEdit::Split(Cut::From(Region::East)),
            "join" => StoreEdit::Join,
            _ => StoreEdit::Cluster(text.parse()?),
        })
    }
}

/// A span of time in which something between the regions was cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    /// What was.
    pub cut: Cut,
    /// From when.
    pub since: Micros,
    /// Until when, if it is over.
    pub until: Option<Micros>,
}

/// A store in two regions: a cluster, a cut that comes by itself, and whether what
/// clients saw is linearizable.
#[derive(Clone, Debug)]
pub struct Store {
    settings: Settings,
    cluster: Cluster<Node>,
    /// The moments of the outage that are to come.
    due: Vec<(Micros, StoreEdit)>,
    partitions: Vec<Partition>,
    /// How many operations had ended at the last check.
    checked: usize,
    verdict: Verdict<Key>,
}

impl Store {
    /// The store that these settings and this seed give.
    pub fn new(settings: &Settings, seed: u64) -> Store {
        let outage = settings.outage.map(|outage| {
            let end = (outage.at + outage.span, StoreEdit::Join);
            [(outage.at, StoreEdit::Split(outage.cut)), end]
        });
        Store {
            settings: *settings,
            cluster: cluster(settings, seed),
            due: outage.into_iter().flatten().collect(),
            partitions: Vec::new(),
            checked: 0,
            verdict: Verdict::Linearizable(Vec::new()),
        }
    }

    /// Its servers and clients.
    pub fn cluster(&self) -> &Cluster<Node> {
        &self.cluster
    }

    /// Its settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// When the regions were cut from each other.
    pub fn partitions(&self) -> &[Partition] {
        &self.partitions
    }

    /// The availability of a region while the regions were cut, for reads and
    /// writes.
    pub fn served(&self, region: Region) -> Share {
        let mut share = Share::default();
        for partition in &self.partitions {
            let span = (partition.since, partition.until.unwrap_or(Micros::MAX));
            for action in [Action::Read, Action::Write] {
                let part = availability(&self.cluster, (region, action), span);
                share.asked += part.asked;
                share.answered += part.answered;
            }
        }
        share
    }

    /// Whether what clients saw so far is linearizable; places are those in
    /// [`history`] of the moment when the verdict was reached.
    pub fn verdict(&self) -> &Verdict<Key> {
        &self.verdict
    }

    /// Every pair of nodes that a link between the regions joins, west first.
    fn pairs(&self) -> impl Iterator<Item = (NodeId, NodeId)> + use<> {
        let settings = self.settings;
        pairs_between_regions(&settings)
    }

    fn split(&mut self, at: Micros, cut: Cut, log: &mut Log) {
        self.join(at, &mut Log::off());
        for (west, east) in self.pairs() {
            let edit = match cut {
                Cut::Both => Edit::Cut(west, east),
                Cut::From(Region::West) => Edit::Block(west, east),
                Cut::From(Region::East) => Edit::Block(east, west),
            };
            self.cluster.edit(at, &edit, &mut Log::off());
        }
        self.partitions.push(Partition { cut, since: at, until: None });
        let text = match cut {
            Cut::Both => "⇹ regions cut",
            Cut::From(_) => "⇸ regions cut one way",
        };
        log.push(at, || Event::Faulted { node: None, text: text.into() });
    }

    fn join(&mut self, at: Micros, log: &mut Log) {
        for (west, east) in self.pairs() {
            self.cluster.edit(at, &Edit::Heal(west, east), &mut Log::off());
        }
        if let Some(last) = self.partitions.last_mut().filter(|p| p.until.is_none())
        {
            last.until = Some(at);
            let text = "⇄ regions joined".into();
            log.push(at, || Event::Faulted { node: None, text });
        }
    }

    fn apply(&mut self, at: Micros, edit: &StoreEdit, log: &mut Log) {
        match edit {
            StoreEdit::Split(cut) => self.split(at, *cut, log),
            StoreEdit::Join => self.join(at, log),
            StoreEdit::Cluster(edit) => self.cluster.edit(at, edit, log),
        }
        self.check();
    }

    /// Checks the history if an operation has ended. One that is not linearizable
    /// does not become so again.
    fn check(&mut self) {
        let clients = self.settings.all_clients();
        let all = clients.flat_map(|node| client(&self.cluster, node).operations());
        let ended = all.filter(|operation| operation.ended().is_some()).count();
        if ended > self.checked && !matches!(self.verdict, Verdict::Violated(_)) {
            self.checked = ended;
            let calls = calls(&history(&self.cluster));
            self.verdict = check_within::<Call>(&calls, STATES);
        }
    }
}

/// Every pair of nodes in different regions that send each other messages, west
/// first.
pub fn pairs_between_regions(
    settings: &Settings,
) -> impl Iterator<Item = (NodeId, NodeId)> + use<> {
    let settings = *settings;
    let nodes = move || settings.all_servers().chain(settings.all_clients());
    let is_server = move |node: NodeId| node.0 < settings.server_count();
    nodes().flat_map(move |west| {
        let is_pair = move |east: &NodeId| {
            settings.region(west) == Region::West
                && settings.region(*east) == Region::East
                && (is_server(west) || is_server(*east))
        };
        nodes().filter(is_pair).map(move |east| (west, east))
    })
}

impl Model for Store {
    type Edit = StoreEdit;

    fn next(&self) -> Option<Micros> {
        let due = self.due.first().map(|(at, _)| *at);
        [due, self.cluster.next()].into_iter().flatten().min()
    }

    fn step(&mut self, log: &mut Log) {
        let due = self.due.first().map(|(at, _)| *at);
        match due {
            Some(at) if self.cluster.next().is_none_or(|next| at <= next) => {
                let (_, edit) = self.due.remove(0);
                self.apply(at, &edit, log);
            }
            Some(_) | None => {
                self.cluster.step(log);
                self.check();
            }
        }
    }

    fn edit(&mut self, at: Micros, edit: &StoreEdit, log: &mut Log) {
        self.apply(at, edit, log);
    }

    fn name(&self, node: NodeId) -> String {
        self.cluster.name(node)
    }
}
