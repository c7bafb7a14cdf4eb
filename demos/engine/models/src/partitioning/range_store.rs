//! Ranges that split and move, and the same writes in fixed slots.
//!
//! A range is all keys from one to another. When it holds too much it is split
//! at its middle key; when one node holds much more than another, a balancer
//! copies a range over. So ranges follow the data, and neighbours in key order
//! stay together: a scan asks few nodes.
//!
//! What can go wrong: with keys that only grow (a timestamp, a counter) every
//! write goes to the last range. Splitting does not help: the lower half is
//! full and cold, and the upper half is the last range again.
//!
//! - Source: Chang and others, *Bigtable* (OSDI 2006), §5: tablets that split;
//!   Corbett and others, *Spanner* (OSDI 2012), §2: what moves between groups.
//! - Cost: O(log n) to find one of n ranges; a split copies nothing; a move
//!   copies the range at W MB/s.
//! - Left out: replicas, merging, splitting by load, writes that come while a
//!   range is copied (they are not copied twice here).

use super::SeededHash;
use super::fixed_slots::SlotTable;
use sim::{Log, Micros, Model, NodeId};
use std::fmt::{self, Display};
use std::str::FromStr;
use std::sync::Arc;

/// How often a batch of writes comes.
pub const TICK: Micros = Micros::from_millis(100);
/// The size of a batch, in MB: forty megabytes a second in all.
pub const BATCH_MB: u32 = 4;
/// Most nodes.
pub const NODES_MAX: u32 = 6;
/// Over how many batches the writers are counted: five seconds.
pub const RECENT: usize = 50;

/// Which key comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// One above the last, like a timestamp.
    Ascending,
    /// Anywhere, like a random identifier.
    Random,
    /// One above the last, behind one of sixteen prefixes: a hash of the key.
    Prefixed,
}

/// What the store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many nodes at first.
    pub nodes: u32,
    /// Which keys are written.
    pub pattern: Pattern,
    /// A range above this is split.
    pub split_mb: u32,
    /// How fast data is copied, in MB a second.
    pub copy_mb_per_s: u32,
}

/// Of what the log tells: the store does both, whoever looks at one alone is told of
/// that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Ranges and slots.
    Both,
    /// Splits and moves of ranges.
    Ranges,
    /// Slots that a newcomer gets.
    Slots,
}

/// A range of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// Its number, which it keeps.
    pub id: u32,
    /// Its first key.
    pub from: u64,
    /// The keys in it, a batch each, as they came.
    keys: Arc<Vec<u64>>,
    /// Who has it.
    pub node: NodeId,
}

impl Range {
    /// The share of its data that lies before a key, in thousandths.
    pub fn thousandths_before(&self, key: u64) -> u32 {
        let before = self.keys.iter().filter(|other| **other < key).count();
        (before * 1_000 / self.keys.len().max(1)) as u32
    }

    /// How much is in it.
    pub fn mb(&self) -> u32 {
        self.keys.len() as u32 * BATCH_MB
    }
}

/// A range on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The range.
    pub range: u32,
    /// Megabytes that are copied: what it had when it set out.
    pub mb: u32,
    /// When it set out.
    pub since: Micros,
    /// Where it comes from.
    pub from: NodeId,
    /// Where it goes.
    pub to: NodeId,
    /// When it is there.
    pub done: Micros,
}

/// What was copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Megabytes.
    pub mb: u32,
    /// Ranges, or slots.
    pub parts: u32,
}

/// A store that partitions by ranges, beside one that has slots.
#[derive(Clone, Debug)]
pub struct RangeStore {
    settings: Settings,
    told: Told,
    nodes: u32,
    /// In key order.
    ranges: Vec<Range>,
    next_range: u32,
    on_its_way: Option<Move>,
    /// The last range that has arrived.
    arrived: Option<Move>,
    copied: Copied,
    slots: SlotTable,
    /// Megabytes in each slot.
    slot_mb: Vec<u16>,
    /// Slots that have to move to the newest node, the first last.
    slots_due: Vec<usize>,
    slots_copied: Copied,
    /// Nodes that join when the newest one has its slots.
    waiting: u32,
    /// How much more may be copied for slots, of a tick: in MB.
    slot_budget: u32,
    seed: u64,
    batches: u64,
    /// Who took each batch, by ranges and by slots.
    takers: Vec<(NodeId, NodeId)>,
}

impl RangeStore {
    /// An empty store: one range on node n1, and the slots shared out.
    pub fn new(settings: &Settings, seed: u64) -> RangeStore {
        let first = Range { id: 1, from: 0, keys: Arc::default(), node: NodeId(1) };
        RangeStore {
            settings: settings.clone(),
            told: Told::Both,
            nodes: settings.nodes,
            ranges: vec![first],
            next_range: 2,
            on_its_way: None,
            arrived: None,
            copied: Copied::default(),
            slots: SlotTable::new(settings.nodes),
            slot_mb: vec![0; super::fixed_slots::SLOTS as usize],
            slots_due: Vec::new(),
            slots_copied: Copied::default(),
            waiting: 0,
            slot_budget: 0,
            seed,
            batches: 0,
            takers: Vec::new(),
        }
    }

    /// The same, with a log that tells of this.
    pub fn telling(self, told: Told) -> RangeStore {
        RangeStore { told, ..self }
    }

    /// How many nodes there are.
    pub fn nodes(&self) -> u32 {
        self.nodes
    }

    /// The ranges in key order.
    pub fn ranges(&self) -> &[Range] {
        &self.ranges
    }

    /// The range that is being copied.
    pub fn on_its_way(&self) -> Option<Move> {
        self.on_its_way
    }

    /// The last range that was copied and has arrived.
    pub fn arrived(&self) -> Option<Move> {
        self.arrived
    }

    /// What moving ranges has copied.
    pub fn copied(&self) -> Copied {
        self.copied
    }

    /// What moving slots has copied.
    pub fn slots_copied(&self) -> Copied {
        self.slots_copied
    }

    /// Who has which slot.
    pub fn slots(&self) -> &SlotTable {
        &self.slots
    }

    /// How many slots are still to be copied.
    pub fn slots_due(&self) -> usize {
        self.slots_due.len()
    }

    /// Megabytes in all.
    pub fn total_mb(&self) -> u32 {
        self.batches as u32 * BATCH_MB
    }

    /// Megabytes that a node has in ranges.
    pub fn range_mb(&self, node: NodeId) -> u32 {
        self.ranges.iter().filter(|r| r.node == node).map(Range::mb).sum()
    }

    /// Megabytes that a node has in slots.
    pub fn slots_mb(&self, node: NodeId) -> u32 {
        let mb = self.slot_mb.iter().enumerate();
        mb.filter(|(slot, _)| self.slots.owner(*slot) == node)
            .map(|(_, mb)| u32::from(*mb))
            .sum()
    }

    /// The shares of the last writes that a node took: by ranges and by slots,
    /// in millionths.
    pub fn writes_ppm(&self, node: NodeId) -> (u32, u32) {
        let recent = &self.takers[self.takers.len().saturating_sub(RECENT)..];
        let count = |is: &dyn Fn(&(NodeId, NodeId)) -> bool| {
            let count = recent.iter().filter(|taker| is(taker)).count();
            (count * 1_000_000 / recent.len().max(1)) as u32
        };
        (count(&|(range, _)| *range == node), count(&|(_, slot)| *slot == node))
    }

    /// Who took each batch so far, by ranges and by slots.
    pub fn takers(&self) -> &[(NodeId, NodeId)] {
        &self.takers
    }

    /// The last batches, at most so many, the newest first: when each was written,
    /// and its key.
    pub fn written(&self, most: u64) -> impl Iterator<Item = (Micros, u64)> + '_ {
        let first = self.batches.saturating_sub(most);
        let at = |number: u64| Micros::new(TICK.get() * (number + 1));
        (first..self.batches)
            .rev()
            .map(move |number| (at(number), self.key(number)))
    }

    /// The key of batch `number`.
    fn key(&self, number: u64) -> u64 {
        let mixed = SeededHash::mix(number, self.seed);
        match self.settings.pattern {
            Pattern::Ascending => number,
            Pattern::Random => mixed,
            Pattern::Prefixed => mixed >> 60 << 60 | number,
        }
    }

    /// Which range a key belongs to, by its place in key order: the last that begins
    /// at or before it.
    pub fn place(&self, key: u64) -> usize {
        self.ranges.partition_point(|range| range.from <= key) - 1
    }

    /// A batch is written, to its range and to its slot.
    fn write(&mut self, at: Micros, log: &mut Log) {
        let key = self.key(self.batches);
        self.batches += 1;
        let place = self.place(key);
        let range = &mut self.ranges[place];
        Arc::make_mut(&mut range.keys).push(key);
        let node = range.node;
        if range.mb() > self.settings.split_mb {
            self.split(at, place, log);
        }
        let slot = SlotTable::slot(key);
        self.slot_mb[slot] += BATCH_MB as u16;
        self.takers.push((node, self.slots.owner(slot)));
    }

    /// Splits a range at its middle key. Both halves stay where they are: a
    /// split copies nothing. One that is being copied is not split.
    fn split(&mut self, at: Micros, place: usize, log: &mut Log) {
        let Range { id, node, .. } = self.ranges[place];
        if self.on_its_way.is_some_and(|moving| moving.range == id) {
            return;
        }
        let mut keys = self.ranges[place].keys.to_vec();
        keys.sort_unstable();
        let (lower, upper) = keys.split_at(keys.len() / 2);
        let new = Range {
            id: self.next_range,
            from: upper[0],
            keys: Arc::new(upper.to_vec()),
            node,
        };
        self.next_range += 1;
        if self.told != Told::Slots {
            log.note(
                at,
                Some(node),
                format!("splits range {id}: {} is new", new.id),
            );
        }
        self.ranges[place].keys = Arc::new(lower.to_vec());
        self.ranges.insert(place + 1, new);
    }

    /// Sends the largest range that helps from the fullest node to the emptiest:
    /// one that is at most half of the difference. One range at a time.
    fn balance(&mut self, at: Micros, log: &mut Log) {
        let nodes = || (1..=self.nodes).map(NodeId);
        let full = nodes().max_by_key(|node| self.range_mb(*node));
        let empty = nodes().min_by_key(|node| self.range_mb(*node));
        let (Some(full), Some(empty)) = (full, empty) else { return };
        let apart = self.range_mb(full) - self.range_mb(empty);
        let helps = |range: &&Range| range.node == full && range.mb() * 2 <= apart;
        let largest = self.ranges.iter().filter(helps).max_by_key(|r| r.mb());
        let Some(range) = largest.filter(|range| range.mb() > 0) else { return };
        let copying = u64::from(range.mb()) * 1_000_000;
        let time = Micros::new(copying / u64::from(self.settings.copy_mb_per_s));
        let (id, mb) = (range.id, range.mb());
        if self.told != Told::Slots {
            let text = format!("sends range {id} ({mb} MB) to n{}", empty.0);
            log.note(at, Some(full), text);
        }
        self.on_its_way = Some(Move {
            range: id,
            mb,
            since: at,
            from: full,
            to: empty,
            done: at + time,
        });
    }

    /// The range that was being copied has arrived.
    fn arrive(&mut self, moving: Move) {
        let range = self.ranges.iter_mut().find(|range| range.id == moving.range);
        let range = range.expect("a range that moves is not split");
        range.node = moving.to;
        self.copied.mb += moving.mb;
        self.copied.parts += 1;
        self.arrived = self.on_its_way.take();
    }

    /// Copies slots to the newest node, as many as fit into a tick.
    fn copy_slots(&mut self, at: Micros, log: &mut Log) {
        self.slot_budget += self.settings.copy_mb_per_s;
        while let Some(slot) = self.slots_due.last().copied() {
            let mb = u32::from(self.slot_mb[slot]);
            // The budget is in tenths: a tick is a tenth of a second.
            if mb * 10 > self.slot_budget {
                return;
            }
            self.slot_budget -= mb * 10;
            self.slots_due.pop();
            self.slots.give(slot, NodeId(self.nodes));
            self.slots_copied.mb += mb;
            self.slots_copied.parts += 1;
            if self.slots_due.is_empty() && self.told != Told::Ranges {
                let Copied { mb, parts } = self.slots_copied;
                let text = format!("has its slots: {parts} slots, {mb} MB");
                log.note(at, Some(NodeId(self.nodes)), text);
            }
        }
        self.slot_budget = 0;
        if self.waiting > 0 {
            self.waiting -= 1;
            self.join(at, log);
        }
    }

    /// An empty node joins.
    fn join(&mut self, at: Micros, log: &mut Log) {
        self.nodes += 1;
        self.slots_due = self.slots.plan(self.nodes);
        self.slots_copied = Copied::default();
        let due = self.slots_due.len();
        let text = match self.told {
            Told::Ranges => "joins, empty".into(),
            Told::Both | Told::Slots => {
                format!("joins, empty: {due} slots are due to it")
            }
        };
        log.note(at, Some(NodeId(self.nodes)), text);
    }

    fn next_batch(&self) -> Micros {
        Micros::new(TICK.get() * (self.batches + 1))
    }
}

/// What may be done to the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `add`: an empty node joins, after the one before it has its slots.
    Add,
}

impl Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Edit::Add = self;
        f.write_str("add")
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        match text {
            "add" => Ok(Edit::Add),
            _ => Err(format!("`{text}` is no edit: the only one is add")),
        }
    }
}

impl Model for RangeStore {
    type Edit = Edit;

    fn next(&self) -> Option<Micros> {
        let arrival = self.on_its_way.map_or(Micros::MAX, |moving| moving.done);
        Some(arrival.min(self.next_batch()))
    }

    fn step(&mut self, log: &mut Log) {
        let batch = self.next_batch();
        match self.on_its_way {
            Some(moving) if moving.done <= batch => {
                self.arrive(moving);
                self.balance(moving.done, log);
            }
            Some(_) | None => {
                self.write(batch, log);
                self.copy_slots(batch, log);
                if self.on_its_way.is_none() {
                    self.balance(batch, log);
                }
            }
        }
    }

    fn edit(&mut self, at: Micros, edit: &Edit, log: &mut Log) {
        let Edit::Add = edit;
        if self.nodes + self.waiting == NODES_MAX {
            return;
        }
        match self.slots_due.is_empty() {
            true => self.join(at, log),
            false => self.waiting += 1,
        }
    }
}
